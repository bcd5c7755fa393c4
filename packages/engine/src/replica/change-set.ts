import type { LocalKey } from '@holdfast/crm'
import type { LinkEnd } from './adjacency.ts'
import type { RecordVersion } from './record-version.ts'

/** One record that a transaction changed. */
export interface RecordChange {
  readonly key: LocalKey
  /** Its row in the table; a row never becomes another record's. */
  readonly row: number
  /** As it was shown before; null when it was not. */
  readonly before: RecordVersion | null
  /** As it is shown now; null when it is not. */
  readonly after: RecordVersion | null
}

/** Everything that one transaction changed. */
export interface ChangeSet {
  /** Counts the transactions of this replica from 1. */
  readonly seq: number
  /** Records that changed, entered or left, by object type. */
  readonly records: ReadonlyMap<string, ReadonlyMap<LocalKey, RecordChange>>
  /** Ends whose links changed: `deals 17 contacts`-wise by object type, then key, then other type. */
  readonly links: readonly LinkEnd[]
  /** Did a person here do it, or HubSpot? */
  readonly origin: 'user' | 'remote'
}

/** Collects what a transaction changes. */
export interface ChangeCollector {
  /** Notes a record that changed, and how it was shown before this change. */
  record(objectType: string, key: LocalKey, before: RecordVersion | null): void
  links(ends: readonly LinkEnd[]): void
  /** The change set, or null when nothing changed. `look` finds a record's row and how it is shown now. */
  finish(
    seq: number,
    origin: ChangeSet['origin'],
    look: (objectType: string, key: LocalKey) => Pick<RecordChange, 'row' | 'after'>,
  ): ChangeSet | null
}

/** An empty collector. */
export function collectChanges(): ChangeCollector {
  const beforeByKey = new Map<string, Map<LocalKey, RecordVersion | null>>()
  const links = new Map<string, LinkEnd>()
  return {
    record(objectType, key, before) {
      const ofType = beforeByKey.get(objectType) ?? new Map<LocalKey, RecordVersion | null>()
      beforeByKey.set(objectType, ofType)
      if (!ofType.has(key)) ofType.set(key, before)
    },
    links(ends) {
      for (const end of ends) links.set(`${end.type} ${end.key} ${end.toType}`, end)
    },
    finish(seq, origin, look) {
      if (beforeByKey.size === 0 && links.size === 0) return null
      const records = new Map<string, Map<LocalKey, RecordChange>>()
      for (const [objectType, ofType] of beforeByKey) {
        const changes = new Map<LocalKey, RecordChange>()
        for (const [key, before] of ofType) changes.set(key, { key, before, ...look(objectType, key) })
        records.set(objectType, changes)
      }
      return { seq, records, links: [...links.values()], origin }
    },
  }
}
