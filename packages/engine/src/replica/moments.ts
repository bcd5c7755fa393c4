import { fitted, grown } from './row-set.ts'

/** Moments by row, as a pack holds them: pages of records are read at one, so most are said by the number of a moment, in a quarter of the room. */
export type MomentsPack =
  | Float64Array<ArrayBuffer>
  | { readonly moments: Float64Array<ArrayBuffer>; readonly codes: Uint16Array<ArrayBuffer> }

/** Moments by row, epoch ms; 0 is never. */
export class Moments {
  // As they were restored, until one is changed: a start has to answer before it has looked at each of them.
  #packed: MomentsPack = new Float64Array(0)

  get(row: number): number {
    const packed = this.#packed
    return (
      (packed instanceof Float64Array ? packed[row] : packed.moments[packed.codes[row] ?? packed.moments.length]) ?? 0
    )
  }

  set(row: number, moment: number): void {
    let all = unpacked(this.#packed)
    if (row >= all.length) all = grown(all, row + 1)
    all[row] = moment
    this.#packed = all
  }

  get bytes(): number {
    return this.#packed instanceof Float64Array ? this.#packed.byteLength : this.#packed.codes.byteLength
  }

  /** The first `rows` moments. */
  pack(rows: number): MomentsPack {
    const codes = new Uint16Array(rows)
    const codeByMoment = new Map<number, number>()
    for (let row = 0; row < rows; row++) {
      const moment = this.get(row)
      let code = codeByMoment.get(moment)
      if (code === undefined) {
        code = codeByMoment.size
        if (code === mostCodes) return fitted(unpacked(this.#packed), rows)
        codeByMoment.set(moment, code)
      }
      codes[row] = code
    }
    return { moments: Float64Array.from(codeByMoment.keys()), codes }
  }

  /** Takes a pack for its own. */
  restore(pack: MomentsPack): void {
    this.#packed = pack
  }
}

/** Is it a pack of so many moments? A code of none stands for 0, never. */
export function isMomentsPack(value: unknown, rows: number): value is MomentsPack {
  if (value instanceof Float64Array) return value.length === rows
  if (typeof value !== 'object' || value === null || !('moments' in value) || !('codes' in value)) return false
  const { moments, codes } = value
  return moments instanceof Float64Array && codes instanceof Uint16Array && codes.length === rows
}

function unpacked(pack: MomentsPack): Float64Array<ArrayBuffer> {
  if (pack instanceof Float64Array) return pack
  const { moments, codes } = pack
  const all = new Float64Array(codes.length)
  for (let row = 0; row < codes.length; row++) all[row] = moments[codes[row] ?? 0] ?? 0
  return all
}

const mostCodes = 65_536
