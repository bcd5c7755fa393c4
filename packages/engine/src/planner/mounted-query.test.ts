import { defineSchema, HoldfastError, type LocalKey } from '@holdfast/crm'
import { everyRecord, type Query } from '@holdfast/query'
import { describe, expect, test } from 'vitest'
import type { ViewFailed, ViewStatus } from '../protocol.ts'
import { createReplica } from '../replica/index.ts'
import { emptyEntry, packValues, type CacheEntry, type StoredRecord } from '../store/index.ts'
import { rootOf, type Claim } from './claim.ts'
import { createLedger } from './ledger.ts'
import type { Load, ViewUpdate } from './mounted-query.ts'
import { createPlanner } from './planner.ts'

const schema = defineSchema({
  deals: { associations: { contacts: { labels: [] } } },
  contacts: { associations: { deals: { labels: [] } } },
})
const names = Object.keys(schema.deals.properties)
const byAmount: Query = {
  ...everyRecord('deals'),
  select: ['amount'],
  orderBy: [{ property: 'amount', direction: 'asc' }],
  limit: 2,
}

describe('[PL1] a result is complete', () => {
  test.each<[string, Query, Omit<Claim, 'query'> | null, readonly string[], boolean]>([
    ['not when nothing was read for it', byAmount, null, ['1', '2'], false],
    ['when all that matches was read', byAmount, claim(null), ['1'], true],
    [
      'when its last row sorts before the end of what was read',
      byAmount,
      claim({ id: '9', values: { amount: '3' } }),
      ['1', '2'],
      true,
    ],
    [
      'not when its last row is level with that end: equals may be unread',
      byAmount,
      claim({ id: '9', values: { amount: '2' } }),
      ['1', '2'],
      false,
    ],
    [
      'not when it is shorter than its limit and more may follow',
      byAmount,
      claim({ id: '9', values: { amount: '3' } }),
      ['1'],
      false,
    ],
    [
      'not without a limit while more may follow',
      { ...byAmount, limit: null },
      claim({ id: '9', values: { amount: '3' } }),
      ['1', '2'],
      false,
    ],
    [
      'by id up to and with the last one read, when there is no other order',
      { ...byAmount, orderBy: [] },
      claim({ id: '2', values: {} }),
      ['1', '2'],
      true,
    ],
  ])('%s', (_name, query, claimed, amounts, isComplete) => {
    const { planner, take, learn } = start(async () => new Promise(() => undefined))
    if (claimed !== null) learn(query, claimed)
    take({
      ...emptyEntry,
      records: [{ objectType: 'deals', records: amounts.map((amount, at) => deal(String(at + 1), amount)) }],
    })
    const page = listen()
    const close = planner.open(query, page)
    expect(page.status().completeness === 'complete').toBe(isComplete)
    close()
  })

  test('not before the lists and records of its includes are here', async () => {
    const query: Query = {
      ...byAmount,
      include: [
        {
          objectType: 'contacts',
          label: null,
          first: false,
          query: { ...everyRecord('contacts'), select: ['email'] },
        },
      ],
    }
    const needs: string[] = []
    const started = start(async (need) => {
      needs.push(need.kind)
      if (need.kind === 'lists')
        started.take({
          ...emptyEntry,
          associations: need.ids.map((fromId) => ({
            fromType: 'deals',
            fromId,
            toType: 'contacts',
            readAt: 1,
            links: [['77', [null]]],
          })),
        })
      if (need.kind === 'records')
        started.take({
          ...emptyEntry,
          records: [{ objectType: 'contacts', records: need.ids.map((id): StoredRecord => [id, 1, 1, '[]']) }],
        })
      return 'applied'
    })
    started.learn(query, claim(null))
    started.take({ ...emptyEntry, records: [{ objectType: 'deals', records: [deal('1', '1')] }] })
    const snapshot = await started.planner.run(query)
    expect(needs).toEqual(['lists', 'records'])
    expect(snapshot.status.completeness).toBe('complete')
  })
})

describe('[PL2] a failure', () => {
  test.each([
    ['that may pass is tried again', new HoldfastError('api/unavailable', 'x', 'y', failure), 'unavailable', 2],
    ['of the network is tried again', new HoldfastError('api/offline', 'x', 'y', failure), 'offline', 2],
    [
      'that cannot pass is not',
      new HoldfastError('query/not-searchable', 'x', 'y', { objectType: 'deals', part: 'where' }),
      'not-searchable',
      1,
    ],
  ])('%s, and the result says why', async (_name, error, why, loads) => {
    let asked = 0
    const { planner } = start(async () => {
      asked++
      throw error
    })
    const page = listen()
    const close = planner.open(byAmount, page)
    await settle()
    expect(page.status()).toMatchObject({ completeness: 'local-only', why: [why] })
    planner.retry()
    await settle()
    expect(asked).toBe(loads)
    close()
  })
})

