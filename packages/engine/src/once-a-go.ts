import type { Timers } from './ports/index.ts'

/** Calls `run` once after all that happens in the present task's microtasks so far, however often it is asked to. */
export function onceAGo(run: () => void): () => void {
  let isDue = false
  return () => {
    if (isDue) return
    isDue = true
    void Promise.resolve().then(() => {
      isDue = false
      run()
    })
  }
}

/** As {@link onceAGo}, but not again before `ms` have passed: what comes meanwhile is one call then. */
export function atMostEvery(ms: number, timers: Timers, run: () => void): () => void {
  let isResting = false
  let isDue = false
  const soon = onceAGo(() => {
    isDue = isResting
    if (isResting) return
    isResting = true
    timers.after(ms, () => {
      isResting = false
      if (isDue) soon()
    })
    run()
  })
  return soon
}
