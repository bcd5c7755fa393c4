import { defineSchema, isHoldfastError } from '@holdfast/crm'
import { describe, expect, test } from 'vitest'
import { layPending, limitedDisk, openTab, type Tab } from '../test/index.ts'
import type { Disk } from './ports/index.ts'
import { emptyEntry, packValues, type CacheEntry } from './store/index.ts'

const schema = defineSchema({ p_people: { properties: { name: { type: 'string' } }, associations: {} } })

const open = (disk: Disk, held: readonly string[] = [], shapes: readonly string[] = []): Tab =>
  openTab({ schema, disk, held, shapes })

const isQuota = (error: unknown): boolean => isHoldfastError(error, 'store/not-durable')

describe('[ST11] on a full device', () => {
  test('what only saves time goes first, and everything learned stays', async () => {
    const { disk, used, limit } = limitedDisk()
    const tab = open(disk)
    for (const id of ['1', '2', '3']) await tab.applier.apply(learned(id))
    await tab.cache.keepShown(new Map([['query', { text: 'x'.repeat(9_000), records: [] }]]), 1)
    limit(used())
    await tab.applier.apply(learned('4'))
    expect([tab.troubles, await restarted(disk)]).toEqual([
      [],
      { ids: ['1', '2', '3', '4'], shapes: ['1', '2', '3', '4'] },
    ])
  })

  test('then records that were heard of longest ago go, with every claim that may rest on them', async () => {
    const { disk, used, limit } = limitedDisk()
    const tab = await filled(disk)
    limit(used())
    await tab.applier.apply(learned('9'))
    expect([tab.troubles, await restarted(disk)]).toEqual([
      [],
      { ids: ['3', '4', '5', '6', '7', '8', '9'], shapes: ['9'] },
    ])
    expect(tab.ledger.statements().coverage.map(({ shape }) => shape)).toEqual(['9'])
  })

  test('but not what a mounted query rests on, nor what has pending writes; what was claimed for that query stays', async () => {
    const { disk, used, limit } = limitedDisk()
    const tab = await filled(disk, ['1'], ['1'])
    const pending = { created: false, archived: false, properties: { name: 'mine' } }
    const key = tab.replica.identities.keyOf('p_people', '3')
    layPending(tab.replica, { records: [{ objectType: 'p_people', key, overlay: pending }], links: [] })
    limit(used())
    await tab.applier.apply(learned('9'))
    expect([tab.troubles, await restarted(disk)]).toEqual([
      [],
      { ids: ['1', '3', '5', '6', '7', '8', '9'], shapes: ['1', '9'] },
    ])
  })

  test('of two copies of a record the newer state never goes before the older, however late that was read', async () => {
    const { disk } = limitedDisk()
    const pace = { longLog: 0, entriesAtOnce: 1, chunksAtOnce: 1, smallCache: Infinity }
    const { cache } = openTab({ schema, disk, pace })
    // A search counts as read a minute before it was asked, so the newest state may be the one read first.
    for (const entry of [learned('1', 99, 45), learned('1', 50, 90), learned('2', 60), learned('3', 61)]) {
      await cache.append(entry)
      await cache.compact((each) => each)
    }
    for (const left of ['1 at 99, 3 at 61', '1 at 99', '1 at 99', '']) {
      await cache.evict({ holds: () => false, shapes: new Set(), coverage: [] })
      const { applier, replica } = open(disk)
      await applier.load()
      const names = [...replica.table('p_people').versions()].map((each) => each.read('name')?.trim())
      expect(names.join(', ')).toBe(left)
    }
  })

  test('when nothing can go, it is reported, and what was read is shown all the same', async () => {
    const { disk, used, limit } = limitedDisk()
    const tab = await filled(disk, ['1', '2', '3', '4', '5', '6', '7', '8'])
    limit(used())
    await tab.applier.apply(learned('9'))
    expect(tab.troubles).toEqual([expect.toSatisfy(isQuota)])
    expect(tab.replica.table('p_people').shown.size).toBe(9)
    await tab.applier.maintain()
    expect((await restarted(disk)).ids).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
  })
})

