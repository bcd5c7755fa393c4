import { defineSchema, HoldfastError, isHoldfastError, type LocalKey } from '@holdfast/crm'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { systemTimers } from '../ports/index.ts'
import { createReplica, UnreadRecord } from '../replica/index.ts'
import {
  emptyEntry,
  openCache,
  packValues,
  type Cache,
  type CacheEntry,
  type CachePack,
  type StoredCursor,
} from '../store/index.ts'
import { createApplier } from './apply.ts'

const schema = defineSchema({ deals: {} })
const names = Object.keys(schema.deals.properties)

function openTab(cache: Cache, shown: readonly string[] = []) {
  const replica = createReplica(schema)
  const cursors = new Map<string, StoredCursor>()
  const troubles: unknown[] = []
  const applier = createApplier({
    cache,
    replica,
    ledger: {
      takeCoverage: () => undefined,
      takeCursor: (cursor) => void cursors.set(cursor.objectType, cursor),
      revokeAll: () => cursors.clear(),
      statements: () => ({ coverage: [], cursors: [...cursors.values()] }),
    },
    announce: () => undefined,
    shownRecords: () => new Set(shown),
    inUse: () => ({ holds: () => false, shapes: new Set() }),
    onApplied: () => undefined,
    report: (error) => troubles.push(error),
  })
  const ids = (): string[] => [...replica.table('deals').versions()].map(({ id }) => id)
  return { applier, ids, cursors, troubles, replica }
}

function freshCache(): Cache {
  return openCache({
    account: '1',
    fingerprint: 'a',
    disk: { indexedDB: new IDBFactory(), IDBKeyRange },
    timers: systemTimers,
  })
}

function learned(id: string): CacheEntry {
  return {
    ...emptyEntry,
    records: [
      {
        objectType: 'deals',
        records: [[id, 1, 1, packValues(names.map((name) => (name === 'dealname' ? `Deal ${id}` : null)))]],
      },
    ],
    cursors: [{ objectType: 'deals', watermark: 1, asOf: Number(id) }],
  }
}

describe('applying', () => {
  test('is durable before it is visible, and other tabs see the same by tailing', async () => {
    const cache = freshCache()
    const [one, two] = [openTab(cache), openTab(cache)]
    await one.applier.apply(learned('1'))
    expect([one.ids(), two.ids()]).toEqual([['1'], []])
    await two.applier.tail()
    expect(two.ids()).toEqual(['1'])
    const restarted = openTab(cache)
    await restarted.applier.load()
    expect([restarted.ids(), restarted.cursors.get('deals')?.asOf]).toEqual([['1'], 1])
  })

  test('shows what was read even when the cache takes nothing, and says so', async () => {
    const cache: Cache = {
      ...freshCache(),
      append: async () => Promise.reject(new HoldfastError('store/not-durable', 'x', 'y', { reason: 'quota' })),
    }
    const tab = openTab(cache)
    await tab.applier.apply(learned('1'))
    expect(tab.ids()).toEqual(['1'])
    expect(tab.troubles).toEqual([expect.toSatisfy((error) => isHoldfastError(error, 'store/not-durable'))])
  })

  test('[SY2] after a pack, what was shown can be read at once and the rest as soon as it was filled in', async () => {
    const cache = freshCache()
    const before = openTab(cache, ['deals 1'])
    before.replica.table('deals').promote(['dealname'])
    for (const id of ['1', '2']) await before.applier.apply(learned(id))
    await before.applier.maintain()
    await before.applier.apply(learned('3'))

    const { applier, replica, ids, cursors } = openTab({
      ...cache,
      scan: async (take) => held.then(() => cache.scan(take)),
    })
    let letScan: () => void = () => undefined
    const held = new Promise<void>((resolve) => (letScan = resolve))
    await applier.load()
    const table = replica.table('deals')
    const nameOf = (id: string) => table.get(id as LocalKey)?.read('dealname')
    expect([ids(), cursors.get('deals')?.asOf, replica.unreadCount]).toEqual([['1', '2', '3'], 3, 1])
    expect([nameOf('1'), nameOf('3')]).toEqual(['Deal 1', 'Deal 3'])
    expect(() => nameOf('2')).toThrow(UnreadRecord)
    expect(() => table.promote(['amount'])).toThrow(UnreadRecord)
    expect(() => table.promote(['dealname'])).not.toThrow()
    letScan()
    await applier.filled()
    expect([nameOf('2'), replica.unreadCount]).toEqual(['Deal 2', 0])
  })

  test('[SY2] records whose values are nowhere to be found were never here, and nothing that rests on them is believed', async () => {
    const cache = freshCache()
    const before = openTab(cache, ['deals 1'])
    for (const id of ['1', '2']) await before.applier.apply(learned(id))
    await before.applier.maintain()
    const { applier, ids, cursors, troubles } = openTab({ ...cache, scan: async () => undefined })
    await applier.load()
    await applier.filled()
    expect([ids(), cursors.size]).toEqual([['1'], 0])
    expect(troubles).toEqual([expect.toSatisfy((error) => isHoldfastError(error, 'store/corrupt'))])
  })

  test.each<[string, (pack: CachePack) => CachePack | null]>([
    ['is none', () => null],
    ['holds something else', (pack) => ({ ...pack, content: { tables: new Map([['deals', 1]]) } })],
    ['was cut', (pack) => ({ ...pack, content: { ...(pack.content as object), sayings: undefined } })],
  ])('[SY2] a pack that %s is passed over', async (_name, damage) => {
    const cache = freshCache()
    const before = openTab(cache, ['deals 1'])
    await before.applier.apply(learned('1'))
    await before.applier.maintain()
    const readPack = async () => cache.readPack().then((pack) => (pack === null ? null : damage(pack)))
    const { applier, ids, troubles } = openTab({ ...cache, readPack })
    await applier.load()
    expect([ids(), troubles]).toEqual([['1'], []])
  })

  test('rebuilds a damaged cache, so that the next start neither meets the damage nor forgets what was read since', async () => {
    const cache = freshCache()
    await openTab(cache).applier.apply(learned('1'))
    const broken: Cache = { ...cache, load: async () => ({ ...(await cache.load()), corrupt: 1 }) }
    const tab = openTab(broken)
    await tab.applier.load()
    expect([tab.ids(), tab.cursors.size, tab.troubles.length]).toEqual([['1'], 0, 1])
    await tab.applier.apply(learned('2'))
    expect((await cache.load()).entries.filter(({ records }) => records.length > 0)).toHaveLength(1)
    const restarted = openTab(cache)
    await restarted.applier.load()
    expect([restarted.ids(), restarted.cursors.get('deals')?.asOf, restarted.troubles]).toEqual([['1', '2'], 2, []])
  })
})
