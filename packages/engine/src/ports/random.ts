/** Chance, as far as the engine needs it. */
export interface Random {
  /** A text that no device makes twice. */
  unique(): string
  /** Evenly spread in [0, 1), for jitter; never for identity. */
  fraction(): number
}

/** The platform's randomness. */
export const systemRandom: Random = { unique: () => crypto.randomUUID(), fraction: () => Math.random() }

/** Repeatable chance for tests: the same seed gives the same texts and numbers (mulberry32, Tommy Ettinger). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  let made = 0
  function fraction(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return { fraction, unique: () => `${(++made).toString(36)}-${Math.floor(fraction() * 0xffffffff).toString(36)}` }
}
