import type { Table } from 'dexie'
import type { Disk, Timers } from '../ports/index.ts'
import type { CacheName, PackKey, PackTable, ShownTable, ShownText, StoredPack } from '../protocol.ts'
import { emptyEntry, type CacheEntry, type RecordPage } from './cache-entry.ts'
import { encodePack, parsePack, type CachePack } from './cache-pack.ts'
import { readEverything, readSince, type CacheReading } from './cache-reading.ts'
import {
  encodePiece,
  parsePieces,
  positionOf,
  tablesOf,
  type CachePosition,
  type Piece,
  type Transact,
} from './cache-tables.ts'
import { createCompaction, usualPace, type Compaction, type CompactionPace, type Current } from './compaction.ts'
import { openConnection } from './connection.ts'
import { createEviction, type Eviction, type InUse } from './eviction.ts'
import { createReplacement, type Replacement } from './replacement.ts'

/** What a query shows. */
export interface ShownQuery {
  /** For the page to show before the next worker is up. */
  readonly text: ShownText
  /** The records it is made of, for the next worker to answer the query before it has read all others. */
  readonly records: readonly RecordPage[]
}

/**
 * What was read from HubSpot: a log of what was learned, entry by entry, and chunks into which the log is folded. It may be lost at any time and is then
 * read again, so durability is relaxed. Values are opaque texts; IndexedDB costs per value and index entry, not per byte, so a page is one put and nothing
 * is indexed. Facts may be read twice and in any order: that is what lets chunks be written anew without telling anybody.
 */
export interface Cache extends Replacement {
  /** Everything: chunks first, then the log. */
  load(): Promise<CacheReading>
  /** Adds an entry; answers its log number. */
  append(entry: CacheEntry): Promise<number>
  /** Adds an entry if the log ends with this number; null, and nothing is added, when it does not. For what is true only by all that was said before. */
  appendAfter(seq: number, entry: CacheEntry): Promise<number | null>
  /** What was added after a position; null when the cache was lost and begun anew. */
  since(position: CachePosition): Promise<CacheReading | null>
  /** One step of compaction, when there is something to do. */
  readonly compact: (current: Current) => Promise<Compaction>
  /** Frees room on a full device by what only saves time: the pack, and what queries showed. */
  dropShortcuts(): Promise<void>
  /** Frees room on a full device by records that are not in use; null when there are none. */
  readonly evict: (inUse: InUse) => Promise<Eviction | null>
  /** The last log number; smaller than one seen before when the cache was lost and begun anew. */
  lastSeq(): Promise<number>
  /** Every chunk and entry once more, in pieces: what is added meanwhile included, what was read at the beginning perhaps not alone. */
  scan(take: (entry: CacheEntry) => void): Promise<void>
  keepPack(pack: CachePack): Promise<void>
  /** The pack kept last; null when there is none or it cannot be read. */
  pack(): Promise<CachePack | null>
  /** Records that were kept with what queries show, and those under pending writes. */
  values(): Promise<readonly CacheEntry[]>
  /** Keeps what queries show, by their keys. Only the {@link mostShown} newest stay. */
  keepShown(shown: ReadonlyMap<string, ShownQuery>, at: number): Promise<void>
  /** Keeps the records under pending writes, if they are others than those kept last, for the next start to lay those on before it has read all others. */
  keepPending(records: readonly RecordPage[]): Promise<void>
  close(): void
}

/** Raised when stored entries change their shape: a new generation is a new database, so no tab is ever blocked by an upgrade. */
const layout = 7

/** A page reads them all at its start, before it knows which it needs: a few, for one screen and the ones left last. */
export const mostShown = 20

// Some megabytes at once, so that others get their turn.
const scannedChunks = 10
const scannedEntries = 20

/** The name of an account's cache database for one schema. */
export function cacheName(account: string, fingerprint: string): CacheName {
  return `holdfast:${account}:cache:${layout}-${fingerprint}`
}

const shownTable: ShownTable = 'shown'
const packTable: PackTable = 'pack'
const packKey: PackKey = 'all'
// Beside it, so that the page has less to read.
const valuesTable = 'values'
// No query has that key.
const pendingKey = 'pending'
// What only saves time.
const shortcuts = [packTable, shownTable, valuesTable]

