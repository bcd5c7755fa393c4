import { isTemporaryId, type Properties, type Property } from '@holdfast/crm'
import { columnKindOf, columnNumber, type Column, type RecordReader } from '@holdfast/query'
import { StoredCodes } from './code-column.ts'
import type { EqualityIndex } from './equality-index.ts'
import type { Layout } from './layout.ts'
import { StoredNumbers } from './number-column.ts'
import type { ColumnPack } from './pack.ts'
import type { SortedIndex } from './sorted-index.ts'
import { StoredTexts } from './text-column.ts'

/** The columns of one table. A property has none until somebody filters or sorts by it. */
export interface ColumnStore {
  /** Gives these properties columns, filled from all rows at once if any of them is new. */
  promote(names: readonly string[], rows: () => Iterable<readonly [row: number, record: RecordReader]>): void
  /** A property's column, if it has one. */
  get(name: string): Column | null
  /** The rows of each value of a property, once that pays. */
  equalityIndex(name: string): EqualityIndex | null
  /** The rows in the order of a property, once that pays. */
  sortedIndex(name: string): SortedIndex | null
  /** Has any property a column yet? */
  readonly isEmpty: boolean
  /** Rises when a column is exchanged for another: what was compiled on it has to be compiled anew. */
  readonly generation: number
  /** Puts a record's values into every column, or, when it is known which may be others now, into those for which `changed` holds. */
  set(row: number, record: RecordReader, changed?: (name: string) => boolean): void
  /** Are these properties' columns all there, as far as they can have any? */
  hasAll(names: readonly string[]): boolean
  /** All columns for the first `rows` rows. */
  pack(rows: number): ReadonlyMap<string, ColumnPack>
  /** Takes columns; when the table is empty. */
  restore(packs: ReadonlyMap<string, ColumnPack>): void
  /** Bytes by property, roughly. */
  bytes(): ReadonlyMap<string, number>
}

const idProperty = 'hs_object_id'

interface Kept {
  readonly property: Property
  column: StoredNumbers | StoredCodes | StoredTexts
}

/** No columns yet. */
export function createColumns(layout: Layout, properties: Properties): ColumnStore {
  const keptByName = new Map<string, Kept>()
  // An id that no double holds exactly: none of them may then be taken from a column.
  let hasLargeIds = false
  let generation = 0
  let putCount = 0

  function missing(names: readonly string[]): readonly string[] {
    return names.filter((name) => !keptByName.has(name) && canHave(name))
  }

  function canHave(name: string): boolean {
    return layout.positions.has(name) || (name === idProperty && !hasLargeIds)
  }

  function emptyColumn(name: string): Kept {
    const property = properties[name] ?? { type: name === idProperty ? 'number' : 'string' }
    const isNumber = columnKindOf(name, property) === 'number'
    return { property, column: isNumber ? new StoredNumbers(columnNumber(name, property)) : new StoredCodes() }
  }

  // A column of texts began as a dictionary.
  function restored(name: string, pack: ColumnPack): Kept | null {
    const { property, column: empty } = emptyColumn(name)
    const column = pack.kind === 'text' && empty.kind === 'code' ? new StoredTexts() : empty
    if (column.kind === 'number' && pack.kind === 'number') column.restore(pack)
    else if (column.kind === 'code' && pack.kind === 'code') column.restore(pack)
    else if (column.kind === 'text' && pack.kind === 'text') column.restore(pack)
    else return null
    return { property, column }
  }

  function put(name: string, kept: Kept, row: number, record: RecordReader): void {
    if (name === idProperty) return putId(kept, row, record.id)
    kept.column.set(row, record.read(name))
  }

  function putId(kept: Kept, row: number, id: string): void {
    try {
      kept.column.set(row, isTemporaryId(id) ? null : id)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      hasLargeIds = true
      keptByName.delete(idProperty)
      generation++
    }
  }

  // Few texts repeat less than options do; where they do not repeat, a dictionary is all cost. One that is full of what nobody says any more begins anew.
  function exchangeFullDictionaries(rows: number): void {
    for (const kept of keptByName.values()) {
      const { column } = kept
      if (column.kind !== 'code' || column.dictionary.length <= Math.max(mostRepeated, rows / 8)) continue
      const isCrowded = new Set(column.codes).size * 2 > column.dictionary.length
      if (isCrowded && columnKindOf('', kept.property) !== 'text') continue
      const fresh = isCrowded ? new StoredTexts() : new StoredCodes()
      for (const [row, value] of column.values()) fresh.set(row, value)
      kept.column = fresh
      generation++
    }
  }

  return {
    promote(names, rows) {
      const fresh = missing(names)
      if (fresh.length === 0) return
      for (const name of fresh) keptByName.set(name, emptyColumn(name))
      generation++
      let count = 0
      for (const [row, record] of rows()) {
        for (const name of fresh) {
          const kept = keptByName.get(name)
          if (kept !== undefined) put(name, kept, row, record)
        }
        if (++count % mostRepeated === 0) exchangeFullDictionaries(count)
      }
    },
    get: (name) => keptByName.get(name)?.column ?? null,
    equalityIndex(name) {
      const column = keptByName.get(name)?.column
      return column?.kind === 'code' ? column.index() : null
    },
    sortedIndex(name) {
      const column = keptByName.get(name)?.column
      return column?.kind === 'number' ? column.index() : null
    },
    get isEmpty() {
      return keptByName.size === 0
    },
    get generation() {
      return generation
    },
    set(row, record, changed) {
      for (const [name, kept] of keptByName) if (changed === undefined || changed(name)) put(name, kept, row, record)
      // By what was put, not by rows: a few records that are edited all day bring as many values as many records.
      if (++putCount % mostRepeated === 0) exchangeFullDictionaries(row)
    },
    hasAll: (names) => missing(names).length === 0,
    pack: (rows) => new Map([...keptByName].map(([name, { column }]) => [name, column.pack(rows)])),
    restore(packs) {
      // Columns asked for before are empty, as the table is.
      keptByName.clear()
      for (const [name, pack] of packs) {
        const kept = canHave(name) ? restored(name, pack) : null
        if (kept !== null) keptByName.set(name, kept)
      }
      generation++
    },
    bytes: () => new Map([...keptByName].map(([name, { column }]) => [name, column.bytes])),
  }
}

// So many different texts are worth a dictionary in any table.
const mostRepeated = 4_096
