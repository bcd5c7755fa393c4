import type { CodeColumn } from '@holdfast/query'
import { grown } from './row-set.ts'

/** A column whose values repeat: two bytes a row (four beyond 65,536 values) and each value once. */
export class StoredCodes implements CodeColumn {
  readonly kind = 'code'
  codes: Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> = new Uint16Array(0)
  readonly dictionary: string[] = ['']
  readonly #codeByValue = new Map<string, number>([['', 0]])
  #texts = 0

  get bytes(): number {
    // A value is in the dictionary and in the map: two references, a number, and the text with its header.
    return this.codes.byteLength + this.dictionary.length * 56 + this.#texts
  }

  set(row: number, wire: string | null): void {
    if (row >= this.codes.length) this.codes = grown(this.codes, row + 1)
    this.codes[row] = this.#codeOf(wire ?? '')
  }

  #codeOf(value: string): number {
    const known = this.#codeByValue.get(value)
    if (known !== undefined) return known
    const code = this.dictionary.length
    if (code === 65_536) this.codes = Uint32Array.from(this.codes)
    this.dictionary.push(value)
    this.#codeByValue.set(value, code)
    this.#texts += value.length
    return code
  }
}
