/** What the platform says about the outside. Hints only: `navigator.onLine` stays true in Firefox's workers while offline. */
export interface Lifecycle {
  /** Calls `react` when the network may be back; the returned function stops that. */
  onOnline(react: () => void): () => void
}

/** Events of this worker (or window). */
export const systemLifecycle: Lifecycle = {
  onOnline(react) {
    globalThis.addEventListener?.('online', react)
    return () => globalThis.removeEventListener?.('online', react)
  },
}

/** A lifecycle that tests drive. */
export function createTestLifecycle(): Lifecycle & { goOnline(): void } {
  const listeners = new Set<() => void>()
  return {
    onOnline(react) {
      listeners.add(react)
      return () => listeners.delete(react)
    },
    goOnline() {
      for (const react of listeners) react()
    },
  }
}
