import type { Property } from '@holdfast/crm'
import { comparableOf, type RecordReader } from '../compare.ts'
import { idProperty } from '../property-of.ts'

/**
 * The values of one property for all rows of a table, by row number, in a form that compares without being read again.
 *
 * A column is live: it stays the same object while its table changes, and what it holds may be replaced by larger arrays, so whoever reads it
 * takes the arrays from it anew. Every kind says the same of a record as its wire value does.
 */
export type Column = NumberColumn | CodeColumn | TextColumn

/** Numbers, moments, days and ids, by {@link columnNumber}. */
export interface NumberColumn {
  readonly kind: 'number'
  /** NaN where the value is unset or cannot be read. */
  readonly values: Float64Array
}

/** Any property whose values repeat: each row holds the place of its wire value in a dictionary. */
export interface CodeColumn {
  readonly kind: 'code'
  readonly codes: Uint8Array | Uint16Array | Uint32Array
  /** Wire values, each once; the first is `""`, unset. Only ever grows: whoever gives codes anew makes another column. */
  readonly dictionary: readonly string[]
}

/** Texts that seldom repeat, as search sees them: in lower case. For `string` and `phone_number` only. */
export interface TextColumn {
  readonly kind: 'text'
  /** The lower-cased value of a row; `""` when unset. */
  read(row: number): string
  /** All values at once, for looking through them as one text. Asked for once per scan, so it may be made then. */
  joined(): JoinedText
}

/** The texts of all rows one after the other. */
export interface JoinedText {
  readonly text: string
  /** Where each row's text starts, and at the end where the last one ends: one more than there are rows. */
  readonly starts: Uint32Array
}

/** A table as predicates and orders see it: rows have numbers, properties may have columns. */
export interface RowColumns {
  /** The column of a property. Null when it has none: its values are then read from {@link RowColumns.record}, more slowly and to the same answer. */
  column(property: string): Column | null
  /** A row as a record. */
  record(row: number): RecordReader
}

/** Which kind suits a property: texts may be kept as codes instead where few of them differ. */
export function columnKindOf(name: string, property: Property): Column['kind'] {
  if (name === idProperty) return 'number'
  switch (property.type) {
    case 'number':
    case 'date':
    case 'datetime':
      return 'number'
    case 'string':
    case 'phone_number':
      return 'text'
    case 'enumeration':
    case 'bool':
      return 'code'
  }
}

/**
 * What a number column holds for a wire value: the number, a moment in epoch milliseconds, a day as its midnight UTC; NaN for none. An id that no double
 * holds exactly throws `RangeError`: a table with such a record has no column of ids.
 */
export function columnNumber(name: string, property: Property): (wire: string | null) => number {
  const comparable = comparableOf(name, property)
  return (wire) => {
    const value = comparable(wire)
    if (value === undefined) return Number.NaN
    if (typeof value === 'number') return value
    throw typeof value === 'bigint'
      ? new RangeError('This id is larger than a number column can hold.')
      : new TypeError(`A property of type ${property.type} has no column of numbers.`)
  }
}
