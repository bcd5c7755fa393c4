/** Chance that can be repeated: the same seed throws the same. */
export interface Dice {
  /** A whole number from 0 up to, and without, `below`. */
  below(below: number): number
  /** True once in so many throws. */
  oneIn(throws: number): boolean
  of<T>(all: readonly T[]): T
  /** Up to `most` results of `make`. */
  some<T>(most: number, make: () => T): T[]
}

/** Dice by a seed (mulberry32). */
export function createDice(seed: number): Dice {
  let state = seed >>> 0
  function below(limit: number): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit)
  }
  return {
    below,
    oneIn: (throws) => below(throws) === 0,
    of<T>(all: readonly T[]): T {
      const one = all[below(all.length)]
      if (one === undefined) throw new RangeError('There is nothing to choose from.')
      return one
    },
    some: (most, make) => Array.from({ length: below(most + 1) }, make),
  }
}
