import { IDBKeyRange } from 'fake-indexeddb'
import { systemTimers, type Disk, type Timers } from '../src/ports/index.ts'

/** The disk and the timers of a device that dies at a given step. What its transactions completed stays on the disk; nothing else of them does. */
export interface MortalDevice {
  readonly disk: Disk
  /** They run no more once it is dead, so what waits for another attempt waits for ever. */
  readonly timers: Timers
  /** Steps so far: requests that were made, and transactions that completed. */
  readonly steps: () => number
  /** Settles when it dies. */
  readonly died: Promise<void>
}

// What the store asks of an object store; each is a step.
const requests = ['add', 'put', 'delete', 'clear', 'get', 'getAll', 'getAllKeys', 'getKey', 'count'] as const
const cursors = ['openCursor', 'openKeyCursor'] as const

/** A device on the databases of `indexedDB` that dies at its `lastStep`th step: instead of making that request, or before it hears of that completion. */
export function mortalDevice(indexedDB: IDBFactory, lastStep: number): MortalDevice {
  const alive = new Set<IDBTransaction>()
  const databases = new Set<IDBDatabase>()
  const watched = new WeakSet<IDBObjectStore>()
  let steps = 0
  let isDead = false
  let die: () => void = () => undefined
  const died = new Promise<void>((resolve) => (die = resolve))

  // Answers whether the device lives on.
  function step(): boolean {
    if (isDead) return false
    if (++steps < lastStep) return true
    isDead = true
    for (const transaction of alive) transaction.abort()
    for (const database of databases) database.close()
    die()
    return false
  }

  function stepOrFail(): void {
    if (!step()) throw new DOMException('The device is dead.', 'AbortError')
  }

  function watchStore(store: IDBObjectStore): void {
    if (watched.has(store)) return
    watched.add(store)
    for (const name of [...requests, ...cursors]) {
      const ask = store[name].bind(store) as (...given: unknown[]) => unknown
      Object.assign(store, {
        [name]: (...given: unknown[]) => {
          stepOrFail()
          return ask(...given)
        },
      })
    }
  }

  function watchTransaction(transaction: IDBTransaction): void {
    alive.add(transaction)
    const storeOf = transaction.objectStore.bind(transaction)
    transaction.objectStore = (name) => {
      const store = storeOf(name)
      watchStore(store)
      return store
    }
    transaction.addEventListener('abort', () => alive.delete(transaction))
    transaction.addEventListener('complete', (event) => {
      alive.delete(transaction)
      if (!step()) event.stopImmediatePropagation()
    })
  }

  function watchDatabase(database: IDBDatabase): void {
    databases.add(database)
    const begin = database.transaction.bind(database)
    database.transaction = (names, mode, options) => {
      const transaction = begin(names, mode, options)
      watchTransaction(transaction)
      return transaction
    }
  }

  function open(name: string, version?: number): IDBOpenDBRequest {
    if (isDead) throw new DOMException('The device is dead.', 'AbortError')
    const request = indexedDB.open(name, version)
    request.addEventListener('success', () => watchDatabase(request.result))
    return request
  }

  const mortal: IDBFactory = {
    open,
    deleteDatabase: (name) => indexedDB.deleteDatabase(name),
    databases: async () => indexedDB.databases(),
    cmp: (first, second) => indexedDB.cmp(first, second),
  }
  return {
    disk: { indexedDB: mortal, IDBKeyRange },
    timers: {
      after: (ms, run) => systemTimers.after(ms, () => (isDead ? undefined : run())),
      sleep: (ms, signal) => (isDead ? new Promise(() => undefined) : systemTimers.sleep(ms, signal)),
    },
    steps: () => steps,
    died,
  }
}
