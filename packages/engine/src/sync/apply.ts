import { HoldfastError, isHoldfastError, type LocalKey } from '@holdfast/crm'
import type { PackMessage } from '../protocol.ts'
import type { ChangeSet, Replica } from '../replica/index.ts'
import {
  emptyEntry,
  factCount,
  parsePack,
  type Cache,
  type CacheEntry,
  type CachePosition,
  type CacheReading,
  type InUse,
  type StoredCoverage,
  type StoredCursor,
} from '../store/index.ts'
import { withoutLate } from './late-facts.ts'
import { createLosses } from './losses.ts'

/** The part of the coverage ledger that applying needs; the ledger itself belongs to the planner. */
export interface CoverageTaker {
  takeCoverage(statement: StoredCoverage): void
  takeCursor(cursor: StoredCursor): void
  revokeAll(): void
  statements(): { readonly coverage: readonly StoredCoverage[]; readonly cursors: readonly StoredCursor[] }
}

/** Brings facts into cache, replica and ledger, in that order and one after the other. */
export interface Applier {
  /**
   * Reads the cache at the start: its pack and what was added since, or all of it. After a pack, records' values follow while queries are answered already;
   * {@link Applier.filled} settles when all are here.
   */
  load(): Promise<void>
  /** Settles when no record's values are on their way any more. */
  filled(): Promise<void>
  /** Reads what other tabs added. */
  tail(): Promise<void>
  /**
   * Takes facts of our own: durable first, then visible. Resolves with the change, null when nothing visible changed. Claims that rest on more than the
   * entry, on what was stored since {@link Applier.losses} was `begun`, become durable only if none of that went from the disk meanwhile.
   */
  apply(entry: CacheEntry, begun?: number): Promise<ChangeSet | null>
  /** Counts how often something went from the disk, or did not get there, while it stays in memory. */
  losses(): number
  /** Compacts the cache step by step when it has grown, and rebuilds it from memory when it was lost. For the tab that leads. */
  maintain(): Promise<void>
  /** Makes a pack for the next start, when much was learned since the last one. For the tab that leads, when it is quiet, or in the end. */
  keepPack(): Promise<void>
}

// A beat is worth so many steps of compaction; a large load is folded over several beats.
const mostSteps = 20
// A start takes so many facts, from so many entries, in some milliseconds; making a pack of 100,000 records takes some tens, and writes 8 MB.
const usualFactsPerPack = 500
const entriesPerPack = 50
const usualDeparted = 5_000
const rememberedMs = 86_400_000
const nothingKept: ReadonlySet<string> = new Set()
const everything = { facts: Infinity, entries: Infinity }
// Entries are cut to size by the cache.
const rebuiltRows = 5_000

