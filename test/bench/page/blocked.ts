/** How long the main thread let nobody in. */
export interface Blocked {
  readonly longestMs: number
  readonly totalMs: number
}

// Browsers hold nested timers back for 4 ms; what is longer by this much was somebody's work.
const heldBackMs = 4
const noticedMs = 5

/** Watches the main thread while `work` runs. A timer that comes late shows a gap, as a click would have felt it. */
export async function watchBlocked<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly blocked: Blocked }> {
  let last = performance.now()
  let [longestMs, totalMs] = [0, 0]
  let timer: ReturnType<typeof setTimeout> | undefined

  function look(): void {
    const now = performance.now()
    const gap = now - last - heldBackMs
    last = now
    if (gap <= noticedMs) return
    longestMs = Math.max(longestMs, gap)
    totalMs += gap
  }

  function again(): void {
    look()
    timer = setTimeout(again, 0)
  }

  again()
  try {
    const value = await work()
    look()
    return { value, blocked: { longestMs, totalMs } }
  } finally {
    clearTimeout(timer)
  }
}
