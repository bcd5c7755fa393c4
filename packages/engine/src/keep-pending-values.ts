import type { Outbox } from './outbox/index.ts'
import type { Replica } from './replica/index.ts'
import type { Cache } from './store/index.ts'

// Who has more to send than that waits for all values at the next start.
const mostKept = 1_000

/** Keeps the values that pending writes lie on, when called, if they are others than those kept last. */
export function keepPendingValues(options: {
  readonly outbox: Pick<Outbox, 'recordsPending'>
  readonly replica: Pick<Replica, 'stored'>
  readonly cache: Pick<Cache, 'keepPending'>
}): () => Promise<void> {
  let kept = JSON.stringify([])
  return async () => {
    const names = options.outbox.recordsPending()
    const records = names.size > mostKept ? [] : options.replica.stored(names)
    const text = JSON.stringify(records)
    if (text === kept) return
    await options.cache.keepPending(records)
    kept = text
  }
}
