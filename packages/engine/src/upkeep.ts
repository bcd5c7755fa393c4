import type { Timers } from './ports/index.ts'

/** Puts the cache in order once it is quiet: after a large load soon, and never while one is under way. */
export interface Upkeep {
  /** Something was learned. */
  note(): void
  close(): void
}

// Pages of one load follow each other faster; a person who reads what came does not close the app earlier.
const quietMs = 1_000

/** Calls `maintain` when nothing was noted for a second; one call at a time. */
export function createUpkeep(timers: Timers, maintain: () => Promise<void>): Upkeep {
  let cancel: (() => void) | null = null
  let isQuiet = true

  function look(): void {
    cancel = null
    if (!isQuiet) return wait()
    void maintain()
  }

  function wait(): void {
    isQuiet = true
    cancel = timers.after(quietMs, look)
  }

  return {
    note() {
      isQuiet = false
      if (cancel === null) wait()
    },
    close: () => cancel?.(),
  }
}
