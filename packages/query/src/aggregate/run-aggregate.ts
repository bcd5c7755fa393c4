import type { Schema } from '@holdfast/crm'
import type { AggregateQuery } from '../ast.ts'
import { comparableOf, compileOrder, wireReader, type RecordReader } from '../compare.ts'
import { runQuery, type EvaluateOptions } from '../evaluate.ts'
import { invalidQuery } from '../invalid-query.ts'
import { propertyOf } from '../property-of.ts'
import type { Switches } from '../switches.ts'
import { refusalOfGroup } from './applicable.ts'
import { compileMeasure, type Figure } from './measures.ts'
import { wireOf } from './wire-of.ts'

/** In the order of `groupBy`: the wire value that the records of a group share, null for those without a value. */
export type GroupValues = readonly (string | null)[]

/** One group of records and the figures about it. */
export interface GroupRow {
  readonly group: GroupValues
  /** In the order of `measures`. */
  readonly figures: readonly Figure[]
}

/**
 * The figures a query asks for: the plain way, over the rows that {@link runQuery} gives of its inner query.
 *
 * Values that `eq` takes for equal are one group, told in the form in which they compare: text in lower case, `1.0` as `1`; values that cannot be read
 * count as unset. Groups come in the order of their values, those without one as unset values sort. Without `groupBy` there is one row, also about no record.
 *
 * Throws `HoldfastError` `query/invalid` for an unknown property, and for one that cannot be grouped by or computed with.
 */
export function runAggregate(
  schema: Schema,
  query: AggregateQuery,
  records: Iterable<RecordReader>,
  options: EvaluateOptions = {},
): GroupRow[] {
  const groupOf = compileGroup(schema, query)
  const measures = query.measures.map((measure) => compileMeasure(schema, query, measure))
  const recordsByGroup = new Map<string, { readonly group: GroupValues; readonly members: RecordReader[] }>()
  const membersOf = (group: GroupValues): RecordReader[] => {
    const key = JSON.stringify(group)
    const found = recordsByGroup.get(key) ?? { group, members: [] }
    recordsByGroup.set(key, found)
    return found.members
  }
  if (query.groupBy.length === 0) membersOf([])
  for (const record of runQuery(schema, query.of, records, options)) membersOf(groupOf(record)).push(record)
  const rows = [...recordsByGroup.values()].map(({ group, members }) => ({
    group,
    figures: measures.map((start) => {
      const accumulator = start()
      for (const record of members) accumulator.add(record)
      return accumulator.figure()
    }),
  }))
  return rows.sort(compileGroupOrder(schema, query, options.switches))
}

/** The group a record belongs to. Throws as {@link runAggregate} does. */
export function compileGroup(schema: Schema, { of, groupBy }: AggregateQuery): (record: RecordReader) => GroupValues {
  const reads = groupBy.map((name) => {
    const property = propertyOf(schema, of.objectType, name, 'groupBy')
    const refusal = refusalOfGroup(name, property)
    if (refusal !== null) throw invalidQuery(of.objectType, 'groupBy', refusal, 'Group by another property.')
    const comparable = comparableOf(name, property)
    const read = wireReader(name)
    return (record: RecordReader): string | null => {
      const value = comparable(read(record))
      return value === undefined ? null : wireOf(property, value)
    }
  })
  return (record) => reads.map((read) => read(record))
}

/** The order of groups: by their values, ascending, as records would be ordered by them. */
export function compileGroupOrder(
  schema: Schema,
  { of, groupBy }: AggregateQuery,
  switches?: Switches,
): (a: Pick<GroupRow, 'group'>, b: Pick<GroupRow, 'group'>) => number {
  const orderBy = groupBy.map((property) => ({ property, direction: 'asc' }) as const)
  const order = compileOrder(schema, { objectType: of.objectType, orderBy }, switches)
  // No two groups have the same values, so the id has nothing to decide.
  const reader = (group: GroupValues): RecordReader => ({
    id: '0',
    read: (name) => group[groupBy.indexOf(name)] ?? null,
  })
  return (a, b) => order(reader(a.group), reader(b.group))
}
