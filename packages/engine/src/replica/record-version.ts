import type { LocalKey } from '@holdfast/crm'
import type { RecordReader } from '@holdfast/query'
import { replaceValue, unpackValue, unpackValues, type PackedValues } from '../store/index.ts'
import type { Layout } from './layout.ts'
import { unread, UnreadRecord } from './pack.ts'

/** A record at one moment, pending writes included. Never changes: the next moment is another object, so old and new can be compared. */
export class RecordVersion implements RecordReader {
  readonly key: LocalKey
  readonly id: string
  /** Its values, unread. */
  readonly text: PackedValues
  /** Names of properties with pending writes; `*` stands for a record that HubSpot does not have yet. */
  readonly pending: readonly string[]
  /** HubSpot's `updatedAt` of the base, 0 for a record made here. */
  readonly updatedAt: number
  readonly #layout: Layout
  #values: readonly (string | null)[] | null = null
  #readOneByOne = 0

  constructor(
    layout: Layout,
    key: LocalKey,
    id: string,
    text: PackedValues,
    pending: readonly string[],
    updatedAt: number,
  ) {
    this.#layout = layout
    this.key = key
    this.id = id
    this.text = text
    this.pending = pending
    this.updatedAt = updatedAt
  }

  get values(): readonly (string | null)[] {
    return (this.#values ??= unpackValues(this.packed()))
  }

  /** The wire value of a property; null when unset or outside the schema. */
  read(property: string): string | null {
    if (property === 'hs_object_id') return this.id
    const at = this.#layout.positions.get(property)
    if (at === undefined) return null
    // Whoever filters or groups asks for one or two of thirty; who shows the record asks for many.
    if (this.#values === null && this.#readOneByOne < mostReadOneByOne) {
      this.#readOneByOne++
      return unpackValue(this.packed(), at)
    }
    return this.values[at] ?? null
  }

  /** The text of its values. Throws {@link UnreadRecord} while they are on their way from the cache. */
  packed(): PackedValues {
    if (this.text === unread) throw new UnreadRecord('The values of a record are still being read.')
    return this.text
  }

  /** This record with pending values on top; `""` clears. */
  with(properties: Readonly<Record<string, string>>, isCreated: boolean): RecordVersion {
    let text = this.packed()
    const pending: string[] = isCreated ? ['*'] : []
    for (const [name, value] of Object.entries(properties)) {
      const at = this.#layout.positions.get(name)
      if (at === undefined) continue
      text = replaceValue(text, at, value === '' ? null : value)
      if (!isCreated) pending.push(name)
    }
    return new RecordVersion(this.#layout, this.key, this.id, text, pending, this.updatedAt)
  }
}

const mostReadOneByOne = 4
