import { compileOrder, compilePredicate, type Include, type Matches, type Order, type Query } from '@holdfast/query'
import type { PackedRow } from '../protocol.ts'
import type { RecordVersion, Replica } from '../replica/index.ts'
import { replicaAssociations } from './associations.ts'

/** Everything needed to turn a record into a row of one query, compiled once. */
export interface RowPacker {
  /** The row, and in `visited` every record (`type key`) that it depends on besides its own. */
  pack(version: RecordVersion, visited: Set<string>): PackedRow
}

/** A packer for a query's `select` and `include`. */
export function createRowPacker(replica: Replica, query: Query): RowPacker {
  const names = query.select ?? Object.keys(replica.schema[query.objectType]?.properties ?? {})
  const includes = query.include.map((include) => createIncludePacker(replica, query.objectType, include))
  // A link that HubSpot has not confirmed makes the row pending under the name of the included object type.
  const pendingLinks = (version: RecordVersion): string[] =>
    query.include
      .map(({ objectType }) => objectType)
      .filter((toType) => replica.adjacency.links(query.objectType, version.key, toType).some(({ pending }) => pending))
  return {
    pack: (version, visited) => [
      version.key,
      version.id,
      [...version.pending, ...pendingLinks(version)],
      0,
      names.map((name) => version.read(name)),
      includes.map((include) => include(version, visited)),
    ],
  }
}

type IncludePacker = (parent: RecordVersion, visited: Set<string>) => PackedRow[] | PackedRow | null

function createIncludePacker(replica: Replica, fromType: string, include: Include): IncludePacker {
  const { objectType, query } = include
  const packer = createRowPacker(replica, query)
  const matches: Matches = compilePredicate(replica.schema, query, { associations: replicaAssociations(replica) })
  const order: Order = compileOrder(replica.schema, query)
  const limit = include.first ? 1 : (query.limit ?? Infinity)
  return (parent, visited) => {
    const versions: RecordVersion[] = []
    for (const link of replica.adjacency.links(fromType, parent.key, objectType)) {
      visited.add(`${objectType} ${link.to}`)
      if (include.label !== null && !link.labels.includes(include.label)) continue
      const version = replica.table(objectType).get(link.to)
      if (version !== null && matches(version)) versions.push(version)
    }
    const rows = versions
      .sort(order)
      .slice(0, limit)
      .map((version) => packer.pack(version, visited))
    return include.first ? (rows[0] ?? null) : rows
  }
}
