import type { TimeSource } from './clock.ts'

/** Does things later, by the emulator's clock. */
export interface Schedule {
  /** Runs `action` once the clock has reached `moment`; the answer calls it off. */
  at(moment: number, action: () => void): () => void
  /** Runs what has become due: to be called when the clock has moved. */
  runDue(): void
  /** Calls everything off. */
  clear(): void
}

interface Due {
  readonly moment: number
  readonly action: () => void
}

/**
 * Nothing to do. `wake` asks to be called back after some real time: absent where the clock moves only by hand, since no timer would help.
 */
export function createSchedule(clock: TimeSource, wake?: (durationMs: number, run: () => void) => void): Schedule {
  let waiting: Due[] = []

  function at(moment: number, action: () => void): () => void {
    const due = { moment, action }
    waiting.push(due)
    wake?.(Math.max(0, moment - clock.now()), runDue)
    return () => void (waiting = waiting.filter((each) => each !== due))
  }

  function runDue(): void {
    const now = clock.now()
    const due = waiting.filter(({ moment }) => moment <= now).sort((a, b) => a.moment - b.moment)
    waiting = waiting.filter(({ moment }) => moment > now)
    for (const { action } of due) action()
  }

  return { at, runDue, clear: () => void (waiting = []) }
}

/** A timer of the system that keeps no process alive. */
export function systemWake(durationMs: number, run: () => void): void {
  const longestTimerMs = 2_147_483_647
  const timer: unknown = setTimeout(run, Math.min(durationMs, longestTimerMs))
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
    timer.unref()
}
