import { useEffect, useState } from 'react'

interface Observable<T> {
  subscribe(next: (value: T) => void): { unsubscribe(): void }
}

/** The newest value of what `open` observes, `initial` before the first. `open` must keep its identity: pass a module's function. */
export function useObservable<T>(open: () => Observable<T>, initial: T): T {
  const [value, setValue] = useState(initial)
  useEffect(() => {
    const subscription = open().subscribe(setValue)
    return () => subscription.unsubscribe()
  }, [open])
  return value
}
