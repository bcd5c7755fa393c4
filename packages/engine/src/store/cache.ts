import type { Table } from 'dexie'
import type { Disk, Timers } from '../ports/index.ts'
import type { CacheName, ShownTable, ShownText } from '../protocol.ts'
import { emptyEntry, type CacheEntry } from './cache-entry.ts'
import {
  addFacts,
  addStatements,
  encodePiece,
  foldedUpTo,
  numberIn,
  parsePieces,
  positionOf,
  statementsOf,
  sumOfFacts,
  tablesOf,
  type CachePosition,
  type Piece,
  type Transact,
} from './cache-tables.ts'
import { createCompaction, usualPace, type Compaction, type CompactionPace, type Current } from './compaction.ts'
import { openConnection } from './connection.ts'
import { encodeEntry, parseEntry } from './entry-text.ts'
import { createEviction, type Eviction, type InUse } from './eviction.ts'
import { mergeEntries, type Statements } from './merge-entries.ts'

/** What a reader of the cache gets: entries to apply in order, and how far they reach. */
export interface CacheReading {
  readonly entries: readonly CacheEntry[]
  readonly position: CachePosition
  /** Pieces that could not be read or were missing, and were left out; what they proved must not be believed any more. */
  readonly corrupt: number
}

/** Everything there was to know at a position, for a start that cannot wait for all of it to be read. What is in it is the reader's business. */
export interface CachePack {
  readonly position: CachePosition
  readonly statements: Statements
  readonly content: unknown
}

/**
 * What was read from HubSpot: a log of what was learned, entry by entry, and chunks into which the log is folded. It may be lost at any time and is then
 * read again, so durability is relaxed. Values are opaque texts; IndexedDB costs per value and index entry, not per byte, so a page is one put and nothing
 * is indexed. Facts may be read twice and in any order: that is what lets chunks be written anew without telling anybody.
 */
export interface Cache {
  /** Everything: chunks first, then the log. */
  load(): Promise<CacheReading>
  /** Adds an entry; answers its log number. */
  append(entry: CacheEntry): Promise<number>
  /** What was added after a position; null when the cache was lost and begun anew. */
  since(position: CachePosition): Promise<CacheReading | null>
  /** One step of compaction, when there is something to do. */
  readonly compact: (current: Current) => Promise<Compaction>
  /** Frees room on a full device by what only saves time: the pack, and what queries showed. */
  dropShortcuts(): Promise<void>
  /** Frees room on a full device by records that are not in use; null when there are none. */
  readonly evict: (inUse: InUse) => Promise<Eviction | null>
  /** Replaces everything up to log number `seq` by these facts. */
  replace(seq: number, entries: readonly CacheEntry[], statements: Statements): Promise<void>
  /** The last log number; smaller than one seen before when the cache was lost and begun anew. */
  lastSeq(): Promise<number>
  /** Every chunk and entry once more, in pieces: what is added meanwhile included, what was read at the beginning perhaps not alone. */
  scan(take: (entry: CacheEntry) => void): Promise<void>
  keepPack(pack: CachePack): Promise<void>
  /** The pack kept last; null when there is none, or it cannot be read. */
  readPack(): Promise<CachePack | null>
  /** Keeps what queries show, by their keys, for the page to show before the next worker is up. Only the {@link mostShown} newest stay. */
  keepShown(texts: ReadonlyMap<string, ShownText>, at: number): Promise<void>
  close(): void
}

/** Raised when stored entries change their shape: a new generation is a new database, so no tab is ever blocked by an upgrade. */
const layout = 5

/** A page reads them all at its start, before it knows which it needs: a few, for one screen and the ones left last. */
export const mostShown = 20

// So many megabytes at once that others get their turn.
const scannedChunks = 20

/** The name of an account's cache database for one schema. */
export function cacheName(account: string, fingerprint: string): CacheName {
  return `holdfast:${account}:cache:${layout}-${fingerprint}`
}

