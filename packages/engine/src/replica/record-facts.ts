import type { LocalKey } from '@holdfast/crm'
import { clockSkewMs, type Departure, type PackedValues, type StoredRecord } from '../store/index.ts'
import type { Layout } from './layout.ts'
import { RecordVersion } from './record-version.ts'
import { Moments } from './moments.ts'
import { unread, type FactsPack } from './pack.ts'
import { fitted, grown, RowSet } from './row-set.ts'

/**
 * What is known of the records of one table, by row: the newest state read, kept even while the record is away; the latest moment at which it surely was
 * at HubSpot; its latest departure. Each only grows towards what is newer, so it does not matter in which order facts arrive or how often.
 */
export interface RecordFacts {
  /** Takes a read; `id` is HubSpot's present id of the record. */
  takeReading(row: number, record: StoredRecord, id: string): void
  takeDeparture(row: number, departure: Departure, id: string): void
  /** What is known of `old` is known of `row`, and `id` is now its id. */
  join(row: number, old: number | null, id: string): void
  forget(row: number): void
  /** Does HubSpot have the record, as far as is known? */
  isHere(row: number): boolean
  /** Was anything ever read about it? */
  isKnown(row: number): boolean
  /** When the record was seen gone, epoch ms; null when it is here, or was never seen gone. */
  leftAt(row: number): number | null
  /** The newest state. */
  version(row: number, layout: Layout, key: LocalKey, id: string): RecordVersion
  stored(row: number, key: LocalKey): StoredRecord
  departures(): Iterable<readonly [row: number, departure: Departure]>
  /** Rows whose values are still on their way. */
  unreadRows(): readonly number[]
  readonly unreadCount: number
  /** Takes the values of a state that is known but for them. */
  fill(row: number, record: StoredRecord): void
  /** The first `rows` rows. */
  pack(rows: number, keyAt: (row: number) => LocalKey): FactsPack
  /** Takes everything but values, for its own; for facts that are empty. */
  restore(pack: FactsPack): void
  bytes(): number
}

