import type { Observable, Subscription } from 'rxjs'

/** What a stream gave so far, and a way to wait for more. */
export interface Collected<T> {
  readonly values: T[]
  /** The value at that place (0 is the first), once it has come. Rejects when the stream ends before. */
  at(place: number): Promise<T>
  /** Settles with the error that ended the stream, or null when it completed. */
  readonly end: Promise<unknown>
  readonly subscription: Subscription
}

/** Subscribes and keeps everything. */
export function collect<T>(stream: Observable<T>): Collected<T> {
  const values: T[] = []
  const waiting = new Set<() => void>()
  let isOver = false
  let finish: (error: unknown) => void = () => undefined
  const end = new Promise<unknown>((resolve) => (finish = resolve))
  const wake = (): void => waiting.forEach((look) => look())
  const over = (error: unknown): void => {
    isOver = true
    finish(error)
    wake()
  }
  const subscription = stream.subscribe({
    next(value) {
      values.push(value)
      wake()
    },
    error: over,
    complete: () => over(null),
  })
  return {
    values,
    end,
    subscription,
    at: async (place) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const value = values[place]
          if (value === undefined && !isOver) return
          waiting.delete(look)
          if (value === undefined) reject(new Error(`The stream ended before value ${place}.`))
          else resolve(value)
        }
        waiting.add(look)
        look()
      }),
  }
}

/** The error with which a promise will fail; rejects when it does not. Ask before making it fail, so that nothing is unhandled. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('It did not fail.')
    },
    (error: unknown) => error,
  )
}
