/**
 * Exclusive locks between the tabs of one origin. They only speed up an election: nothing may be unsafe without them.
 */
export interface Locks {
  /**
   * Waits for the lock, then runs `run` and holds the lock until it settles. `signal` ends the waiting, not the holding.
   * With `steal` the lock is taken at once from whoever holds it; `lost` of the former holder is aborted.
   */
  hold(
    name: string,
    options: { readonly signal: AbortSignal; readonly steal: boolean },
    run: (lost: AbortSignal) => Promise<void>,
  ): Promise<void>
}

/** Web Locks (https://w3c.github.io/web-locks/), or a lock within this realm where the platform has none. */
export function systemLocks(): Locks {
  const manager = globalThis.navigator?.locks as LockManager | undefined
  return manager === undefined ? createLocalLocks() : webLocks(manager)
}

function webLocks(manager: LockManager): Locks {
  return {
    async hold(name, { signal, steal }, run) {
      const lost = new AbortController()
      try {
        // The standard refuses a signal together with `steal`.
        await manager.request(name, steal ? { steal } : { signal }, () => run(lost.signal))
      } catch (error) {
        // Being robbed rejects the request while `run` goes on: it is told, and its promise is its own business.
        lost.abort(error)
        if (!signal.aborted && !(error instanceof DOMException && error.name === 'AbortError')) throw error
      }
    },
  }
}

/** Locks among users of the same object, with the meaning of Web Locks: for tests and for platforms without them. */
export function createLocalLocks(): Locks {
  const holders = new Map<string, AbortController>()
  const queues = new Map<string, (() => void)[]>()

  function release(name: string, holder: AbortController): void {
    if (holders.get(name) !== holder) return
    holders.delete(name)
    queues.get(name)?.shift()?.()
  }

  return {
    async hold(name, { signal, steal }, run) {
      if (steal) holders.get(name)?.abort(new DOMException('The lock was stolen.', 'AbortError'))
      else {
        while (holders.has(name)) {
          if (signal.aborted) return
          await waitForTurn(queues, name, signal)
        }
        if (signal.aborted) {
          // Woken and unwilling: the turn is the next one's.
          if (!holders.has(name)) queues.get(name)?.shift()?.()
          return
        }
      }
      const holder = new AbortController()
      holders.set(name, holder)
      try {
        await run(holder.signal)
      } finally {
        release(name, holder)
      }
    },
  }
}

function waitForTurn(queues: Map<string, (() => void)[]>, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const queue = queues.get(name) ?? []
    queues.set(name, queue)
    queue.push(resolve)
    signal.addEventListener(
      'abort',
      () => {
        queues.set(
          name,
          (queues.get(name) ?? []).filter((other) => other !== resolve),
        )
        resolve()
      },
      { once: true },
    )
  })
}
