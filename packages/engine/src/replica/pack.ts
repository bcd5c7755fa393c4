import type { Departure, PackedValues, StoredAlias } from '../store/index.ts'
import type { Labels } from './adjacency.ts'
import { isMomentsPack, type MomentsPack } from './moments.ts'
import type { KeysPack } from './row-keys.ts'

/*
 * The replica as a few large arrays: everything but the records' values. It is written now and then, so that a start answers what was asked last after reading
 * a few megabytes; the values of what was shown stand beside it, all others follow from the cache.
 */

/** All of it. */
export interface ReplicaPack {
  readonly tables: ReadonlyMap<string, TablePack>
  /** By `from to`. */
  readonly sayings: ReadonlyMap<string, SayingsPack>
  readonly aliases: readonly StoredAlias[]
}

/** The records of one object type. */
export interface TablePack extends KeysPack {
  readonly shown: Uint32Array
  readonly facts: FactsPack
  readonly columns: ReadonlyMap<string, ColumnPack>
}

/** What is known of records by row, but for their values. */
export interface FactsPack {
  readonly updatedAt: Float64Array<ArrayBuffer>
  readonly readAt: MomentsPack
  readonly seenAt: MomentsPack
  /** Rows with a state read, as bits. */
  readonly read: Uint32Array
  /** Ids under which the newest states were read, where those are not the keys. */
  readonly readIds: readonly (readonly [row: number, id: string])[]
  readonly departures: readonly (readonly [row: number, departure: Departure])[]
}

/** One column. */
export type ColumnPack =
  | { readonly kind: 'number'; readonly values: Float64Array<ArrayBuffer> }
  | {
      readonly kind: 'code'
      readonly codes: Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>
      readonly dictionary: readonly string[]
      readonly set: Uint32Array
    }
  | { readonly kind: 'text'; readonly text: string; readonly starts: Uint32Array<ArrayBuffer> }

/** Links from one object type to another. */
export interface SayingsPack {
  readonly readAt: Float64Array<ArrayBuffer>
  readonly firstOf: Int32Array<ArrayBuffer>
  readonly firstAbout: Int32Array<ArrayBuffer>
  readonly free: number
  readonly from: Int32Array<ArrayBuffer>
  readonly to: Int32Array<ArrayBuffer>
  readonly at: Float64Array<ArrayBuffer>
  readonly labels: Uint16Array<ArrayBuffer>
  readonly nextOf: Int32Array<ArrayBuffer>
  readonly previousOf: Int32Array<ArrayBuffer>
  readonly nextAbout: Int32Array<ArrayBuffer>
  readonly previousAbout: Int32Array<ArrayBuffer>
  readonly labelSets: readonly (Labels | null)[]
}

/** Stands for values that are still on their way from the cache. */
export const unread: PackedValues = ''

/** A record's values were asked for while they are still on their way from the cache: ask again when everything was read. */
export class UnreadRecord extends Error {
  override readonly name = 'UnreadRecord'
}

/** The columns with those numbers that are `known` already: ids are keys mostly, modification is a property of most types. What is stored is one array then. */
export function shareNumbers(
  columns: ReadonlyMap<string, ColumnPack>,
  known: readonly Float64Array<ArrayBuffer>[],
): ReadonlyMap<string, ColumnPack> {
  const shared = (column: ColumnPack): ColumnPack => {
    if (column.kind !== 'number') return column
    const same = known.find((numbers) => numbers.every((number, row) => Object.is(number, column.values[row])))
    return same === undefined ? column : { ...column, values: same }
  }
  return new Map([...columns].map(([name, column]) => [name, shared(column)]))
}

/** Is a stored value a pack? Storage may hold anything; a pack that is none is forgotten. */
export function isReplicaPack(value: unknown): value is ReplicaPack {
  return (
    isObject(value) &&
    value['tables'] instanceof Map &&
    [...value['tables'].values()].every(isTablePack) &&
    value['sayings'] instanceof Map &&
    [...value['sayings'].values()].every(isSayingsPack) &&
    isListOf(value['aliases'], (alias) => isObject(alias) && isTexts(alias, ['objectType', 'alias', 'id']))
  )
}

