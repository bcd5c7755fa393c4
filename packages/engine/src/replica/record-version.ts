import type { LocalKey } from '@holdfast/crm'
import type { RecordReader } from '@holdfast/query'
import type { Layout } from './layout.ts'

/** A record at one moment, pending writes included. Never changes: the next moment is another object, so old and new can be compared. */
export class RecordVersion implements RecordReader {
  readonly key: LocalKey
  readonly id: string
  readonly values: readonly (string | null)[]
  /** Names of properties with pending writes; `*` stands for a record that HubSpot does not have yet. */
  readonly pending: readonly string[]
  /** HubSpot's `updatedAt` of the base, 0 for a record made here. */
  readonly updatedAt: number
  readonly #layout: Layout

  constructor(
    layout: Layout,
    key: LocalKey,
    id: string,
    values: readonly (string | null)[],
    pending: readonly string[],
    updatedAt: number,
  ) {
    this.#layout = layout
    this.key = key
    this.id = id
    this.values = values
    this.pending = pending
    this.updatedAt = updatedAt
  }

  /** The wire value of a property; null when unset or outside the schema. */
  read(property: string): string | null {
    if (property === 'hs_object_id') return this.id
    const at = this.#layout.positions.get(property)
    return at === undefined ? null : (this.values[at] ?? null)
  }
}
