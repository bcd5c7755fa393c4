import { decodeValue, isTemporaryId, type LocalKey, type Properties, type Schema } from '@holdfast/crm'
import type { PackedRow, RowText, ViewDelta } from '@holdfast/engine/protocol'
import type { Query, RowState } from '@holdfast/query'
import { invariant } from './failure.ts'

/** The rows a view shows, kept by its deltas. Rows that did not change stay the same objects, included ones too. */
export interface RowList<Row> {
  /** The rows in order; the same array until one of them or their order changes. */
  readonly rows: readonly Row[]
  /**
   * Takes what changed. The first delta of a worker, revision 1, replaces everything; rows it repeats stay the same objects.
   *
   * Throws `HoldfastError` `engine/invariant` for a delta that does not follow the last one or a row that is none; the list is then unchanged.
   */
  apply(delta: ViewDelta): void
}

/** An empty list for the rows of `query`. */
export function createRowList<Row>(schema: Schema, query: Query): RowList<Row> {
  const shape = shapeOf(schema, query)
  let keptByKey: ReadonlyMap<string, Kept> = new Map()
  let revision = 0
  let rows: readonly Row[] = Object.freeze([])

  function apply(delta: ViewDelta): void {
    if (delta.revision !== 1 && delta.revision !== revision + 1)
      throw broken('deltas come in the order of their revisions')
    const changedByKey = keepRows(shape, delta.rows, keptByKey)
    const next = new Map<string, Kept>()
    for (const key of orderOf(delta, keptByKey)) {
      const kept = changedByKey.get(key) ?? keptByKey.get(key)
      if (kept === undefined) throw broken('a row is sent before or with its place')
      if (next.has(key)) throw broken('a row has one place')
      next.set(key, kept)
    }
    for (const key of changedByKey.keys()) if (!next.has(key)) throw broken('a row that is sent has a place')
    revision = delta.revision
    keptByKey = next
    rows = sameOrNew(rows, [...next.values()] as readonly Kept<Row>[])
  }

  return {
    get rows() {
      return rows
    },
    apply,
  }
}

/** The key of a row. Throws `HoldfastError` `engine/invariant` for a text that is none. */
export function keyOfRow(text: RowText): LocalKey {
  return parseRow(text)[0]
}

/** All rows of a whole answer. Throws `HoldfastError` `engine/invariant` for a row that is none. */
export function readRows<Row>(schema: Schema, query: Query, texts: readonly RowText[]): readonly Row[] {
  const kept = keepRows(shapeOf(schema, query), texts, new Map())
  return Object.freeze([...kept.values()].map(({ row }) => row as Row))
}

/** Property values as HubSpot's strings, by name; null is unset. */
export type WireValues = Readonly<Record<string, string | null>>

/**
 * The wire values that a row was made from, undefined for an object that is no row of ours. A draft made on the row says what its user saw in exactly
 * these words, so `12500.00` at HubSpot is not taken for a change of the `12500` shown.
 */
export function wireValuesOf(row: object): WireValues | undefined {
  return wireValuesByRow.get(row)
}

const wireValuesByRow = new WeakMap<object, WireValues>()

/** A row, what it was made from, and the same for the rows within it. */
interface Kept<Row = unknown> {
  readonly text: RowText
  readonly row: Row
  /** In the order of the includes: the rows within, by their keys. */
  readonly included: readonly ReadonlyMap<string, Kept>[]
}

/** How a packed row of one query is read: names stand here once instead of in every row. */
interface Shape {
  readonly properties: Properties
  readonly names: readonly string[]
  readonly includes: readonly { readonly name: string; readonly first: boolean; readonly shape: Shape }[]
}

function shapeOf(schema: Schema, query: Query): Shape {
  const properties = schema[query.objectType]?.properties ?? {}
  return {
    properties,
    names: query.select ?? Object.keys(properties),
    includes: query.include.map((include) => ({
      name: include.objectType,
      first: include.first,
      shape: shapeOf(schema, include.query),
    })),
  }
}

