import { grown } from './row-set.ts'

/** The rows of each code of a column, kept as chains through arrays: a row that changes is taken out and put in without moving any other. */
export class EqualityIndex {
  readonly dictionary: readonly string[]
  #first: Int32Array<ArrayBuffer> = new Int32Array(0)
  #counts: Int32Array<ArrayBuffer> = new Int32Array(0)
  #next: Int32Array<ArrayBuffer> = new Int32Array(0)
  #previous: Int32Array<ArrayBuffer> = new Int32Array(0)

  /** Without rows yet; codes are places in `dictionary`. */
  constructor(dictionary: readonly string[]) {
    this.dictionary = dictionary
  }

  get bytes(): number {
    return this.#first.byteLength * 2 + this.#next.byteLength * 2
  }

  countOf(code: number): number {
    return this.#counts[code] ?? 0
  }

  /** The rows of a code, in no particular order. */
  rowsOf(code: number): Uint32Array {
    const rows = new Uint32Array(this.countOf(code))
    let row = this.#first[code] ?? none
    for (let at = 0; at < rows.length; at++) {
      rows[at] = row
      row = this.#next[row] ?? none
    }
    return rows
  }

  add(row: number, code: number): void {
    if (row >= this.#next.length) {
      this.#next = grown(this.#next, row + 1)
      this.#previous = grown(this.#previous, row + 1)
    }
    if (code >= this.#first.length) {
      const before = this.#first.length
      this.#first = grown(this.#first, code + 1).fill(none, before)
      this.#counts = grown(this.#counts, code + 1)
    }
    const follower = this.#first[code] ?? none
    this.#next[row] = follower
    this.#previous[row] = none
    if (follower !== none) this.#previous[follower] = row
    this.#first[code] = row
    this.#counts[code] = this.countOf(code) + 1
  }

  /** The row must be in the code's chain. */
  delete(row: number, code: number): void {
    const before = this.#previous[row] ?? none
    const after = this.#next[row] ?? none
    if (before === none) this.#first[code] = after
    else this.#next[before] = after
    if (after !== none) this.#previous[after] = before
    this.#counts[code] = this.countOf(code) - 1
  }
}

const none = -1
