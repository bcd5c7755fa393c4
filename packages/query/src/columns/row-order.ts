import { compareIds, type Schema } from '@holdfast/crm'
import type { OrderKey, Query } from '../ast.ts'
import { comparableOf, compareValues, wireReader, type Comparable } from '../compare.ts'
import { idProperty, propertyOf } from '../property-of.ts'
import { defaultSwitches, type Switches } from '../switches.ts'
import type { CodeColumn, RowColumns } from './column.ts'

/** Less than zero when row `a` comes first. */
export type RowOrder = (a: number, b: number) => number

/**
 * The order of a query over the rows of a table, as {@link compileOrder} has it of records. It stays true while the columns change.
 *
 * Throws as `compileOrder` does.
 */
export function compileRowOrder(
  schema: Schema,
  query: Pick<Query, 'objectType' | 'orderBy'>,
  columns: RowColumns,
  switches: Switches = defaultSwitches,
): RowOrder {
  const keys = query.orderBy.map((key, at) =>
    keyOrder(schema, query.objectType, key, `orderBy[${at}]`, columns, switches),
  )
  const byId = idOrder(columns)
  return (a, b) => {
    for (const key of keys) {
      const decision = key(a, b)
      if (decision !== 0) return decision
    }
    return byId(a, b)
  }
}

function keyOrder(
  schema: Schema,
  objectType: string,
  { property: name, direction }: OrderKey,
  part: string,
  columns: RowColumns,
  switches: Switches,
): RowOrder {
  const comparable = comparableOf(name, propertyOf(schema, objectType, name, part))
  const sign = direction === 'asc' ? 1 : -1
  const unset = switches.nullsLast ? 1 : -1
  const column = columns.column(name)
  switch (column?.kind) {
    case 'number':
      return (a, b) => {
        const left = column.values[a] as number
        const right = column.values[b] as number
        if (left < right) return -sign
        if (left > right) return sign
        if (left === right) return 0
        // One of them is NaN, or both.
        return Number.isNaN(left) ? (Number.isNaN(right) ? 0 : unset) : -unset
      }
    case 'text':
      return byValue((row) => column.read(row) || undefined, sign, unset)
    case 'code': {
      const values = valuesByCode(column, comparable)
      return byValue((row) => values()[column.codes[row] as number], sign, unset)
    }
    case undefined: {
      const read = wireReader(name)
      return byValue((row) => comparable(read(columns.record(row))), sign, unset)
    }
  }
}

function byValue(valueOf: (row: number) => Comparable | undefined, sign: number, unset: number): RowOrder {
  return (a, b) => {
    const left = valueOf(a)
    const right = valueOf(b)
    if (left === undefined) return right === undefined ? 0 : unset
    return right === undefined ? -unset : sign * compareValues(left, right)
  }
}

// What each value of a dictionary compares as, read once.
function valuesByCode(
  column: CodeColumn,
  comparable: (wire: string) => Comparable | undefined,
): () => readonly (Comparable | undefined)[] {
  const values: (Comparable | undefined)[] = []
  return () => {
    const { dictionary } = column
    while (values.length < dictionary.length) values.push(comparable(dictionary[values.length] as string))
    return values
  }
}

// Records that HubSpot does not know yet have no number, and come last.
function idOrder(columns: RowColumns): RowOrder {
  const column = columns.column(idProperty)
  const byText: RowOrder = (a, b) => compareIds(columns.record(a).id, columns.record(b).id)
  if (column?.kind !== 'number') return byText
  return (a, b) => (column.values[a] as number) - (column.values[b] as number) || byText(a, b)
}
