import { HoldfastError, type LocalKey, type Properties } from '@holdfast/crm'
import type { RowColumns } from '@holdfast/query'
import { unpackValue, type Departure, type StoredRecord } from '../store/index.ts'
import { createColumns } from './columns.ts'
import type { EqualityIndex } from './equality-index.ts'
import type { Layout } from './layout.ts'
import { shareNumbers, unread, UnreadRecord, type TablePack } from './pack.ts'
import { isSameOverlay, withOverlay, type RecordOverlay } from './record-overlay.ts'
import type { RecordVersion } from './record-version.ts'
import { createRecordFacts, type RecordFacts } from './record-facts.ts'
import { RowKeys } from './row-keys.ts'
import { RowSet } from './row-set.ts'
import type { SortedIndex } from './sorted-index.ts'

/** How a record was shown before a change, null when it was not; undefined when the change changed nothing visible. */
export type ShownBefore = RecordVersion | null | undefined

/** Bytes that a table holds, roughly. */
export interface TableMemory {
  readonly rows: number
  /** Keys, values and times of all records. */
  readonly records: number
  readonly columns: ReadonlyMap<string, number>
}

/**
 * The records of one object type in memory: HubSpot's truth as read, pending writes on top. Records have row numbers, dense and for ever; what is filtered
 * or sorted by is kept by column.
 */
export interface RecordTable extends RowColumns {
  readonly layout: Layout
  /** The record as it is to be shown; null when there is none, or it is archived. */
  get(key: LocalKey): RecordVersion | null
  /** The row of a record; it is given one when it has none, known or not. */
  rowFor(key: LocalKey): number
  /** The row of a record, -1 when it has none. */
  rowOf(key: LocalKey): number
  keyAt(row: number): LocalKey
  /** The record of a row that is shown; throws `engine/invariant` for any other. */
  record(row: number): RecordVersion
  /** As {@link RecordTable.get}. */
  at(row: number): RecordVersion | null
  /** The rows of records to be shown. */
  readonly shown: Pick<RowSet, 'has' | 'size' | 'keep' | 'toArray'>
  /** One more than the highest row. */
  readonly rowCount: number
  /** Gives these properties columns, in one pass over the records. Throws {@link UnreadRecord} when it would have to wait for values. */
  promote(names: readonly string[]): void
  /** The rows of each value of a property that has a column of codes; null while scanning is cheaper than making it. Archived rows may be among them. */
  equalityIndex(name: string): EqualityIndex | null
  /** The rows in the order of a property that has a column of numbers; null while scanning is cheaper than making it. Archived rows may be among them. */
  sortedIndex(name: string): SortedIndex | null
  /** Rises when a column is exchanged for another: what was compiled on it has to be compiled anew. */
  readonly generation: number
  memory(): TableMemory
  /** HubSpot's value of a property as last read; undefined when the record is not here. */
  base(key: LocalKey, property: string): string | null | undefined
  /** Was anything ever read about the record, even that it is gone, or was it made here? */
  isKnown(key: LocalKey): boolean
  /** When the record was seen gone, epoch ms; null when it is here, or was never seen gone. */
  leftAt(key: LocalKey): number | null
  /** Is there a pending write on the record? */
  isPending(key: LocalKey): boolean
  /** Rows with a pending write. */
  pendingRows(): Iterable<number>
  /** The record as HubSpot has it. */
  stored(key: LocalKey): StoredRecord | null
  /** Every record to be shown, in no particular order. */
  versions(): Iterable<RecordVersion>
  /** Every record as HubSpot has it, for folding. */
  storedRecords(): Iterable<StoredRecord>
  /** Every record that left and is not back, for folding. */
  departures(): Iterable<Departure>
  /** Keys of records that HubSpot has, as far as is known. */
  here(): readonly LocalKey[]
  /** Keys of records that were seen gone until that moment, and on which nothing is pending. */
  departedUntil(until: number): readonly LocalKey[]
  /** Keys of records whose values are still on their way from the cache. */
  unread(): readonly LocalKey[]
  readonly unreadCount: number
  /** Takes values that are still on their way: nothing looks different then. */
  fill(key: LocalKey, record: StoredRecord): void
  /** Forgets the record: its values will never come, or it is no more. */
  drop(key: LocalKey): ShownBefore
  /** Everything but values. */
  pack(): TablePack
  /** Takes a pack for its own, while the table is empty; `renamed` are keys of records whose ids may be others. */
  restore(pack: TablePack, renamed: Iterable<LocalKey>): void
  /** Takes a read. What is older than what is known is ignored. */
  putBase(key: LocalKey, record: StoredRecord): ShownBefore
  /** The record left HubSpot. */
  removeBase(key: LocalKey, departure: Departure): ShownBefore
  setOverlay(key: LocalKey, overlay: RecordOverlay | null): ShownBefore
  /** Two keys turned out to be one record, or a record's id changed. Answers the keys that look different now, and how they did before. */
  join(key: LocalKey, former: LocalKey): readonly (readonly [LocalKey, RecordVersion | null])[]
}

