import type { NumberColumn } from '@holdfast/query'
import type { ColumnPack } from './pack.ts'
import { fitted, grown } from './row-set.ts'
import { SortedIndex } from './sorted-index.ts'

/** A column of numbers, moments, days or ids. */
export class StoredNumbers implements NumberColumn {
  readonly kind = 'number'
  values: Float64Array<ArrayBuffer> = new Float64Array(0)
  readonly #numberOf: (wire: string | null) => number
  #index: SortedIndex | null = null
  #asked = 0

  constructor(numberOf: (wire: string | null) => number) {
    this.#numberOf = numberOf
  }

  get bytes(): number {
    return this.values.byteLength + (this.#index?.bytes ?? 0)
  }

  /** Its first `rows` values, to be restored from. */
  pack(rows: number): ColumnPack {
    return { kind: 'number', values: fitted(this.values, rows, Number.NaN) }
  }

  /** Takes a copy of a pack: the array may be one that others are restored from, too. */
  restore({ values }: Extract<ColumnPack, { kind: 'number' }>): void {
    this.values = values.slice()
  }

  set(row: number, wire: string | null): void {
    const before = this.values.length
    if (row >= before) this.values = grown(this.values, row + 1).fill(Number.NaN, before)
    const value = this.#numberOf(wire)
    if (!Object.is(this.values[row], value)) this.#index?.move(row, this.values[row] ?? Number.NaN)
    this.values[row] = value
  }

  /** Null until it was asked for as often as it takes for the scans it saves to cost more than making it. */
  index(): SortedIndex | null {
    if (this.#index === null && ++this.#asked > scansPerIndex) this.#index = new SortedIndex(this)
    return this.#index
  }
}

// Sorting 100,000 rows takes as long as several hundred scans, but an index also spares ordering what they find.
const scansPerIndex = 32
