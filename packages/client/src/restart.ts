/** How long a start counts against further ones. */
const windowMs = 60_000

/** Pauses before the first, second, … start within the window. A sixth waits until the oldest has left it. */
const pausesMs = [0, 0, 250, 1_000, 4_000] as const

/**
 * How long to wait before a worker is started again, given when it was started before (ascending, same clock as `now`).
 *
 * At most five starts in a minute: a worker that dies at once must not keep the machine busy, one that died once should be back at once.
 */
export function restartDelayMs(starts: readonly number[], now: number): number {
  const recent = starts.filter((start) => start > now - windowMs)
  const oldest = recent[recent.length - pausesMs.length]
  return pausesMs[recent.length] ?? (oldest === undefined ? windowMs : oldest + windowMs - now)
}