describe('[PL2] what a load does not bring', () => {
  test('is not asked for again at once, and is called unavailable for now', async () => {
    let asked = 0
    const { planner } = start(async () => {
      asked++
      return 'applied'
    })
    const page = listen()
    const close = planner.open(byAmount, page)
    await settle()
    expect([asked, page.status().why]).toEqual([1, ['unavailable']])
    planner.retry()
    await settle()
    expect(asked).toBe(2)
    close()
  })

  test('is asked for again when another tab was asked: it may take its time', async () => {
    let asked = 0
    const { planner } = start(async () => {
      if (++asked === 5) await new Promise(() => undefined)
      return 'asked'
    })
    const page = listen()
    const close = planner.open(byAmount, page)
    await settle()
    expect([asked, page.status().why]).toEqual([5, ['loading']])
    close()
  })

  test('is asked for again when something else was applied meanwhile', async () => {
    let asked = 0
    const started = start(async () => {
      if (++asked < 3) started.take({ ...emptyEntry, records: [{ objectType: 'deals', records: [deal('9', '9')] }] })
      return 'applied'
    })
    const close = started.planner.open(byAmount, listen())
    await settle()
    expect(asked).toBe(3)
    close()
  })
})

describe('[PL3] equal queries', () => {
  test('share one view and one loading; a late listener gets everything, the others lose nothing', async () => {
    let asked = 0
    const { planner, take } = start(async () => {
      asked++
      return new Promise(() => undefined)
    })
    const [early, late] = [listen(), listen()]
    const closeEarly = planner.open(byAmount, early)
    take({ ...emptyEntry, records: [{ objectType: 'deals', records: [deal('1', '1')] }] })
    const closeLate = planner.open({ ...byAmount }, late)
    planner.flush()
    expect([early.order(), late.order(), asked]).toEqual([['1'], ['1'], 1])
    closeEarly()
    take({ ...emptyEntry, records: [{ objectType: 'deals', records: [deal('2', '0')] }] })
    planner.flush()
    expect([early.order(), late.order()]).toEqual([['1'], ['2', '1']])
    closeLate()
  })

  test('stop their loading when the last of them is let go', async () => {
    let signal: AbortSignal | undefined
    const { planner } = start(async (_need, context) => {
      signal = context.signal
      return new Promise(() => undefined)
    })
    const [closeOne, closeTwo] = [planner.open(byAmount, listen()), planner.open(byAmount, null)]
    await settle()
    closeOne()
    expect(signal?.aborted).toBe(false)
    closeTwo()
    expect(signal?.aborted).toBe(true)
  })
})

describe('[PL5] who asks once', () => {
  test('for what is here gets what a listener gets, and nothing is mounted for it', async () => {
    const { planner, take, learn } = start(async () => new Promise(() => undefined))
    learn(everyRecord('deals'), { ...claim(null), total: 2 })
    take({ ...emptyEntry, records: [{ objectType: 'deals', records: [deal('1', '2'), deal('2', '1')] }] })
    const answer = planner.run(byAmount)
    expect(planner.holdings()).toMatchObject({ mounted: 0, views: 0 })
    const page = listen()
    const close = planner.open(byAmount, page)
    const { rows, status } = await answer
    expect(rows.map((row) => (JSON.parse(row) as readonly string[])[0])).toEqual(page.order())
    expect(status).toEqual(page.status())
    close()
  })

  test('for what is missing gets it when it was brought, and nothing stays mounted', async () => {
    const started = start(async () => {
      started.learn(everyRecord('deals'), { ...claim(null), total: 1 })
      started.take({ ...emptyEntry, records: [{ objectType: 'deals', records: [deal('7', '7')] }] })
      return 'applied'
    })
    const { rows, status } = await started.planner.run(byAmount)
    expect([rows.length, status.completeness, status.source]).toEqual([1, 'complete', 'remote'])
    expect(started.planner.holdings()).toMatchObject({ mounted: 0, views: 0 })
  })
})

const failure = { status: 0, operation: 'deals.search', correlationId: null, category: null }

function start(load: Load) {
  const replica = createReplica(schema)
  const ledger = createLedger(schema)
  const nothing = (): void => undefined
  const planner = createPlanner({
    replica,
    ledger,
    load,
    report: nothing,
    filled: async () => undefined,
    onRest: nothing,
  })
  replica.onChange((change) => planner.apply(change))
  return {
    planner,
    take: (entry: CacheEntry) => {
      planner.reassess()
      return replica.applyEntry(entry)
    },
    learn: (query: Query, claimed: Omit<Claim, 'query'>) => {
      ledger.takeCursor({ objectType: 'deals', watermark: 1, asOf: 1 })
      for (const statement of ledger.stating({ query: rootOf(query), ...claimed })) ledger.takeCoverage(statement)
      planner.reassess()
    },
  }
}

function listen() {
  let order: readonly LocalKey[] = []
  let status: ViewStatus | undefined
  return {
    receive(message: ViewUpdate | ViewFailed) {
      if (message.kind !== 'delta') return
      order = message.order ?? order
      status = message.status
    },
    order: () => order,
    status() {
      if (status === undefined) throw new Error('Nothing was received.')
      return status
    },
  }
}

function deal(id: string, amount: string): StoredRecord {
  return [id, 1, 1, packValues(names.map((name) => (name === 'amount' ? amount : null)))]
}

function claim(boundary: Claim['boundary']): Omit<Claim, 'query'> {
  return { boundary, total: 10, asOf: 1 }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
