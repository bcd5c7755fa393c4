import type { Replica } from '../replica/index.ts'
import { clockSkewMs, type CacheEntry } from '../store/index.ts'

/**
 * An entry without what came too late to be judged: departures seen until `until` are forgotten, so of a record that is not known nobody can say whether what was
 * true before is true still. Then nothing that the entry claims is sure, either; it is read again.
 */
export function withoutLate(replica: Replica, until: number, entry: CacheEntry): CacheEntry {
  if (until === 0) return entry
  let isLate = false
  const records = entry.records.map(({ objectType, records: all }) => ({
    objectType,
    records: all.filter(([id, updatedAt, readAt]) => {
      if (Math.max(readAt, updatedAt - clockSkewMs) > until || isKnown(replica, objectType, id)) return true
      isLate = true
      return false
    }),
  }))
  return isLate ? { ...entry, records, coverage: [] } : entry
}

function isKnown(replica: Replica, objectType: string, id: string): boolean {
  return replica.has(objectType) && replica.table(objectType).isKnown(replica.identities.keyOf(objectType, id))
}
