import { schemaFingerprint, type Schema } from '@holdfast/crm'
import type { CacheName, ShownTable, ViewSnapshot } from '@holdfast/engine/protocol'

/** What queries showed when the account was open last, to show before the worker is up. */
export interface StoredResults {
  /** By the key of a query; null when it was not among the last ones shown. */
  get(key: string): ViewSnapshot | null
}

/**
 * Reads them from the worker's cache, in one transaction of plain IndexedDB: a page that loads a database library first would have lost what
 * this gains. Null when there are none: the first visit, another schema, storage that is lost, refused or damaged. Never rejects.
 */
export async function readStoredResults(account: string, schema: Schema): Promise<StoredResults | null> {
  const name: CacheName = `holdfast:${account}:cache:6-${schemaFingerprint(schema)}`
  try {
    const database = await openPresent(name)
    try {
      const texts = await readAll(database)
      return texts.size === 0 ? null : { get: (key) => parseSnapshot(texts.get(key)) }
    } finally {
      database.close()
    }
  } catch {
    // Whatever it is, the worker meets it too, heals it or says so; here only a shortcut is lost.
    return null
  }
}

const table: ShownTable = 'shown'

async function openPresent(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name)
  // It is not there: opening must not make it, because the worker would take it for its own.
  request.onupgradeneeded = () => request.transaction?.abort()
  return settled(request)
}

async function readAll(database: IDBDatabase): Promise<ReadonlyMap<IDBValidKey, unknown>> {
  const store = database.transaction(table, 'readonly').objectStore(table)
  const [keys, pieces] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())])
  return new Map(keys.map((key, at) => [key, pieces[at]]))
}

async function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The request failed.'))
  })
}

function parseSnapshot(piece: unknown): ViewSnapshot | null {
  if (typeof piece !== 'object' || piece === null || !('value' in piece) || typeof piece.value !== 'string') return null
  try {
    const snapshot: unknown = JSON.parse(piece.value)
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
