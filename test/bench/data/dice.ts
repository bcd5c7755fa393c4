/** A number in [0, 1) that is the same for the same row and purpose, in any order of asking: rows are made one by one, nowhere stored. */
export function chance(row: number, purpose: number): number {
  // Two rounds of the 32-bit finaliser of MurmurHash3 (public domain).
  let mixed = Math.imul(row + 1, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b)
  for (let round = 0; round < 2; round++) {
    mixed ^= mixed >>> 16
    mixed = Math.imul(mixed, 0x85ebca6b)
    mixed ^= mixed >>> 13
    mixed = Math.imul(mixed, 0xc2b2ae35)
    mixed ^= mixed >>> 16
  }
  return (mixed >>> 0) / 2 ** 32
}

/** One of a list, evenly. */
export function oneOf(list: readonly string[], row: number, purpose: number): string {
  return list[Math.floor(chance(row, purpose) * list.length)] ?? ''
}

/** A permutation of 0 … size-1: values that differ for all rows and follow no order. */
export function shuffled(row: number, size: number): number {
  // 7,919 is a prime that divides no size used here.
  return (row * 7_919 + 13) % size
}
