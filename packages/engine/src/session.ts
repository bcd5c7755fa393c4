import {
  HoldfastError,
  isHoldfastError,
  isTemporaryId,
  schemaFingerprint,
  type ErrorData,
  type Schema,
} from '@holdfast/crm'
import { createHubSpot, type ApiVersion, type HubSpot, type Lane } from '@holdfast/hubspot'
import { checkQuery, type Query } from '@holdfast/query'
import { parseHint, type Hint } from './hint.ts'
import { joinElection, type Election, type Lead } from './leader/index.ts'
import {
  createAssociationTypes,
  createOutbox,
  resolveIntent,
  sendIntent,
  type Outbox,
  type PolicyOf,
  type SendContext,
} from './outbox/index.ts'
import { createLedger, createPlanner, type Need, type NeedContext, type Planner } from './planner/index.ts'
import { createServerTime, type Ports } from './ports/index.ts'
import { startPulse } from './pulse.ts'
import { createReplica, type Replica } from './replica/index.ts'
import { troubleOf } from './reply.ts'
import type { EngineStatus } from './protocol.ts'
import { dropOldCaches, openCache, openJournal } from './store/index.ts'
import {
  createApplier,
  followChanges,
  loadLists,
  loadQuery,
  loadRecords,
  searchLagMs,
  sweepArchived,
  type DeltaContext,
} from './sync/index.ts'

/** How an account is worked with. */
export interface SessionOptions {
  readonly account: string
  readonly schema: Schema
  readonly origin: string
  readonly version: ApiVersion
  readonly policyOf: PolicyOf
  /** How often changes of what is on screen are asked for, ms. */
  readonly freshnessMs: number
}

/** One account, opened: all rooms, wired. */
export interface Session {
  readonly replica: Replica
  readonly planner: Planner
  readonly outbox: Outbox
  /** Makes a record present if HubSpot has it. */
  ensureRecord(objectType: string, id: string): Promise<void>
  /** Asks for changes now. */
  refresh(): Promise<void>
  status(): EngineStatus
  /** Called when {@link Session.status} may have changed. */
  onStatus(react: () => void): () => void
  onTrouble(react: (error: ErrorData) => void): () => void
  close(): Promise<void>
}

// A reload shows what is here before anything is asked.
const firstBeatMs = 1_500
const sweepEveryMs = 300_000
const wantedForMs = 60_000
const followerPatienceMs = 5_000
const dropOldAfterMs = 30_000

