/** A repeatable source of choices (xorshift32, Marsaglia 2003). */
export interface Dice {
  below(bound: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
}

/** The dice of a seed. */
export function createDice(seed: number): Dice {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) || 1
  const below = (bound: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % bound
  }
  return {
    below,
    chance: (probability) => below(1_000) < probability * 1_000,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
  }
}
