import { isTemporaryId, valueDecoder, type LocalKey, type Schema } from '@holdfast/crm'
import type { PackedIncluded, PackedRow, RowText } from '@holdfast/engine/protocol'
import type { IncludedState, Query, RowState } from '@holdfast/query'
import { broken, everyValue, parseText, sameOrNew, type Kept, type RowReader } from './kept-row.ts'

/** Property values as HubSpot's strings, by name; null is unset. */
export type WireValues = Readonly<Record<string, string | null>>

/**
 * The wire values that a row was made from, undefined for an object that is no row of ours. A draft made on the row says what its user saw in exactly
 * these words, so `12500.00` at HubSpot is not taken for a change of the `12500` shown.
 */
export function wireValuesOf(row: object): WireValues | undefined {
  const state: unknown = '$' in row ? row.$ : undefined
  const source = state instanceof State ? state.sourceOf(row) : undefined
  return source && byName(source)
}

/** What a row was made from. Few rows are ever asked for it, so it stays as it came. */
interface Source {
  readonly names: readonly string[]
  readonly values: readonly (string | null)[]
}

/** A row's `$`, which remembers of which row it is and what that was made from. A weak map of rows would cost each collection of garbage more than making them. */
class State implements RowState {
  readonly key: LocalKey
  readonly pending: readonly string[]
  readonly archived: boolean
  readonly source: 'local' | 'remote'
  readonly #row: object
  readonly #made: Source

  constructor(packed: PackedRow | PackedIncluded, row: object, made: Source) {
    this.key = packed[0]
    this.pending = Object.freeze(packed[2])
    this.archived = packed[3] === 1
    this.source = isTemporaryId(packed[1]) ? 'local' : 'remote'
    this.#row = row
    this.#made = made
  }

  // A copy of a row has the same state, and perhaps other values.
  sourceOf(row: object): Source | undefined {
    return row === this.#row ? this.#made : undefined
  }
}

/**
 * The wire values of a record's row with all its properties, without making the row: who edits a thousand records looks at few of their values.
 *
 * Throws `HoldfastError` `engine/invariant` for a text that is none.
 */
export function wireValuesOfText(schema: Schema, objectType: string, text: RowText): WireValues {
  const names = Object.keys(schema[objectType]?.properties ?? {})
  const [, , , , values] = checked<PackedRow>(parseText(text), 6)
  if (values.length !== names.length || !values.every((wire) => wire === null || isText(wire))) throw broken(everyValue)
  return byName({ names, values })
}

function byName({ names, values }: Source): WireValues {
  const wireValues: Record<string, string | null> = {}
  names.forEach((name, at) => (wireValues[name] = values[at] ?? null))
  return wireValues
}

/** Reads the rows of a query for records. */
export function recordRows(schema: Schema, query: Query): RowReader {
  const shape = shapeOf(schema, query)
  return {
    read(text, before) {
      const packed = checked<PackedRow>(parseText(text), 6)
      const kept = before(packed[0])
      return kept?.made === text ? kept : keep(shape, text, packed, kept)
    },
  }
}

/** How a packed row of one query is read: names stand here once instead of in every row. */
interface Shape {
  readonly names: readonly string[]
  /** By place, as the names. */
  readonly decoders: readonly (((wire: string) => unknown) | null)[]
  readonly includes: readonly { readonly name: string; readonly first: boolean; readonly shape: Shape }[]
  /** A row without values, to be copied. */
  readonly blank: Readonly<Record<string, unknown>>
}

function shapeOf(schema: Schema, query: Query): Shape {
  const properties = schema[query.objectType]?.properties ?? {}
  const names = query.select ?? Object.keys(properties)
  const includes = query.include.map((include) => ({
    name: include.objectType,
    first: include.first,
    shape: shapeOf(schema, include.query),
  }))
  return {
    names,
    decoders: names.map((name) => valueDecoder(properties[name] ?? { type: 'string' })),
    includes,
    blank: blankRow([...names, ...includes.map(({ name }) => name)]),
  }
}

