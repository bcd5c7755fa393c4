import { compareIds, decodeValue, isTemporaryId, type Property, type Schema } from '@holdfast/crm'
import type { Query } from './ast.ts'
import { idProperty, propertyOf } from './property-of.ts'
import { defaultSwitches, type Switches } from './switches.ts'

/** One record as a query looks at it: its id and its wire values. */
export interface RecordReader {
  readonly id: string
  /** The wire value of a property: null or `""` when unset. */
  read(property: string): string | null
}

/** What a value is compared as. Ids beyond 2^53 are bigints: JavaScript orders them among numbers exactly. */
export type Comparable = string | number | bigint

/** From a wire value to what it is compared as; undefined when it is unset, or a text that is none of the property's type. */
export type ReadComparable = (wire: string | null) => Comparable | undefined

/** Does the record match? */
export type Matches = (record: RecordReader) => boolean

/** Less than zero when `a` comes first. */
export type Order = (a: RecordReader, b: RecordReader) => number

/**
 * How values of a property compare: text lower-cased, options and booleans as they are, numbers as numbers, days and moments in time,
 * ids by number.
 *
 * An unreadable value (letters in a number) counts as unset, as it does for whoever reads the record.
 */
export function comparableOf(name: string, property: Property): ReadComparable {
  if (name === idProperty) return idComparable
  switch (property.type) {
    case 'string':
    case 'phone_number':
      return (wire) => (isUnset(wire) ? undefined : wire.toLowerCase())
    case 'enumeration':
      return (wire) => (isUnset(wire) ? undefined : wire)
    case 'bool':
      return (wire) => (wire === 'true' || wire === 'false' ? wire : undefined)
    case 'number':
      return (wire) => decodeValue({ type: 'number' } as const, wire) ?? undefined
    case 'datetime':
      return (wire) => decodeValue({ type: 'datetime' } as const, wire) ?? undefined
    case 'date':
      return dayComparable
  }
}

/** Is a property free text, which compares without regard to case? Options are none. */
export function isText({ type }: Property): boolean {
  return type === 'string' || type === 'phone_number'
}

/** How text compares where its case counts. */
export function asWritten(wire: string | null): Comparable | undefined {
  return isUnset(wire) ? undefined : wire
}

/** Reads a property of a record. The id property is the record's own id; a record that exists only on this device has none yet. */
export function wireReader(name: string): (record: RecordReader) => string | null {
  if (name === idProperty) return (record) => (isTemporaryId(record.id) ? null : record.id)
  return (record) => record.read(name)
}

/** Is this wire value none at all? */
export function isUnset(wire: string | null | undefined): wire is null | undefined | '' {
  return wire === null || wire === undefined || wire === ''
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`; both of one property. */
export function compareValues(a: Comparable, b: Comparable): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * The order that a query asks for, as a function to sort with; the id, ascending, decides last, so it is total and the same everywhere.
 *
 * Throws `HoldfastError` `query/invalid` when a key names a property that the schema does not hold.
 */
export function compileOrder(
  schema: Schema,
  query: Pick<Query, 'objectType' | 'orderBy'>,
  switches: Switches = defaultSwitches,
): Order {
  const keys = query.orderBy.map((key, at) =>
    compileKey(schema, query.objectType, key.property, key.direction, `orderBy[${at}]`, switches),
  )
  return (a, b) => {
    for (const key of keys) {
      const decision = key(a, b)
      if (decision !== 0) return decision
    }
    return compareIds(a.id, b.id)
  }
}

function compileKey(
  schema: Schema,
  objectType: string,
  name: string,
  direction: 'asc' | 'desc',
  part: string,
  switches: Switches,
): Order {
  const comparable = comparableOf(name, propertyOf(schema, objectType, name, part))
  const read = wireReader(name)
  const sign = direction === 'asc' ? 1 : -1
  const unset = switches.nullsLast ? 1 : -1
  return (a, b) => {
    const left = comparable(read(a))
    const right = comparable(read(b))
    if (left === undefined) return right === undefined ? 0 : unset
    if (right === undefined) return -unset
    return sign * compareValues(left, right)
  }
}

// A day is its midnight UTC in epoch milliseconds, the form in which columns keep it and HubSpot's search takes it.
function dayComparable(wire: string | null): number | undefined {
  const day = decodeValue({ type: 'date' } as const, wire)
  return day === null ? undefined : Date.parse(day)
}

function idComparable(wire: string | null): Comparable | undefined {
  if (wire === null || !/^\d{1,20}$/.test(wire)) return undefined
  return wire.length < 16 ? Number(wire) : exactNumber(wire)
}

// A number whenever a double holds it exactly, so that equal ids are equal values however they are written.
function exactNumber(digits: string): number | bigint {
  const exact = BigInt(digits)
  return exact <= Number.MAX_SAFE_INTEGER ? Number(exact) : exact
}
