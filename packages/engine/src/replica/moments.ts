import { fitted } from './row-set.ts'

/** Moments by row, as a pack holds them: pages of records are read at one, so most are said by the number of a moment, in a quarter of the room. */
export type MomentsPack =
  | Float64Array<ArrayBuffer>
  | { readonly moments: Float64Array<ArrayBuffer>; readonly codes: Uint16Array<ArrayBuffer> }

/** The first `rows` moments. */
export function packMoments(all: Float64Array<ArrayBuffer>, rows: number): MomentsPack {
  const codes = new Uint16Array(rows)
  const codeByMoment = new Map<number, number>()
  for (let row = 0; row < rows; row++) {
    const moment = all[row] ?? 0
    let code = codeByMoment.get(moment)
    if (code === undefined) {
      code = codeByMoment.size
      if (code === mostCodes) return fitted(all, rows)
      codeByMoment.set(moment, code)
    }
    codes[row] = code
  }
  return { moments: Float64Array.from(codeByMoment.keys()), codes }
}

/** The moments that were packed. */
export function unpackMoments(pack: MomentsPack): Float64Array<ArrayBuffer> {
  if (pack instanceof Float64Array) return pack
  const { moments, codes } = pack
  const all = new Float64Array(codes.length)
  for (let row = 0; row < codes.length; row++) all[row] = moments[codes[row] ?? 0] ?? 0
  return all
}

/** Is it a pack of so many moments? A code of none stands for 0, never. */
export function isMomentsPack(value: unknown, rows: number): value is MomentsPack {
  if (value instanceof Float64Array) return value.length === rows
  if (typeof value !== 'object' || value === null || !('moments' in value) || !('codes' in value)) return false
  const { moments, codes } = value
  return moments instanceof Float64Array && codes instanceof Uint16Array && codes.length === rows
}

const mostCodes = 65_536
