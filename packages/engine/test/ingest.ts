import { defineSchema } from '@holdfast/crm'
import { everyRecord } from '@holdfast/query'
import { systemTimers } from '../src/ports/index.ts'
import { emptyEntry, openCache, packValues, type CacheEntry, type CompactionPace } from '../src/store/index.ts'
import { createViews } from '../src/views/index.ts'
import { countedDisk, type DiskWork } from './counted-disk.ts'
import { openTab } from './tab.ts'

/** What a first load of so many records cost for each of them. */
export interface IngestCost extends DiskWork {
  readonly records: number
  readonly ms: number
}

const pageRows = 200
// A beat follows every ten seconds, and a load brings some thousands of records meanwhile.
const pagesPerBeat = 20

const schema = defineSchema({
  contacts: { properties: { city: { type: 'string' }, lifecyclestage: { type: 'enumeration' } }, associations: {} },
})

/**
 * Loads records page by page as a first load does, each with the coverage it proves and the cursor, while a list and a count of them are on screen, and
 * compacts in between, as a real device does or at another pace. Answers what it had cost at each of the sizes; packs are made when a load has ended.
 */
export async function ingest(sizes: readonly number[], pace?: CompactionPace): Promise<readonly IngestCost[]> {
  const { disk, work } = countedDisk()
  const paced = pace === undefined ? {} : { pace }
  const cache = openCache({ account: '1', fingerprint: 'a', disk, timers: systemTimers, ...paced })
  const tab = openTab({ schema, cache })
  const views = createViews(tab.replica)
  tab.replica.onChange((change) => views.apply(change))
  const all = everyRecord('contacts')
  const shown = [
    views.open({ ...all, orderBy: [{ property: 'city', direction: 'asc' }], limit: 50 }),
    views.open({ of: all, groupBy: ['lifecyclestage'], measures: [{ name: 'n', compute: 'count', property: null }] }),
  ]
  const begun = performance.now()
  const costs: IngestCost[] = []
  for (let page = 0; costs.length < sizes.length; page++) {
    const size = sizes[costs.length] ?? 0
    await tab.applier.apply(pageOf(page))
    for (const view of shown) view.take()
    if (page % pagesPerBeat === 0) await tab.applier.maintain()
    const records = (page + 1) * pageRows
    if (records < size) continue
    const { requests, written, read } = work()
    const ms = performance.now() - begun
    costs.push({
      records,
      requests: requests / records,
      written: written / records,
      read: read / records,
      ms: ms / records,
    })
  }
  cache.close()
  return costs
}

const names = Object.keys(schema.contacts.properties)
const stages = ['lead', 'customer', 'opportunity', 'subscriber']

function pageOf(page: number): CacheEntry {
  const at = 1_000_000 + page
  const records = Array.from({ length: pageRows }, (_, row) => {
    const nth = page * pageRows + row + 1
    const values = names.map((name) => valueOf(name, nth))
    return [String(nth), at, at, packValues(values)] as const
  })
  return {
    ...emptyEntry,
    records: [{ objectType: 'contacts', records }],
    coverage: [{ shape: 'everyone', objectType: 'contacts', claim: { boundary: page, total: null, asOf: at } }],
    cursors: [{ objectType: 'contacts', watermark: at, asOf: at }],
  }
}

function valueOf(name: string, nth: number): string | null {
  switch (name) {
    case 'city':
      return `City ${(nth * 7) % 500}`
    case 'lifecyclestage':
      return stages[nth % stages.length] ?? null
    default:
      return nth % 5 === 0 ? null : `${name} of contact ${nth}`
  }
}
