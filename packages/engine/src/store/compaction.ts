import type { CacheEntry } from './cache-entry.ts'
import {
  addFacts,
  addStatements,
  encodePiece,
  foldedUpTo,
  numberIn,
  parsePieces,
  sumOfFacts,
  type Transact,
} from './cache-tables.ts'
import { mergeEntries } from './merge-entries.ts'

/** What a step of compaction did. */
export interface Compaction {
  /** Is there more to do at once? */
  readonly more: boolean
  readonly corrupt: number
}

/** Answers the facts of an entry that still say something. */
export type Current = (entry: CacheEntry) => CacheEntry

/** When there is something to do, and how much of it at once. */
export interface CompactionPace {
  /** Past so many entries the log is folded. */
  readonly longLog: number
  /** So many entries, or chunks, a step: one holds the cache for some tens of milliseconds, and between steps others get their turn. */
  readonly entriesAtOnce: number
  readonly chunksAtOnce: number
  /** Below so many facts nothing is worth cleaning; above, chunks are cleaned when they hold twice what they held after the last time. */
  readonly smallCache: number
}

/** The pace of a real device. */
export const usualPace: CompactionPace = { longLog: 200, entriesAtOnce: 50, chunksAtOnce: 8, smallCache: 5_000 }
const growth = 2

/**
 * Folds the log into chunks and cleans chunks of what is superseded, one bounded step a call. A step reads, merges, and then in one transaction exchanges
 * exactly what it read, if that is still there: interrupted at any moment nothing is lost, and of two tabs at work one does nothing.
 */
export function createCompaction(
  read: Transact,
  write: Transact,
  pace: CompactionPace,
): (current: Current) => Promise<Compaction> {
  // The chunks that the present cleaning has still to look through; null between cleanings.
  let cleaning: { readonly next: number; readonly end: number } | null = null

  async function fold(): Promise<Compaction> {
    const { before, pieces, seqs } = await read(async ({ log, meta }) => {
      const oldest = log.orderBy(':id').limit(pace.entriesAtOnce)
      return { before: await foldedUpTo(meta), pieces: await oldest.toArray(), seqs: await oldest.primaryKeys() }
    })
    const { entries, corrupt } = parsePieces(pieces)
    const { chunks, statements } = mergeEntries(entries)
    await write(async ({ chunk, log, meta }) => {
      // Somebody else folded meanwhile: then it is done.
      if ((await foldedUpTo(meta)) !== before) return
      const upTo = seqs.at(-1) ?? before
      await chunk.bulkAdd(chunks.map(encodePiece))
      await log.where(':id').belowOrEqual(upTo).delete()
      await meta.put({ value: upTo }, 'folded')
      await addStatements(meta, statements)
      await addFacts(meta, sumOfFacts(chunks))
    })
    return { more: true, corrupt }
  }

  async function clean(
    { next, end }: { readonly next: number; readonly end: number },
    current: Current,
  ): Promise<Compaction> {
    const { pieces, numbers } = await read(async ({ chunk }) => {
      const some = chunk.where(':id').between(next, end, true, true).limit(pace.chunksAtOnce)
      return { pieces: await some.toArray(), numbers: await some.primaryKeys() }
    })
    const { entries, corrupt } = parsePieces(pieces)
    const { chunks } = mergeEntries(entries.map(current))
    const [had, has] = [sumOfFacts(entries), sumOfFacts(chunks)]
    await write(async ({ chunk, meta }) => {
      const there = await chunk.where(':id').anyOf(numbers).count()
      if (there === numbers.length && (has < had || chunks.length < entries.length || corrupt > 0)) {
        await chunk.bulkDelete(numbers)
        await chunk.bulkAdd(chunks.map(encodePiece))
        await addFacts(meta, has - had)
      }
    })
    const last = numbers.at(-1)
    if (last !== undefined && last < end) cleaning = { next: last + 1, end }
    else {
      cleaning = null
      await write(async ({ meta }) => meta.put({ value: await numberIn(meta, 'facts') }, 'cleaned'))
    }
    return { more: cleaning !== null, corrupt }
  }

  return async (current) => {
    if (cleaning !== null) return clean(cleaning, current)
    const { entries, facts, cleaned, last } = await read(async ({ chunk, log, meta }) => ({
      entries: await log.count(),
      facts: await numberIn(meta, 'facts'),
      cleaned: await numberIn(meta, 'cleaned'),
      last: Number((await chunk.toCollection().lastKey()) ?? 0),
    }))
    if (entries > pace.longLog) return fold()
    if (facts > growth * cleaned + pace.smallCache) return clean({ next: 0, end: last }, current)
    return { more: false, corrupt: 0 }
  }
}
