import { HoldfastError, isTemporaryId, type ErrorData, type LocalKey } from '@holdfast/crm'
import type { Lead } from '../leader/index.ts'
import type { Clock, Timers } from '../ports/index.ts'
import type { CommitReceipt, IntentDraft, ParkedIntent, Repair, WriteState } from '../protocol.ts'
import type { Replica } from '../replica/index.ts'
import type { AliasRow, CacheEntry, Journal } from '../store/index.ts'
import { dependentsOf, readyIntents } from './graph.ts'
import {
  advance,
  intentRow,
  isOpen,
  newIntentRow,
  parseIntent,
  referencesOf,
  writeState,
  type Intent,
} from './intent.ts'
import type { Outcome, Pause } from './outcome.ts'
import { overlayOf } from './overlay.ts'
import { parkedIntent, parkingForLostDependency } from './parked.ts'
import { checkDraft } from './preflight.ts'
import { repairIntent } from './repair.ts'
import { statesBefore } from './transitions.ts'

/** Sends one claimed intent, or finds out what became of it when `wasSent`. */
export type Deliver = (intent: Intent, wasSent: boolean, signal: AbortSignal) => Promise<Outcome>

/** What an outbox stands on. */
export interface OutboxOptions {
  readonly replica: Replica
  readonly journal: Journal
  readonly clock: Clock
  readonly timers: Timers
  readonly deliver: Deliver
  /** Makes facts durable in the cache and visible in the replica. */
  readonly applyFacts: (facts: CacheEntry) => Promise<void>
  /** Tells other tabs that the journal changed. */
  readonly announce: () => void
  readonly report: (error: ErrorData | unknown) => void
}

/** The durable queue of what people wrote. */
export interface Outbox {
  /** Reads journal and aliases; at the start, and whenever another tab changed them. */
  load(): Promise<void>
  /** Makes a unit durable, all or nothing. Throws `write/invalid`, `write/unknown-record` or `store/not-durable`; then nothing was recorded. */
  commit(unit: readonly IntentDraft[]): Promise<CommitReceipt>
  /** Starts sending under a lead. */
  lead(lead: Lead): void
  /** A sign that what paused the lane may be over. */
  kick(): void
  repair(key: string, repair: Repair): Promise<void>
  states(): readonly { readonly key: string; readonly state: WriteState }[]
  parked(): readonly ParkedIntent[]
  /** Open intents that are not parked. */
  pending(): number
  paused(): Pause['reason'] | null
  /** Called with intents whose state changed. */
  onChange(react: (changes: readonly { readonly key: string; readonly state: WriteState }[]) => void): () => void
  close(): void
}

// HubSpot takes many at once; few keep the order easy to follow and leave room for people's reads.
const width = 4
// Past this, accepting more would only postpone the bad news.
const mostOpen = 10_000
// Settled rows kept so that other tabs can still learn how their writes ended.
const settledKept = 200

