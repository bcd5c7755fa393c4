/** Where databases live: an IndexedDB of one origin (https://w3c.github.io/IndexedDB/). */
export interface Disk {
  readonly indexedDB: IDBFactory
  readonly IDBKeyRange: typeof IDBKeyRange
}

/** The platform's IndexedDB. */
export function systemDisk(): Disk {
  return { indexedDB: globalThis.indexedDB, IDBKeyRange: globalThis.IDBKeyRange }
}
