/**
 * What of the worker's cache a page reads by itself, before the worker is up: types only, as in the protocol, which tells them to pages.
 */
/**
 * The database in which the worker keeps what an account's queries showed last, and which a page reads before its worker is up. Both sides build
 * the name, so both must say this type; the number is the cache's layout.
 */
export type CacheName = `holdfast:${string}:cache:7-${string}`

/** The table of that database: a {@link ShownText} for each of the queries shown last, by the query's key. */
export type ShownTable = 'shown'

/** JSON of what a query shows: see `ViewSnapshot` of the protocol. */
export type ShownText = string

/** The table beside it in which a {@link StoredPack} lies: what a worker makes its memory of, and what a page reads for it while it boots. */
export type PackTable = 'pack'

/** Its key there. */
export type PackKey = 'all'

/** A pack as it is stored: a file, or its bytes where the browser stores no files. What is in it is the worker's business. */
export interface StoredPack {
  readonly value: Blob | ArrayBuffer
}

/** The bytes of the file; null when the page could not read them. */
export type PackMessage = ArrayBuffer | null
