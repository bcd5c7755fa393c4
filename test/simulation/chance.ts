import type { Random } from '@holdfast/engine/testing'

/** One of the choices; undefined when there are none. */
export function pick<T>(random: Random, choices: readonly T[]): T | undefined {
  return choices[Math.floor(random.fraction() * choices.length)]
}

/** One of the choices, the heavier the more often. */
export function choose<T>(random: Random, weighted: readonly (readonly [weight: number, choice: T])[]): T {
  let left = random.fraction() * weighted.reduce((sum, [weight]) => sum + weight, 0)
  for (const [weight, choice] of weighted) {
    left -= weight
    if (left < 0) return choice
  }
  throw new TypeError('Nothing to choose from.')
}
