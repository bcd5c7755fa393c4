import type { LocalKey, Schema } from '@holdfast/crm'
import type { RowText, ViewDelta } from '@holdfast/engine/protocol'
import { isAggregate, type Runnable } from '@holdfast/query'
import { figureRows } from './figure-rows.ts'
import { broken, parseText, sameOrNew, type Kept, type RowReader } from './kept-row.ts'
import { recordRows } from './record-rows.ts'

/** The rows a view shows, kept by its deltas. Rows that did not change stay the same objects, included ones too. */
export interface RowList<Row> {
  /** The rows in order; the same array until one of them or their order changes. */
  readonly rows: readonly Row[]
  /** The row of that key, if it is shown. */
  row(key: string): object | undefined
  /**
   * Takes what changed. The first delta of a worker, revision 1, replaces everything; rows it repeats stay the same objects.
   *
   * Throws `HoldfastError` `engine/invariant` for a delta that does not follow the last one or a row that is none; the list is then unchanged.
   */
  apply(delta: ViewDelta): void
}

/** An empty list for the rows of `query`. */
export function createRowList<Row>(schema: Schema, query: Runnable): RowList<Row> {
  const reader = readerOf(schema, query)
  let keptByKey: ReadonlyMap<string, Kept> = new Map()
  let revision = 0
  let rows: readonly Row[] = Object.freeze([])

  function apply(delta: ViewDelta): void {
    if (delta.revision !== 1 && delta.revision !== revision + 1)
      throw broken('deltas come in the order of their revisions')
    const changedByKey = keepRows(reader, delta.rows, keptByKey)
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
    row: (key) => keptByKey.get(key)?.row as object | undefined,
    apply,
  }
}

/** The key of a row. Throws `HoldfastError` `engine/invariant` for a text that is none. */
export function keyOfRow(text: RowText): LocalKey {
  const row = parseText(text)
  const key: unknown = Array.isArray(row) ? row[0] : undefined
  if (typeof key !== 'string') throw broken('a row begins with its key')
  return key as LocalKey
}

/** All rows of a whole answer. Throws `HoldfastError` `engine/invariant` for a row that is none. */
export function readRows<Row>(schema: Schema, query: Runnable, texts: readonly RowText[]): readonly Row[] {
  const reader = readerOf(schema, query)
  return Object.freeze(texts.map((text) => reader.read(text, () => undefined)[1].row as Row))
}

function readerOf(schema: Schema, query: Runnable): RowReader {
  return isAggregate(query) ? figureRows(schema, query) : recordRows(schema, query)
}

function orderOf(delta: ViewDelta, keptByKey: ReadonlyMap<string, Kept>): Iterable<string> {
  // A first delta has nothing before it that could be unchanged but the empty list.
  return delta.order ?? (delta.revision === 1 ? [] : keptByKey.keys())
}

function keepRows(reader: RowReader, texts: readonly RowText[], before: ReadonlyMap<string, Kept>): Map<string, Kept> {
  return new Map(texts.map((text) => reader.read(text, (key) => before.get(key))))
}
