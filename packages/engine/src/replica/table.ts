import type { LocalKey } from '@holdfast/crm'
import type { StoredRecord } from '../store/index.ts'
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

interface Slot {
  id: string
  base: StoredRecord | null
  overlay: RecordOverlay | null
  /** Read moment of the newest fact about the record, its departure included: older facts are ignored. */
  readAt: number
  version: RecordVersion | null
}

/** The records of one object type in memory: HubSpot's truth as read, pending writes on top. */
export interface RecordTable {
  readonly layout: Layout
  /** The record as it is to be shown; null when there is none, or it is archived. */
  get(key: LocalKey): RecordVersion | null
  /** HubSpot's value of a property as last read; undefined when the record was never read. */
  base(key: LocalKey, property: string): string | null | undefined
  /** Was anything ever read about the record, even that it is gone? */
  isKnown(key: LocalKey): boolean
  /** The record as HubSpot has it. */
  stored(key: LocalKey): StoredRecord | null
  /** Every record to be shown, in no particular order. */
  versions(): Iterable<RecordVersion>
  /** Every record as HubSpot has it, for folding. */
  storedRecords(): Iterable<StoredRecord>
  readonly size: number
  /** Takes a read; answers whether anything visible changed. What is older than what is known is ignored. */
  putBase(key: LocalKey, record: StoredRecord): boolean
  /** The record left HubSpot. */
  removeBase(key: LocalKey, readAt: number): boolean
  setOverlay(key: LocalKey, id: string, overlay: RecordOverlay | null): boolean
  /** The record's id changed (a temporary one became real, or it was merged); its key stays. Answers the keys that changed. */
  rename(key: LocalKey, id: string): readonly LocalKey[]
}

/** An empty table. */
export function createTable(layout: Layout): RecordTable {
  const slots = new Map<LocalKey, Slot>()

  function slotOf(key: LocalKey, id: string): Slot {
    const found = slots.get(key)
    if (found !== undefined) return found
    const slot: Slot = { id, base: null, overlay: null, readAt: 0, version: null }
    slots.set(key, slot)
    return slot
  }

  function refresh(key: LocalKey, slot: Slot): boolean {
    const before = slot.version
    slot.version = versionOf(layout, key, slot)
    if (slot.base === null && slot.overlay === null && slot.readAt === 0) slots.delete(key)
    return !isSameVersion(before, slot.version)
  }

  return {
    layout,
    get: (key) => slots.get(key)?.version ?? null,
    base(key, property) {
      const base = slots.get(key)?.base
      const at = layout.positions.get(property)
      return base === undefined || base === null || at === undefined ? undefined : (base[3][at] ?? null)
    },
    isKnown: (key) => slots.has(key),
    stored: (key) => slots.get(key)?.base ?? null,
    *versions() {
      for (const { version } of slots.values()) if (version !== null) yield version
    },
    *storedRecords() {
      for (const { base } of slots.values()) if (base !== null) yield base
    },
    get size() {
      return slots.size
    },
    putBase(key, record) {
      const slot = slotOf(key, record[0])
      if (!isNews(slot, record)) return false
      slot.base = record
      slot.readAt = Math.max(slot.readAt, record[2])
      slot.id = record[0]
      return refresh(key, slot)
    },
    removeBase(key, readAt) {
      // Also for a record never seen: that it is gone is worth knowing, so that nobody asks again.
      const slot = slotOf(key, key)
      if (readAt < slot.readAt) return false
      slot.base = null
      slot.readAt = readAt
      return refresh(key, slot)
    },
    setOverlay(key, id, overlay) {
      if (overlay === null && !slots.has(key)) return false
      const slot = slotOf(key, id)
      slot.overlay = overlay
      return refresh(key, slot)
    },
    rename(key, id) {
      const own = slotOf(key, id)
      own.id = id
      // The record may have been read under its new id before we learned that it is ours: then there are two slots of one record.
      const other = id === key ? undefined : slots.get(id as LocalKey)
      if (other !== undefined) {
        own.base ??= other.base
        own.readAt = Math.max(own.readAt, other.readAt)
        slots.delete(id as LocalKey)
      }
      refresh(key, own)
      return other === undefined ? [key] : [key, id as LocalKey]
    },
  }
}

// HubSpot's own modification time decides between two states; the moment of reading decides between equal ones, and whether a record that had left is
// back. A search may bring what was true a minute ago, so it never revives by itself what a direct read saw gone.
function isNews({ base, readAt }: Slot, [, updatedAt, recordReadAt]: StoredRecord): boolean {
  if (base === null) return recordReadAt >= readAt || updatedAt > readAt
  return updatedAt > base[1] || (updatedAt === base[1] && recordReadAt >= base[2])
}

function versionOf(layout: Layout, key: LocalKey, { id, base, overlay }: Slot): RecordVersion | null {
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
