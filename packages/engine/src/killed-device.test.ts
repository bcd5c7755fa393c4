import { defineSchema } from '@holdfast/crm'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { mortalDevice, openTab, type MortalDevice, type Tab } from '../test/index.ts'
import type { Replica } from './replica/index.ts'
import { cacheName, emptyEntry, packValues, type CacheEntry } from './store/index.ts'

const schema = defineSchema({
  p_people: { properties: { name: { type: 'string' } }, associations: { p_firms: { labels: [] } } },
  p_firms: { properties: { name: { type: 'string' } }, associations: {} },
})

type Step = CacheEntry | 'maintain' | 'damage'

// Pages of records overlap, so that compaction finds something superseded; each moves the cursor and says how far it is complete.
const session: readonly Step[] = [
  page(1, ['1', '2', '3']),
  said(2, { associations: [list('1', ['11', '12'], 2)] }),
  page(3, ['3', '4', '5']),
  'maintain',
  { ...page(4, ['4']), aliases: [{ objectType: 'p_people', alias: '5', id: '4' }] },
  said(5, { departures: [{ objectType: 'p_people', id: '2', outcome: 'archived', into: null, readAt: 5_000 }] }),
  page(6, ['1', '3', '6']),
  said(7, { associations: [list('1', ['12'], 7)] }),
  'maintain',
]

describe('[SY3] a device that is killed at any step of the storage', () => {
  test('has lost nothing that was taken, and of what was on its way all or nothing', async () => {
    const states = statesOf(session)
    await killAtEveryStep(session, (tab, taken) => {
      const state = stateOf(tab)
      expect([states[taken], states[taken + 1]]).toContainEqual(state)
      expect(tab.troubles).toEqual([])
    })
  })

  test('while a damaged cache is exchanged, has lost no record, and believes in nothing that it does not hold', async () => {
    const script: readonly Step[] = [...session.slice(0, 4), 'damage', page(4, ['7', '1']), 'maintain']
    const states = statesOf(script)
    await killAtEveryStep(script, (tab, taken) => {
      const { seen, statements } = stateOf(tab)
      const possible = [states[taken], states[taken + 1]].filter((state) => state?.seen === seen)
      expect(possible).not.toEqual([])
      const known = possible.flatMap((state) => state?.statements ?? [])
      expect(known).toEqual(expect.arrayContaining([...statements]))
    })
  })
})

/** Kills a device at each step of the script in turn, and checks what the next one finds, at once and when it compacted. */
async function killAtEveryStep(script: readonly Step[], check: (tab: Tab, taken: number) => void): Promise<void> {
  for (let lastStep = 1; ; lastStep++) {
    const indexedDB = new IDBFactory()
    const device = mortalDevice(indexedDB, lastStep)
    const taken = await play(script, device, indexedDB)
    for (const isFirst of [true, false]) {
      const next = openTab({ schema, disk: { indexedDB, IDBKeyRange } })
      await next.applier.load()
      await next.applier.filled()
      check(next, taken)
      if (isFirst) await maintain(next)
      check(next, taken)
      next.cache.close()
    }
    if (device.steps() < lastStep) return
  }
}

// Answers how many entries were taken before the device died.
async function play(script: readonly Step[], device: MortalDevice, indexedDB: IDBFactory): Promise<number> {
  const tab = openTab({ schema, ...device })
  let taken = 0
  async function run(): Promise<void> {
    await tab.applier.load()
    for (const step of script) {
      if (step === 'maintain') await maintain(tab)
      else if (step === 'damage') await plantRubbish(indexedDB).then(() => tab.applier.tail())
      else {
        await tab.applier.apply(step)
        taken++
      }
    }
    tab.cache.close()
  }
  await Promise.race([run(), device.died])
  return taken
}

async function maintain({ applier, cache, replica }: Tab): Promise<void> {
  await applier.maintain()
  await applier.keepPack()
  await cache.keepShown(new Map([['query', { text: '', records: replica.stored(new Set(['p_people 1'])) }]]), 1)
}

interface State {
  /** What can be seen, as a text. */
  readonly seen: string
  readonly statements: readonly unknown[]
}

// What there is to see after each number of entries.
function statesOf(script: readonly Step[]): State[] {
  const entries = script.filter((step) => typeof step !== 'string')
  return Array.from({ length: entries.length + 1 }, (_, taken) => {
    const { replica, ledger } = openTab({ schema, disk: { indexedDB: new IDBFactory(), IDBKeyRange } })
    for (const entry of entries.slice(0, taken)) {
      replica.applyEntry(entry)
      entry.coverage.forEach((statement) => ledger.takeCoverage(statement))
      entry.cursors.forEach((cursor) => ledger.takeCursor(cursor))
    }
    return stateOf({ replica, ledger })
  })
}

function stateOf({ replica, ledger }: Pick<Tab, 'replica' | 'ledger'>): State {
  const { coverage, cursors } = ledger.statements()
  return { seen: JSON.stringify(visible(replica)), statements: [...coverage, ...cursors] }
}

function visible(replica: Replica): unknown {
  const records = [...replica.table('p_people').versions()].map(({ id, values }) => [id, values])
  const links = ['1', '2'].map((id) =>
    replica.adjacency
      .links('p_people', replica.identities.keyOf('p_people', id), 'p_firms')
      .map(({ to }) => to)
      .toSorted(),
  )
  return [records.toSorted(([a], [b]) => Number(a) - Number(b)), links]
}

function page(moment: number, ids: readonly string[]): CacheEntry {
  const at = moment * 1_000
  return said(moment, {
    records: [{ objectType: 'p_people', records: ids.map((id) => [id, at, at, packValues([`${id} at ${moment}`])]) }],
  })
}

function said(moment: number, facts: Partial<CacheEntry>): CacheEntry {
  const claim = { boundary: null, total: moment, asOf: moment }
  return {
    ...emptyEntry,
    coverage: [{ shape: 'everyone', objectType: 'p_people', claim }],
    cursors: [{ objectType: 'p_people', watermark: moment, asOf: moment }],
    ...facts,
  }
}

function list(fromId: string, to: readonly string[], readAt: number): CacheEntry['associations'][number] {
  return { fromType: 'p_people', fromId, toType: 'p_firms', readAt, links: to.map((id) => [id, [null]]) }
}

// A value in the log that is none, and in whose place nothing was.
async function plantRubbish(indexedDB: IDBFactory): Promise<void> {
  const opening = indexedDB.open(cacheName('1', 'a'))
  await new Promise((resolve) => opening.addEventListener('success', resolve))
  const transaction = opening.result.transaction('log', 'readwrite')
  transaction.objectStore('log').add({ value: 'rubbish' })
  await new Promise((resolve) => transaction.addEventListener('complete', resolve))
  opening.result.close()
}
