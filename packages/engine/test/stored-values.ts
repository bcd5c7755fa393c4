import type { IDBFactory } from 'fake-indexeddb'

/** What lies in one object store. */
export interface StoredValues {
  readonly values: number
  /** Characters of texts and bytes of numbers, as near as it takes to compare. */
  readonly size: number
}

/** What lies in every object store of a test's disk, by `database store`. */
export function storedValues(indexedDB: IDBFactory): ReadonlyMap<string, StoredValues> {
  // Read from what the implementation holds: asking would be requests of their own.
  const databases = Reflect.get(indexedDB, '_databases') as ReadonlyMap<string, RawDatabase>
  return new Map(
    [...databases].flatMap(([database, { rawObjectStores }]) =>
      [...rawObjectStores].map(([store, { records }]) => {
        const sizes = [...records.values()].map(({ value }) => sizeOf(value))
        return [`${database} ${store}`, { values: sizes.length, size: sizes.reduce((sum, size) => sum + size, 0) }]
      }),
    ),
  )
}

/** The size of a value, as {@link StoredValues} counts it. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  if (ArrayBuffer.isView(value)) return value.byteLength
  if (value instanceof Blob) return value.size
  const parts = value instanceof Map ? [...value].flat() : Array.isArray(value) ? value : Object.values(value)
  return parts.reduce((sum: number, part) => sum + sizeOf(part), 0)
}

interface RawDatabase {
  readonly rawObjectStores: ReadonlyMap<
    string,
    { readonly records: { values(): Iterable<{ readonly value: unknown }> } }
  >
}
