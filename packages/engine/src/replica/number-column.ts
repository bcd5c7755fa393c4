import type { NumberColumn } from '@holdfast/query'
import { grown } from './row-set.ts'

/** A column of numbers, moments, days or ids. */
export class StoredNumbers implements NumberColumn {
  readonly kind = 'number'
  values: Float64Array<ArrayBuffer> = new Float64Array(0)
  readonly #numberOf: (wire: string | null) => number

  constructor(numberOf: (wire: string | null) => number) {
    this.#numberOf = numberOf
  }

  get bytes(): number {
    return this.values.byteLength
  }

  set(row: number, wire: string | null): void {
    const before = this.values.length
    if (row >= before) this.values = grown(this.values, row + 1).fill(Number.NaN, before)
    this.values[row] = this.#numberOf(wire)
  }
}