function isTablePack(value: unknown): boolean {
  if (!isObject(value) || !(value['keys'] instanceof Float64Array) || !(value['columns'] instanceof Map)) return false
  const rows = value['keys'].length
  return (
    isListOf(value['otherKeys'], (pair) => isPair(pair, rows, isText)) &&
    value['shown'] instanceof Uint32Array &&
    isFactsPack(value['facts'], rows) &&
    [...value['columns'].values()].every((column) => isColumnPack(column, rows))
  )
}

function isFactsPack(value: unknown, rows: number): boolean {
  return (
    isObject(value) &&
    isNumbers(value['updatedAt'], Float64Array, rows) &&
    isMomentsPack(value['readAt'], rows) &&
    isMomentsPack(value['seenAt'], rows) &&
    value['read'] instanceof Uint32Array &&
    isListOf(value['readIds'], (pair) => isPair(pair, rows, isText)) &&
    isListOf(value['departures'], (pair) => isPair(pair, rows, isDeparture))
  )
}

function isColumnPack(value: unknown, rows: number): boolean {
  if (!isObject(value)) return false
  switch (value['kind']) {
    case 'number':
      return isNumbers(value['values'], Float64Array, rows)
    case 'code': {
      const { codes, dictionary } = value
      return (
        (isNumbers(codes, Uint16Array, rows) || isNumbers(codes, Uint32Array, rows)) &&
        value['set'] instanceof Uint32Array &&
        isListOf(dictionary, isText) &&
        areBelow(codes, dictionary.length)
      )
    }
    case 'text': {
      const { text, starts } = value
      return typeof text === 'string' && starts instanceof Uint32Array && areBelow(starts, text.length + 1)
    }
    default:
      return false
  }
}

function isSayingsPack(value: unknown): boolean {
  if (!isObject(value) || !(value['from'] instanceof Int32Array)) return false
  const places = value['from'].length
  return (
    isNumbers(value['readAt'], Float64Array, null) &&
    ['firstOf', 'firstAbout'].every((name) => isPlaces(value[name], null, places)) &&
    ['nextOf', 'previousOf', 'nextAbout', 'previousAbout'].every((name) => isPlaces(value[name], places, places)) &&
    isNumbers(value['to'], Int32Array, places) &&
    isNumbers(value['at'], Float64Array, places) &&
    isNumbers(value['labels'], Uint16Array, places) &&
    typeof value['free'] === 'number' &&
    isListOf(value['labelSets'], (set) => set === null || isListOf(set, (label) => label === null || isText(label)))
  )
}

// A million numbers are looked at before the first answer, by loops that nobody has run before: each is soon fast for one kind of array only.
function areBelow(numbers: Int32Array | Uint32Array | Uint16Array, limit: number): boolean {
  if (numbers instanceof Uint16Array) return limit > 0xffff || areShortBelow(numbers, limit)
  // What is negative is large then.
  return areLongBelow(new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length), limit)
}

function areShortBelow(numbers: Uint16Array, limit: number): boolean {
  for (let at = 0; at < numbers.length; at++) if ((numbers[at] ?? 0) >= limit) return false
  return true
}

function areLongBelow(numbers: Uint32Array, limit: number): boolean {
  for (let at = 0; at < numbers.length; at++) if ((numbers[at] ?? 0) >= limit) return false
  return true
}

function isPlaces(value: unknown, length: number | null, places: number): boolean {
  return isNumbers(value, Int32Array, length) && areBelow(value, Math.max(places, 1))
}

function isNumbers<A extends Float64Array | Int32Array | Uint32Array | Uint16Array>(
  value: unknown,
  Numbers: abstract new (length: number) => A,
  length: number | null,
): value is A {
  return value instanceof Numbers && (length === null || value.length === length)
}

function isPair(value: unknown, rows: number, isSecond: (second: unknown) => boolean): boolean {
  return (
    Array.isArray(value) &&
    Number.isInteger(value[0]) &&
    Number(value[0]) >= 0 &&
    Number(value[0]) < rows &&
    isSecond(value[1])
  )
}

function isDeparture(value: unknown): boolean {
  return isObject(value) && isTexts(value, ['objectType', 'id', 'outcome']) && typeof value['readAt'] === 'number'
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isTexts(value: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string')
}

function isListOf<T>(value: unknown, isMember: (member: unknown) => member is T): value is readonly T[]
function isListOf(value: unknown, isMember: (member: unknown) => boolean): value is readonly unknown[]
function isListOf(value: unknown, isMember: (member: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isMember)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
