/** As much of a stream as a component needs. */
export interface Source<T> {
  subscribe(observer: { next: (value: T) => void; error: (error: unknown) => void }): { unsubscribe(): void }
}

/** What a component shows of a stream: its latest value, or what ended it. */
export type Shown<T> = { readonly value: T } | { readonly error: unknown }

/** A stream as React reads it: a value at any time, the same one until it changes. */
export interface Store<T> {
  readonly subscribe: (changed: () => void) => () => void
  readonly shown: () => Shown<T>
}

/** A store that shows `initial` until the stream gives something. The stream is subscribed to while somebody listens, not before. */
export function createStore<T>(source: Source<T>, initial: T): Store<T> {
  let shown: Shown<T> = { value: initial }
  return {
    shown: () => shown,
    subscribe(changed) {
      const subscription = source.subscribe({
        next(value) {
          // Who mounts late was shown the latest value already, and is told it again.
          if ('value' in shown && shown.value === value) return
          shown = { value }
          changed()
        },
        error(error) {
          shown = { error }
          changed()
        },
      })
      return () => subscription.unsubscribe()
    },
  }
}

/** The value a stream gives at once to whoever subscribes, `otherwise` when it gives none. */
export function currentOf<T>(source: Source<T>, otherwise: T): T {
  let value = otherwise
  source.subscribe({ next: (each) => (value = each), error: () => undefined }).unsubscribe()
  return value
}