/** An outbox over the journal; empty until {@link Outbox.load}. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { replica, journal, clock, timers } = options
  let intents: readonly Intent[] = []
  let lead: Lead | null = null
  let pause: Pause | null = null
  let endPause = (): void => undefined
  let pumping: Promise<void> | null = null
  let pumpAgain = false
  let cancelRetry = (): void => undefined
  const notBefore = new Map<string, number>()
  const listeners = new Set<(changes: readonly { readonly key: string; readonly state: WriteState }[]) => void>()
  const keyOf = (objectType: string, id: string): LocalKey => replica.identities.keyOf(objectType, id)

  function take(next: readonly Intent[]): void {
    const before = new Map(intents.map(({ key, state }) => [key, state]))
    intents = [...next].sort((a, b) => a.seq - b.seq)
    replica.applyOverlay(overlayOf(intents.filter(isOverlaid), keyOf))
    const changed = intents.filter(({ key, state }) => before.get(key) !== state)
    if (changed.length === 0) return
    for (const react of listeners) react(changed.map((intent) => ({ key: intent.key, state: writeState(intent) })))
  }

  // An intent for an object type that this app's schema does not hold (any more) is kept and sent, but there is no table to show it in.
  function isOverlaid({ draft }: Intent): boolean {
    return replica.has(draft.objectType)
  }

  function put(...changed: readonly Intent[]): void {
    const keys = new Set(changed.map(({ key }) => key))
    take([...intents.filter(({ key }) => !keys.has(key)), ...changed])
  }

  async function load(): Promise<void> {
    replica.applyAliases(await journal.aliases())
    const rows = await journal.rows()
    take(rows.flatMap((row) => parseIntent(row) ?? []))
    schedulePump()
  }

  async function commit(unit: readonly IntentDraft[]): Promise<CommitReceipt> {
    for (const draft of unit) checkDraft(replica.schema, draft)
    checkReferences(unit)
    if (intents.filter(isOpen).length + unit.length > mostOpen) {
      throw new HoldfastError(
        'store/not-durable',
        'Too many writes wait for HubSpot.',
        'Go online and let them be sent; nothing was recorded.',
        { reason: 'full' },
      )
    }
    const rows = await journal.append(unit.map((draft) => newIntentRow(draft, clock.now())))
    put(...rows.flatMap((row) => parseIntent(row) ?? []))
    options.announce()
    schedulePump()
    return { durable: true }
  }

  function checkReferences(unit: readonly IntentDraft[]): void {
    const created = new Set(
      [...intents.map(({ draft }) => draft), ...unit]
        .filter(({ kind }) => kind === 'create')
        .map(({ objectType, id }) => `${objectType} ${id}`),
    )
    for (const draft of unit) {
      const named = [...(draft.kind === 'create' ? [] : [draft]), ...referencesOf(draft)]
      for (const { objectType, id } of named) {
        const isKnown =
          !isTemporaryId(id) ||
          created.has(`${objectType} ${id}`) ||
          replica.identities.idOf(objectType, keyOf(objectType, id)) !== id
        if (!isKnown)
          throw new HoldfastError(
            'write/unknown-record',
            `There is no such record of ${objectType} on this device.`,
            'Create it first, in the same or an earlier write.',
            { objectType, id },
          )
      }
    }
  }

  function schedulePump(): void {
    if (lead === null || lead.signal.aborted || pause !== null) return
    if (pumping !== null) {
      pumpAgain = true
      return
    }
    const current = lead
    pumping = pump(current)
      .catch((error: unknown) => {
        if (!current.signal.aborted) options.report(error)
      })
      .finally(() => {
        pumping = null
        if (pumpAgain) {
          pumpAgain = false
          schedulePump()
        }
      })
  }

  async function pump(current: Lead): Promise<void> {
    while (!current.signal.aborted && pause === null) {
      const now = clock.now()
      const ready = readyIntents(intents, keyOf)
      const due = ready.filter(({ key }) => (notBefore.get(key) ?? 0) <= now).slice(0, width)
      if (due.length === 0) {
        waitForNext(ready, now)
        break
      }
      await Promise.all(due.map((intent) => attempt(intent, current)))
    }
    await compactSettled()
  }

  function waitForNext(ready: readonly Intent[], now: number): void {
    cancelRetry()
    const next = Math.min(...ready.map(({ key }) => notBefore.get(key) ?? Infinity))
    if (Number.isFinite(next)) cancelRetry = timers.after(Math.max(0, next - now), schedulePump)
  }

  async function attempt(intent: Intent, current: Lead): Promise<void> {
    const wasSent = intent.state !== 'queued'
    const sentAt = wasSent ? intent.sentAt : clock.now()
    const claim = await journal.claim(intent.key, current.epoch, statesBefore('claimed'), (row) => {
      const stored = parseIntent(row) ?? intent
      return intentRow(advance(stored, 'claimed', { attempts: stored.attempts + 1, sentAt }))
    })
    if (!claim.claimed) {
      await load()
      if (claim.why === 'epoch') lead = null
      return
    }
    const claimed = parseIntent(claim.row)
    if (claimed === null) return
    put(claimed)
    const outcome = await options.deliver(claimed, wasSent, current.signal)
    await settle(claimed, outcome, current)
  }

  async function settle(intent: Intent, outcome: Outcome, current: Lead): Promise<void> {
    const aliases: AliasRow[] = []
    if (outcome.kind === 'accepted') {
      if (outcome.id !== null && outcome.id !== intent.draft.id) {
        const { objectType, id: alias } = intent.draft
        aliases.push({ objectType, alias: keyOf(objectType, alias), id: outcome.id })
      }
      // Cache first, then the journal: a crash in between leaves the intent in flight, and asking again is harmless.
      await options.applyFacts({ ...outcome.facts, aliases })
    }
    const next = afterOutcome(intent, outcome)
    if (outcome.kind === 'lost') notBefore.set(intent.key, outcome.again)
    else notBefore.delete(intent.key)
    if (!(await journal.settle(current.epoch, [intentRow(next)], aliases))) return
    put(next)
    if ((outcome.kind === 'released' || outcome.kind === 'lost') && outcome.pause !== null) pauseLane(outcome.pause)
    options.announce()
  }

  function pauseLane(next: Pause): void {
    pause = next
    endPause()
    endPause = next.untilMs === null ? () => undefined : timers.after(next.untilMs, kick)
  }

  function kick(): void {
    pause = null
    endPause()
    schedulePump()
  }

  async function repair(key: string, decision: Repair): Promise<void> {
    const found = intents.find((intent) => intent.key === key)
    if (found?.state !== 'parked') throw new TypeError('No parked write has that key.')
    if (decision.kind === 'link') await linkTo(found, decision.id)
    else {
      const row = await journal.change(key, ['parked'], (stored) =>
        intentRow(repairIntent(parseIntent(stored) ?? found, decision)),
      )
      const next = row === null ? null : parseIntent(row)
      if (next?.state === 'discarded') await parkDependents(next)
      if (next !== null) put(next)
    }
    options.announce()
    kick()
  }

  // The create turns out to be a record that exists: the temporary id becomes that record's, and what waited for it goes on.
  async function linkTo(intent: Intent, id: string): Promise<void> {
    if (intent.parking?.repairs.some((offer) => offer.kind === 'link' && offer.id === id) !== true)
      throw new TypeError('This write cannot be linked to that record.')
    const { objectType, id: alias } = intent.draft
    const epoch = lead?.epoch ?? (await journal.leader())?.epoch ?? 0
    const next = advance(intent, 'accepted')
    const aliases = [{ objectType, alias: keyOf(objectType, alias), id }]
    if (!(await journal.settle(epoch, [intentRow(next)], aliases))) return
    replica.applyAliases(aliases)
    put(next)
  }

  async function parkDependents(of: Intent): Promise<void> {
    for (const dependent of dependentsOf(of, intents, keyOf)) {
      const row = await journal.change(dependent.key, statesBefore('parked'), (stored) =>
        intentRow(
          advance(parseIntent(stored) ?? dependent, 'parked', { parking: parkingForLostDependency(clock.now()) }),
        ),
      )
      const next = row === null ? null : parseIntent(row)
      if (next !== null) put(next)
    }
  }

  async function compactSettled(): Promise<void> {
    const settled = intents.filter((intent) => !isOpen(intent))
    const old = settled.slice(0, Math.max(0, settled.length - settledKept)).map(({ key }) => key)
    if (old.length < settledKept) return
    await journal.compact(old)
    intents = intents.filter(({ key }) => !old.includes(key))
  }

  return {
    load,
    commit,
    lead(next) {
      lead = next
      pause = null
      schedulePump()
    },
    kick,
    repair,
    states: () => intents.map((intent) => ({ key: intent.key, state: writeState(intent) })),
    parked: () =>
      intents.flatMap(
        (intent) =>
          parkedIntent(
            intent,
            replica.identities.idOf(intent.draft.objectType, keyOf(intent.draft.objectType, intent.draft.id)),
          ) ?? [],
      ),
    pending: () => intents.filter((intent) => isOpen(intent) && intent.state !== 'parked').length,
    paused: () => pause?.reason ?? null,
    onChange(react) {
      listeners.add(react)
      return () => listeners.delete(react)
    },
    close() {
      lead = null
      endPause()
      cancelRetry()
    },
  }
}

function afterOutcome(intent: Intent, outcome: Outcome): Intent {
  switch (outcome.kind) {
    case 'accepted':
      return advance(intent, 'accepted')
    case 'released':
      return advance(intent, 'released', { mustCheck: outcome.mustCheck })
    case 'lost':
      return advance(intent, 'lost')
    case 'parked':
      return advance(intent, 'parked', { parking: outcome.parking })
  }
}