/** Nothing known yet. */
export function createRecordFacts(): RecordFacts {
  let texts: (PackedValues | null)[] = []
  // Per row: when its newest state was written, when that was read, and when the record was last surely there.
  let updatedAt = new Float64Array(0)
  const readAt = new Moments()
  const seenAt = new Moments()
  // A row that was restored has none when it was read under its key.
  let readIds: (string | null | undefined)[] = []
  const left = new Map<number, Departure>()
  // Rows of records that left and whose values are still kept, the one that left first in front.
  const keptAway = new Set<number>()
  let textLength = 0
  let unreadCount = 0

  function reserve(row: number): void {
    while (texts.length <= row) {
      texts.push(null)
      readIds.push(null)
    }
    if (row >= updatedAt.length) updatedAt = grown(updatedAt, row + 1)
  }

  function setText(row: number, text: PackedValues | null): void {
    textLength += (text?.length ?? 0) - (texts[row]?.length ?? 0)
    unreadCount += Number(text === unread) - Number(texts[row] === unread)
    texts[row] = text
  }

  // HubSpot's modification time decides between two states, the moment of reading between equal ones. A merge modifies the survivor, so this holds
  // across ids.
  function isNewer(row: number, updated: number, read: number): boolean {
    if ((texts[row] ?? null) === null) return true
    const known = updatedAt[row] ?? 0
    return updated > known || (updated === known && read >= readAt.get(row))
  }

  function putNewest(row: number, id: string | null, updated: number, read: number, text: PackedValues): void {
    setText(row, text)
    readIds[row] = id
    updatedAt[row] = updated
    readAt.set(row, read)
  }

  function seen(row: number, at: number): void {
    seenAt.set(row, Math.max(seenAt.get(row), at))
  }

  // That a former id is gone says nothing about the record.
  function leave(row: number, departures: readonly (Departure | undefined)[], id: string): void {
    let last: Departure | null = null
    for (const each of departures)
      if (each !== undefined && each.id === id && (last === null || each.readAt > last.readAt)) last = each
    if (last === null) left.delete(row)
    else left.set(row, last)
  }

  // A search may bring what was true a minute ago, so it never revives by itself what a direct read saw gone.
  function isAway(row: number): boolean {
    const departure = left.get(row)
    return departure !== undefined && departure.readAt >= seenAt.get(row)
  }

  function keepSomeAway(row: number): void {
    keptAway.delete(row)
    if (!isAway(row) || (texts[row] ?? null) === null) return
    // The cache need not hold values of what left.
    if (texts[row] === unread) return setText(row, null)
    keptAway.add(row)
    for (const first of keptAway) {
      if (keptAway.size <= mostKeptAway) return
      keptAway.delete(first)
      setText(first, null)
    }
  }

  return {
    takeReading(row, [id, updated, read, text], present) {
      reserve(row)
      if (isNewer(row, updated, read)) putNewest(row, id, updated, read, text)
      seen(row, Math.max(read, updated - clockSkewMs))
      if (!left.has(row)) return
      leave(row, [left.get(row)], present)
      keepSomeAway(row)
    },
    takeDeparture(row, departure, present) {
      reserve(row)
      leave(row, [left.get(row), departure], present)
      keepSomeAway(row)
    },
    join(row, old, present) {
      reserve(row)
      const text = old === null ? null : (texts[old] ?? null)
      if (old !== null) {
        const [updated, read] = [updatedAt[old] ?? 0, readAt.get(old)]
        if (text !== null && isNewer(row, updated, read)) putNewest(row, readIds[old] ?? null, updated, read, text)
        seen(row, seenAt.get(old))
      }
      leave(row, [left.get(row), old === null ? undefined : left.get(old)], present)
      keepSomeAway(row)
    },
    forget(row) {
      reserve(row)
      keptAway.delete(row)
      setText(row, null)
      readIds[row] = null
      seenAt.set(row, 0)
      left.delete(row)
    },
    isHere: (row) => (texts[row] ?? null) !== null && !isAway(row),
    leftAt: (row) => (isAway(row) ? (left.get(row)?.readAt ?? null) : null),
    isKnown: (row) => (texts[row] ?? null) !== null || left.has(row),
    version: (row, layout, key, id) =>
      new RecordVersion(layout, key, id, texts[row] ?? '[]', none, updatedAt[row] ?? 0),
    stored: (row, key) => [readIds[row] ?? key, updatedAt[row] ?? 0, readAt.get(row), texts[row] ?? '[]'],
    departures: () => left,
    unreadRows: () => texts.flatMap((text, row) => (text === unread ? [row] : [])),
    get unreadCount() {
      return unreadCount
    },
    fill(row, [, updated, read, text]) {
      if (texts[row] === unread && updatedAt[row] === updated && readAt.get(row) === read) setText(row, text)
    },
    pack(rows, keyAt) {
      const read = new RowSet()
      const ids: [number, string][] = []
      for (let row = 0; row < rows; row++) {
        if ((texts[row] ?? null) === null || isAway(row)) continue
        read.add(row)
        const id = readIds[row] ?? null
        if (id !== null && id !== keyAt(row)) ids.push([row, id])
      }
      return {
        updatedAt: fitted(updatedAt, rows),
        readAt: readAt.pack(rows),
        seenAt: seenAt.pack(rows),
        read: read.bits(rows),
        readIds: ids,
        departures: [...left],
      }
    },
    restore(pack) {
      ;({ updatedAt } = pack)
      readAt.restore(pack.readAt)
      seenAt.restore(pack.seenAt)
      const rows = updatedAt.length
      const read = RowSet.of(pack.read)
      texts = Array<PackedValues | null>(rows).fill(unread)
      readIds = Array<string | null | undefined>(rows)
      unreadCount = read.size
      if (read.size < rows) for (let row = 0; row < rows; row++) if (!read.has(row)) texts[row] = null
      for (const [row, id] of pack.readIds) readIds[row] = id
      for (const [row, departure] of pack.departures) left.set(row, departure)
    },
    // A text has a header and is aligned; beside it stand a reference to it and one to its id.
    bytes: () => textLength + texts.length * 32 + updatedAt.byteLength + readAt.bytes + seenAt.bytes,
  }
}

/**
 * So many records' values are kept although they left: what shows that a record is back brings its values, but for a merge that is learned a little later.
 */
const mostKeptAway = 100

const none: readonly string[] = []