const shownTable: ShownTable = 'shown'

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
      database.version(1).stores({ chunk: '++n', log: '++seq', meta: '', pack: '', [shownTable]: '' }),
  })
  const read: Transact = async (work) =>
    connection.use((database) =>
      database.transaction('r', 'chunk', 'log', 'meta', async () => work(tablesOf(database))),
    )
  const write: Transact = async (work) =>
    connection.use((database) =>
      database.transaction('rw', 'chunk', 'log', 'meta', async () => work(tablesOf(database))),
    )
  return {
    evict: createEviction(read, write),
    dropShortcuts: () =>
      connection.use((database) =>
        database.transaction('rw', 'pack', shownTable, async () => {
          await database.table('pack').clear()
          await database.table(shownTable).clear()
        }),
      ),
    compact: createCompaction(read, write, options.pace ?? usualPace),
    load: () =>
      read(async ({ chunk, log, meta }) => {
        const chunks = parsePieces(await chunk.toArray())
        const pieces = await log.toArray()
        const position = await positionOf({ chunk, log, meta })
        // A chunk that cannot be read has been counted.
        const isShort = chunks.corrupt === 0 && sumOfFacts(chunks.entries) < (await numberIn(meta, 'facts'))
        const missing = gap(pieces, position.seq - (await foldedUpTo(meta))) + Number(isShort)
        const rest = parsePieces([await statementsOf(meta), ...pieces])
        const entries = [...chunks.entries, ...rest.entries]
        return { entries, position, corrupt: chunks.corrupt + rest.corrupt + missing }
      }),
    append: (entry) => connection.use((database) => tablesOf(database).log.add(encodePiece(entry))),
    since: (position) =>
      read(async (tables) => {
        const now = await positionOf(tables)
        if (now.seq < position.seq) return null
        const { chunk, log, meta } = tables
        const upTo = await foldedUpTo(meta)
        const folded =
          upTo > position.seq
            ? [...(await chunk.where(':id').above(position.chunk).toArray()), await statementsOf(meta)]
            : []
        const pieces = await log.where(':id').above(position.seq).toArray()
        const { entries, corrupt } = parsePieces([...folded, ...pieces])
        return { entries, position: now, corrupt: corrupt + gap(pieces, now.seq - Math.max(upTo, position.seq)) }
      }),
    replace: (seq, entries, statements) =>
      write(async ({ chunk, log, meta }) => {
        const { chunks } = mergeEntries(entries)
        await chunk.clear()
        await chunk.bulkAdd(chunks.map(encodePiece))
        await log.where(':id').belowOrEqual(seq).delete()
        await meta.clear()
        await meta.put({ value: seq }, 'folded')
        await addStatements(meta, statements)
        await addFacts(meta, sumOfFacts(chunks))
        await meta.put({ value: sumOfFacts(chunks) }, 'cleaned')
      }),
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
        // What is folded while this is read stands in chunks that are looked for once more.
        const entries = await read(async ({ log }) => log.toArray())
        parsePieces(entries).entries.forEach(take)
        if ((await read(positionOf)).chunk === last) return
      }
    },
    keepPack: async ({ position, statements, content }) => {
      const value = { position, content, statements: encodeEntry({ ...emptyEntry, ...statements }) }
      await connection.use((database) => database.table<Piece, string>('pack').put({ value }, 'pack'))
    },
    readPack: async () =>
      parsePack((await connection.use((database) => database.table<Piece, string>('pack').get('pack')))?.value),
    lastSeq: () => read(async (tables) => (await positionOf(tables)).seq),
    keepShown: (texts, at) =>
      connection.use((database) =>
        database.transaction('rw', shownTable, async () => {
          const shown: Table<ShownPiece, string> = database.table(shownTable)
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

type ShownPiece = Piece & { readonly at: number }

async function dropOldest(shown: Table<ShownPiece, string>): Promise<void> {
  const surplus = (await shown.count()) - mostShown
  if (surplus <= 0) return
  const ages: [key: string, at: number][] = []
  await shown.each(({ at }, { primaryKey }) => ages.push([primaryKey, at]))
  ages.sort(([, a], [, b]) => a - b)
  await shown.bulkDelete(ages.slice(0, surplus).map(([key]) => key))
}

// The log's numbers have no gaps: what an aborted transaction took is given again.
function gap(pieces: readonly Piece[], expected: number): number {
  return Math.max(0, expected - pieces.length)
}

function parsePack(value: unknown): CachePack | null {
  if (typeof value !== 'object' || value === null) return null
  if (!('position' in value) || !isPosition(value.position) || !('statements' in value) || !('content' in value))
    return null
  const statements = parseEntry(value.statements)
  return statements === null ? null : { position: value.position, statements, content: value.content }
}

function isPosition(value: unknown): value is CachePosition {
  return (
    typeof value === 'object' &&
    value !== null &&
    'seq' in value &&
    typeof value.seq === 'number' &&
    'chunk' in value &&
    typeof value.chunk === 'number'
  )
}