/*
 * Measured at 4,300 rows of 27 properties (Node 20): to give each row one name after the other takes 14 ms, to copy an object that has them all, 2. JSON makes one
 * with room for every name; and a place that has held both texts and numbers is not made anew for the first row that has a number there.
 */
function blankRow(names: readonly string[]): Record<string, unknown> {
  const all = ['id', '$', ...names]
  const blank: Record<string, unknown> = JSON.parse(JSON.stringify(Object.fromEntries(all.map((name) => [name, null]))))
  for (const value of ['', 0.5, null]) for (const name of all) blank[name] = value
  return blank
}

/*
 * Packed rows are read by place here: for the first thousand, which is all that many pages ever show, taking them apart by a pattern and calling a function for each
 * value takes twice as long (50 rows of 27 properties, Chromium: 300 us against 170; 95 against 85 later).
 */
function keep(
  { names, decoders, includes, blank }: Shape,
  made: unknown,
  packed: PackedRow | PackedIncluded,
  before: Kept | undefined,
): Kept {
  const values = packed[4]
  const packedIncludes = packed[5]
  if (values.length !== names.length || packedIncludes.length !== includes.length) throw broken(everyValue)
  const row = { ...blank }
  row['id'] = packed[1]
  row['$'] = stateOf(packed, row, { names, values })
  for (let at = 0; at < names.length; at++) {
    const wire = values[at]
    if (wire === null || wire === '') continue
    if (!isText(wire)) throw broken(everyValue)
    const decode = decoders[at]
    row[names[at] as string] = decode ? decode(wire) : wire
  }
  const included = includes.map(({ name, first, shape }, at) => {
    const kept = keepIncluded(shape, includedRows(first, packedIncludes[at]), before?.included[at])
    const rows = [...kept.values()]
    const rowsBefore = (before?.row as Record<string, unknown> | undefined)?.[name]
    row[name] = first ? (rows[0]?.row ?? null) : sameOrNew(arrayOf(rowsBefore), rows)
    return kept
  })
  return { key: packed[0], made, row: Object.freeze(row), included }
}

function stateOf(packed: PackedRow | PackedIncluded, row: object, made: Source): RowState | IncludedState<string> {
  const state = new State(packed, row, made)
  return Object.freeze(packed.length === 7 ? Object.assign(state, { labels: Object.freeze(packed[6]) }) : state)
}

function keepIncluded(
  shape: Shape,
  packedRows: readonly PackedIncluded[],
  before: ReadonlyMap<string, Kept> | undefined,
): Map<string, Kept> {
  return new Map(
    packedRows.map((packed) => {
      const kept = before?.get(packed[0])
      const isSame = kept !== undefined && JSON.stringify(kept.made) === JSON.stringify(packed)
      return [packed[0], isSame ? kept : keep(shape, packed, packed, kept)]
    }),
  )
}

function includedRows(first: boolean, included: unknown): readonly PackedIncluded[] {
  const rows = first ? (included === null ? [] : [included]) : included
  if (!Array.isArray(rows)) throw broken('an include holds rows')
  return rows.map((row) => checked<PackedIncluded>(row, 7))
}

// An included row has the labels of its association at its end.
function checked<Packed extends PackedRow | PackedIncluded>(packed: unknown, length: Packed['length']): Packed {
  if (!Array.isArray(packed) || packed.length !== length) throw broken(everyPart)
  const parts: readonly unknown[] = packed
  const isRow =
    isText(parts[0]) &&
    isText(parts[1]) &&
    isList(parts[2], isText) &&
    (parts[3] === 0 || parts[3] === 1) &&
    Array.isArray(parts[4]) &&
    Array.isArray(parts[5]) &&
    (length === 6 || isList(parts[6], isText))
  if (!isRow) throw broken(everyPart)
  return packed as unknown as Packed
}

const everyPart = 'a row is a key, an id, pending names, archived, values and includes'

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isList(value: unknown, isMember: (member: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isMember)
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
