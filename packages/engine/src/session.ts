import {
  HoldfastError,
  isHoldfastError,
  isTemporaryId,
  schemaFingerprint,
  type ErrorData,
  type Schema,
} from '@holdfast/crm'
import { createHubSpot, type ApiVersion, type BudgetOptions } from '@holdfast/hubspot'
import { beginToSend } from './begin-to-send.ts'
import { createConnectivity } from './connectivity.ts'
import { engineStatus } from './engine-status.ts'
import { createHeldQueries } from './held-queries.ts'
import type { Hint } from './hint.ts'
import { joinElection, type Lead } from './leader/index.ts'
import { createDelivery, createOutbox, createProveLine, type Outbox, type PolicyOf } from './outbox/index.ts'
import { createLedger, createPlanner, type Load, type Need, type NeedContext, type Planner } from './planner/index.ts'
import { keepPendingValues } from './keep-pending-values.ts'
import { keepShownResults } from './keep-shown-results.ts'
import { loadNeed } from './load-need.ts'
import { onceAGo } from './once-a-go.ts'
import { createPins, type Pins } from './pins.ts'
import { createServerTime, type Ports } from './ports/index.ts'
import type { EngineStatus, PackMessage } from './protocol.ts'
import { startPulse } from './pulse.ts'
import { createSharedLoading } from './shared-loading.ts'
import { createReplica, type Replica } from './replica/index.ts'
import { troubleOf } from './reply.ts'
import { dropOldCaches, openCache, openJournal, type CacheEntry } from './store/index.ts'
import {
  createApplier,
  createFollowing,
  loadRecords,
  searchLagMs,
  type DeltaContext,
  type QueryContext,
} from './sync/index.ts'
import { joinTabs, unanswered } from './tabs.ts'
import { createTroubles } from './troubles.ts'
import { createUpkeep } from './upkeep.ts'

/** How an account is worked with. */
export interface SessionOptions {
  readonly account: string
  readonly schema: Schema
  readonly origin: string
  readonly version: ApiVersion
  readonly policyOf: PolicyOf
  /** How often changes of what is on screen are asked for, ms. */
  readonly freshnessMs: number
  /** The account's limits, when they are not the documented ones. */
  readonly budget: BudgetOptions | undefined
  readonly givenPack: Promise<PackMessage>
}

/** One account, opened: all rooms, wired. */
export interface Session {
  readonly replica: Replica
  readonly planner: Planner
  readonly outbox: Outbox
  readonly pins: Pins
  /** Makes a record present if HubSpot has it. */
  readonly ensureRecord: (objectType: string, id: string) => Promise<void>
  /** Asks for changes now. */
  readonly refresh: () => Promise<void>
  readonly status: () => EngineStatus
  /** HubSpot's clock, epoch ms. */
  readonly serverNow: () => number
  /** Settles when everything that was on this device at the start can be read. */
  readonly filled: () => Promise<void>
  /** Called when the status may have changed. */
  readonly onStatus: (react: () => void) => () => void
  readonly onTrouble: (react: (error: ErrorData) => void) => () => void
  readonly close: () => Promise<void>
}

// A reload shows what is here before anything is asked.
const firstBeatMs = 1_500
// By then a page has asked for what it shows first.
const firstAnswersMs = 50
const dropOldAfterMs = 30_000