/** An applier; `announce` tells other tabs to tail, `onApplied` runs after each entry. */
export function createApplier(options: {
  readonly cache: Cache
  readonly replica: Replica
  readonly ledger: CoverageTaker
  /** The pack as somebody has read it already. However old it is: what was added since is read from the cache. Never rejects. */
  readonly givenPack: Promise<PackMessage>
  readonly announce: () => void
  /** Lets the first answers go before the values that a pack left out, unless somebody waits for those. */
  readonly yield: () => Promise<void>
  /** What queries rest on: it stays on a device that is full. */
  readonly inUse: () => Promise<
    Pick<InUse, 'shapes' | 'coverage'> & { readonly holds: (objectType: string, key: LocalKey) => boolean }
  >
  /** So many facts are worth a pack; as on a real device when absent. */
  readonly factsPerPack?: number
  /** More departures than that are forgotten when half as many records are known; as on a real device when absent. */
  readonly departedAtOnce?: number
  readonly onApplied: () => void
  readonly report: (error: unknown) => void
}): Applier {
  const { cache, replica, ledger, factsPerPack = usualFactsPerPack, departedAtOnce = usualDeparted } = options
  let position: CachePosition = { seq: 0, chunk: 0 }
  // The cache was lost and begun anew, or is damaged: what is in memory is all that is left of it.
  let isLost = false
  // The device was full: a pack would take the room that was made, and hold records that went.
  let isFull = false
  // More is claimed in memory than the disk would bear out.
  let isAhead = false
  const losses = createLosses()
  // How often any tab evicted records, and the moment until which departures that were seen are forgotten.
  let evictions = 0
  let forgottenUntil = 0
  let last: Promise<unknown> = Promise.resolve()
  let filling: Promise<void> = Promise.resolve()
  let hurry: () => void = () => undefined
  const isAwaited = new Promise<void>((resolve) => (hurry = resolve))
  // What was taken since the pack was made.
  let unpacked = { facts: 0, entries: 0 }

  // Facts are taken strictly one after the other: a fold must see exactly the log it replaces.
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }

  function take(entry: CacheEntry): ChangeSet | null {
    unpacked = { facts: unpacked.facts + factCount(entry), entries: unpacked.entries + 1 }
    for (const statement of entry.coverage) ledger.takeCoverage(statement)
    for (const cursor of entry.cursors) ledger.takeCursor(cursor)
    return replica.applyEntry(entry)
  }

  function takeReading(reading: CacheReading): void {
    for (const entry of reading.entries) take(entry)
    position = reading.position
    // Whose records another tab has held is not known here.
    if (reading.evictions !== evictions) losses.note(nothingKept)
    evictions = reading.evictions
    forgottenUntil = Math.max(forgottenUntil, reading.forgottenUntil)
    distrust(reading.corrupt)
  }

  function takeAll(reading: CacheReading): void {
    ;({ evictions } = reading)
    takeReading(reading)
  }

  // What it does not say any more is no more, and nothing else will say so.
  function takeAnew(reading: CacheReading): void {
    ledger.revokeAll()
    losses.begin()
    isAhead = false
    takeAll(reading)
    replica.keepOnly(reading.entries)
  }

  // What was dropped may have been part of what a claim rests on. The damaged piece itself goes when the cache is rebuilt.
  function distrust(corrupt: number): void {
    if (corrupt === 0) return
    ledger.revokeAll()
    isLost = true
    options.report(
      new HoldfastError(
        'store/corrupt',
        'Part of the local cache could not be read and was set aside.',
        'It will be read from HubSpot again.',
        { database: 'cache', piece: `${corrupt} entries` },
      ),
    )
  }

  async function store(entry: CacheEntry, begun: number): Promise<void> {
    try {
      stored(await appendSomehow(entry, begun))
    } catch (error) {
      isAhead = true
      losses.note(nothingKept)
      reportLoss(error)
    }
  }

  function stored(own: number): void {
    isLost ||= own <= position.seq
    // Another tab's entries that came in between are read by the next tail; ours must not hide them.
    if (isLost || own === position.seq + 1) position = { ...position, seq: own }
    options.announce()
  }

  // The cache may be lost at any time: without it the answer is still right, only the next start is slower.
  function reportLoss(error: unknown): void {
    if (!isHoldfastError(error)) throw error
    options.report(error)
  }

  // On a full device what only saves time goes first, then what nobody looks at.
  async function appendSomehow(entry: CacheEntry, begun: number): Promise<number> {
    for (const makeRoom of [() => cache.dropShortcuts(), evict]) {
      try {
        return await append(entry, begun)
      } catch (error) {
        if (!isHoldfastError(error, 'store/not-durable')) throw error
        isFull = true
        await makeRoom()
      }
    }
    return append(entry, begun)
  }

  // Only who knows all that was said before adds something: between two pages of a load another tab may have made room, or forgotten who left.
  async function append(entry: CacheEntry, begun: number): Promise<number> {
    for (;;) {
      const known = withoutLate(replica, forgottenUntil, entry)
      const coverage = known.coverage.filter(({ shape }) => losses.stands(shape, begun))
      isAhead ||= coverage.length < known.coverage.length
      const own = await cache.appendAfter(position.seq, { ...known, coverage })
      if (own !== null) return own
      await tail()
    }
  }

  async function evict(): Promise<void> {
    // What others added may be what something here rests on.
    await tail()
    const { holds, shapes, coverage } = await options.inUse()
    const evicted = await cache.evict({
      shapes,
      // Of what was never stored nothing may be said.
      coverage: isAhead ? [] : coverage,
      holds(objectType, id) {
        if (!replica.has(objectType)) return false
        const key = replica.identities.keyOf(objectType, id)
        return holds(objectType, key) || replica.table(objectType).isPending(key)
      },
    })
    if (evicted === null) return
    losses.note(evicted.evictions === evictions + 1 ? shapes : nothingKept)
    ;({ evictions } = evicted)
    stored(evicted.seq)
    take(evicted.entry)
  }

  // Replacing forgets the log up to its number, so an entry that says nothing gives it one.
  async function rebuild(): Promise<void> {
    position = { ...position, seq: await cache.append(emptyEntry) }
    await cache.replace(position.seq, { entries: replica.entries(rebuiltRows), statements: ledger.statements() })
    isLost = false
    isAhead = false
    losses.settle()
    unpacked = everything
    options.announce()
  }

  async function tail(reading = cache.since(position)): Promise<void> {
    const newer = await reading
    // What is in memory is all that is left of a cache that was lost.
    isLost ||= newer === null
    if (newer?.isEverything === true) takeAnew(newer)
    else takeReading(newer ?? (await cache.load()))
    options.onApplied()
  }

  async function loadPack(): Promise<boolean> {
    const pack = parsePack(await options.givenPack) ?? (await cache.pack())
    if (pack === null) return false
    // What was added since is read while the pack is taken.
    const [newer, values] = [cache.since(pack.position), cache.values()]
    for (const reading of [newer, values]) reading.catch(() => undefined)
    if (!replica.restore(pack.content)) return false
    for (const statement of pack.statements.coverage) ledger.takeCoverage(statement)
    for (const cursor of pack.statements.cursors) ledger.takeCursor(cursor)
    evictions = (await newer)?.evictions ?? evictions
    await tail(newer)
    for (const entry of await values) replica.fill(entry)
    return true
  }

  async function fill(): Promise<void> {
    await Promise.race([options.yield(), isAwaited])
    await cache.scan((entry) => replica.fill(entry)).catch(options.report)
    const missing = replica.unreadCount
    if (missing === 0) return
    replica.dropUnread()
    distrust(missing)
  }

  function isPackDue(): boolean {
    const isWorthwhile = unpacked.facts >= factsPerPack || unpacked.entries >= entriesPerPack
    return isWorthwhile && !isFull && !isLost && !losses.areOpen && replica.unreadCount === 0
  }

  async function keepPack(): Promise<void> {
    if (!isPackDue()) return
    // What other tabs added; and chunks that say what is known here need not be read after this pack.
    await tail()
    if (isLost) return
    await cache.keepPack({ position, statements: ledger.statements(), content: replica.pack() })
    unpacked = { facts: 0, entries: 0 }
  }

  // Departures are forgotten, and all else is written anew, when a look at everything is cheaper than to remember so many; by who knows everything and has room.
  async function forgetDeparted(): Promise<void> {
    const cursors = ledger.statements().cursors.map(({ asOf }) => asOf)
    // What was asked a day before the newest reading has been answered, or comes too late and is not taken.
    const until = Math.max(0, ...cursors) - rememberedMs
    const { shown, departed } = replica.counts(until)
    const isDue = departed > departedAtOnce && departed * 2 > shown
    if (!isDue || isFull || isLost || losses.areOpen || replica.unreadCount > 0) return
    await tail()
    const facts = { entries: replica.entries(rebuiltRows, until), statements: ledger.statements() }
    if (!(await cache.forget(until, position.seq, facts))) return
    replica.forgetDeparted(until)
    unpacked = everything
    await tail()
    options.announce()
  }

  async function maintainStep(): Promise<boolean> {
    isLost ||= (await cache.lastSeq()) < position.seq
    if (isLost) {
      await rebuild()
      return false
    }
    const { more, corrupt } = await cache.compact((entry) => replica.current(entry))
    distrust(corrupt)
    return more
  }

  return {
    load: () =>
      inTurn(async () => {
        // What arrives meanwhile waits: facts are compared with values.
        if (await loadPack()) filling = inTurn(fill)
        else takeAll(await cache.load())
        options.onApplied()
      }),
    filled() {
      hurry()
      return filling
    },
    tail: () => inTurn(async () => tail()),
    losses: () => losses.count,
    apply: (entry, begun = Infinity) =>
      inTurn(async () => {
        await store(entry, begun)
        const known = withoutLate(replica, forgottenUntil, entry)
        const change = take(losses.isInMemory(begun) ? known : { ...known, coverage: [] })
        // Without the rest the new cache would claim what it does not hold.
        if (isLost) await rebuild().catch(reportLoss)
        options.onApplied()
        return change
      }),
    async keepPack() {
      if (isPackDue()) await inTurn(keepPack).catch(reportLoss)
    },
    // Each step in a turn of its own: facts that arrive meanwhile do not wait for all of them.
    async maintain() {
      try {
        await inTurn(forgetDeparted)
        for (let step = 0; step < mostSteps; step++) if (!(await inTurn(maintainStep))) break
      } catch (error) {
        isFull ||= isHoldfastError(error, 'store/not-durable')
        reportLoss(error)
      }
    },
  }
}
