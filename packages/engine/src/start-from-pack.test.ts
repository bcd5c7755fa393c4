import { defineSchema } from '@holdfast/crm'
import { everyRecord, queryKey, type Query } from '@holdfast/query'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { layPending, openTab, type Tab } from '../test/index.ts'
import { keepPendingValues } from './keep-pending-values.ts'
import { keepShownResults } from './keep-shown-results.ts'
import { createLedger, createPlanner, type Planner } from './planner/index.ts'
import { systemTimers } from './ports/index.ts'
import { emptyEntry, packValues, type CacheEntry } from './store/index.ts'

const schema = defineSchema({
  p_people: {
    properties: { name: { type: 'string' }, age: { type: 'number' } },
    associations: { p_firms: { labels: [] } },
  },
  p_firms: { properties: { name: { type: 'string' } }, associations: {} },
})

const oldest: Query = {
  ...everyRecord('p_people'),
  orderBy: [{ property: 'age', direction: 'desc' }],
  limit: 2,
  include: [{ objectType: 'p_firms', label: null, first: true, query: everyRecord('p_firms') }],
}

const people: CacheEntry = {
  ...emptyEntry,
  records: [
    { objectType: 'p_people', records: ['1', '2', '3', '4'].map((id) => [id, 1, 1, packValues([`Person ${id}`, id])]) },
    { objectType: 'p_firms', records: ['11', '12'].map((id) => [id, 1, 1, packValues([`Firm ${id}`])]) },
  ],
  associations: ['1', '2', '3', '4'].map((fromId) => ({
    fromType: 'p_people',
    fromId,
    toType: 'p_firms',
    readAt: 1,
    links: [[fromId === '4' ? '12' : '11', [null]]],
  })),
}

test('[SY2] a start answers what was shown, includes and all, before it has read the values of anything else', async () => {
  const disk = { indexedDB: new IDBFactory(), IDBKeyRange }
  const before = openTab({ schema, disk })
  await before.applier.apply(people)
  const told = await show(before, oldest)
  await before.applier.keepPack()
  before.cache.close()

  const { cache } = openTab({ schema, disk })
  const never = new Promise<never>(() => undefined)
  const tab = openTab({ schema, cache: { ...cache, scan: async () => never } })
  await tab.applier.load()
  const planner = plannerOf(tab)
  expect((await planner.run(oldest)).rows).toEqual(told)
  expect(told).toEqual([expect.stringContaining('Firm 12'), expect.stringContaining('Firm 11')])
  // Others wait.
  const others = planner.run({ ...oldest, orderBy: [{ property: 'age', direction: 'asc' }] })
  expect(await Promise.race([others, new Promise((resolve) => setImmediate(resolve, 'waiting'))])).toBe('waiting')
})

test('[SY2] a start lays pending writes on the values that were kept for them, and waits for no others', async () => {
  const disk = { indexedDB: new IDBFactory(), IDBKeyRange }
  const before = openTab({ schema, disk })
  await before.applier.apply(people)
  await before.applier.keepPack()
  const pending = new Set(['p_people 3', 'p_people temp-1'])
  const keep = keepPendingValues({ ...before, outbox: { recordsPending: () => pending } })
  await keep()
  before.cache.close()

  const { cache } = openTab({ schema, disk })
  const tab = openTab({ schema, cache: { ...cache, scan: async () => new Promise<never>(() => undefined) } })
  await tab.applier.load()
  expect(tab.replica.lacksValues(pending)).toBe(false)
  expect(tab.replica.lacksValues(new Set(['p_people 3', 'p_people 1']))).toBe(true)
  const key = tab.replica.identities.keyOf('p_people', '3')
  layPending(tab.replica, {
    records: [{ objectType: 'p_people', key, overlay: { created: false, archived: false, properties: { age: '50' } } }],
    links: [],
  })
  const version = tab.replica.table('p_people').get(key)
  expect([version?.read('name'), version?.read('age')]).toEqual(['Person 3', '50'])
})

// Shows a query until it was kept.
async function show(tab: Tab, query: Query): Promise<readonly string[]> {
  const planner = plannerOf(tab)
  const release = planner.open(query, { receive: () => undefined })
  const { rows } = await planner.run(query)
  expect(planner.shownResults().has(queryKey(query))).toBe(true)
  const clock = { now: () => 1 }
  const report = (error: unknown): never => {
    throw error
  }
  await keepShownResults({ planner, cache: tab.cache, timers: systemTimers, clock, report }).close()
  release()
  return rows
}

function plannerOf({ replica, applier, troubles }: Tab): Planner {
  return createPlanner({
    replica,
    ledger: createLedger(schema),
    load: async () => Promise.reject(new TypeError('There is no HubSpot.')),
    report: (error) => troubles.push(error),
    filled: () => applier.filled(),
    onRest: () => undefined,
  })
}
