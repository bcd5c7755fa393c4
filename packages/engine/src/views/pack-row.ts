import { compileAfter, compileOrder, compilePredicate, type Include, type Query } from '@holdfast/query'
import { replicaAssociations } from '../execution/index.ts'
import type { RowText } from '../protocol.ts'
import type { RecordVersion, Replica } from '../replica/index.ts'
import { packValues, withoutLast, type PackedValues } from '../store/index.ts'
import { associationPaths, namesAlong } from './association-paths.ts'

/** A row of a query as text. */
export interface Packed {
  readonly text: RowText
  /** Is something in it, included rows too, not yet confirmed by HubSpot? */
  readonly isPending: boolean
}

/** Everything needed to turn a record into a row of one query, compiled once. */
export interface RowPacker {
  /** The row, and in `visited` every record (`type key`) that it depends on besides its own. */
  pack(version: RecordVersion, visited: Set<string>): Packed
}

/** A packer for a query's `select` and `include`. */
export function createRowPacker(replica: Replica, query: Query): RowPacker {
  const { objectType } = query
  const names = query.select ?? Object.keys(replica.schema[objectType]?.properties ?? {})
  const includes = query.include.map((include) => createIncludePacker(replica, objectType, include))
  // A layout begins with the properties of the schema, and ends with few others.
  const layout = replica.layout(objectType).names
  const others = layout.length - names.length
  const isBeginning = others <= names.length && names.every((name, at) => name === layout[at])

  // Reading values makes as many objects as there are values; the text of all that the schema names is there already.
  function valuesOf(version: RecordVersion): PackedValues {
    if (isBeginning) return withoutLast(version.packed(), others)
    return packValues(names.map((name) => version.read(name)))
  }

  // A link that HubSpot has not confirmed makes the row pending under the name of the included object type.
  function pendingNames(version: RecordVersion): readonly string[] {
    if (includes.length === 0) return version.pending
    const links = query.include
      .map((include) => include.objectType)
      .filter((toType) => replica.adjacency.links(objectType, version.key, toType).some(({ pending }) => pending))
    return [...version.pending, ...links]
  }

  return {
    pack(version, visited) {
      const pending = pendingNames(version)
      const included = includes.map((include) => include(version, visited))
      const pendingText = pending.length === 0 ? '[]' : JSON.stringify(pending)
      const head = `["${version.key}","${version.id}",${pendingText},0,`
      return {
        text: `${head}${valuesOf(version)},[${included.map(({ text }) => text).join()}]]`,
        isPending: pending.length > 0 || included.some(({ isPending }) => isPending),
      }
    },
  }
}

type IncludePacker = (parent: RecordVersion, visited: Set<string>) => Packed

function createIncludePacker(replica: Replica, fromType: string, include: Include): IncludePacker {
  const { objectType, query } = include
  const packer = createRowPacker(replica, query)
  const matches = compilePredicate(replica.schema, query, { associations: replicaAssociations(replica) })
  const isAfter = compileAfter(replica.schema, query)
  const order = compileOrder(replica.schema, query)
  const paths = associationPaths(objectType, query.where)
  const end = query.offset + Math.min(include.first ? 1 : Infinity, query.limit ?? Infinity)
  return (parent, visited) => {
    const found: { readonly version: RecordVersion; readonly labels: readonly string[] }[] = []
    for (const link of replica.adjacency.links(fromType, parent.key, objectType)) {
      visited.add(`${objectType} ${link.to}`)
      for (const path of paths) for (const name of namesAlong(replica, path, link.to)) visited.add(name)
      if (include.label !== null && !link.labels.includes(include.label)) continue
      const version = replica.table(objectType).get(link.to)
      if (version !== null && matches(version) && isAfter(version))
        found.push({ version, labels: link.labels.filter((label) => label !== null) })
    }
    const rows = found
      .sort((a, b) => order(a.version, b.version))
      .slice(query.offset, end)
      .map(({ version, labels }) => ({ ...packer.pack(version, visited), labels }))
    const texts = rows.map(({ text, labels }) => `${text.slice(0, -1)},${JSON.stringify(labels)}]`)
    return {
      text: include.first ? (texts[0] ?? 'null') : `[${texts.join()}]`,
      isPending: rows.some(({ isPending }) => isPending),
    }
  }
}
