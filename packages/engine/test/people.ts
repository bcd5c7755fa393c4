import { packValues, emptyEntry, type CacheEntry } from '../src/store/index.ts'
import type { Tab } from './tab.ts'

/** What a page says at a moment, in seconds, of one person; its name is told in {@link namesIn}. */
export function learned(id: string, moment: number): CacheEntry {
  const at = moment * 1_000
  return {
    ...emptyEntry,
    records: [{ objectType: 'p_people', records: [[id, at, at, packValues([`${id} at ${moment}`])]] }],
    coverage: [{ shape: 'everyone', objectType: 'p_people', claim: { boundary: null, total: 1, asOf: at } }],
    cursors: [{ objectType: 'p_people', watermark: at, asOf: at }],
  }
}

/** The names of all people that a tab shows. */
export function namesIn({ replica }: Tab): string[] {
  return [...replica.table('p_people').versions()].map((version) => version.read('name') ?? '').toSorted()
}
