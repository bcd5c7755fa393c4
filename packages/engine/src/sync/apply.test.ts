import { defineSchema, HoldfastError, isHoldfastError } from '@holdfast/crm'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { systemTimers } from '../ports/index.ts'
import { createReplica } from '../replica/index.ts'
import { emptyEntry, openCache, type Cache, type CacheEntry, type StoredCursor } from '../store/index.ts'
import { createApplier } from './apply.ts'

const schema = defineSchema({ deals: {} })

function openTab(cache: Cache) {
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
    onApplied: () => undefined,
    report: (error) => troubles.push(error),
  })
  const ids = (): string[] => [...replica.table('deals').versions()].map(({ id }) => id)
  return { applier, ids, cursors, troubles }
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
    records: [{ objectType: 'deals', records: [[id, 1, 1, '[]']] }],
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
