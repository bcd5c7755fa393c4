import type { LocalKey } from '@holdfast/crm'
import type { Departure, StoredRecord } from '../store/index.ts'
import type { Layout } from './layout.ts'
import { RecordVersion } from './record-version.ts'

/** What pending writes make of one record. */
export interface RecordOverlay {
  /** Made here and not yet known to HubSpot. */
  readonly created: boolean
  readonly archived: boolean
  /** Wire values by property; `""` clears. */
  readonly properties: Readonly<Record<string, string>>
}

/**
 * What is known of one record. Every field only grows towards what is newer, so it does not matter in which order facts arrive or how often.
 */
interface Slot {
  /** The newest state read, kept even while the record is away. */
  newest: StoredRecord | null
  /** The latest moment (epoch ms) at which it surely was at HubSpot. */
  seenAt: number
  /** Its latest departure. */
  left: Departure | null
  overlay: RecordOverlay | null
  version: RecordVersion | null
}

/** The records of one object type in memory: HubSpot's truth as read, pending writes on top. */
export interface RecordTable {
  readonly layout: Layout
  /** The record as it is to be shown; null when there is none, or it is archived. */
  get(key: LocalKey): RecordVersion | null
  /** HubSpot's value of a property as last read; undefined when the record is not here. */
  base(key: LocalKey, property: string): string | null | undefined
  /** Was anything ever read about the record, even that it is gone, or was it made here? */
  isKnown(key: LocalKey): boolean
  /** The record as HubSpot has it. */
  stored(key: LocalKey): StoredRecord | null
  /** Every record to be shown, in no particular order. */
  versions(): Iterable<RecordVersion>
  /** Every record as HubSpot has it, for folding. */
  storedRecords(): Iterable<StoredRecord>
  /** Every record that left and is not back, for folding. */
  departures(): Iterable<Departure>
  /** Takes a read; answers whether anything visible changed. What is older than what is known is ignored. */
  putBase(key: LocalKey, record: StoredRecord): boolean
  /** The record left HubSpot. */
  removeBase(key: LocalKey, departure: Departure): boolean
  setOverlay(key: LocalKey, overlay: RecordOverlay | null): boolean
  /** Two keys turned out to be one record, or a record's id changed. Answers the keys that may look different now. */
  join(key: LocalKey, former: LocalKey): readonly LocalKey[]
}

// HubSpot's clock as we guess it and HubSpot's own differ by up to this, and modification times are compared with moments of reading.
const clockSkewMs = 5_000

/** An empty table. `idOf` tells HubSpot's present id of a key. */
export function createTable(layout: Layout, idOf: (key: LocalKey) => string): RecordTable {
  const slots = new Map<LocalKey, Slot>()

  function slotOf(key: LocalKey): Slot {
    const found = slots.get(key)
    if (found !== undefined) return found
    const slot: Slot = { newest: null, seenAt: 0, left: null, overlay: null, version: null }
    slots.set(key, slot)
    return slot
  }

  function refresh(key: LocalKey, slot: Slot): boolean {
    const before = slot.version
    slot.version = versionOf(layout, key, idOf(key), slot)
    if (slot.newest === null && slot.left === null && slot.overlay === null) slots.delete(key)
    return !isSameVersion(before, slot.version)
  }

  function take(key: LocalKey, slot: Slot, { newest, seenAt, left }: Pick<Slot, 'newest' | 'seenAt' | 'left'>): void {
    const id = idOf(key)
    if (newest !== null && (slot.newest === null || isNewer(newest, slot.newest))) slot.newest = newest
    slot.seenAt = Math.max(slot.seenAt, seenAt)
    // That a former id is gone says nothing about the record.
    const departures = [slot.left, left].filter((departure) => departure?.id === id)
    slot.left = departures.reduce((a, b) => (a !== null && b !== null && a.readAt >= b.readAt ? a : (b ?? a)), null)
  }

  return {
    layout,
    get: (key) => slots.get(key)?.version ?? null,
    base(key, property) {
      const base = baseOf(slots.get(key))
      const at = layout.positions.get(property)
      return base === null || at === undefined ? undefined : (base[3][at] ?? null)
    },
    isKnown(key) {
      const slot = slots.get(key)
      return slot !== undefined && (slot.newest !== null || slot.left !== null || slot.overlay?.created === true)
    },
    stored: (key) => baseOf(slots.get(key)),
    *versions() {
      for (const { version } of slots.values()) if (version !== null) yield version
    },
    *storedRecords() {
      for (const slot of slots.values()) {
        const base = baseOf(slot)
        if (base !== null) yield base
      }
    },
    *departures() {
      for (const slot of slots.values()) if (slot.left !== null && baseOf(slot) === null) yield slot.left
    },
    putBase(key, record) {
      const slot = slotOf(key)
      const seenAt = Math.max(record[2], record[1] - clockSkewMs)
      take(key, slot, { newest: record, seenAt, left: null })
      return refresh(key, slot)
    },
    removeBase(key, departure) {
      // Also for a record never seen: that it is gone is worth knowing, so that nobody asks again.
      const slot = slotOf(key)
      take(key, slot, { newest: null, seenAt: 0, left: departure })
      return refresh(key, slot)
    },
    setOverlay(key, overlay) {
      if (overlay === null && !slots.has(key)) return false
      const slot = slotOf(key)
      slot.overlay = overlay
      return refresh(key, slot)
    },
    join(key, former) {
      const other = slots.get(former)
      const slot = slots.get(key) ?? (other === undefined ? undefined : slotOf(key))
      if (slot === undefined) return []
      // The record's id is another now, and with it which readings and departures are the record's own.
      take(key, slot, slot)
      if (other !== undefined) {
        take(key, slot, other)
        slot.overlay ??= other.overlay
        slots.delete(former)
      }
      refresh(key, slot)
      return other === undefined ? [key] : [key, former]
    },
  }
}

// HubSpot's modification time decides between two states, the moment of reading between equal ones. A merge modifies the survivor, so this holds across ids.
function isNewer(a: StoredRecord, b: StoredRecord): boolean {
  return a[1] > b[1] || (a[1] === b[1] && a[2] >= b[2])
}

// A search may bring what was true a minute ago, so it never revives by itself what a direct read saw gone.
function baseOf(slot: Slot | undefined): StoredRecord | null {
  if (slot === undefined || (slot.left !== null && slot.left.readAt >= slot.seenAt)) return null
  return slot.newest
}

function versionOf(layout: Layout, key: LocalKey, id: string, slot: Slot): RecordVersion | null {
  const { overlay } = slot
  const base = baseOf(slot)
  if (overlay?.archived === true || (base === null && overlay?.created !== true)) return null
  const values = base === null ? layout.names.map(() => null) : base[3]
  if (overlay === null) return new RecordVersion(layout, key, id, values, [], base?.[1] ?? 0)
  const patched = [...values]
  const pending: string[] = overlay.created ? ['*'] : []
  for (const [name, value] of Object.entries(overlay.properties)) {
    const at = layout.positions.get(name)
    if (at === undefined) continue
    patched[at] = value === '' ? null : value
    if (!overlay.created) pending.push(name)
  }
  return new RecordVersion(layout, key, id, patched, pending, base?.[1] ?? 0)
}

function isSameVersion(a: RecordVersion | null, b: RecordVersion | null): boolean {
  if (a === null || b === null) return a === b
  return a.id === b.id && isSameList(a.values, b.values) && isSameList(a.pending, b.pending)
}

function isSameList(a: readonly (string | null)[], b: readonly (string | null)[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at])
}
