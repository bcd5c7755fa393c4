import type { Dexie, Table } from 'dexie'
import type { Disk, Timers } from '../ports/index.ts'
import { encodeEntry, parseEntry, type CacheEntry } from './cache-entry.ts'
import { openConnection } from './connection.ts'
import type { CacheName, ShownTable, ShownText } from '../protocol.ts'

/** What a reader of the cache gets: entries to apply in order, and how far they reach. */
export interface CacheReading {
  readonly entries: readonly CacheEntry[]
  /** The last log number contained; hand it to {@link Cache.since}. */
  readonly seq: number
  /** Pieces that could not be read and were dropped; what they proved must not be believed any more. */
  readonly corrupt: number
}

/**
 * What was read from HubSpot: chunks (folded) and a log on top. It may be lost at any time and is then read again, so durability is relaxed.
 * Values are opaque texts; IndexedDB costs per record and index entry, not per byte, so a page is one put and nothing is indexed.
 */
export interface Cache {
  /** Everything: chunks first, then the log. */
  load(): Promise<CacheReading>
  /** Adds an entry; answers its log number. */
  append(entry: CacheEntry): Promise<number>
  /** What was added after log number `seq`; null when everything has to be loaded again: the log was folded past it, or the cache was lost and begun anew. */
  since(seq: number): Promise<CacheReading | null>
  /** Folds the log up to `seq` into `chunks`, which must say all that chunks and log said until then. False when somebody else folded first. */
  fold(seq: number, chunks: readonly CacheEntry[]): Promise<boolean>
  /** The last log number; smaller than one seen before when the cache was lost and begun anew. */
  lastSeq(): Promise<number>
  /** Entries in the log. */
  logLength(): Promise<number>
  /** Keeps what queries show, by their keys, for the page to show before the next worker is up. Only the {@link mostShown} newest stay. */
  keepShown(texts: ReadonlyMap<string, ShownText>, at: number): Promise<void>
  close(): void
}

/** Raised when stored entries change their shape: a new generation is a new database, so no tab is ever blocked by an upgrade. */
const layout = 2

/** A page reads them all at its start, before it knows which it needs: a few, for one screen and the ones left last. */
export const mostShown = 20

/** The name of an account's cache database for one schema. */
export function cacheName(account: string, fingerprint: string): CacheName {
  return `holdfast:${account}:cache:${layout}-${fingerprint}`
}

const shownTable: ShownTable = 'shown'

interface Piece {
  readonly value: unknown
}

/** Opens the cache of an account for one schema. */
export function openCache(options: {
  readonly account: string
  readonly fingerprint: string
  readonly disk: Disk
  readonly timers: Timers
}): Cache {
  const connection = openConnection({
    name: cacheName(options.account, options.fingerprint),
    disk: options.disk,
    timers: options.timers,
    durability: 'relaxed',
    define: (database) => database.version(1).stores({ chunk: '++n', log: '++seq', meta: '', [shownTable]: '' }),
  })
  const tables = (database: Dexie): Tables => ({
    chunk: database.table('chunk'),
    log: database.table('log'),
    meta: database.table('meta'),
    shown: database.table(shownTable),
  })

  return {
    load: () =>
      connection.use((database) =>
        database.transaction('r', 'chunk', 'log', 'meta', async () => {
          const { chunk, log, meta } = tables(database)
          const folded = await foldedUpTo(meta)
          const chunks = await chunk.toArray()
          const seqs = await log.toCollection().primaryKeys()
          return reading([...chunks, ...(await log.toArray())], Math.max(folded, seqs.at(-1) ?? 0))
        }),
      ),
    append: (entry) => connection.use((database) => tables(database).log.add({ value: encodeEntry(entry) })),
    since: (seq) =>
      connection.use((database) =>
        database.transaction('r', 'log', 'meta', async () => {
          const { log, meta } = tables(database)
          const folded = await foldedUpTo(meta)
          const last = Number((await log.toCollection().lastKey()) ?? folded)
          if (folded > seq || last < seq) return null
          const newer = log.where(':id').above(seq)
          const seqs = await newer.primaryKeys()
          return reading(await newer.toArray(), seqs.at(-1) ?? seq)
        }),
      ),
    fold: (seq, chunks) =>
      connection.use((database) =>
        database.transaction('rw', 'chunk', 'log', 'meta', async () => {
          const { chunk, log, meta } = tables(database)
          if ((await foldedUpTo(meta)) >= seq) return false
          await chunk.clear()
          await chunk.bulkAdd(chunks.map((entry) => ({ value: encodeEntry(entry) })))
          await log.where(':id').belowOrEqual(seq).delete()
          await meta.put({ value: seq }, 'folded')
          return true
        }),
      ),
    lastSeq: () =>
      connection.use((database) =>
        database.transaction('r', 'log', 'meta', async () => {
          const { log, meta } = tables(database)
          return Number((await log.toCollection().lastKey()) ?? (await foldedUpTo(meta)))
        }),
      ),
    logLength: () => connection.use((database) => tables(database).log.count()),
    keepShown: (texts, at) =>
      connection.use((database) =>
        database.transaction('rw', shownTable, async () => {
          const { shown } = tables(database)
          await shown.bulkPut(
            [...texts.values()].map((value) => ({ value, at })),
            [...texts.keys()],
          )
          await dropOldest(shown)
        }),
      ),
    close: () => connection.close(),
  }
}

/** Deletes caches of the account that belong to other schemas or layouts. Skipped where the browser cannot list databases. */
export async function dropOldCaches(account: string, fingerprint: string, disk: Disk): Promise<void> {
  const present = await disk.indexedDB.databases?.().catch(() => [])
  for (const { name } of present ?? []) {
    if (name?.startsWith(`holdfast:${account}:cache:`) === true && name !== cacheName(account, fingerprint))
      disk.indexedDB.deleteDatabase(name)
  }
}

interface Tables {
  readonly chunk: Table<Piece, number>
  readonly log: Table<Piece, number>
  readonly meta: Table<Piece, string>
  readonly shown: Table<Piece & { readonly at: number }, string>
}

async function dropOldest(shown: Table<{ readonly at: number }, string>): Promise<void> {
  const surplus = (await shown.count()) - mostShown
  if (surplus <= 0) return
  const ages: [key: string, at: number][] = []
  await shown.each(({ at }, { primaryKey }) => ages.push([primaryKey, at]))
  ages.sort(([, a], [, b]) => a - b)
  await shown.bulkDelete(ages.slice(0, surplus).map(([key]) => key))
}

async function foldedUpTo(meta: Table<Piece, string>): Promise<number> {
  const value = (await meta.get('folded'))?.value
  return typeof value === 'number' ? value : 0
}

function reading(pieces: readonly Piece[], seq: number): CacheReading {
  const entries: CacheEntry[] = []
  let corrupt = 0
  for (const { value } of pieces) {
    const entry = parseEntry(value)
    if (entry === null) corrupt++
    else entries.push(entry)
  }
  return { entries, seq, corrupt }
}
