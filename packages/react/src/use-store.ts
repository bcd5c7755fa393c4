import { useMemo, useSyncExternalStore } from 'react'
import { createStore, type Store } from './store.ts'

/**
 * What a stream shows, one store for each value of `identity`: a string for what equal queries share, or the object itself. The store is a cache of
 * the stream: React may forget it, the stream is what counts.
 *
 * Throws what ended the stream, so that the nearest error boundary shows it; a component mounted anew subscribes anew.
 */
export function useStore<T>(identity: unknown, open: () => Parameters<typeof createStore<T>>): T {
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- `open` is made anew with every render; which stream it opens is said by `identity` alone.
  const store: Store<T> = useMemo(() => createStore(...open()), [identity])
  const shown = useSyncExternalStore(store.subscribe, store.shown, store.shown)
  if ('error' in shown) throw shown.error
  return shown.value
}
