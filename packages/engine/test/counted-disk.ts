import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import type { Disk } from '../src/ports/index.ts'
import { sizeOf } from './stored-values.ts'
import { watchStores } from './watched-stores.ts'

/** A disk that counts what is done with it. */
export interface CountedDisk {
  readonly disk: Disk & { readonly indexedDB: IDBFactory }
  readonly work: () => DiskWork
}

/** Work so far: requests, and the size of the values that were written and read, as `storedValues` counts it. */
export interface DiskWork {
  readonly requests: number
  readonly written: number
  readonly read: number
}

/** An empty disk. */
export function countedDisk(): CountedDisk {
  const indexedDB = new IDBFactory()
  let [requests, written, read] = [0, 0, 0]

  function watchReads(source: IDBObjectStore | IDBIndex): void {
    for (const name of ['get', 'getAll', 'openCursor', 'openKeyCursor', 'getAllKeys', 'count'] as const) {
      const ask = source[name].bind(source) as (...given: unknown[]) => IDBRequest
      const counting = (...given: unknown[]): IDBRequest => {
        requests++
        const request = ask(...given)
        request.addEventListener('success', () => {
          const result: unknown = request.result
          const found = name === 'openCursor' && isCursor(result) ? result.value : result
          if (name !== 'openKeyCursor') read += sizeOf(found)
        })
        return request
      }
      Object.assign(source, { [name]: counting })
    }
  }

  watchStores(indexedDB, (store) => {
    watchReads(store)
    for (const name of ['add', 'put', 'delete', 'clear'] as const) {
      const ask = store[name].bind(store) as (...given: unknown[]) => IDBRequest
      const counting = (...given: unknown[]): IDBRequest => {
        requests++
        if (name === 'add' || name === 'put') written += sizeOf(given[0])
        return ask(...given)
      }
      Object.assign(store, { [name]: counting })
    }
    const indexOf = store.index.bind(store)
    store.index = (name) => {
      const index = indexOf(name)
      watchReads(index)
      return index
    }
  })
  return { disk: { indexedDB, IDBKeyRange }, work: () => ({ requests, written, read }) }
}

function isCursor(value: unknown): value is IDBCursorWithValue {
  return typeof value === 'object' && value !== null && 'value' in value && 'continue' in value
}
