import type { Random, Timers } from './ports/index.ts'

/** A heartbeat of work: regular when it succeeds, patient when it does not. */
export interface Pulse {
  /** Beats now; resolves when that beat is over. */
  now(): Promise<void>
  close(): void
}

const firstRetryMs = 1_000
const longestRetryMs = 15_000

/**
 * Calls `beat` every `intervalMs`, the first time after `firstMs`. A beat that answers false (nothing could be reached) is repeated after 1 s, 2 s, 4 s
 * and so on up to 15 s, with jitter, so that many devices do not come back at once.
 */
export function startPulse(options: {
  readonly timers: Timers
  readonly random: Random
  readonly firstMs: number
  readonly intervalMs: number
  readonly beat: () => Promise<boolean>
}): Pulse {
  const { timers, random, intervalMs, beat } = options
  let failures = 0
  let isClosed = false
  let running: Promise<void> | null = null
  let cancel = timers.after(options.firstMs, run)

  function run(): void {
    void now()
  }

  function now(): Promise<void> {
    running ??= once().finally(() => {
      running = null
    })
    return running
  }

  async function once(): Promise<void> {
    cancel()
    if (isClosed) return
    const reached = await beat()
    failures = reached ? 0 : failures + 1
    const backoff = Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1)) * (0.75 + random.fraction() / 2)
    if (!isClosed) cancel = timers.after(failures === 0 ? intervalMs : backoff, run)
  }

  return {
    now,
    close() {
      isClosed = true
      cancel()
    },
  }
}
