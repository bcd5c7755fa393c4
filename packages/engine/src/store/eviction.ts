import { clockSkewMs, emptyEntry, type CacheEntry, type StoredCoverage, type StoredRecord } from './cache-entry.ts'
import {
  addFacts,
  encodePiece,
  foldedUpTo,
  numberIn,
  parsePieces,
  statementsOf,
  sumOfFacts,
  type Transact,
} from './cache-tables.ts'
import { mergeEntries, mergeStatements } from './merge-entries.ts'

/** What stays on a device that is full. */
export interface InUse {
  /** Does anything on screen, or a pending write, rest on the record? */
  readonly holds: (objectType: string, id: string) => boolean
  /** Shapes of queries that rest on such records alone: what was claimed for them stays true. */
  readonly shapes: ReadonlySet<string>
  /** What is true of such records by claims of other queries, which go: said for itself instead. */
  readonly coverage: readonly StoredCoverage[]
}

/** What went. */
export interface Eviction {
  /** The log number of the entry that revokes. */
  readonly seq: number
  readonly entry: CacheEntry
  /** How often records were evicted by now, by whichever tab. */
  readonly evictions: number
}

/** Records to free at once, of all: every append that meets a full device costs a look through the whole cache, so it should be rare. */
const share = 1 / 4
const chunksAtOnce = 20

/**
 * Frees room: drops the records that were last heard of from HubSpot before the others, but for those in use, and in the same transaction revokes every
 * claim that may rest on them. All copies of a record that are older than a moment go, so no former state of it comes back. Null when nothing can go.
 */
export function createEviction(read: Transact, write: Transact): (inUse: InUse) => Promise<Eviction | null> {
  async function eachChunk(take: (number: number, entry: CacheEntry) => void): Promise<void> {
    for (let last = 0; ;) {
      const { pieces, numbers } = await read(async ({ chunk }) => {
        const some = chunk.where(':id').above(last).limit(chunksAtOnce)
        return { pieces: await some.toArray(), numbers: await some.primaryKeys() }
      })
      if (numbers.length === 0) return
      last = numbers.at(-1) ?? last
      pieces.forEach((piece, at) => {
        for (const entry of parsePieces([piece]).entries) take(numbers[at] ?? last, entry)
      })
    }
  }

  return async (inUse) => {
    const before = await read(async ({ log, meta }) => ({ log: await log.toArray(), folded: await foldedUpTo(meta) }))
    // What was learned since the last fold is newer than its copies in chunks, and stays with them.
    const recent = namesIn(parsePieces(before.log).entries)
    const mayGo = (objectType: string, [id]: StoredRecord): boolean =>
      !recent.has(`${objectType} ${id}`) && !inUse.holds(objectType, id)

    const moments: number[] = []
    let total = 0
    await eachChunk((_number, { records }) => {
      for (const page of records) {
        total += page.records.length
        for (const record of page.records) if (mayGo(page.objectType, record)) moments.push(lastHeardOf(record))
      }
    })
    const until = moments.sort((a, b) => a - b)[Math.min(Math.ceil(total * share), moments.length) - 1]
    if (until === undefined) return null

    const gone: number[] = []
    const kept: CacheEntry[] = []
    let facts = 0
    await eachChunk((number, entry) => {
      const rest = withoutRecords(entry, (type, record) => mayGo(type, record) && lastHeardOf(record) <= until)
      if (sumOfFacts([rest]) === sumOfFacts([entry])) return
      gone.push(number)
      facts -= sumOfFacts([entry])
      kept.push(rest)
    })
    const { chunks } = mergeEntries(kept)
    return write(async ({ chunk, log, meta }) => {
      // Somebody else compacted meanwhile: what was looked through is not what is there.
      const there = await chunk.where(':id').anyOf(gone).count()
      if (there !== gone.length || (await foldedUpTo(meta)) !== before.folded) return null
      const said = parsePieces([await statementsOf(meta), ...(await log.toArray())]).entries
      const revoked = revocations(mergeStatements(said).coverage, inUse.shapes)
      const entry = { ...emptyEntry, coverage: [...revoked, ...inUse.coverage] }
      await chunk.bulkDelete(gone)
      await chunk.bulkAdd(chunks.map(encodePiece))
      await addFacts(meta, facts + sumOfFacts(chunks))
      const evictions = (await numberIn(meta, 'evictions')) + 1
      await meta.put({ value: evictions }, 'evictions')
      return { entry, seq: await log.add(encodePiece(entry)), evictions }
    })
  }
}

// A later reading never brings an older state, so of a record's copies the newest state was heard of last, but for clocks that differ.
function lastHeardOf([, updatedAt, readAt]: StoredRecord): number {
  return Math.max(updatedAt + clockSkewMs, readAt)
}

function namesIn(entries: readonly CacheEntry[]): ReadonlySet<string> {
  return new Set(
    entries.flatMap(({ records }) =>
      records.flatMap(({ objectType, records: each }) => each.map(([id]) => `${objectType} ${id}`)),
    ),
  )
}

function withoutRecords(entry: CacheEntry, goes: (objectType: string, record: StoredRecord) => boolean): CacheEntry {
  const records = entry.records.map(({ objectType, records: all }) => ({
    objectType,
    records: all.filter((record) => !goes(objectType, record)),
  }))
  return { ...entry, records }
}

function revocations(coverage: readonly StoredCoverage[], kept: ReadonlySet<string>): StoredCoverage[] {
  return coverage.flatMap(({ shape, objectType, claim }) =>
    claim === null || kept.has(shape) ? [] : [{ shape, objectType, claim: null }],
  )
}
