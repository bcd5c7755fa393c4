import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import type { Disk } from '../src/ports/index.ts'
import { storedValues } from './stored-values.ts'
import { watchStores } from './watched-stores.ts'

/** A disk of limited size: a transaction that takes more room than there is, and more than it found in use, is aborted. */
export interface LimitedDisk {
  readonly disk: Disk
  /** The size of all stored values. */
  readonly used: () => number
  readonly limit: (size: number) => void
}

/** An empty disk without a limit yet. */
export function limitedDisk(): LimitedDisk {
  const indexedDB = new IDBFactory()
  let most = Infinity
  const used = (): number => [...storedValues(indexedDB).values()].reduce((sum, { size }) => sum + size, 0)

  function watchStore(store: IDBObjectStore): void {
    const found = used()
    for (const name of ['add', 'put'] as const) {
      const ask = store[name].bind(store)
      store[name] = (...given) => {
        const request = ask(...given)
        // As browsers do: the request succeeds, then the transaction aborts, and no request ever hears of it.
        request.addEventListener('success', () => {
          if (used() > Math.max(most, found)) abortForQuota(store.transaction)
        })
        return request
      }
    }
  }

  watchStores(indexedDB, watchStore)
  return { disk: { indexedDB, IDBKeyRange }, used, limit: (size) => void (most = size) }
}

// The only way to abort with another reason than one's own is the implementation's.
function abortForQuota(transaction: IDBTransaction): void {
  const abort: unknown = Reflect.get(transaction, '_abort')
  if (typeof abort !== 'function') throw new TypeError('fake-indexeddb has changed.')
  Reflect.apply(abort, transaction, ['QuotaExceededError'])
}
