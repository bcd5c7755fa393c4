import { defineSchema, type LocalKey } from '@holdfast/crm'
import fc from 'fast-check'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { layPending, openTab, type Tab } from '../../test/index.ts'
import type { Disk } from '../ports/index.ts'
import { createReplica, type Replica } from '../replica/index.ts'
import { emptyEntry, packValues, type CacheEntry } from '../store/index.ts'

const parameters = { seed: Number(process.env['SEED'] ?? 20_261_126), numRuns: 40 }

const schema = defineSchema({
  p_people: { properties: { name: { type: 'string' } }, associations: { p_firms: { labels: [] } } },
  p_firms: { properties: {}, associations: { p_people: { labels: [] } } },
})

const hour = 3_600_000
const people = ['1', '2', '3', '4', '5']
const freshDisk = (): Disk => ({ indexedDB: new IDBFactory(), IDBKeyRange })
const open = (disk: Disk): Tab => openTab({ schema, disk })

describe('[SY10] a record that left', () => {
  test('is forgotten a day later, with its links, in memory and on the disk; one with pending writes is not', async () => {
    const disk = freshDisk()
    const tab = open(disk)
    for (const id of people) await tab.applier.apply(reading(id, 1 * hour))
    await tab.applier.apply({
      ...emptyEntry,
      associations: [
        { fromType: 'p_firms', fromId: '11', toType: 'p_people', readAt: 1 * hour, links: [['1', [null]]] },
      ],
    })
    for (const id of ['1', '2', '3', '4']) await tab.applier.apply(leaving(id, 2 * hour))
    const pending = { created: false, archived: false, properties: { name: 'mine' } }
    layPending(tab.replica, {
      records: [{ objectType: 'p_people', key: '4' as LocalKey, overlay: pending }],
      links: [],
    })
    const known = (): readonly boolean[] => people.map((id) => tab.replica.table('p_people').isKnown(id as LocalKey))
    await tab.applier.apply(reading('5', 25 * hour))
    await tab.applier.maintain()
    expect([known(), await departuresOn(tab)]).toEqual([
      [true, true, true, true, true],
      ['1', '2', '3', '4'],
    ])
    await tab.applier.apply(reading('5', 27 * hour))
    await tab.applier.maintain()
    expect([known(), await departuresOn(tab)]).toEqual([[false, false, false, true, true], ['4']])
    expect(tab.replica.adjacency.links('p_firms', '11' as LocalKey, 'p_people')).toEqual([])
    expect(tab.replica.adjacency.readAt('p_firms', '11' as LocalKey, 'p_people')).toBe(1 * hour)
  })

  test('does not come back by an answer that a sleeping tab had received before; what that claims is not believed', async () => {
    const disk = freshDisk()
    const [tab, asleep] = [open(disk), open(disk)]
    await asleep.applier.apply(reading('2', 1 * hour))
    await forgetFirst(tab)
    const claim = { boundary: null, total: 1, asOf: 1 * hour }
    await asleep.applier.apply({
      ...reading('1', 1 * hour),
      coverage: [{ shape: 'all', objectType: 'p_people', claim }],
    })
    for (const each of [asleep, await started(disk)])
      expect([shown(each.replica), each.ledger.statements().coverage]).toEqual([['2 at 30'], []])
  })

  test('leaves a tab that had not heard of it, too', async () => {
    const disk = freshDisk()
    const [tab, asleep] = [open(disk), open(disk)]
    await asleep.applier.apply(reading('1', 1 * hour))
    await forgetFirst(tab)
    expect(shown(asleep.replica)).toEqual(['1 at 1'])
    await asleep.applier.tail()
    expect(shown(asleep.replica)).toEqual(['2 at 30'])
  })

  test('does not come back with a pack that a sleeping tab makes', async () => {
    const disk = freshDisk()
    const [tab, asleep] = [open(disk), open(disk)]
    await asleep.applier.apply(reading('1', 1 * hour))
    const position = { seq: await asleep.cache.lastSeq(), chunk: 0 }
    await forgetFirst(tab)
    await asleep.cache.keepPack({ position, statements: { coverage: [], cursors: [] }, content: asleep.replica.pack() })
    const again = await started(disk)
    expect([shown(again.replica), again.troubles]).toEqual([['2 at 30'], []])
  })

  test('is nowhere shown, whatever tabs learn, receive late, fold, pack, forget and read again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), async (script) => {
        const disk = freshDisk()
        const tabs = [open(disk), open(disk)]
        const told = createReplica(schema)
        const readings: CacheEntry[] = []
        for (const [at, { which, kind, id, nth }] of script.entries()) {
          const now = (at + 1) * 6 * hour
          const tab = tabs[which] ?? open(disk)
          if (kind === 'maintain') await tab.applier.maintain()
          else if (kind === 'pack') await tab.applier.keepPack()
          else if (kind === 'tail') await tab.applier.tail()
          else if (kind === 'restart') tabs[which] = await restarted(disk, tab)
          else {
            const before = readings.filter((entry) => entry.records[0]?.records[0]?.[0] === id)
            const late = kind === 'late' ? before[nth % before.length] : undefined
            const entry = late ?? (kind === 'leave' ? leaving(id, now) : reading(id, now))
            readings.push(entry)
            told.applyEntry(entry)
            await tab.applier.apply(entry)
          }
        }
        for (const tab of [...tabs, await started(disk)]) {
          await tab.applier.tail()
          expect([shown(tab.replica), tab.troubles]).toEqual([shown(told), []])
        }
      }),
      parameters,
    )
  })
})

const often = (kind: string, times: number): string[] => Array<string>(times).fill(kind)

const step = fc.record({
  // One tab sleeps most of the time.
  which: fc.constantFrom(0, 0, 0, 0, 0, 1),
  kind: fc.constantFrom(
    ...often('read', 3),
    ...often('leave', 3),
    ...often('late', 4),
    ...often('maintain', 3),
    'pack',
    'tail',
    'restart',
  ),
  id: fc.constantFrom('1', '2', '3'),
  nth: fc.nat(100),
})

/** The first record leaves, and a day later that is forgotten. */
async function forgetFirst(tab: Tab): Promise<void> {
  await tab.applier.apply(leaving('1', 2 * hour))
  await tab.applier.apply(reading('2', 30 * hour))
  await tab.applier.maintain()
  expect(tab.replica.table('p_people').isKnown('1' as LocalKey)).toBe(false)
}

function reading(id: string, at: number): CacheEntry {
  return {
    ...emptyEntry,
    records: [{ objectType: 'p_people', records: [[id, at, at, packValues([`${id} at ${at / hour}`])]] }],
    cursors: [{ objectType: 'p_people', watermark: at, asOf: at }],
  }
}

function leaving(id: string, at: number): CacheEntry {
  return { ...emptyEntry, departures: [{ objectType: 'p_people', id, outcome: 'archived', into: null, readAt: at }] }
}

async function started(disk: Disk): Promise<Tab> {
  const tab = open(disk)
  await tab.applier.load()
  await tab.applier.filled()
  return tab
}

async function restarted(disk: Disk, tab: Tab): Promise<Tab> {
  tab.cache.close()
  return started(disk)
}

function shown(replica: Replica): string[] {
  return [...replica.table('p_people').versions()].map((each) => each.read('name') ?? '').toSorted()
}

async function departuresOn({ cache }: Tab): Promise<string[]> {
  const { entries } = await cache.load()
  return entries.flatMap(({ departures }) => departures.map(({ id }) => id)).toSorted()
}
