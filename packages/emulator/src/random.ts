/** A source of numbers that yields the same ones for the same seed. */
export interface Random {
  /** A number from 0 (included) to 1 (excluded). */
  next(): number
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number
  /** One of `list`, which must not be empty. */
  pick<T>(list: readonly T[]): T
  /** True with that probability. */
  chance(probability: number): boolean
  /** Another source that follows from this one and leaves it as it is: what draws from it moves nothing else. */
  fork(): Random
  /** Where it stands: loaded, it goes on from there. */
  save(): RandomState
  load(state: RandomState): void
}

/** Where a source of numbers stands. */
export type RandomState = readonly [a: number, b: number, c: number, counter: number]

/** A seeded source of numbers (sfc32, https://pracrand.sourceforge.net/); good enough for data and ids, not for secrets. */
export function createRandom(seed: number): Random {
  let a = 0x9e3779b9
  let b = seed >>> 0
  let c = Math.floor(seed / 0x1_0000_0000) >>> 0
  let counter = 1

  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 0x1_0000_0000
  }

  function between(from: number, to: number): number {
    return from + Math.floor(next() * (to - from + 1))
  }

  function pick<T>(list: readonly T[]): T {
    return list[between(0, list.length - 1)] as T
  }

  // The first outputs of neighbouring seeds resemble each other.
  for (let round = 0; round < 15; round++) next()
  return {
    next,
    between,
    pick,
    chance: (probability) => next() < probability,
    fork: () => createRandom((a ^ b ^ c ^ counter) >>> 0),
    save: () => [a, b, c, counter],
    load: (state) => void ([a, b, c, counter] = state),
  }
}

/** A UUID of version 4 in form; as unique as its source. */
export function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, (_, index) => (index === 12 ? '4' : random.between(0, 15).toString(16)))
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
