import type { LocalKey } from '@holdfast/crm'
import { compileAfter, compileOrder, compilePredicate, type Include, type Query } from '@holdfast/query'
import { replicaAssociations } from '../execution/index.ts'
import type { RowText } from '../protocol.ts'
import type { Link, RecordVersion, Replica } from '../replica/index.ts'
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
  /** The row, and in `visited`, if somebody wants to know, every record (`type key`) that it depends on besides its own. */
  pack(version: RecordVersion, visited: Set<string> | null): Packed
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

  function rowOf(
    { key, id }: RecordVersion,
    pending: readonly string[],
    values: PackedValues,
    included: string,
  ): RowText {
    return `["${key}","${id}",${pending.length === 0 ? '[]' : JSON.stringify(pending)},0,${values},[${included}]]`
  }

  return {
    pack(version, visited) {
      const values = valuesOf(version)
      if (includes.length === 0)
        return { text: rowOf(version, version.pending, values, ''), isPending: version.pending.length > 0 }
      const included = includes.map((pack) => pack(version, visited))
      // A link that HubSpot has not confirmed makes the row pending under the name of the included object type.
      const links = query.include.flatMap(({ objectType: toType }, at) =>
        included[at]?.isLinkPending === true ? [toType] : [],
      )
      const pending = [...version.pending, ...links]
      return {
        text: rowOf(version, pending, values, included.map(({ text }) => text).join()),
        isPending: pending.length > 0 || included.some(({ isPending }) => isPending),
      }
    },
  }
}

interface PackedInclude extends Packed {
  readonly isLinkPending: boolean
}

type IncludePacker = (parent: RecordVersion, visited: Set<string> | null) => PackedInclude

function createIncludePacker(replica: Replica, fromType: string, include: Include): IncludePacker {
  const { objectType, query } = include
  const table = replica.table(objectType)
  const packer = createRowPacker(replica, query)
  const matches = compilePredicate(replica.schema, query, { associations: replicaAssociations(replica) })
  const isAfter = compileAfter(replica.schema, query)
  const order = compileOrder(replica.schema, query)
  const paths = associationPaths(objectType, query.where)
  const end = query.offset + Math.min(include.first ? 1 : Infinity, query.limit ?? Infinity)

  function visit(visited: Set<string>, key: LocalKey): void {
    visited.add(`${objectType} ${key}`)
    for (const path of paths) for (const name of namesAlong(replica, path, key)) visited.add(name)
  }

  return (parent, visited) => {
    const links = replica.adjacency.links(fromType, parent.key, objectType)
    const found: { readonly version: RecordVersion; readonly labels: Link['labels'] }[] = []
    for (const { to, labels } of links) {
      if (visited !== null) visit(visited, to)
      if (include.label !== null && !labels.includes(include.label)) continue
      const version = table.get(to)
      if (version !== null && matches(version) && isAfter(version)) found.push({ version, labels })
    }
    if (found.length > 1) found.sort((a, b) => order(a.version, b.version))
    const rows = found.slice(query.offset, end).map(({ version, labels }): Packed => {
      const { text, isPending } = packer.pack(version, visited)
      const names = labels.filter((label) => label !== null)
      return { text: `${text.slice(0, -1)},${JSON.stringify(names)}]`, isPending }
    })
    const texts = rows.map(({ text }) => text)
    return {
      text: include.first ? (texts[0] ?? 'null') : `[${texts.join()}]`,
      isPending: rows.some(({ isPending }) => isPending),
      isLinkPending: links.some(({ pending }) => pending),
    }
  }
}
