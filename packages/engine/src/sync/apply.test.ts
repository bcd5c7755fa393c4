import { defineSchema, HoldfastError, isHoldfastError, type LocalKey } from '@holdfast/crm'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { openTab, type Tab } from '../../test/index.ts'
import { systemTimers } from '../ports/index.ts'
import { UnreadRecord } from '../replica/index.ts'
import { emptyEntry, openCache, packValues, type Cache, type CacheEntry, type CompactionPace } from '../store/index.ts'

const schema = defineSchema({ deals: {} })
const names = Object.keys(schema.deals.properties)

const open = (cache: Cache): Tab => openTab({ schema, cache, factsPerPack: 2 })
const idsIn = ({ replica }: Tab): string[] => [...replica.table('deals').versions()].map(({ id }) => id)
const asOfIn = ({ ledger }: Tab): number | undefined => ledger.statements().cursors[0]?.asOf

function freshCache(pace?: CompactionPace): Cache {
  return openCache({
    account: '1',
    fingerprint: 'a',
    disk: { indexedDB: new IDBFactory(), IDBKeyRange },
    timers: systemTimers,
    ...(pace !== undefined && { pace }),
  })
}

// As what shows them keeps records.
async function show({ replica, cache }: Tab, ...names: readonly string[]): Promise<void> {
  await cache.keepShown(new Map([['query', { text: '', records: replica.stored(new Set(names)) }]]), 1)
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
      appendAfter: async () => Promise.reject(new HoldfastError('store/not-durable', 'x', 'y', { reason: 'quota' })),
    }
    const tab = open(cache)
    await tab.applier.apply(learned('1'))
    expect(idsIn(tab)).toEqual(['1'])
    expect(tab.troubles).toEqual([expect.toSatisfy((error) => isHoldfastError(error, 'store/not-durable'))])
  })

  test('[SY2] after a pack, what was shown can be read at once and the rest as soon as it was filled in', async () => {
    const cache = freshCache()
    const before = open(cache)
    before.replica.table('deals').promote(['dealname'])
    for (const id of ['1', '2']) await before.applier.apply(learned(id))
    await before.applier.keepPack()
    await show(before, 'deals 1')
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
    await before.applier.keepPack()
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
    const before = open(cache)
    for (const id of ['1', '2']) await before.applier.apply(learned(id))
    await before.applier.keepPack()
    await show(before, 'deals 1')
    const tab = open({ ...cache, scan: async () => undefined })
    await tab.applier.load()
    await tab.applier.filled()
    expect([idsIn(tab), asOfIn(tab)]).toEqual([['1'], undefined])
    expect(tab.troubles).toEqual([expect.toSatisfy((error) => isHoldfastError(error, 'store/corrupt'))])
  })

  test.each<[string, (content: object) => unknown]>([
    ['is none', () => 'none'],
    ['holds something else', () => ({ tables: new Map([['deals', 1]]) })],
    ['was cut', (content) => ({ ...content, sayings: undefined })],
  ])('[SY2] a pack that %s is passed over', async (_name, damage) => {
    const cache = freshCache()
    const before = open(cache)
    for (const id of ['1', '2']) await before.applier.apply(learned(id))
    await before.applier.keepPack()
    let wasDamaged = false
    const pack: Cache['pack'] = async () => {
      const found = await cache.pack()
      if (found === null) return null
      wasDamaged = true
      return { ...found, content: damage(found.content as object) }
    }
    const tab = open({ ...cache, pack })
    await tab.applier.load()
    expect([wasDamaged, idsIn(tab), tab.troubles]).toEqual([true, ['1', '2'], []])
  })

  test('[SY8] a pack is made when so much was learned, by this tab or another, that a start would notice', async () => {
    const cache = freshCache()
    const [one, two] = [open(cache), open(cache)]
    const reach = async (): Promise<number | undefined> => {
      await one.applier.keepPack()
      return (await cache.pack())?.position.seq
    }
    await one.applier.apply(learned('1'))
    expect(await reach()).toBeUndefined()
    await one.applier.apply(learned('2'))
    expect(await reach()).toBe(2)
    await two.applier.tail()
    await two.applier.apply(learned('3'))
    expect(await reach()).toBe(2)
    await one.applier.apply(learned('4'))
    expect(await reach()).toBe(4)
  })

  test('[SY8] after a pack made of a folded log, a start reads no chunk', async () => {
    const cache = freshCache({ longLog: 0, entriesAtOnce: 9, chunksAtOnce: 9, smallCache: Infinity })
    const tab = open(cache)
    for (const id of ['1', '2']) await tab.applier.apply(learned(id))
    await tab.applier.maintain()
    await tab.applier.keepPack()
    await tab.applier.apply(learned('3'))
    await tab.applier.maintain()
    const { position = { seq: 0, chunk: 0 } } = (await cache.pack()) ?? {}
    const newer = await cache.since(position)
    expect([position, newer?.entries.flatMap(({ records }) => records)]).toEqual([
      { seq: 2, chunk: 1 },
      [expect.objectContaining({ records: learned('3').records[0]?.records })],
    ])
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
