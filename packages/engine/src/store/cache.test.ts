import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import type { Disk } from '../ports/index.ts'
import { systemTimers } from '../ports/index.ts'
import { emptyEntry, type CacheEntry } from './cache-entry.ts'
import { usualPace, type CompactionPace } from './compaction.ts'
import { encodeEntry } from './entry-text.ts'
import { cacheName, dropOldCaches, mostShown, openCache, type Cache } from './cache.ts'

function freshDisk(): Disk {
  return { indexedDB: new IDBFactory(), IDBKeyRange }
}

function open(disk: Disk, fingerprint = 'a', pace: Partial<CompactionPace> = {}): Cache {
  return openCache({ account: '1', fingerprint, disk, timers: systemTimers, pace: { ...usualPace, ...pace } })
}

function entry(id: string): CacheEntry {
  return { ...emptyEntry, records: [{ objectType: 'deals', records: [[id, 1, 2, '["x",null]']] }] }
}

function idsOf(entries: readonly CacheEntry[]): string[] {
  return entries.flatMap(({ records }) => records.flatMap((page) => page.records.map(([id]) => id)))
}

const none = (): CacheEntry => emptyEntry
const all = (each: CacheEntry): CacheEntry => each

describe('[ST5] the cache', () => {
  test('reads back what was learned, in order', async () => {
    const disk = freshDisk()
    const cache = open(disk)
    for (const id of ['1', '2', '3']) await cache.append(entry(id))
    const { entries, position, corrupt } = await open(disk).load()
    expect({ ids: idsOf(entries), position, corrupt }).toEqual({
      ids: ['1', '2', '3'],
      position: { seq: 3, chunk: 0 },
      corrupt: 0,
    })
    expect(entries.slice(1)).toEqual([entry('1'), entry('2'), entry('3')])
  })

  test('gives a tailing reader only what is new', async () => {
    const cache = open(freshDisk())
    await cache.append(entry('1'))
    const first = await cache.load()
    await cache.append(entry('2'))
    const newer = await cache.since(first.position)
    expect(idsOf(newer?.entries ?? [])).toEqual(['2'])
    expect(await cache.since(newer?.position ?? first.position)).toEqual({
      entries: [],
      position: { seq: 2, chunk: 0 },
      corrupt: 0,
      isEverything: false,
      evictions: 0,
      forgottenUntil: 0,
    })
  })

  test('forgets only for who knows everything; whoever read less gets everything then, and adds nothing before', async () => {
    const cache = open(freshDisk())
    for (const id of ['1', '2', '3']) await cache.append(entry(id))
    const before = await cache.load()
    const left = { entries: [entry('2')], statements: { coverage: [], cursors: [] } }
    expect(await cache.forget(7, 2, left)).toBe(false)
    expect(await cache.load()).toEqual(before)
    expect(await cache.forget(7, 3, left)).toBe(true)
    expect(await cache.since(before.position)).toMatchObject({
      entries: [emptyEntry],
      isEverything: false,
      forgottenUntil: 7,
    })
    expect(idsOf((await cache.since(before.position))?.entries ?? [])).toEqual([])
    const behind = await cache.since({ seq: 2, chunk: 0 })
    expect([idsOf(behind?.entries ?? []), behind?.isEverything, behind?.corrupt]).toEqual([['2'], true, 0])
    expect(await cache.appendAfter(3, entry('4'))).toBeNull()
    expect(await cache.appendAfter(4, entry('4'))).toBe(5)
  })

  test('loses and doubles nothing by folding, which takes the oldest entries of a long log', async () => {
    const cache = open(freshDisk(), 'a', { longLog: 2, entriesAtOnce: 2 })
    for (const id of ['1', '2', '3']) await cache.append(entry(id))
    expect(await cache.compact(all)).toEqual({ more: true, corrupt: 0 })
    expect(await cache.compact(all)).toEqual({ more: false, corrupt: 0 })
    const { entries, position } = await cache.load()
    expect(idsOf(entries)).toEqual(['1', '2', '3'])
    expect(position).toEqual({ seq: 3, chunk: 1 })
  })

  test('gives a reader that fell behind a fold what it missed, and nothing twice that it need not', async () => {
    const cache = open(freshDisk(), 'a', { longLog: 2, entriesAtOnce: 2 })
    for (const id of ['1', '2']) await cache.append(entry(id))
    const start = { seq: 0, chunk: 0 }
    const early = await cache.since(start)
    await cache.append(entry('3'))
    await cache.compact(all)
    expect(idsOf((await cache.since(start))?.entries ?? [])).toEqual(['1', '2', '3'])
    expect(idsOf((await cache.since(early?.position ?? start))?.entries ?? [])).toEqual(['3'])
  })

  test('forgets what is superseded when chunks have grown', async () => {
    const cache = open(freshDisk(), 'a', { longLog: 0, entriesAtOnce: 1, smallCache: 2 })
    for (const id of ['1', '2', '3']) {
      await cache.append(entry(id))
      await cache.compact(all)
    }
    expect(idsOf((await cache.load()).entries)).toEqual(['1', '2', '3'])
    while ((await cache.compact(none)).more);
    expect(idsOf((await cache.load()).entries)).toEqual([])
  })

  test('keeps the newest statements of coverage through a fold', async () => {
    const cache = open(freshDisk(), 'a', { longLog: 0, entriesAtOnce: 9 })
    const claimed = (claim: unknown): CacheEntry => ({
      ...emptyEntry,
      coverage: [{ shape: 's', objectType: 'deals', claim }],
      cursors: [{ objectType: 'deals', watermark: Number(claim), asOf: 1 }],
    })
    await cache.append(claimed(1))
    await cache.append(claimed(2))
    await cache.compact(all)
    expect((await cache.load()).entries).toEqual([claimed(2)])
    await cache.append({ ...claimed(3), coverage: [{ shape: 's', objectType: 'deals', claim: null }] })
    await cache.compact(all)
    expect((await cache.load()).entries).toEqual([{ ...claimed(3), coverage: [] }])
  })

  test('tells a reader of a cache that was lost to begin anew', async () => {
    const disk = freshDisk()
    const cache = open(disk)
    for (const id of ['1', '2']) await cache.append(entry(id))
    await new Promise((resolve) => {
      disk.indexedDB.deleteDatabase(cacheName('1', 'a')).addEventListener('success', resolve)
    })
    expect(await cache.since({ seq: 2, chunk: 0 })).toBeNull()
    expect(await cache.lastSeq()).toBe(0)
  })
})