function orderOf(delta: ViewDelta, keptByKey: ReadonlyMap<string, Kept>): Iterable<string> {
  // A first delta has nothing before it that could be unchanged but the empty list.
  return delta.order ?? (delta.revision === 1 ? [] : keptByKey.keys())
}

function keepRows(shape: Shape, texts: readonly RowText[], before: ReadonlyMap<string, Kept>): Map<string, Kept> {
  const keptByKey = new Map<string, Kept>()
  for (const text of texts) {
    const packed = parseRow(text)
    keptByKey.set(packed[0], keep(shape, text, packed, before.get(packed[0])))
  }
  return keptByKey
}

function keep(shape: Shape, text: RowText, packed: PackedRow, before: Kept | undefined): Kept {
  if (before?.text === text) return before
  const [key, id, pending, archived, values, includes] = packed
  if (values.length !== shape.names.length || includes.length !== shape.includes.length)
    throw broken('a row has the values its query asks for')
  const row: Record<string, unknown> = {
    id,
    $: rowState(key, id, pending, archived),
  }
  const wireValues: Record<string, string | null> = {}
  shape.names.forEach((name, at) => {
    const property = shape.properties[name]
    const wire = values[at] ?? null
    wireValues[name] = wire
    row[name] = property === undefined ? wire : frozen(decodeValue(property, wire))
  })
  const included = shape.includes.map((include, at) => {
    const packedRows = includedRows(include.first, includes[at])
    const kept = keepIncluded(include.shape, packedRows, before?.included[at])
    const rows = [...kept.values()]
    const rowsBefore = (before?.row as Record<string, unknown> | undefined)?.[include.name]
    row[include.name] = include.first ? (rows[0]?.row ?? null) : sameOrNew(arrayOf(rowsBefore), rows)
    return kept
  })
  wireValuesByRow.set(row, wireValues)
  return { text, row: Object.freeze(row), included }
}

function rowState(key: LocalKey, id: string, pending: readonly string[], archived: 0 | 1): RowState {
  return Object.freeze({
    key,
    pending: Object.freeze([...pending]),
    archived: archived === 1,
    source: isTemporaryId(id) ? 'local' : 'remote',
  })
}

function keepIncluded(
  shape: Shape,
  packedRows: readonly PackedRow[],
  before: ReadonlyMap<string, Kept> | undefined,
): Map<string, Kept> {
  return new Map(
    packedRows.map((packed) => [packed[0], keep(shape, JSON.stringify(packed), packed, before?.get(packed[0]))]),
  )
}

function includedRows(first: boolean, included: unknown): readonly PackedRow[] {
  const rows = first ? (included === null ? [] : [included]) : included
  if (!Array.isArray(rows)) throw broken('an include holds rows')
  return rows.map(checkRow)
}

function parseRow(text: RowText): PackedRow {
  let packed: unknown
  try {
    packed = JSON.parse(text)
  } catch (error) {
    throw broken('a row is JSON', error)
  }
  return checkRow(packed)
}

function checkRow(packed: unknown): PackedRow {
  if (!isPackedRow(packed)) throw broken('a row is a key, an id, pending names, archived, values and includes')
  return packed
}

function isPackedRow(packed: unknown): packed is PackedRow {
  if (!Array.isArray(packed) || packed.length !== 6) return false
  const [key, id, pending, archived, values, includes]: readonly unknown[] = packed
  return (
    typeof key === 'string' &&
    typeof id === 'string' &&
    isList(pending, (name) => typeof name === 'string') &&
    (archived === 0 || archived === 1) &&
    isList(values, (value) => value === null || typeof value === 'string') &&
    Array.isArray(includes)
  )
}

function isList(value: unknown, isMember: (member: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isMember)
}

function sameOrNew<Row>(before: readonly Row[], kept: readonly Kept<Row>[]): readonly Row[] {
  const isSame = before.length === kept.length && kept.every(({ row }, at) => row === before[at])
  return isSame ? before : Object.freeze(kept.map(({ row }) => row))
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function frozen(value: unknown): unknown {
  return Array.isArray(value) ? Object.freeze(value) : value
}

function broken(rule: string, cause?: unknown): Error {
  return invariant('views', rule, cause)
}
