/** A set of row numbers as bits: 100,000 rows take 12.5 kB, whoever is in it. */
export class RowSet {
  #words: Uint32Array<ArrayBuffer> = new Uint32Array(0)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** A set made of bits, as {@link RowSet.bits} gives them. */
  static of(bits: Uint32Array): RowSet {
    const set = new RowSet()
    set.#words = Uint32Array.from(bits)
    for (let at = 0; at < bits.length; at++) set.#size += bitsIn(bits[at] ?? 0)
    return set
  }

  /** A set of these rows. */
  static from(rows: Uint32Array): RowSet {
    const set = new RowSet()
    let highest = 0
    for (let nth = 0; nth < rows.length; nth++) highest = Math.max(highest, rows[nth] as number)
    const words = new Uint32Array((highest >>> 5) + 1)
    for (let nth = 0; nth < rows.length; nth++) {
      const row = rows[nth] as number
      const at = row >>> 5
      const word = words[at] as number
      const bit = 1 << (row & 31)
      if ((word & bit) !== 0) continue
      words[at] = word | bit
      set.#size++
    }
    set.#words = words
    return set
  }

  /** Its rows below `count` as bits. */
  bits(count: number): Uint32Array<ArrayBuffer> {
    return this.#words.slice(0, Math.ceil(count / 32))
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#words.byteLength
  }

  has(row: number): boolean {
    return (((this.#words[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1
  }

  /** Those of the rows that are in it, moved to the front of their array. */
  keep(rows: Uint32Array): Uint32Array {
    const words = this.#words
    let kept = 0
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number
      if ((((words[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1) rows[kept++] = row
    }
    return rows.subarray(0, kept)
  }

  /** Answers whether the row was not in it. */
  add(row: number): boolean {
    const at = row >>> 5
    if (at >= this.#words.length) this.#words = grown(this.#words, at + 1)
    const word = this.#words[at] ?? 0
    const bit = 1 << (row & 31)
    if ((word & bit) !== 0) return false
    this.#words[at] = word | bit
    this.#size++
    return true
  }

  /** Answers whether the row was in it. */
  delete(row: number): boolean {
    if (!this.has(row)) return false
    const at = row >>> 5
    this.#words[at] = (this.#words[at] ?? 0) & ~(1 << (row & 31))
    this.#size--
    return true
  }

  clear(): void {
    this.#words = new Uint32Array(0)
    this.#size = 0
  }

  /** The rows in it, ascending, as an array of its own. */
  toArray(): Uint32Array<ArrayBuffer> {
    const rows = new Uint32Array(this.#size)
    const words = this.#words
    let count = 0
    for (let at = 0; at < words.length; at++) {
      let word = words[at] ?? 0
      while (word !== 0) {
        rows[count++] = (at << 5) | (31 - Math.clz32(word & -word))
        word &= word - 1
      }
    }
    return rows
  }
}

// Counts them by twos, fours and eights.
function bitsIn(word: number): number {
  const twos = word - ((word >>> 1) & 0x5555_5555)
  const fours = (twos & 0x3333_3333) + ((twos >>> 2) & 0x3333_3333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24
}

/** The same numbers in an array that holds at least `length`; doubles, so that growing one by one costs little. */
export function grown<A extends Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array>(
  array: A,
  length: number,
): A {
  const Numbers = array.constructor as new (length: number) => A
  const larger = new Numbers(Math.max(length, array.length * 2, 16))
  larger.set(array)
  return larger
}

/** The first `length` numbers of an array, filled up where it is shorter. */
export function fitted<A extends Float64Array | Uint32Array | Int32Array | Uint16Array>(
  array: A,
  length: number,
  filling = 0,
): A {
  const Numbers = array.constructor as new (length: number) => A
  const whole = new Numbers(length)
  whole.set(array.subarray(0, length))
  whole.fill(filling, Math.min(array.length, length))
  return whole
}
