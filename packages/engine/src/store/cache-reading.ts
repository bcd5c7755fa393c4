import type { CacheEntry } from './cache-entry.ts'
import {
  foldedUpTo,
  forgottenIn,
  numberIn,
  parsePieces,
  positionOf,
  statementsOf,
  sumOfFacts,
  type CachePosition,
  type Piece,
  type Tables,
} from './cache-tables.ts'

/** What a reader of the cache gets: entries to apply in order, and how far they reach. */
export interface CacheReading {
  readonly entries: readonly CacheEntry[]
  readonly position: CachePosition
  /** Pieces that could not be read or were missing, and were left out; what they proved must not be believed any more. */
  readonly corrupt: number
  /** Is it all there is? Then whatever else a reader knows is no more. */
  readonly isEverything: boolean
  /** How often records were evicted by now. */
  readonly evictions: number
  /** Departures that were seen until then, epoch ms, are forgotten; 0: none. */
  readonly forgottenUntil: number
}

/** Everything: chunks first, then the log. */
export async function readEverything({ chunk, log, meta }: Tables): Promise<CacheReading> {
  const chunks = parsePieces(await chunk.toArray())
  const pieces = await log.toArray()
  const position = await positionOf({ chunk, log, meta })
  // A chunk that cannot be read has been counted.
  const isShort = chunks.corrupt === 0 && sumOfFacts(chunks.entries) < (await numberIn(meta, 'facts'))
  const missing = gap(pieces, position.seq - (await foldedUpTo(meta))) + Number(isShort)
  const rest = parsePieces([await statementsOf(meta), ...pieces])
  return {
    entries: [...chunks.entries, ...rest.entries],
    position,
    corrupt: chunks.corrupt + rest.corrupt + missing,
    isEverything: true,
    evictions: await numberIn(meta, 'evictions'),
    forgottenUntil: (await forgottenIn(meta)).until,
  }
}

/** What was added after a position, and everything to whom that would not tell enough; null when the cache was lost and begun anew. */
export async function readSince(tables: Tables, position: CachePosition): Promise<CacheReading | null> {
  const { chunk, log, meta } = tables
  // Asked for at once: one after the other, each would wait for an answer, and this is what a start waits for.
  const [now, forgotten, upTo, pieces, evictions] = await Promise.all([
    positionOf(tables),
    forgottenIn(meta),
    foldedUpTo(meta),
    log.where(':id').above(position.seq).toArray(),
    numberIn(meta, 'evictions'),
  ])
  if (now.seq < position.seq) return null
  if (position.seq < forgotten.seq) return readEverything(tables)
  // Only then: after a cleaning there are many chunks that say nothing new.
  const folded =
    upTo > position.seq ? [...(await chunk.where(':id').above(position.chunk).toArray()), await statementsOf(meta)] : []
  const { entries, corrupt } = parsePieces([...folded, ...pieces])
  const missing = gap(pieces, now.seq - Math.max(upTo, position.seq))
  return {
    entries,
    position: now,
    corrupt: corrupt + missing,
    isEverything: false,
    evictions,
    forgottenUntil: forgotten.until,
  }
}

// The log's numbers have no gaps: what an aborted transaction took is given again.
function gap(pieces: readonly Piece[], expected: number): number {
  return Math.max(0, expected - pieces.length)
}
