import type { LocalKey } from '@holdfast/crm'
import type { LinkEnd } from './adjacency.ts'

/** Everything that one transaction changed; views look at old and new themselves. */
export interface ChangeSet {
  /** Records that changed, entered or left, by object type. */
  readonly records: ReadonlyMap<string, ReadonlySet<LocalKey>>
  /** Ends whose links changed: `deals 17 contacts`-wise by object type, then key, then other type. */
  readonly links: readonly LinkEnd[]
  /** Did a person here do it, or HubSpot? */
  readonly origin: 'user' | 'remote'
}

/** Collects what a transaction changes. */
export interface ChangeCollector {
  record(objectType: string, key: LocalKey): void
  links(ends: readonly LinkEnd[]): void
  /** The change set, or null when nothing changed. */
  finish(origin: ChangeSet['origin']): ChangeSet | null
}

/** An empty collector. */
export function collectChanges(): ChangeCollector {
  const records = new Map<string, Set<LocalKey>>()
  const links = new Map<string, LinkEnd>()
  return {
    record(objectType, key) {
      const keys = records.get(objectType) ?? new Set()
      records.set(objectType, keys)
      keys.add(key)
    },
    links(ends) {
      for (const end of ends) links.set(`${end.type} ${end.key} ${end.toType}`, end)
    },
    finish: (origin) =>
      records.size === 0 && links.size === 0 ? null : { records, links: [...links.values()], origin },
  }
}