describe('[ST6] a value that cannot be read', () => {
  test.each([
    ['no text', 7],
    ['no JSON', '{'],
    ['another shape', '{"records":[{"objectType":"deals","records":[["1"]]}]}'],
    ['a text without its last record', encodeEntry(entry('2')).split('\n')[0]],
    ['a text that was cut', encodeEntry(entry('2')).slice(0, -3)],
    ['a text with a record too many', `${encodeEntry(entry('2'))}\n[]`],
    ['a prototype', '{"__proto__":{"records":[]}}'],
    ['nothing', undefined],
  ])('is dropped and counted: %s', async (_name, value) => {
    const disk = freshDisk()
    const cache = open(disk)
    await cache.append(entry('1'))
    await plant(disk, value)
    await cache.append(entry('3'))
    const { entries, corrupt } = await open(disk).load()
    expect({ ids: idsOf(entries), corrupt }).toEqual({ ids: ['1', '3'], corrupt: 1 })
  })
})

test('caches of other schemas are deleted, other accounts’ and this one’s are not', async () => {
  const disk = freshDisk()
  await open(disk, 'old').append(entry('1'))
  await open(disk, 'new').append(entry('2'))
  await openCache({ account: '2', fingerprint: 'old', disk, timers: systemTimers }).append(entry('3'))
  await dropOldCaches('1', 'new', disk)
  await open(disk, 'new').load()
  const names = (await disk.indexedDB.databases()).map(({ name }) => name)
  expect(new Set(names)).toEqual(new Set([cacheName('1', 'new'), cacheName('2', 'old')]))
})

async function plant(disk: Disk, value: unknown): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = disk.indexedDB.open(cacheName('1', 'a'))
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(new Error('The database cannot be opened.')))
  })
  await new Promise<void>((resolve) => {
    const transaction = database.transaction('log', 'readwrite')
    transaction.objectStore('log').add({ value })
    transaction.addEventListener('complete', () => resolve())
  })
  database.close()
}

describe('[ST10] what queries show', () => {
  test('is kept by key, the newest text of each, and only the newest queries', async () => {
    const disk = freshDisk()
    const cache = open(disk)
    const show = (text: string, at: number, ...keys: readonly string[]) =>
      cache.keepShown(new Map(keys.map((key) => [key, { text, records: [] }])), at)
    await show('a', 1, 'old')
    await show('b', 2, ...Array.from({ length: mostShown - 1 }, (_, at) => `q${at}`))
    await show('c', 3, 'old')
    await show('d', 4, 'new')
    const kept = await shownIn(disk)
    expect(kept.size).toBe(mostShown)
    expect([kept.get('old'), kept.get('new'), [...kept.values()].filter((text) => text === 'b').length]).toEqual([
      'c',
      'd',
      mostShown - 2,
    ])
  })

  test('goes with the records it is made of, as long as it is kept', async () => {
    const cache = open(freshDisk())
    const show = (id: string, at: number) =>
      cache.keepShown(new Map([[id, { text: '', records: entry(id).records }]]), at)
    for (let at = 0; at <= mostShown; at++) await show(`${at}`, at)
    expect(
      idsOf(await cache.values())
        .map(Number)
        .toSorted((a, b) => a - b),
    ).toEqual(Array.from({ length: mostShown }, (_, at) => at + 1))
  })
})

async function shownIn({ indexedDB }: Disk): Promise<Map<string, string>> {
  return new Promise((resolve) => {
    const opening = indexedDB.open(cacheName('1', 'a'))
    opening.onsuccess = () => {
      const store = opening.result.transaction('shown').objectStore('shown')
      const keys = store.getAllKeys()
      const values: IDBRequest<{ value: string }[]> = store.getAll()
      values.onsuccess = () =>
        resolve(new Map(keys.result.map((key, at) => [key as string, values.result[at]?.value ?? ''])))
    }
  })
}
