import type { LocalKey } from '@holdfast/crm'
import {
  pendingLinksOf,
  type ChangeSet,
  type LinkOverlay,
  type RecordOverlay,
  type Replica,
} from '../src/replica/index.ts'

/** Everything pending at once, as a test says it. */
export interface AllPending {
  readonly records: readonly {
    readonly objectType: string
    readonly key: LocalKey
    readonly overlay: RecordOverlay
  }[]
  readonly links: readonly LinkOverlay[]
}

/** Makes that all that is pending on a replica, in place of what the last call made. */
export function layPending(replica: Replica, { records, links }: AllPending): ChangeSet | null {
  const before = [...(laidOn.get(replica) ?? new Map<string, Named>()).values()]
  const now = new Map<string, Named>()
  for (const { objectType, key } of [
    ...records,
    ...links.map(({ fromType, from }) => ({ objectType: fromType, key: from })),
    ...links.map(({ toType, to }) => ({ objectType: toType, key: to })),
  ])
    now.set(`${objectType} ${key}`, { objectType, key })
  laidOn.set(replica, now)
  // It may have become part of another record since.
  const joined = before.map(({ objectType, key }) => ({
    objectType,
    key: replica.identities.keyOf(objectType, key),
  }))
  const touched = new Map(
    [...before, ...joined, ...now.values()].map((each) => [`${each.objectType} ${each.key}`, each]),
  )
  return replica.applyOverlay(
    [...touched.values()].map(({ objectType, key }) => ({
      objectType,
      key,
      overlay: records.find((each) => each.objectType === objectType && each.key === key)?.overlay ?? null,
      links: pendingLinksOf(objectType, key, links),
    })),
  )
}

interface Named {
  readonly objectType: string
  readonly key: LocalKey
}

const laidOn = new WeakMap<Replica, ReadonlyMap<string, Named>>()
