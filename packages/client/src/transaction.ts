import { stateOfAll, type Transaction, type Wish, type Write, type Writer } from './write.ts'

/** Runs `run`, whose writes become one unit. Throws what it throws, and `TypeError` when it is async; then nothing is recorded. */
export function runTransaction<T>(writer: Writer, run: (write: (wish: Wish) => Write) => T): Transaction<T> {
  const unit = writer.openUnit()
  let value: T
  try {
    value = run((wish) => unit.add(wish))
    if (value instanceof Promise) {
      value.catch(() => undefined)
      throw new TypeError(
        'A transaction runs to its end at once: get what it needs before, its function cannot be async.',
      )
    }
  } catch (error) {
    unit.abandon(error)
    throw error
  }
  unit.end()
  const writes = Object.freeze([...unit.writes])
  return Object.freeze({ value, writes, committed: unit.committed, state: () => stateOfAll(writes) })
}
