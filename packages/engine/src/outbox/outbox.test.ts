import { defineSchema, HoldfastError, type LocalKey } from '@holdfast/crm'
import { describe, expect, test } from 'vitest'
import type { IntentDraft } from '../protocol.ts'
import { createReplica } from '../replica/index.ts'
import type { Journal, NewJournalRow } from '../store/index.ts'
import { createOutbox } from './outbox.ts'

const schema = defineSchema({ deals: {} })

describe('[OU6] a write', () => {
  test('is shown and counted before it is durable, and has a place in the journal when it is', async () => {
    const { outbox, name, recorded } = start()
    const committed = outbox.commit([create('a')])
    await Promise.resolve()
    expect([name(), outbox.pending(), outbox.isDurable(), outbox.states()]).toEqual(['Acme lift', 1, false, []])
    recorded()
    await committed
    expect([name(), outbox.pending(), outbox.states().length]).toEqual(['Acme lift', 1, 1])
  })

  test('whose key stands for something unreadable in the journal is not shown for ever', async () => {
    const { outbox, name, recorded } = start((row) => ({ ...row, state: 'of a later version' }))
    const committed = outbox.commit([create('a')])
    await Promise.resolve()
    expect(name()).toBe('Acme lift')
    recorded()
    await committed
    expect([name(), outbox.pending()]).toEqual([undefined, 0])
  })

  test('that cannot be recorded is shown no more, and can be given again', async () => {
    const { outbox, name, recorded, failed } = start()
    const lost = outbox.commit([create('a')])
    await Promise.resolve()
    failed(new HoldfastError('store/not-durable', 'Full.', 'Free some.', { reason: 'quota' }))
    await expect(lost).rejects.toMatchObject({ code: 'store/not-durable' })
    expect([name(), outbox.pending()]).toEqual([undefined, 0])
    const again = outbox.commit([create('a')])
    await new Promise((resolve) => queueMicrotask(() => resolve(null)))
    recorded()
    await again
    expect(name()).toBe('Acme lift')
  })
})

function start(present = (row: NewJournalRow): NewJournalRow => row) {
  const replica = createReplica(schema)
  let answer = { recorded: (): void => undefined, failed: (_error: Error): void => undefined }
  let last = 0
  const append = async (rows: readonly NewJournalRow[]) => {
    await new Promise<void>((resolve, reject) => {
      answer = { recorded: resolve, failed: reject }
    })
    return rows.map((row) => ({ ...present(row), seq: ++last }))
  }
  const never = async (): Promise<never> => {
    throw new Error('Nothing is sent here.')
  }
  const outbox = createOutbox({
    replica,
    journal: { append } as unknown as Journal,
    clock: { now: () => 1_000 },
    timers: { after: () => () => undefined, sleep: never },
    serverNow: () => 1_000,
    deliver: never,
    prove: never,
    applyFacts: never,
    announce: () => undefined,
    onRest: () => undefined,
    report: () => undefined,
  })
  return {
    outbox,
    name: () =>
      replica
        .table('deals')
        .get('local:a' as LocalKey)
        ?.read('dealname'),
    recorded: () => answer.recorded(),
    failed: (error: Error) => answer.failed(error),
  }
}

function create(key: string): IntentDraft {
  const properties = { dealname: 'Acme lift', dealstage: 'open' }
  return { kind: 'create', key, objectType: 'deals', id: `local:${key}`, properties, associations: [] }
}
