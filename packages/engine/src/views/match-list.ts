import type { LocalKey } from '@holdfast/crm'
import type { Order } from '@holdfast/query'
import type { RecordVersion } from '../replica/index.ts'

/** Records in the order of a query; one per key. */
export interface MatchList {
  readonly versions: readonly RecordVersion[]
  /** Adds without ordering; call {@link MatchList.sort} after the last. */
  add(version: RecordVersion): void
  sort(): void
  /** Puts the record's new version in its place, or takes the record out when null. */
  replace(key: LocalKey, next: RecordVersion | null): void
}

/** An empty list. */
export function createMatchList(order: Order): MatchList {
  const versions: RecordVersion[] = []
  const byKey = new Map<LocalKey, RecordVersion>()

  // First position whose record does not come before `version`.
  function positionOf(version: RecordVersion): number {
    let low = 0
    let high = versions.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const at = versions[middle]
      if (at !== undefined && order(at, version) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    versions,
    add(version) {
      versions.push(version)
      byKey.set(version.key, version)
    },
    sort() {
      versions.sort(order)
    },
    replace(key, next) {
      const before = byKey.get(key)
      if (before !== undefined) {
        // Two keys may be one record for a moment, when an alias has just been learned: then two versions are equal in every order.
        versions.splice(versions.indexOf(before, positionOf(before)), 1)
        byKey.delete(key)
      }
      if (next === null) return
      versions.splice(positionOf(next), 0, next)
      byKey.set(key, next)
    },
  }
}
