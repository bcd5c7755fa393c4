/** What the platform says about the outside. Hints only: `navigator.onLine` stays true in Firefox's workers while offline. */
export interface Lifecycle {
  /** Is there certainly no network? False says nothing. */
  isOffline(): boolean
  /** Calls `react` when the network may be back; the returned function stops that. */
  onOnline(react: () => void): () => void
}

/** Events of this worker (or window). */
export const systemLifecycle: Lifecycle = {
  isOffline: () => globalThis.navigator?.onLine === false,
  onOnline(react) {
    globalThis.addEventListener?.('online', react)
    return () => globalThis.removeEventListener?.('online', react)
  },
}

/** A lifecycle that tests drive. */
export function createTestLifecycle(): Lifecycle & { goOnline(): void; goOffline(): void } {
  const listeners = new Set<() => void>()
  let isOffline = false
  return {
    isOffline: () => isOffline,
    onOnline(react) {
      listeners.add(react)
      return () => listeners.delete(react)
    },
    goOffline() {
      isOffline = true
    },
    goOnline() {
      isOffline = false
      for (const react of listeners) react()
    },
  }
}
