import type { LocalKey } from '@holdfast/crm'
import { clockSkewMs, type CacheEntry } from '../store/index.ts'
import type { Adjacency } from './adjacency.ts'
import type { Identities } from './identities.ts'
import type { RecordTable } from './table.ts'

/** Where facts are looked up. */
export interface KnownFacts {
  readonly tables: ReadonlyMap<string, Pick<RecordTable, 'stored' | 'leftAt'>>
  readonly adjacency: Pick<Adjacency, 'readAt'>
  readonly identities: Identities
}

/**
 * The facts of an entry that are not superseded by newer ones known here: what a cache may forget without anybody seeing it. Each is judged by what is known
 * to be newer, never by what is shown: another tab may have learned what was not read here yet. Statements of coverage are not facts, and left out.
 */
export function currentFacts({ tables, adjacency, identities }: KnownFacts, entry: CacheEntry): CacheEntry {
  const stored = (objectType: string, id: string) =>
    tables.get(objectType)?.stored(identities.keyOf(objectType, id)) ?? null
  const leftAt = (objectType: string, id: string): number =>
    tables.get(objectType)?.leftAt(identities.keyOf(objectType, id)) ?? -Infinity
  const listReadAt = (fromType: string, fromId: string, toType: string): number =>
    adjacency.readAt(fromType, identities.keyOf(fromType, fromId), toType) ?? -1
  return {
    aliases: entry.aliases,
    records: entry.records.map(({ objectType, records }) => ({
      objectType,
      records: records.filter(([id, updatedAt, readAt]) => {
        // It says of a record that was seen gone later what it was before; were it back, another reading says so.
        if (Math.max(readAt, updatedAt - clockSkewMs) <= leftAt(objectType, id)) return false
        const newest = stored(objectType, id)
        // Of equal readings one must stay, so only what is less in some way goes.
        return (
          newest === null ||
          readAt > newest[2] ||
          updatedAt > newest[1] ||
          (readAt === newest[2] && updatedAt === newest[1])
        )
      }),
    })),
    associations: entry.associations.filter(
      ({ fromType, fromId, toType, readAt }) => readAt >= listReadAt(fromType, fromId, toType),
    ),
    // Both ends' lists were read later: they say what became of the link.
    links: entry.links.filter(
      ({ fromType, fromId, toType, toId, readAt }) =>
        readAt >= Math.min(listReadAt(fromType, fromId, toType), listReadAt(toType, toId, fromType)),
    ),
    departures: entry.departures.filter(({ objectType, id, readAt }) => (stored(objectType, id)?.[2] ?? -1) <= readAt),
    coverage: [],
    cursors: [],
  }
}

/** The records that entries have states of, by object type. */
export function recordsNamed(
  entries: readonly CacheEntry[],
  identities: Identities,
): ReadonlyMap<string, ReadonlySet<LocalKey>> {
  const named = new Map<string, Set<LocalKey>>()
  for (const { objectType, records } of entries.flatMap((entry) => entry.records)) {
    const keys = named.get(objectType) ?? new Set()
    named.set(objectType, keys)
    for (const [id] of records) keys.add(identities.keyOf(objectType, id))
  }
  return named
}
