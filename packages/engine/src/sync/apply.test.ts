import { defineSchema, HoldfastError, isHoldfastError, type LocalKey } from '@holdfast/crm'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { openTab, type Tab } from '../../test/index.ts'
import { systemTimers } from '../ports/index.ts'
import { UnreadRecord } from '../replica/index.ts'
import { emptyEntry, openCache, packValues, type Cache, type CacheEntry, type CachePack } from '../store/index.ts'

const schema = defineSchema({ deals: {} })
const names = Object.keys(schema.deals.properties)

const open = (cache: Cache, shown: readonly string[] = []): Tab => openTab({ schema, cache, shown })
const idsIn = ({ replica }: Tab): string[] => [...replica.table('deals').versions()].map(({ id }) => id)
const asOfIn = ({ ledger }: Tab): number | undefined => ledger.statements().cursors[0]?.asOf

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
        records: [[id, Number(id), 1, packValues(names.map((name) => (name === 'dealname' ? `Deal ${id}` : null)))]],
      },
    ],
    cursors: [{ objectType: 'deals', watermark: 1, asOf: Number(id) }],
  }
}

describe('applying', () => {
  test('is durable before it is visible, and other tabs see the same by tailing', async () => {
    const cache = freshCache()
    const [one, two] = [open(cache), open(cache)]
    await one.applier.apply(learned('1'))
    expect([idsIn(one), idsIn(two)]).toEqual([['1'], []])
    await two.applier.tail()
    expect(idsIn(two)).toEqual(['1'])
    const restarted = open(cache)
    await restarted.applier.load()
    expect([idsIn(restarted), asOfIn(restarted)]).toEqual([['1'], 1])
  })

  test('shows what was read even when the cache takes nothing, and says so', async () => {
    const cache: Cache = {
      ...freshCache(),
      append: async () => Promise.reject(new HoldfastError('store/not-durable', 'x', 'y', { reason: 'quota' })),
    }
    const tab = open(cache)
    await tab.applier.apply(learned('1'))
    expect(idsIn(tab)).toEqual(['1'])
    expect(tab.troubles).toEqual([expect.toSatisfy((error) => isHoldfastError(error, 'store/not-durable'))])
  })

  test('[SY2] after a pack, what was shown can be read at once and the rest as soon as it was filled in', async () => {
    const cache = freshCache()
    const before = open(cache, ['deals 1'])
    before.replica.table('deals').promote(['dealname'])
    for (const id of ['1', '2']) await before.applier.apply(learned(id))
    await before.applier.maintain()
    await before.applier.apply(learned('3'))

    const tab = open({
      ...cache,
      scan: async (take) => held.then(() => cache.scan(take)),
    })
    let letScan: () => void = () => undefined
    const held = new Promise<void>((resolve) => (letScan = resolve))
    const { applier, replica } = tab
    await applier.load()
    const table = replica.table('deals')
    const nameOf = (id: string) => table.get(id as LocalKey)?.read('dealname')
    expect([idsIn(tab), asOfIn(tab), replica.unreadCount]).toEqual([['1', '2', '3'], 3, 1])
    expect([nameOf('1'), nameOf('3')]).toEqual(['Deal 1', 'Deal 3'])
    expect(() => nameOf('2')).toThrow(UnreadRecord)
    expect(() => table.promote(['amount'])).toThrow(UnreadRecord)
    expect(() => table.promote(['dealname'])).not.toThrow()
    letScan()
    await applier.filled()
    expect([nameOf('2'), replica.unreadCount]).toEqual(['Deal 2', 0])
  })

  test('[SY2] a record that turned out to be another one since the pack was made is found by what it says', async () => {
    const cache = freshCache()
    const before = open(cache)
    before.replica.table('deals').promote(['dealname'])
    for (const id of ['1', '2']) await before.applier.apply(learned(id))
    await before.applier.maintain()
    await before.applier.apply({ ...emptyEntry, aliases: [{ objectType: 'deals', alias: '2', id: '1' }] })
    const { applier, replica } = open(cache)
    await applier.load()
    await applier.filled()
    const table = replica.table('deals')
    const column = table.column('dealname')
    const named = column?.kind === 'code' ? column.dictionary[column.codes[table.rowOf('1' as LocalKey)] ?? 0] : null
    expect([table.get('1' as LocalKey)?.read('dealname'), named]).toEqual(['Deal 2', 'Deal 2'])
  })

  test('[SY2] records whose values are nowhere to be found were never here, and nothing that rests on them is believed', async () => {
    const cache = freshCache()
    const before = open(cache, ['deals 1'])
    for (const id of ['1', '2']) await before.applier.apply(learned(id))
    await before.applier.maintain()
    const tab = open({ ...cache, scan: async () => undefined })
    await tab.applier.load()
    await tab.applier.filled()
    expect([idsIn(tab), asOfIn(tab)]).toEqual([['1'], undefined])
    expect(tab.troubles).toEqual([expect.toSatisfy((error) => isHoldfastError(error, 'store/corrupt'))])
  })

  test.each<[string, (pack: CachePack) => CachePack | null]>([
    ['is none', () => null],
    ['holds something else', (pack) => ({ ...pack, content: { tables: new Map([['deals', 1]]) } })],
    ['was cut', (pack) => ({ ...pack, content: { ...(pack.content as object), sayings: undefined } })],
  ])('[SY2] a pack that %s is passed over', async (_name, damage) => {
    const cache = freshCache()
    const before = open(cache, ['deals 1'])
    await before.applier.apply(learned('1'))
    await before.applier.maintain()
    const readPack = async () => cache.readPack().then((pack) => (pack === null ? null : damage(pack)))
    const tab = open({ ...cache, readPack })
    await tab.applier.load()
    expect([idsIn(tab), tab.troubles]).toEqual([['1'], []])
  })

  test('rebuilds a damaged cache, so that the next start neither meets the damage nor forgets what was read since', async () => {
    const cache = freshCache()
    await open(cache).applier.apply(learned('1'))
    const broken: Cache = { ...cache, load: async () => ({ ...(await cache.load()), corrupt: 1 }) }
    const tab = open(broken)
    await tab.applier.load()
    expect([idsIn(tab), asOfIn(tab), tab.troubles.length]).toEqual([['1'], undefined, 1])
    await tab.applier.apply(learned('2'))
    expect((await cache.load()).entries.filter(({ records }) => records.length > 0)).toHaveLength(1)
    const restarted = open(cache)
    await restarted.applier.load()
    expect([idsIn(restarted), asOfIn(restarted), restarted.troubles]).toEqual([['1', '2'], 2, []])
  })
})
