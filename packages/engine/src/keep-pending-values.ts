import type { Outbox } from './outbox/index.ts'
import type { Replica } from './replica/index.ts'
import type { Cache } from './store/index.ts'

// Who has more to send than that waits for all values at the next start.
const mostKept = 1_000

/** Keeps the values that pending writes lie on, when called. */
export function keepPendingValues(options: {
  readonly outbox: Pick<Outbox, 'recordsPending'>
  readonly replica: Pick<Replica, 'stored'>
  readonly cache: Pick<Cache, 'keepPending'>
}): () => Promise<void> {
  return async () => {
    const names = options.outbox.recordsPending()
    await options.cache.keepPending(names.size > mostKept ? [] : options.replica.stored(names))
  }
}
