/** Doing things later. Callers cancel what they no longer want; a cancelled timer never runs. */
export interface Timers {
  /** Runs `run` once after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Timers of the platform, for any `after`. */
export function createTimers(after: Timers['after']): Timers {
  return {
    after,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason)
          return
        }
        const cancel = after(ms, () => {
          signal?.removeEventListener('abort', onAbort)
          resolve()
        })
        function onAbort(): void {
          cancel()
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', onAbort, { once: true })
      }),
  }
}

/** The platform's timers. */
export const systemTimers: Timers = createTimers((ms, run) => {
  const handle = setTimeout(run, ms)
  return () => clearTimeout(handle)
})
