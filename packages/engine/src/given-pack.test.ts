import { defineSchema, schemaFingerprint } from '@holdfast/crm'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { learned, namesIn, openTab, type Tab } from '../test/index.ts'
import { createEngine } from './engine.ts'
import { createVirtualTime, seededRandom, type Disk, type Ports } from './ports/index.ts'
import type { PackMessage } from './protocol.ts'
import { cacheName, emptyEntry } from './store/index.ts'

const schema = defineSchema({ p_people: { properties: { name: { type: 'string' } }, associations: {} } })

// What happens in another tab after a page has read the pack, and who is there in the end.
const meanwhile: readonly (readonly [string, (other: Tab) => Promise<unknown>, readonly string[]])[] = [
  ['nothing happened', async () => undefined, ['1 at 1', '2 at 1']],
  ['records came, changed and left', another, ['1 at 5', '3 at 5']],
  [
    'all of that was folded, and the chunks cleaned',
    async (other) => another(other).then(() => fold(other)),
    ['1 at 5', '3 at 5'],
  ],
  ['a newer pack was kept', async (other) => another(other).then(() => other.applier.keepPack()), ['1 at 5', '3 at 5']],
  [
    'the whole cache was written anew',
    async (other) => another(other).then(() => rewrite(other)),
    ['1 at 5', '3 at 5'],
  ],
]

describe('[SY11] a start with a pack that a page has read', () => {
  test.each(meanwhile)('knows everything that was learned, although %s', async (_name, happen, names) => {
    const disk = await packed()
    const givenPack = await packOn(disk)
    const other = await start(disk, null)
    await happen(other)

    const tab = await start(disk, givenPack)
    expect([namesIn(tab), tab.troubles]).toEqual([names, []])
    expect(tab.ledger.statements()).toEqual(other.ledger.statements())
    await other.applier.apply(learned('4', 9))
    await tab.applier.tail()
    expect(namesIn(tab)).toEqual([...names, '4 at 9'])
  })

  test('takes that, and reads no other from the disk', async () => {
    const disk = await packed()
    const givenPack = await packOn(disk)
    const { cache } = openTab({ schema, disk })
    const tab = openTab({
      schema,
      givenPack,
      cache: { ...cache, pack: async () => Promise.reject(new TypeError('There is one already.')) },
    })
    await tab.applier.load()
    expect([tab.replica.table('p_people').shown.size, tab.troubles]).toEqual([2, []])
  })

  test.each([
    ['cut', (bytes: ArrayBuffer) => bytes.slice(0, -8)],
    ['empty', () => new ArrayBuffer(0)],
    ['made of zeros', (bytes: ArrayBuffer) => new ArrayBuffer(bytes.byteLength)],
  ])('passes over one that is %s, and reads its own', async (_name, damage) => {
    const disk = await packed()
    const tab = await start(disk, damage((await packOn(disk)) ?? new ArrayBuffer(8)))
    expect([namesIn(tab), tab.troubles]).toEqual([['1 at 1', '2 at 1'], []])
  })

  test('whose cache was lost in between believes nothing of it', async () => {
    const givenPack = await packOn(await packed())
    const disk = { indexedDB: new IDBFactory(), IDBKeyRange }
    await (await start(disk, null)).applier.apply(learned('3', 5))
    const tab = await start(disk, givenPack)
    expect([namesIn(tab), tab.ledger.statements().coverage]).toEqual([['3 at 5'], []])
  })

  test.each<[string, (page: MessagePort) => void, number]>([
    ['says that it could read none', (page) => page.postMessage(null), 0],
    ['says nothing', () => undefined, 1_000],
  ])('waits a second at most for a page that %s', async (_name, say, ms) => {
    const page = new MessageChannel()
    const time = createVirtualTime(0, async () => new Promise((resolve) => setImmediate(resolve)))
    const ports = { timers: time.timers, random: seededRandom(1) } as unknown as Ports
    const given = new Promise<Promise<PackMessage>>((resolve) => {
      const engine = createEngine(ports, { schema, origin: '/' }, async (_ports, { givenPack }) => {
        resolve(givenPack)
        return new Promise(() => undefined)
      })
      void engine.hello({ protocol: 6, fingerprint: schemaFingerprint(schema), account: '1', pack: page.port2 })
    })
    say(page.port1)
    const pack = given.then(async (promise) => promise)
    await time.advance(ms)
    expect(await pack).toBeNull()
    page.port1.close()
  })
})

async function packed(): Promise<Disk> {
  const disk: Disk = { indexedDB: new IDBFactory(), IDBKeyRange }
  const { applier, cache } = await start(disk, null)
  for (const id of ['1', '2']) await applier.apply(learned(id, 1))
  await applier.keepPack()
  cache.close()
  return disk
}

/** As a page reads it. */
async function packOn({ indexedDB }: Disk): Promise<PackMessage> {
  const opening = indexedDB.open(cacheName('1', 'a'))
  await new Promise((resolve) => opening.addEventListener('success', resolve))
  const reading: IDBRequest<{ readonly value: Blob }> = opening.result
    .transaction('pack')
    .objectStore('pack')
    .get('all')
  await new Promise((resolve) => reading.addEventListener('success', resolve))
  opening.result.close()
  return reading.result.value.arrayBuffer()
}

async function start(disk: Disk, givenPack: PackMessage): Promise<Tab> {
  const tab = openTab({ schema, disk, givenPack })
  await tab.applier.load()
  await tab.applier.filled()
  return tab
}

async function another({ applier }: Tab): Promise<void> {
  await applier.apply(learned('1', 5))
  await applier.apply(learned('3', 5))
  await applier.apply({
    ...emptyEntry,
    departures: [{ objectType: 'p_people', id: '2', outcome: 'archived', into: null, readAt: 5_000 }],
  })
}

async function fold({ applier }: Tab): Promise<void> {
  for (let beat = 0; beat < 3; beat++) await applier.maintain()
}

async function rewrite({ cache, replica, ledger }: Tab): Promise<void> {
  const seq = await cache.append(emptyEntry)
  await cache.replace(seq, { entries: replica.entries(10), statements: ledger.statements() })
}