/** An empty table. `idOf` tells HubSpot's present id of a key. */
export function createTable(layout: Layout, properties: Properties, idOf: (key: LocalKey) => string): RecordTable {
  const keys = new RowKeys()
  const facts: RecordFacts = createRecordFacts()
  const overlays = new Map<number, RecordOverlay>()
  let shown = new RowSet()
  // Of records shown: ids that differ from their keys, and what pending writes make of them.
  const ids = new Map<number, string>()
  const overlaid = new Map<number, RecordVersion>()
  const columns = createColumns(layout, properties)
  // Rows whose columns have to wait for their values.
  const awaiting = new Set<number>()
  let lookedAt: { readonly row: number; readonly version: RecordVersion } | null = null

  function at(row: number): RecordVersion | null {
    if (!shown.has(row)) return null
    const key = keyAt(row)
    return overlaid.get(row) ?? facts.version(row, layout, key, ids.get(row) ?? key)
  }

  function keyAt(row: number): LocalKey {
    const key = keys.keyAt(row)
    if (key === undefined) throw noSuchRow()
    return key
  }

  // Scans that have no column read several properties of one row after the other.
  function record(row: number): RecordVersion {
    if (lookedAt?.row === row) return lookedAt.version
    const version = at(row)
    if (version === null) throw noSuchRow()
    lookedAt = { row, version }
    return version
  }

  // `changed`: what may be another value now if the record was shown, in all its columns, and still is.
  function changing(row: number, change: () => void, changed?: (name: string) => boolean): ShownBefore {
    const before = at(row)
    change()
    const after = look(row)
    if (lookedAt?.row === row) lookedAt = null
    if (after === null) shown.delete(row)
    else shown.add(row)
    if (isSameVersion(before, after)) return undefined
    if (after !== null && !columns.isEmpty) {
      if (after.text === unread) awaiting.add(row)
      else columns.set(row, after, before?.id === after.id && !awaiting.has(row) ? changed : undefined)
    }
    return before
  }

  // What base and pending writes make of the record, noted for `at`.
  function look(row: number): RecordVersion | null {
    const key = keyAt(row)
    const id = idOf(key)
    const overlay = overlays.get(row)
    const base = facts.isHere(row) ? facts.version(row, layout, key, id) : null
    const version = overlay === undefined ? base : withOverlay(overlay, base, { layout, key, id })
    if (version === null || id === key) ids.delete(row)
    else ids.set(row, id)
    if (version === null || overlay === undefined) overlaid.delete(row)
    else overlaid.set(row, version)
    return version
  }

  function* shownRecords(): Generator<readonly [number, RecordVersion]> {
    for (const row of shown.toArray()) {
      const version = at(row)
      if (version !== null) yield [row, version]
    }
  }

  // What is only pending is not HubSpot's, and not packed.
  function shownByHubSpot(): RowSet {
    const rows = new RowSet()
    for (let row = 0; row < keys.count; row++) if (facts.isHere(row)) rows.add(row)
    return rows
  }

  function stored(row: number): StoredRecord | null {
    return facts.isHere(row) ? facts.stored(row, keyAt(row)) : null
  }

  return {
    layout,
    get shown() {
      return shown
    },
    rowFor: (key) => keys.rowFor(key),
    rowOf: (key) => keys.rowOf(key),
    keyAt,
    at,
    get(key) {
      return at(keys.rowOf(key))
    },
    get rowCount() {
      return keys.count
    },
    column: (name) => columns.get(name),
    record,
    promote(names) {
      if (facts.unreadCount > 0 && (awaiting.size > 0 || !columns.hasAll(names)))
        throw new UnreadRecord('Values are still being read.')
      columns.promote(names, shownRecords)
    },
    equalityIndex: (name) => columns.equalityIndex(name),
    sortedIndex: (name) => columns.sortedIndex(name),
    get generation() {
      return columns.generation
    },
    memory: () => ({
      rows: keys.count,
      records: facts.bytes() + keys.bytes,
      columns: columns.bytes(),
    }),
    base(key, property) {
      const base = stored(keys.rowOf(key))
      const position = layout.positions.get(property)
      if (base === null || position === undefined) return undefined
      if (base[3] === unread) throw new UnreadRecord('Values are still being read.')
      return unpackValue(base[3], position)
    },
    isKnown(key) {
      const row = keys.rowOf(key)
      return row !== -1 && (facts.isKnown(row) || overlays.get(row)?.created === true)
    },
    leftAt: (key) => facts.leftAt(keys.rowOf(key)),
    isPending: (key) => overlays.has(keys.rowOf(key)),
    pendingRows: () => overlays.keys(),
    stored: (key) => stored(keys.rowOf(key)),
    *versions() {
      for (const row of shown.toArray()) {
        const version = at(row)
        if (version !== null) yield version
      }
    },
    *storedRecords() {
      for (let row = 0; row < keys.count; row++) {
        const base = stored(row)
        if (base !== null) yield base
      }
    },
    *departures() {
      for (const [row, departure] of facts.departures()) if (!facts.isHere(row)) yield departure
    },
    here: () => [...shownByHubSpot().toArray()].map(keyAt),
    departedUntil: (until) =>
      [...facts.departures()]
        .filter(([row, { readAt }]) => readAt <= until && !facts.isHere(row) && !overlays.has(row))
        .map(([row]) => keyAt(row)),
    unread: () => facts.unreadRows().map(keyAt),
    get unreadCount() {
      return facts.unreadCount
    },
    fill(key, record) {
      const row = keys.rowOf(key)
      if (row === -1) return
      facts.fill(row, record)
      const version = awaiting.has(row) ? at(row) : null
      if (version === null || version.text === unread) return
      awaiting.delete(row)
      columns.set(row, version)
    },
    drop(key) {
      const row = keys.rowFor(key)
      return changing(row, () => facts.forget(row))
    },
    pack() {
      const packedKeys = keys.pack()
      const packedFacts = facts.pack(keys.count, keyAt)
      return {
        ...packedKeys,
        shown: shownByHubSpot().bits(keys.count),
        facts: packedFacts,
        columns: shareNumbers(columns.pack(keys.count), [packedKeys.keys, packedFacts.updatedAt]),
      }
    },
    restore(pack, renamed) {
      keys.restore(pack)
      facts.restore(pack.facts)
      columns.restore(pack.columns)
      shown = RowSet.of(pack.shown)
      for (const key of renamed) {
        const row = keys.rowOf(key)
        if (shown.has(row)) ids.set(row, idOf(key))
      }
    },
    putBase(key, read) {
      const row = keys.rowFor(key)
      return changing(row, () => facts.takeReading(row, read, idOf(key)))
    },
    removeBase(key, departure) {
      // Also for a record never seen: that it is gone is worth knowing, so that nobody asks again.
      const row = keys.rowFor(key)
      return changing(row, () => facts.takeDeparture(row, departure, idOf(key)))
    },
    setOverlay(key, overlay) {
      if (overlay === null && keys.rowOf(key) === -1) return undefined
      const row = keys.rowFor(key)
      // Writes are shown while they are being recorded, and put again when they are: what looks the same costs nothing.
      const former = overlays.get(row) ?? null
      if (isSameOverlay(former, overlay)) return undefined
      const isWritten = (name: string): boolean =>
        (former !== null && Object.hasOwn(former.properties, name)) ||
        (overlay !== null && Object.hasOwn(overlay.properties, name))
      return changing(
        row,
        () => {
          if (overlay === null) overlays.delete(row)
          else overlays.set(row, overlay)
        },
        isWritten,
      )
    },
    join(key, former) {
      const old = keys.rowOf(former)
      if (old === -1 && keys.rowOf(key) === -1) return []
      const row = keys.rowFor(key)
      const overlay = overlays.get(row) ?? overlays.get(old)
      const before = changing(row, () => {
        // The record's id is another now, and with it which readings and departures are the record's own.
        facts.join(row, old === -1 ? null : old, idOf(key))
        if (overlay !== undefined) overlays.set(row, overlay)
      })
      const formerBefore =
        old === -1
          ? undefined
          : changing(old, () => {
              facts.forget(old)
              overlays.delete(old)
            })
      return [...changeOf(key, before), ...changeOf(former, formerBefore)]
    },
  }
}

function changeOf(key: LocalKey, before: ShownBefore): (readonly [LocalKey, RecordVersion | null])[] {
  return before === undefined ? [] : [[key, before]]
}

function isSameVersion(a: RecordVersion | null, b: RecordVersion | null): boolean {
  if (a === null || b === null) return a === b
  // Of values that are still on their way only their moment is known.
  const isSameText = a.text === b.text && (a.text !== unread || a.updatedAt === b.updatedAt)
  return isSameText && a.id === b.id && a.pending.join() === b.pending.join()
}

function noSuchRow(): HoldfastError<'engine/invariant'> {
  return new HoldfastError('engine/invariant', 'A row was asked for that shows no record.', 'Please report this.', {
    room: 'replica',
    rule: 'only rows that are shown are read',
  })
}
