import type { Clock } from './clock.ts'
import { createTimers, type Timers } from './timers.ts'

/** A clock and timers that move only when told, for tests. */
export interface VirtualTime {
  readonly clock: Clock
  readonly timers: Timers
  /** Moves time on by `ms`, running each timer at its moment and letting promises and storage settle in between. */
  advance(ms: number): Promise<void>
  /** Lets everything that needs no time happen. */
  settle(): Promise<void>
}

/** Time that starts at `start` (epoch ms). `turn` resolves after one turn of the platform's event loop. */
export function createVirtualTime(start: number, turn: () => Promise<void> = macrotask): VirtualTime {
  let now = start
  let made = 0
  const waiting = new Map<number, { at: number; run: () => void }>()

  const timers = createTimers((ms, run) => {
    const id = ++made
    waiting.set(id, { at: now + Math.max(0, ms), run })
    return () => waiting.delete(id)
  })

  // Storage answers some event-loop turns later; a handful of idle turns in a row means that nothing more is coming.
  async function settle(): Promise<void> {
    for (let idle = 0; idle < 12; idle++) await turn()
  }

  async function advance(ms: number): Promise<void> {
    const end = now + ms
    await settle()
    for (;;) {
      const next = [...waiting].filter(([, { at }]) => at <= end).sort(([a, x], [b, y]) => x.at - y.at || a - b)[0]
      if (next === undefined) break
      waiting.delete(next[0])
      now = Math.max(now, next[1].at)
      next[1].run()
      await settle()
    }
    now = end
  }

  return { clock: { now: () => now }, timers, advance, settle }
}

function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0)
  })
}
