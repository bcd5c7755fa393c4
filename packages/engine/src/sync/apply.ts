import { HoldfastError, isHoldfastError } from '@holdfast/crm'
import type { ChangeSet, Replica } from '../replica/index.ts'
import {
  emptyEntry,
  type Cache,
  type CacheEntry,
  type CacheReading,
  type StoredCoverage,
  type StoredCursor,
} from '../store/index.ts'

/** The part of the coverage ledger that applying needs; the ledger itself belongs to the planner. */
export interface CoverageTaker {
  takeCoverage(statement: StoredCoverage): void
  takeCursor(cursor: StoredCursor): void
  revokeAll(): void
  statements(): { readonly coverage: readonly StoredCoverage[]; readonly cursors: readonly StoredCursor[] }
}

/** Brings facts into cache, replica and ledger, in that order and one after the other. */
export interface Applier {
  /** Reads the whole cache; at the start, and when another tab folded it. */
  load(): Promise<void>
  /** Reads what other tabs added. */
  tail(): Promise<void>
  /** Takes facts of our own: durable first, then visible. Resolves with the change, null when nothing visible changed. */
  apply(entry: CacheEntry): Promise<ChangeSet | null>
  /** Folds the log when it has grown, and rebuilds the cache from memory when it was lost. For the tab that leads. */
  maintain(): Promise<void>
}

/** Past so many entries the log is folded into chunks. */
const longLog = 200
// 64 to 100 rows a chunk read back fastest by far.
const chunkRows = 100

/** An applier; `announce` tells other tabs to tail, `onApplied` runs after each entry. */
export function createApplier(options: {
  readonly cache: Cache
  readonly replica: Replica
  readonly ledger: CoverageTaker
  readonly announce: () => void
  readonly onApplied: () => void
  readonly report: (error: unknown) => void
}): Applier {
  const { cache, replica, ledger } = options
  let seq = 0
  // The cache was lost and begun anew, or is damaged: what is in memory is all that is left of it.
  let isLost = false
  let last: Promise<unknown> = Promise.resolve()

  // Facts are taken strictly one after the other: a fold must see exactly the log it replaces.
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }

  function take(entry: CacheEntry): ChangeSet | null {
    for (const statement of entry.coverage) ledger.takeCoverage(statement)
    for (const cursor of entry.cursors) ledger.takeCursor(cursor)
    return replica.applyEntry(entry)
  }

  function takeReading(reading: CacheReading): void {
    for (const entry of reading.entries) take(entry)
    seq = reading.seq
    if (reading.corrupt === 0) return
    // What was dropped may have been part of what a claim rests on. The damaged piece itself goes when the cache is rebuilt.
    ledger.revokeAll()
    isLost = true
    options.report(
      new HoldfastError(
        'store/corrupt',
        'Part of the local cache could not be read and was set aside.',
        'It will be read from HubSpot again.',
        {
          database: 'cache',
          piece: `${reading.corrupt} entries`,
        },
      ),
    )
  }

  async function store(entry: CacheEntry): Promise<void> {
    try {
      const own = await cache.append(entry)
      isLost ||= own <= seq
      // Another tab's entries that came in between are read by the next tail; ours must not hide them.
      if (isLost || own === seq + 1) seq = own
      options.announce()
    } catch (error) {
      if (!isHoldfastError(error)) throw error
      // The cache may be lost at any time: without it the answer is still right, only the next start is slower.
      options.report(error)
    }
  }

  // Folding forgets the log up to its number, so an entry that says nothing gives it one.
  async function rebuild(): Promise<void> {
    seq = await cache.append(emptyEntry)
    await fold()
    isLost = false
    options.announce()
  }

  async function fold(): Promise<void> {
    const { coverage, cursors } = ledger.statements()
    await cache.fold(seq, [...replica.entries(chunkRows), { ...emptyEntry, coverage, cursors }])
  }

  return {
    load: () =>
      inTurn(async () => {
        takeReading(await cache.load())
        options.onApplied()
      }),
    tail: () =>
      inTurn(async () => {
        const newer = await cache.since(seq)
        if (newer === null) isLost ||= (await cache.lastSeq()) < seq
        takeReading(newer ?? (await cache.load()))
        options.onApplied()
      }),
    apply: (entry) =>
      inTurn(async () => {
        await store(entry)
        const change = take(entry)
        // Without the rest the new cache would claim what it does not hold.
        if (isLost) await rebuild()
        options.onApplied()
        return change
      }),
    maintain: () =>
      inTurn(async () => {
        isLost ||= (await cache.lastSeq()) < seq
        if (isLost) await rebuild()
        else if ((await cache.logLength()) >= longLog) await fold()
      }),
  }
}