/** Opens the stores of an account, reads them into memory, and joins the other tabs. */
export async function openSession(ports: Ports, options: SessionOptions): Promise<Session> {
  const { account, schema } = options
  const { clock, timers, disk } = ports
  const fingerprint = schemaFingerprint(schema)
  const serverTime = createServerTime(clock, ports.http)
  const journal = openJournal({ account, disk, timers, now: () => clock.now() })
  const cache = openCache({ account, fingerprint, disk, timers })
  const channel = ports.channel(`holdfast:${account}:hints`)
  const replica = createReplica(schema)
  const ledger = createLedger()
  const requests = new Map<Lane, number>()
  const statusListeners = new Set<() => void>()
  const troubleListeners = new Set<(error: ErrorData) => void>()
  const tailListeners = new Set<() => void>()
  const closing = new AbortController()
  const wanted = new Map<string, () => void>()
  let isOnline = true
  let sweptAt = clock.now()
  let isFlushing = false

  const hubspot: HubSpot = createHubSpot({
    origin: options.origin,
    version: options.version,
    fetch: serverTime.http,
    clock,
    timers,
    random: () => ports.random.fraction(),
    onRequest({ lane, status }) {
      requests.set(lane, (requests.get(lane) ?? 0) + 1)
      setOnline(status > 0)
      announceStatus()
    },
  })

  function announce(hint: Hint): void {
    channel.post(hint)
  }

  function announceStatus(): void {
    for (const react of statusListeners) react()
  }

  function report(error: unknown): void {
    if (isHoldfastError(error, 'api/offline')) setOnline(false)
    for (const react of troubleListeners) react(troubleOf(error, 'engine'))
  }

  // Everything that changed in one go is shown in one go.
  function flushSoon(): void {
    if (isFlushing) return
    isFlushing = true
    void Promise.resolve().then(() => {
      isFlushing = false
      if (closing.signal.aborted) return
      planner.flush()
      announceStatus()
    })
  }

  const applier = createApplier({
    cache,
    replica,
    ledger,
    announce: () => announce({ kind: 'cache' }),
    onApplied() {
      flushSoon()
      for (const react of tailListeners) react()
    },
    report,
  })

  const context: DeltaContext = {
    hubspot,
    replica,
    apply: (entry) => applier.apply(entry),
    now: () => serverTime.now(),
    hasCursor: (objectType) => ledger.cursor(objectType) !== null,
    cursor: (objectType) => ledger.cursor(objectType),
    takeCursor(cursor) {
      ledger.takeCursor(cursor)
      flushSoon()
    },
  }

  const planner = createPlanner({ replica, ledger, load, report })
  replica.onChange((change) => {
    planner.apply(change)
    flushSoon()
  })

  const sendContext: SendContext = {
    hubspot,
    replica,
    clock,
    serverNow: () => serverTime.now(),
    baseAsOf(objectType, id) {
      const stored = replica.table(objectType).stored(replica.identities.keyOf(objectType, id))
      return stored === null ? null : Math.max(stored[2], ledger.cursor(objectType)?.asOf ?? 0)
    },
    policyOf: options.policyOf,
    associationType: createAssociationTypes(hubspot),
  }
  const outbox = createOutbox({
    replica,
    journal,
    clock,
    timers,
    deliver: (intent, wasSent, signal) =>
      wasSent
        ? resolveIntent({ ...sendContext, searchLagMs }, intent, signal)
        : sendIntent(sendContext, intent, signal),
    applyFacts: async (facts) => {
      await applier.apply(facts)
    },
    announce: () => announce({ kind: 'journal' }),
    report,
  })
  outbox.onChange(announceStatus)

  // Only the leader talks to HubSpot; a follower says what it lacks and sees it arrive in the cache.
  async function load(need: Need, { query, signal, isEnough }: NeedContext): Promise<void> {
    if (election.current() === null) return askLeader({ kind: 'want-query', query }, signal)
    const how = { lane: 'interactive', signal } as const
    switch (need.kind) {
      case 'records-of-query':
        return loadQuery(context, need.query, isEnough, how)
      case 'lists':
        return loadLists(context, need.fromType, need.toType, need.ids, how)
      case 'records':
        return loadRecords(context, need.objectType, need.ids, how)
    }
  }

  async function askLeader(hint: Hint, signal: AbortSignal): Promise<void> {
    announce(hint)
    const patience = new AbortController()
    const done = (): void => patience.abort()
    tailListeners.add(done)
    try {
      await timers.sleep(followerPatienceMs, AbortSignal.any([patience.signal, signal])).catch(() => undefined)
    } finally {
      tailListeners.delete(done)
    }
  }

  async function ensureRecord(objectType: string, id: string): Promise<void> {
    const isHere = (): boolean => replica.table(objectType).isKnown(replica.identities.keyOf(objectType, id))
    if (isTemporaryId(id) || isHere()) return
    if (election.current() === null) await askLeader({ kind: 'want-record', objectType, id }, closing.signal)
    else await loadRecords(context, objectType, [id], { lane: 'interactive', signal: closing.signal })
    if (!isHere())
      throw new HoldfastError('engine/unreachable', 'The tab that talks to HubSpot did not answer.', 'Try again.', {
        reason: 'deadline',
        deadlineMs: followerPatienceMs,
      })
  }

  const election: Election = joinElection({
    account,
    owner: ports.random.unique(),
    journal,
    locks: ports.locks,
    clock,
    timers,
    onLead,
    onTrouble: report,
  })

  function onLead(lead: Lead): void {
    lead.signal.addEventListener('abort', announceStatus, { once: true })
    // What other tabs did since we looked last decides what is left to do.
    void Promise.all([applier.tail(), outbox.load()]).then(() => {
      if (lead.signal.aborted) return
      outbox.lead(lead)
      planner.retry()
      announceStatus()
    }, report)
  }

  // A query that some follower shows is held here for a while, so that it is filled and followed.
  function holdWanted(message: Query): void {
    const query = checkQuery(schema, message)
    const key = JSON.stringify(query)
    wanted.get(key)?.()
    const release = planner.open(query, null)
    const cancel = timers.after(wantedForMs, letGo)
    function letGo(): void {
      cancel()
      release()
      wanted.delete(key)
    }
    wanted.set(key, letGo)
  }

  async function heed(hint: Hint): Promise<void> {
    switch (hint.kind) {
      case 'cache':
        return applier.tail()
      case 'journal':
        return outbox.load()
      case 'want-query':
        if (election.current() !== null) holdWanted(hint.query)
        return
      case 'want-record':
        if (election.current() !== null && replica.has(hint.objectType)) await ensureRecord(hint.objectType, hint.id)
        return
      case 'want-refresh':
        if (election.current() !== null) await pulse.now()
    }
  }
  const stopListening = channel.listen((message) => {
    const hint = parseHint(message)
    if (hint !== null) heed(hint).catch(report)
  })

  async function beat(): Promise<boolean> {
    const lead = election.current()
    if (lead === null) {
      for (const query of planner.mountedQueries()) announce({ kind: 'want-query', query })
      return true
    }
    const before = totalRequests()
    outbox.kick()
    planner.retry()
    try {
      await followMounted(lead.signal)
      await applier.foldIfLong()
    } catch (error) {
      if (!lead.signal.aborted) report(error)
      return false
    }
    return isOnline || totalRequests() === before
  }

  async function followMounted(signal: AbortSignal): Promise<void> {
    const types = [...planner.mountedTypes()].filter((objectType) => ledger.cursor(objectType) !== null)
    for (const objectType of types) await followChanges(context, objectType, { lane: 'freshness', signal })
    if (clock.now() - sweptAt < sweepEveryMs) return
    sweptAt = clock.now()
    for (const objectType of types) await sweepArchived(context, objectType, { lane: 'sweep', signal })
  }

  function totalRequests(): number {
    return [...requests.values()].reduce((sum, count) => sum + count, 0)
  }

  const pulse = startPulse({
    timers,
    random: ports.random,
    firstMs: firstBeatMs,
    intervalMs: options.freshnessMs,
    beat,
  })
  const stopOnline = ports.lifecycle.onOnline(() => void pulse.now())

  function setOnline(next: boolean): void {
    if (isOnline === next) return
    isOnline = next
    announceStatus()
    if (!next) return
    outbox.kick()
    planner.retry()
  }

  await journal.born()
  await applier.load()
  await outbox.load()
  const cancelDrop = timers.after(dropOldAfterMs, () => {
    dropOldCaches(account, fingerprint, disk).catch(report)
  })

  return {
    replica,
    planner,
    outbox,
    ensureRecord,
    async refresh() {
      if (election.current() === null) await askLeader({ kind: 'want-refresh' }, closing.signal)
      else await pulse.now()
    },
    status: () => ({
      online: isOnline,
      role: election.current() === null ? 'follower' : 'leader',
      pending: outbox.pending(),
      parked: outbox.parked().length,
      safeToClose: true,
      requests: Object.fromEntries(requests),
      asOf: newest(Object.keys(schema).map((objectType) => ledger.cursor(objectType)?.asOf ?? null)),
      paused: outbox.paused(),
      durable: true,
    }),
    onStatus(react) {
      statusListeners.add(react)
      return () => statusListeners.delete(react)
    },
    onTrouble(react) {
      troubleListeners.add(react)
      return () => troubleListeners.delete(react)
    },
    async close() {
      closing.abort(new HoldfastError('engine/closed', 'The engine was closed.', 'Open it again.', { what: 'engine' }))
      stopListening()
      stopOnline()
      cancelDrop()
      pulse.close()
      for (const letGo of wanted.values()) letGo()
      planner.close()
      outbox.close()
      await election.close()
      channel.close()
      journal.close()
      cache.close()
    },
  }
}

function newest(moments: readonly (number | null)[]): number | null {
  return moments.reduce(
    (latest, moment) => (moment === null || (latest !== null && latest > moment) ? latest : moment),
    null,
  )
}
