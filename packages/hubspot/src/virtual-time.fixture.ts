import type { Clock, Timers } from './time.ts'

/** Time that a test moves: nothing sleeps, everything due happens in order. */
export interface VirtualTime {
  readonly clock: Clock
  readonly timers: Timers
  /** Moves time forward, stopping at every sleeper that is due to let it and what follows from it happen. */
  advance(ms: number): Promise<void>
  /** Lets happen what needs no time. */
  settle(): Promise<void>
  /** Sets the wall clock back or forward without anything happening, as people do. */
  setClock(now: number): void
  sleeping(): number
}

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** Virtual time that begins at `start`, epoch milliseconds. */
export function createVirtualTime(start = 1_000_000): VirtualTime {
  let wall = start
  let passed = 0
  const sleepers = new Set<Sleeper>()

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason)
        return
      }
      const abort = (): void => {
        sleepers.delete(sleeper)
        reject(signal?.reason)
      }
      const sleeper = {
        at: passed + ms,
        wake: () => {
          signal?.removeEventListener('abort', abort)
          sleepers.delete(sleeper)
          resolve()
        },
      }
      signal?.addEventListener('abort', abort)
      sleepers.add(sleeper)
    })
  }

  // Bodies of responses are streams, which take some turns of the event loop.
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
  }

  return {
    clock: { now: () => wall },
    timers: { sleep },
    settle,
    async advance(ms) {
      const end = passed + ms
      await settle()
      for (;;) {
        const [next] = [...sleepers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (next === undefined) break
        wall += Math.max(0, next.at - passed)
        passed = Math.max(passed, next.at)
        next.wake()
        await settle()
      }
      wall += end - passed
      passed = end
    },
    setClock: (now) => void (wall = now),
    sleeping: () => sleepers.size,
  }
}
