import { defineSchema, isHoldfastError, type LocalKey } from '@holdfast/crm'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { systemTimers } from '../ports/index.ts'
import type { IntentDraft } from '../protocol.ts'
import { createReplica } from '../replica/index.ts'
import { emptyEntry, openJournal, packValues, type AliasRow, type JournalRow } from '../store/index.ts'
import { newIntentRow } from './intent.ts'
import { createOutbox } from './outbox.ts'

const schema = defineSchema({ deals: {} })
const names = Object.keys(schema.deals.properties)

type Fields = Record<string, unknown>

const inBody = (change: Fields) => (row: JournalRow) => ({ ...row, body: { ...(row.body as Fields), ...change } })
const inDraft = (change: Fields) => (row: JournalRow) => {
  const body = row.body as { readonly draft: Fields }
  return { ...row, body: { ...body, draft: { ...body.draft, ...change } } }
}

describe('[OU8] a journal', () => {
  test.each<[string, (row: JournalRow) => unknown]>([
    ['a body that is rubbish', (row) => ({ ...row, body: 'rubbish' })],
    ['no body', ({ body: _body, ...row }) => row],
    ['no version', inBody({ version: undefined })],
    ['a draft that is rubbish', inBody({ draft: ['rubbish'] })],
    ['a draft of no kind', inDraft({ kind: 'toString' })],
    ['a draft without an id', inDraft({ id: 7 })],
    ['properties that are none', inDraft({ properties: null })],
    ['a value that is none', inDraft({ properties: { dealname: { text: 'Mine' } } })],
    ['a base that is none', inDraft({ base: 'rubbish' })],
    ['a link to nothing', inDraft({ kind: 'associate', to: { objectType: 'deals' } })],
    ['attempts that are no number', inBody({ attempts: 'two' })],
    ['a parking that is none', inBody({ parking: {} })],
    ['decisions that are none', inBody({ keepMine: [7] })],
  ])('that holds a write with %s keeps it, shows and sends the others, and says so once', async (_name, damage) => {
    const { indexedDB, outbox, nameOf, troubles } = await start()
    await put(indexedDB, 'intents', (row) => (isOf(row, 'damaged') ? damage(row) : row))
    await outbox.load()
    await outbox.load()
    expect([nameOf('1'), nameOf('2'), outbox.pending()]).toEqual(['Theirs', 'Mine', 1])
    expect(troubles.map((error) => isHoldfastError(error, 'store/corrupt'))).toEqual([true])
    expect(await stored(indexedDB, 'intents')).toHaveLength(2)
  })

  test('that holds an alias that is none goes on without it, and says so', async () => {
    const { indexedDB, outbox, nameOf, troubles } = await start()
    await put(indexedDB, 'aliases', (row) => ({ ...row, id: null }))
    await outbox.load()
    expect([nameOf('2'), outbox.pending()]).toEqual(['Mine', 2])
    expect(troubles.map((error) => isHoldfastError(error, 'store/corrupt'))).toEqual([true])
  })

  test('that holds a write of a later version leaves it alone, and has nothing to say', async () => {
    const { indexedDB, outbox, troubles } = await start()
    await put(indexedDB, 'intents', (row) =>
      isOf(row, 'damaged') ? { ...row, body: { version: 9, wish: 'more' } } : row,
    )
    await outbox.load()
    expect([outbox.pending(), troubles, (await stored(indexedDB, 'intents')).length]).toEqual([1, [], 2])
  })
})

async function start() {
  const indexedDB = new IDBFactory()
  const disk = { indexedDB, IDBKeyRange }
  const journal = openJournal({ account: '1', disk, timers: systemTimers, now: () => 1 })
  await journal.append(
    [rename('damaged', '1'), rename('sound', '2')].map((draft) => newIntentRow(draft, 1)),
    [{ objectType: 'deals', alias: 'local:x', id: '1' }],
  )
  const replica = createReplica(schema)
  const records = ['1', '2'].map((id) => {
    const values = names.map((name) => (name === 'dealname' ? 'Theirs' : null))
    return [id, 1, 1, packValues(values)] as const
  })
  replica.applyEntry({ ...emptyEntry, records: [{ objectType: 'deals', records }] })
  const troubles: unknown[] = []
  const never = async (): Promise<never> => {
    throw new Error('Nothing is sent here.')
  }
  const outbox = createOutbox({
    replica,
    journal,
    clock: { now: () => 1 },
    timers: systemTimers,
    serverNow: () => 1,
    deliver: never,
    prove: never,
    applyFacts: never,
    announce: () => undefined,
    onRest: () => undefined,
    report: (error) => troubles.push(error),
  })
  const nameOf = (id: string): string | null | undefined => {
    const { identities } = replica
    return replica
      .table('deals')
      .get(identities.keyOf('deals', id) as LocalKey)
      ?.read('dealname')
  }
  return { indexedDB, outbox, nameOf, troubles }
}

function rename(key: string, id: string): IntentDraft {
  return {
    kind: 'update',
    key,
    objectType: 'deals',
    id,
    properties: { dealname: 'Mine' },
    base: { dealname: 'Theirs' },
  }
}

function isOf(row: JournalRow | AliasRow, key: string): row is JournalRow {
  return 'key' in row && row.key === key
}

async function put(
  indexedDB: IDBFactory,
  store: string,
  change: (row: JournalRow & AliasRow) => unknown,
): Promise<void> {
  await withStore(indexedDB, store, (rows) => {
    const walk = rows.openCursor()
    walk.addEventListener('success', () => {
      walk.result?.update(change(walk.result.value as JournalRow & AliasRow))
      walk.result?.continue()
    })
  })
}

async function stored(indexedDB: IDBFactory, store: string): Promise<readonly unknown[]> {
  let found: readonly unknown[] = []
  await withStore(indexedDB, store, (rows) => {
    const reading = rows.getAll()
    reading.addEventListener('success', () => (found = reading.result))
  })
  return found
}

async function withStore(indexedDB: IDBFactory, store: string, work: (rows: IDBObjectStore) => void): Promise<void> {
  const opening = indexedDB.open('holdfast:1:journal')
  await new Promise((resolve) => opening.addEventListener('success', resolve))
  const transaction = opening.result.transaction(store, 'readwrite')
  work(transaction.objectStore(store))
  await new Promise((resolve) => transaction.addEventListener('complete', resolve))
  opening.result.close()
}
