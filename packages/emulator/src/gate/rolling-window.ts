/** Counts what happened within the last `lengthMs`. Moments never go backwards. */
export interface RollingWindow {
  /** How many happened after `now - lengthMs`. */
  count(now: number): number
  add(now: number): void
  /** Those that count now. */
  moments(): readonly number[]
}

/** An empty window. */
export function createRollingWindow(lengthMs: number): RollingWindow {
  let moments: number[] = []
  let first = 0

  function count(now: number): number {
    while (first < moments.length && (moments[first] as number) <= now - lengthMs) first++
    // Cut off what is past in large pieces, so that each moment is moved a few times at most.
    if (first > 1_000 && first * 2 > moments.length) {
      moments = moments.slice(first)
      first = 0
    }
    return moments.length - first
  }

  return { count, add: (now) => void moments.push(now), moments: () => moments.slice(first) }
}
