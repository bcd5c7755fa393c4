import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import type { Disk } from '../src/ports/index.ts'

/** A disk of limited size: a transaction that takes more room than there is, and more than it found in use, is aborted. */
export interface LimitedDisk {
  readonly disk: Disk
  /** Characters of all stored values. */
  readonly used: () => number
  readonly limit: (characters: number) => void
}

/** An empty disk without a limit yet. */
export function limitedDisk(): LimitedDisk {
  const indexedDB = new IDBFactory()
  let most = Infinity
  const used = (): number => charactersIn(indexedDB)

  function watchStore(store: IDBObjectStore, found: number): void {
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

  function watch(database: IDBDatabase): void {
    const begin = database.transaction.bind(database)
    database.transaction = (names, mode, options) => {
      const transaction = begin(names, mode, options)
      const storeOf = transaction.objectStore.bind(transaction)
      const stores = new Map<string, IDBObjectStore>()
      transaction.objectStore = (name) => {
        const store = stores.get(name) ?? storeOf(name)
        if (!stores.has(name)) watchStore(store, used())
        stores.set(name, store)
        return store
      }
      return transaction
    }
  }

  const open = indexedDB.open.bind(indexedDB)
  indexedDB.open = (...given) => {
    const request = open(...given)
    request.addEventListener('success', () => watch(request.result))
    return request
  }
  return { disk: { indexedDB, IDBKeyRange }, used, limit: (characters) => void (most = characters) }
}

interface RawDatabase {
  readonly rawObjectStores: ReadonlyMap<
    string,
    { readonly records: { values(): Iterable<{ readonly value: unknown }> } }
  >
}

// Read from what the implementation holds: asking would be requests of their own.
function charactersIn(indexedDB: IDBFactory): number {
  const databases = Reflect.get(indexedDB, '_databases') as ReadonlyMap<string, RawDatabase>
  let sum = 0
  for (const { rawObjectStores } of databases.values())
    for (const { records } of rawObjectStores.values())
      for (const { value } of records.values()) sum += JSON.stringify(value).length
  return sum
}

// The only way to abort with another reason than one's own is the implementation's.
function abortForQuota(transaction: IDBTransaction): void {
  const abort: unknown = Reflect.get(transaction, '_abort')
  if (typeof abort !== 'function') throw new TypeError('fake-indexeddb has changed.')
  Reflect.apply(abort, transaction, ['QuotaExceededError'])
}
