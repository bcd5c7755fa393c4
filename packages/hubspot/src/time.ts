/** Wall time. The one who calls gives it, so that a run can be repeated. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
}

/** Waiting. The one who calls gives it, so that a test need not wait. */
export interface Timers {
  /** Resolves after `ms` milliseconds; rejects with `signal.reason` as soon as `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Milliseconds that have passed, never fewer than at the last question. Its zero means nothing. */
export type SteadyTime = () => number

/**
 * Time that only goes forward, from a clock that people and operating systems set back.
 *
 * Windows and deadlines are measured with it: an hour set back must not close the budget for an hour.
 */
export function createSteadyTime(clock: Clock): SteadyTime {
  let last = clock.now()
  let passed = 0
  return () => {
    const now = clock.now()
    passed += Math.max(0, now - last)
    last = now
    return passed
  }
}
