import type { LocalKey } from '@holdfast/crm'
import { packValues } from '../store/index.ts'
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

/** What pending writes make of a record: null when they archive it, or when there is none and none is made here. */
export function withOverlay(
  overlay: RecordOverlay,
  base: RecordVersion | null,
  { layout, key, id }: { readonly layout: Layout; readonly key: LocalKey; readonly id: string },
): RecordVersion | null {
  if (overlay.archived || (base === null && !overlay.created)) return null
  const before = base ?? new RecordVersion(layout, key, id, packValues(layout.names.map(() => null)), [], 0)
  return before.with(overlay.properties, overlay.created)
}

/** Do pending writes make the same of a record? */
export function isSameOverlay(a: RecordOverlay | null, b: RecordOverlay | null): boolean {
  if (a === null || b === null) return a === b
  if (a.created !== b.created || a.archived !== b.archived) return false
  const names = Object.keys(a.properties)
  return (
    names.length === Object.keys(b.properties).length &&
    names.every((name) => Object.hasOwn(b.properties, name) && a.properties[name] === b.properties[name])
  )
}
