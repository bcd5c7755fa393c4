import type { LocalKey } from '@holdfast/crm'
import { compileGroup, compileGroupOrder, compileMeasure, type AggregateQuery } from '@holdfast/query'
import type { PackedFigures, RowText } from '../protocol.ts'
import type { RecordVersion, Replica } from '../replica/index.ts'

/** Records in groups, and figures about each: kept by adding records and taking them away. */
export interface Groups {
  add(version: RecordVersion): void
  /** Takes away a record that was added, as it was then. */
  remove(version: RecordVersion): void
  /** Keys of the groups there are, in order. */
  keys(): readonly LocalKey[]
  text(key: LocalKey): RowText
  /** Groups with pending writes in them. */
  pending(): number
  /** Groups that records came into or went from since the last call. */
  takeTouched(): ReadonlySet<LocalKey>
}

type Accumulator = ReturnType<ReturnType<typeof compileMeasure>>

interface Group {
  readonly key: LocalKey
  readonly group: readonly (string | null)[]
  readonly figures: readonly Accumulator[]
  records: number
  pending: number
}

/** No records yet; a query that does not group has its one group all the same. */
export function createGroups({ schema }: Replica, query: AggregateQuery): Groups {
  const groupOf = compileGroup(schema, query)
  const order = compileGroupOrder(schema, query)
  const measures = query.measures.map((measure) => compileMeasure(schema, query, measure))
  const byKey = new Map<LocalKey, Group>()
  let touched = new Set<LocalKey>()
  if (query.groupBy.length === 0) groupNamed([])

  function groupNamed(group: readonly (string | null)[]): Group {
    const key = JSON.stringify(group) as LocalKey
    touched.add(key)
    const found = byKey.get(key)
    if (found !== undefined) return found
    const made: Group = { key, group, figures: measures.map((start) => start()), records: 0, pending: 0 }
    byKey.set(key, made)
    return made
  }

  return {
    add(version) {
      const group = groupNamed(groupOf(version))
      for (const figure of group.figures) figure.add(version)
      group.records++
      if (version.pending.length > 0) group.pending++
    },
    remove(version) {
      const group = groupNamed(groupOf(version))
      for (const figure of group.figures) figure.remove(version)
      group.records--
      if (version.pending.length > 0) group.pending--
      if (group.records === 0 && query.groupBy.length > 0) byKey.delete(group.key)
    },
    keys: () => [...byKey.values()].sort(order).map(({ key }) => key),
    text(key) {
      const found = byKey.get(key)
      if (found === undefined) return ''
      const row: PackedFigures = [key, found.group, found.figures.map((figure) => figure.figure())]
      return JSON.stringify(row)
    },
    pending: () => [...byKey.values()].filter(({ pending }) => pending > 0).length,
    takeTouched() {
      const taken = touched
      touched = new Set()
      return taken
    },
  }
}