describe('[ST13] what a load claims on the disk rests on nothing that went from there while it was under way', () => {
  test('where another tab made room between two of its pages', async () => {
    const { disk, used, limit } = limitedDisk()
    const tab = await filled(disk)
    const begun = tab.applier.losses()
    await tab.applier.apply(pageOf('list', '9'), begun)
    for (let step = 0; step < 8; step++) await tab.cache.compact((entry) => tab.replica.current(entry))
    const other = await started(disk)
    limit(used())
    await other.applier.apply(learned('99'))
    await other.applier.apply(learned('98'))
    limit(Infinity)
    await tab.applier.apply(pageOf('list', '97'), begun)
    const { ids, shapes } = await restarted(disk)
    expect([ids.includes('97'), shapes.includes('list')]).toEqual([true, false])
    // Here everything still is what it was called.
    expect(tab.ledger.statements().coverage.map(({ shape }) => shape)).toContain('list')
  })

  test.each([
    ['it is lost with records that went', [], []],
    ['but not where the query holds them', ['1', '2', '9'], ['list']],
  ])('where it made room itself: %s', async (_name, held, shapes) => {
    const { disk, used, limit } = limitedDisk()
    const tab = await filled(disk, held, shapes)
    const begun = tab.applier.losses()
    await tab.applier.apply(pageOf('list', '9'), begun)
    limit(used())
    await tab.applier.apply(pageOf('list', '97'), begun)
    expect((await restarted(disk)).shapes).toEqual(shapes)
  })

  test('where a page before it did not get onto the disk', async () => {
    const { disk, used, limit } = limitedDisk()
    const tab = await filled(disk, ['1', '2', '3', '4', '5', '6', '7', '8'])
    const begun = tab.applier.losses()
    limit(used())
    await tab.applier.apply(pageOf('list', '9'), begun)
    limit(Infinity)
    await tab.applier.apply(pageOf('list', '97'), begun)
    const { ids, shapes } = await restarted(disk)
    expect([ids.includes('9'), ids.includes('97'), shapes.includes('list')]).toEqual([false, true, false])
    expect(tab.ledger.statements().coverage.map(({ shape }) => shape)).toContain('list')
  })

  test('and what other tabs do besides costs it nothing', async () => {
    const { disk } = limitedDisk()
    const tab = await filled(disk)
    const begun = tab.applier.losses()
    await tab.applier.apply(pageOf('list', '9'), begun)
    const other = await started(disk)
    await other.applier.apply(learned('99'))
    await tab.applier.apply(pageOf('list', '97'), begun)
    expect((await restarted(disk)).shapes).toContain('list')
  })
})

// Eight records in chunks, the lower ids heard of longer ago.
async function filled(disk: Disk, held: readonly string[] = [], shapes: readonly string[] = []): Promise<Tab> {
  const tab = open(disk, held, shapes)
  for (let id = 1; id <= 8; id++) await tab.applier.apply(learned(String(id)))
  await tab.applier.apply(emptyEntry)
  for (let step = 0; step < 8; step++) await tab.cache.compact((entry) => tab.replica.current(entry))
  return tab
}

async function started(disk: Disk): Promise<Tab> {
  const tab = open(disk)
  await tab.applier.load()
  return tab
}

function pageOf(shape: string, id: string): CacheEntry {
  return { ...learned(id), coverage: [{ shape, objectType: 'p_people', claim: { boundary: null, total: 1, asOf: 1 } }] }
}

function learned(id: string, at = Number(id), readAt = at): CacheEntry {
  return {
    ...emptyEntry,
    records: [
      {
        objectType: 'p_people',
        records: [[id, at * 1_000, readAt * 1_000, packValues([`${id} at ${at}`.padEnd(2_000)])]],
      },
    ],
    coverage: [{ shape: id, objectType: 'p_people', claim: { boundary: null, total: 1, asOf: at } }],
    cursors: [{ objectType: 'p_people', watermark: at, asOf: at }],
  }
}

async function restarted(disk: Disk) {
  const { applier, replica, ledger, troubles } = open(disk)
  await applier.load()
  await applier.filled()
  expect(troubles).toEqual([])
  const ids = [...replica.table('p_people').versions()].map(({ id }) => id)
  return {
    ids: ids.sort(),
    shapes: ledger
      .statements()
      .coverage.map(({ shape }) => shape)
      .sort(),
  }
}
