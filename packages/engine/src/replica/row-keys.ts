import type { LocalKey } from '@holdfast/crm'
import { grown } from './row-set.ts'

/** Keys by row, as a pack holds them: as numbers, NaN for those that are none, and those beside. */
export interface KeysPack {
  readonly keys: Float64Array<ArrayBuffer>
  readonly otherKeys: readonly (readonly [row: number, key: LocalKey])[]
}

/**
 * Which row is whose. Rows are numbered from 0 in the order in which their keys came, for ever. Ids are numbers but for those made here, so a row is found
 * by its number, in a table of few bytes a row; keys that were restored become texts when somebody asks for them.
 */
export class RowKeys {
  #count = 0
  #numbers: Float64Array<ArrayBuffer> = new Float64Array(16)
  #texts: (LocalKey | undefined)[] = []
  readonly #rowByOtherKey = new Map<LocalKey, number>()
  // Open addressing: one more than a row, 0 where there is none. Rows that were restored get their places when so many were looked for that it pays.
  #places: Uint32Array<ArrayBuffer> = new Uint32Array(64)
  #placed = 0
  #scans = 0

  get count(): number {
    return this.#count
  }

  get bytes(): number {
    return (
      this.#numbers.byteLength + this.#places.byteLength + this.#count * textBytes + this.#rowByOtherKey.size * mapBytes
    )
  }

  keyAt(row: number): LocalKey | undefined {
    if (row >= this.#count) return undefined
    return (this.#texts[row] ??= String(this.#numbers[row]) as LocalKey)
  }

  /** The row of a key, -1 when it has none. */
  rowOf(key: LocalKey): number {
    return this.#find(key, numberOf(key))
  }

  /** The row of a key; it is given one when it has none. */
  rowFor(key: LocalKey): number {
    const number = numberOf(key)
    const known = this.#find(key, number)
    if (known !== -1) return known
    const row = this.#count++
    if (row === this.#numbers.length) this.#numbers = grown(this.#numbers, row + 1)
    this.#numbers[row] = number
    this.#texts[row] = key
    if (Number.isNaN(number)) this.#rowByOtherKey.set(key, row)
    this.#place()
    return row
  }

  pack(): KeysPack {
    return {
      keys: this.#numbers.slice(0, this.#count),
      otherKeys: [...this.#rowByOtherKey].map(([key, row]) => [row, key]),
    }
  }

  /** Takes a pack for its own; while there are no rows. */
  restore({ keys, otherKeys }: KeysPack): void {
    this.#numbers = keys
    this.#count = keys.length
    this.#texts = Array<LocalKey | undefined>(keys.length)
    for (const [row, key] of otherKeys) {
      this.#texts[row] = key
      this.#rowByOtherKey.set(key, row)
    }
  }

  #find(key: LocalKey, number: number): number {
    if (Number.isNaN(number)) return this.#rowByOtherKey.get(key) ?? -1
    if (this.#placed < this.#count && ++this.#scans <= scansPerPlacing)
      return this.#numbers.subarray(0, this.#count).indexOf(number)
    this.#place()
    return (this.#places[placeOf(number, this.#places, this.#numbers)] ?? 0) - 1
  }

  // Half of the places stay free, so that a number is found, or missed, after a step or two.
  #place(): void {
    if (this.#placed === this.#count) return
    if (this.#count * 2 > this.#places.length) {
      this.#places = new Uint32Array(2 ** Math.ceil(Math.log2(this.#count * 3)))
      this.#placed = 0
    }
    const [places, numbers] = [this.#places, this.#numbers]
    for (let row = this.#placed; row < this.#count; row++) {
      const number = numbers[row] ?? Number.NaN
      if (!Number.isNaN(number)) places[placeOf(number, places, numbers)] = row + 1
    }
    this.#placed = this.#count
  }
}

// Where a number is, or would be.
function placeOf(number: number, places: Uint32Array, numbers: Float64Array): number {
  const last = places.length - 1
  let place = mixed(number) & last
  for (;;) {
    const row = (places[place] ?? 0) - 1
    if (row === -1 || numbers[row] === number) return place
    place = (place + 1) & last
  }
}

// At 100,000 rows placing them takes as long, while a worker starts, as so many looks through all of them.
const scansPerPlacing = 64
const textBytes = 36
const mapBytes = 40
// So many digits a double holds exactly.
const mostDigits = 15
const [zero, nine] = [48, 57]

// NaN for a key that its number could not be told from: what is no number, too long, or would be written otherwise.
function numberOf(key: LocalKey): number {
  const { length } = key
  if (length === 0 || length > mostDigits || (length > 1 && key.charCodeAt(0) === zero)) return Number.NaN
  let number = 0
  for (let at = 0; at < length; at++) {
    const digit = key.charCodeAt(at)
    if (digit < zero || digit > nine) return Number.NaN
    number = number * 10 + digit - zero
  }
  return number
}

function mixed(number: number): number {
  const high = Math.floor(number / 2 ** 32)
  const hash = Math.imul((number >>> 0) ^ Math.imul(high, 0x9e37_79b1), 0x85eb_ca6b)
  return hash ^ (hash >>> 15)
}
