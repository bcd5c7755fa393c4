import { schemaFingerprint, type Schema } from '@holdfast/crm'
import type {
  CacheName,
  PackKey,
  PackTable,
  ShownTable,
  ShownText,
  StoredPack,
  ViewSnapshot,
} from '@holdfast/engine/protocol'

/** What queries showed when the account was open last, to show before the worker is up. */
export interface StoredResults {
  /** By the key of a query; null when it was not among the last ones shown. */
  get(key: string): ViewSnapshot | null
}

/** What is read while the worker boots. */
export interface Stored {
  /** Null when there are none: the first visit, another schema, storage that is lost, refused or damaged. Never rejects. */
  readonly results: Promise<StoredResults | null>
  /** Brings the worker's pack as a {@link PackMessage}: a worker that reads it itself begins with that only now. */
  readonly pack: MessagePort
}

/**
 * Reads both from the worker's cache by plain IndexedDB: a page that loads a database library first would have lost what this gains. Whatever is wrong with
 * the storage, the worker meets it too, heals it or says so; here only a shortcut is lost.
 */
export function readStored(account: string, schema: Schema): Stored {
  const { port1, port2 } = new MessageChannel()
  const database = openPresent(`holdfast:${account}:cache:7-${schemaFingerprint(schema)}`)
  const results = database.then(readResults).catch(() => null)
  // After what can be shown at once.
  Promise.all([database, results])
    .then(([opened]) => {
      const reading = readPack(opened)
      // What is being read is read to its end.
      opened.close()
      return reading
    })
    .then((bytes) => port1.postMessage(bytes, [bytes]))
    .catch(() => port1.postMessage(null))
  return { results, pack: port2 }
}

async function openPresent(name: CacheName): Promise<IDBDatabase> {
  const request = indexedDB.open(name)
  // It is not there: opening must not make it, because the worker would take it for its own.
  request.onupgradeneeded = () => request.transaction?.abort()
  return settled(request)
}

async function readResults(database: IDBDatabase): Promise<StoredResults | null> {
  const store = tableOf(database, 'shown')
  const [keys, pieces] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())])
  const texts = new Map(keys.map((key, at) => [key, pieces[at]]))
  return texts.size === 0 ? null : { get: (key) => parseSnapshot(texts.get(key)) }
}

async function readPack(database: IDBDatabase): Promise<ArrayBuffer> {
  const name: PackKey = 'all'
  const { value } = await settled<StoredPack>(tableOf(database, 'pack').get(name))
  // What is no file is slower to read than it is worth.
  return (value as Blob).arrayBuffer()
}

function tableOf(database: IDBDatabase, name: ShownTable | PackTable): IDBObjectStore {
  return database.transaction(name, 'readonly').objectStore(name)
}

async function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error as DOMException)
  })
}

function parseSnapshot(piece: unknown): ViewSnapshot | null {
  try {
    // Whatever else lies there fails here, or is no snapshot.
    const snapshot: unknown = JSON.parse((piece as { readonly value: ShownText }).value)
    return isSnapshot(snapshot) ? snapshot : null
  } catch {
    return null
  }
}

// The rows themselves are checked by whoever reads them.
function isSnapshot(value: unknown): value is ViewSnapshot {
  if (typeof value !== 'object' || value === null || !('rows' in value) || !('status' in value)) return false
  const { rows, status } = value
  return (
    Array.isArray(rows) &&
    rows.every((row) => typeof row === 'string') &&
    typeof status === 'object' &&
    status !== null &&
    'asOf' in status &&
    (status.asOf === null || typeof status.asOf === 'number')
  )
}