/** Opens the stores of an account, reads them into memory, and joins the other tabs. */
export async function openSession(ports: Ports, options: SessionOptions): Promise<Session> {
  const { account, schema } = options
  const { clock, timers, disk } = ports
  const fingerprint = schemaFingerprint(schema)
  const closing = new AbortController()
  const statusListeners = new Set<() => void>()
  const troubles = createTroubles()

  const journal = openJournal({ account, disk, timers, now: () => clock.now() })
  const cache = openCache({ account, fingerprint, disk, timers })
  const replica = createReplica(schema)
  const ledger = createLedger(schema)
  const serverTime = createServerTime(clock, ports.http)
  const connectivity = createConnectivity(statusChanged, tryAgain)
  const hubspot = createHubSpot({
    origin: options.origin,
    version: options.version,
    fetch: serverTime.http,
    clock,
    timers,
    random: () => ports.random.fraction(),
    ...(options.budget !== undefined && { budget: options.budget }),
    onRequest: (event) => connectivity.note(event),
  })
  const tabs = joinTabs(ports.channel(`holdfast:${account}:hints`), timers, (hint) => {
    heed(hint).catch(report)
  })
  const filled = (): Promise<void> => applier.filled()
  const afterFirstAnswers = (): Promise<void> => timers.sleep(firstAnswersMs, closing.signal).catch(() => undefined)
  const planner = createPlanner({ replica, ledger, load, report, filled, onRest: statusChanged })
  const pins = createPins({
    schema,
    journal,
    planner,
    announce: () => tabs.announce({ kind: 'pins' }),
    onChange: statusChanged,
    report,
  })
  const held = createHeldQueries(schema, planner, timers)
  const shownResults = keepShownResults({ planner, cache, timers, clock, report })
  const upkeep = createUpkeep(timers, keepForStart)
  const applier = createApplier({
    cache,
    replica,
    ledger,
    givenPack: options.givenPack,
    announce: () => tabs.announce({ kind: 'cache' }),
    yield: afterFirstAnswers,
    // Another tab may have pinned something just now.
    inUse: () => pins.load().then(() => planner.inUse()),
    onApplied: changed,
    report,
  })
  const context: DeltaContext & QueryContext = {
    hubspot,
    replica,
    apply: (entry: CacheEntry, begun?: number) => applier.apply(entry, begun),
    losses: () => applier.losses(),
    mark: () => serverTime.mark(),
    cursor: (objectType) => ledger.cursor(objectType),
    stating: (proof) => ledger.stating(proof),
    takeCursor(cursor) {
      ledger.takeCursor(cursor)
      changed()
    },
  }
  // What is only kept for later waits for what somebody looks at.
  const loading = createSharedLoading(
    (need, isEnough, how) => loadNeed(context, need, isEnough, how),
    (query) => (pins.has(query) ? 'pack' : 'interactive'),
  )
  const following = createFollowing(context, clock, planner)
  const outbox = createOutbox({
    replica,
    journal,
    clock,
    timers,
    deliver: createDelivery({
      hubspot,
      replica,
      clock,
      serverNow: () => serverTime.now(),
      policyOf: options.policyOf,
      searchLagMs,
    }),
    serverNow: () => serverTime.now(),
    prove: createProveLine(hubspot, clock, {
      isOffline: () => ports.lifecycle.isOffline(),
      reachedAt: () => connectivity.reachedAt(),
    }),
    applyFacts: async (facts) => {
      await applier.apply(facts)
    },
    announce: () => tabs.announce({ kind: 'journal' }),
    onRest: () => statusChanged(),
    report,
  })
  const keepPending = keepPendingValues({ outbox, replica, cache })
  const election = joinElection({
    account,
    owner: ports.random.unique(),
    journal,
    locks: ports.locks,
    clock,
    timers,
    onLead,
    onTrouble: report,
  })
  const { freshnessMs: intervalMs } = options
  const pulse = startPulse({ timers, random: ports.random, firstMs: firstBeatMs, intervalMs, beat })

  // Everything that changed in one go is shown in one go.
  const flushSoon = onceAGo(() => {
    if (closing.signal.aborted) return
    planner.flush()
    shownResults.note()
    statusChanged()
  })

  function changed(): void {
    upkeep.note()
    tabs.heard()
    planner.reassess()
    flushSoon()
  }

  async function keepForStart(): Promise<void> {
    if (election.current() === null) return
    await Promise.all([applier.keepPack(), keepPending()]).catch(report)
  }

  function statusChanged(): void {
    for (const react of statusListeners) react()
  }

  function report(error: unknown): void {
    if (isHoldfastError(error, 'api/offline')) connectivity.lose()
    troubles.tell(troubleOf(error, 'engine'))
  }

  function tryAgain(): void {
    outbox.kick()
    planner.retry()
  }

  // Only the leader talks to HubSpot; a follower says what it lacks and sees it arrive in the cache.
  async function load(need: Need, needed: NeedContext): ReturnType<Load> {
    const { query, signal } = needed
    if (election.current() === null) return tabs.ask({ kind: 'want-query', query }, signal).then(() => 'asked')
    await loading(need, needed)
    return 'applied'
  }

  async function ensureRecord(objectType: string, id: string): Promise<void> {
    const isHere = (): boolean => replica.table(objectType).isKnown(replica.identities.keyOf(objectType, id))
    if (isTemporaryId(id) || isHere()) return
    if (election.current() === null) await tabs.ask({ kind: 'want-record', objectType, id }, closing.signal)
    else await loadRecords(context, objectType, [id], { lane: 'interactive', signal: closing.signal })
    if (!isHere()) throw unanswered()
  }

  async function refresh(): Promise<void> {
    if (election.current() === null) await tabs.ask({ kind: 'want-refresh' }, closing.signal)
    else await pulse.now()
  }

  async function heed(hint: Hint): Promise<void> {
    if (hint.kind === 'cache') return applier.tail()
    if (hint.kind === 'journal') return applier.filled().then(() => outbox.load())
    if (hint.kind === 'pins') return pins.load()
    if (election.current() === null) return
    switch (hint.kind) {
      case 'want-query':
        // What is pinned is held until it is let go, and no longer.
        return pins.has(hint.query) ? undefined : held.hold(hint.query)
      case 'want-record':
        return replica.has(hint.objectType) ? ensureRecord(hint.objectType, hint.id) : undefined
      case 'want-refresh':
        return pulse.now()
    }
  }

  function onLead(lead: Lead): void {
    lead.signal.addEventListener('abort', statusChanged, { once: true })
    void beginToSend(lead, { applier, outbox, timers, report }).then(() => {
      planner.retry()
      statusChanged()
    })
  }

  // Answers whether HubSpot was reached, or nothing had to be asked.
  async function beat(): Promise<boolean> {
    const lead = election.current()
    try {
      await applier.filled()
      await outbox.verify()
      if (lead !== null) return await beatAsLeader(lead.signal)
      for (const query of planner.mountedQueries()) tabs.announce({ kind: 'want-query', query })
      return true
    } catch (error) {
      if (!closing.signal.aborted && lead?.signal.aborted !== true) report(error)
      return false
    }
  }

  async function beatAsLeader(signal: AbortSignal): Promise<boolean> {
    const before = connectivity.total()
    tryAgain()
    await applier.maintain()
    await following.follow(signal)
    return connectivity.isOnline() || connectivity.total() === before
  }

  replica.onChange((change) => {
    planner.apply(change)
    flushSoon()
  })
  outbox.onChange(() => {
    upkeep.note()
    statusChanged()
  })
  const stopOnline = ports.lifecycle.onOnline(() => void pulse.now())
  const [written] = await Promise.all([outbox.read(), applier.load()])
  // Pending writes lie on values, which were kept for them.
  if (replica.lacksValues(written.records())) await applier.filled()
  written.take()
  void afterFirstAnswers().then(() => pins.load().catch(report))
  const cancelDrop = timers.after(dropOldAfterMs, () => {
    dropOldCaches(account, fingerprint, disk).catch(report)
  })

  return {
    replica,
    planner,
    outbox,
    ensureRecord,
    refresh,
    pins,
    status: () => engineStatus({ connectivity, election, outbox, ledger, replica }),
    serverNow: () => serverTime.now(),
    filled,
    onStatus(react) {
      statusListeners.add(react)
      return () => statusListeners.delete(react)
    },
    onTrouble: (react) => troubles.listen(react),
    async close() {
      closing.abort(new HoldfastError('engine/closed', 'The engine was closed.', 'Open it again.', { what: 'engine' }))
      stopOnline()
      cancelDrop()
      pulse.close()
      upkeep.close()
      held.close()
      pins.close()
      await Promise.all([shownResults.close(), keepForStart()])
      planner.close()
      outbox.close()
      await election.close()
      tabs.close()
      journal.close()
      cache.close()
    },
  }
}