/** Opens the cache of an account for one schema. */
export function openCache(options: {
  readonly account: string
  readonly fingerprint: string
  readonly disk: Disk
  readonly timers: Timers
  /** How compaction goes; as on a real device when absent. */
  readonly pace?: CompactionPace
}): Cache {
  const connection = openConnection({
    name: cacheName(options.account, options.fingerprint),
    disk: options.disk,
    timers: options.timers,
    durability: 'relaxed',
    define: (database) =>
      database
        .version(1)
        .stores({ chunk: '++n', log: '++seq', meta: '', [packTable]: '', [shownTable]: '', [valuesTable]: '' }),
  })
  let keptPending = encodePiece(emptyEntry).value
  const read: Transact = async (work) =>
    connection.use((database) =>
      database.transaction('r', 'chunk', 'log', 'meta', async () => work(tablesOf(database))),
    )
  const write: Transact = async (work) =>
    connection.use((database) =>
      database.transaction('rw', 'chunk', 'log', 'meta', async () => work(tablesOf(database))),
    )

  async function scanLog(take: (entry: CacheEntry) => void): Promise<void> {
    for (let last = 0; ;) {
      const { pieces, numbers } = await read(async ({ log }) => {
        const some = log.where(':id').above(last).limit(scannedEntries)
        return { pieces: await some.toArray(), numbers: await some.primaryKeys() }
      })
      parsePieces(pieces).entries.forEach(take)
      if (numbers.length === 0) return
      last = numbers.at(-1) ?? last
    }
  }

  return {
    evict: createEviction(read, write),
    dropShortcuts: () =>
      connection.use((database) =>
        database.transaction('rw', shortcuts, async () => {
          for (const table of shortcuts) await database.table(table).clear()
        }),
      ),
    compact: createCompaction(read, write, options.pace ?? usualPace),
    load: () => read(readEverything),
    append: (entry) => connection.use((database) => tablesOf(database).log.add(encodePiece(entry))),
    appendAfter: (seq, entry) =>
      connection.use(async (database) => {
        let isNext = true
        const adding = database.transaction('rw', 'log', async (transaction) => {
          const own = await tablesOf(database).log.add(encodePiece(entry))
          isNext = own === seq + 1
          if (!isNext) transaction.abort()
          return own
        })
        return adding.catch((error: unknown) => {
          if (isNext) throw error
          return null
        })
      }),
    since: (position) => read((tables) => readSince(tables, position)),
    ...createReplacement(connection),
    async scan(take) {
      let last = 0
      for (;;) {
        const pieces = await read(async ({ chunk }) => {
          const some = chunk.where(':id').above(last).limit(scannedChunks)
          last = (await some.primaryKeys()).at(-1) ?? last
          return some.toArray()
        })
        parsePieces(pieces).entries.forEach(take)
        if (pieces.length > 0) continue
        await scanLog(take)
        // What was folded meanwhile stands in chunks that are looked for once more.
        if ((await read(positionOf)).chunk === last) return
      }
    },
    keepPack: async (pack) => {
      const file = encodePack(pack)
      await connection.use(async (database) => {
        const packs: Table<StoredPack, PackKey> = database.table(packTable)
        try {
          await packs.put({ value: file }, packKey)
        } catch {
          // WebKit stores no files in a private window.
          await packs.put({ value: await file.arrayBuffer() }, packKey)
        }
      })
    },
    async pack() {
      const stored: unknown = await connection.use((database) => database.table(packTable).get(packKey))
      return parsePack(await bytesIn(stored))
    },
    async values() {
      const pieces = await connection.use((database) => database.table<Piece>(valuesTable).toArray())
      return parsePieces(pieces).entries
    },
    lastSeq: () => read(async (tables) => (await positionOf(tables)).seq),
    keepShown: (queries, at) =>
      connection.use((database) =>
        database.transaction('rw', shownTable, valuesTable, async () => {
          const shown: Table<ShownPiece, string> = database.table(shownTable)
          const values: Table<Piece, string> = database.table(valuesTable)
          const [keys, all] = [[...queries.keys()], [...queries.values()]]
          await shown.bulkPut(
            all.map(({ text }) => ({ value: text, at })),
            keys,
          )
          await values.bulkPut(
            all.map(({ records }) => encodePiece({ ...emptyEntry, records })),
            keys,
          )
          const oldest = await oldestOf(shown)
          await shown.bulkDelete(oldest)
          await values.bulkDelete(oldest)
        }),
      ),
    keepPending: async (records) => {
      const piece = encodePiece({ ...emptyEntry, records })
      if (piece.value === keptPending) return
      await connection.use((database) => database.table<Piece, string>(valuesTable).put(piece, pendingKey))
      keptPending = piece.value
    },
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

// A file that is gone is no pack.
async function bytesIn(stored: unknown): Promise<unknown> {
  if (typeof stored !== 'object' || stored === null || !('value' in stored)) return null
  return stored.value instanceof Blob ? stored.value.arrayBuffer().catch(() => null) : stored.value
}

type ShownPiece = Piece & { readonly at: number }

// Beyond those that stay.
async function oldestOf(shown: Table<ShownPiece, string>): Promise<string[]> {
  const surplus = (await shown.count()) - mostShown
  if (surplus <= 0) return []
  const ages: [key: string, at: number][] = []
  await shown.each(({ at }, { primaryKey }) => ages.push([primaryKey, at]))
  ages.sort(([, a], [, b]) => a - b)
  return ages.slice(0, surplus).map(([key]) => key)
}
