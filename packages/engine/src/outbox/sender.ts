import type { LocalKey } from '@holdfast/crm'
import type { Lead } from '../leader/index.ts'
import type { Clock, Timers } from '../ports/index.ts'
import type { Replica } from '../replica/index.ts'
import type { AliasRow, CacheEntry, Journal } from '../store/index.ts'
import type { Deliver } from './delivery.ts'
import type { IntentList } from './intent-list.ts'
import { advance, intentRow, isOpen, parseIntent, type Intent } from './intent.ts'
import type { Outcome, Pause } from './outcome.ts'
import type { ProveLine } from './prove-line.ts'
import { statesBefore } from './transitions.ts'

/** What sending stands on. */
export interface SenderOptions {
  readonly replica: Replica
  readonly journal: Journal
  readonly clock: Clock
  readonly timers: Timers
  /** HubSpot's clock: what is looked for there is looked for by its time. */
  readonly serverNow: () => number
  readonly list: IntentList
  readonly deliver: Deliver
  /**
   * Makes sure that HubSpot can be reached, by something harmless, before a write is risked: a write that meets a dead line could not be told from one that
   * was applied. Answers what to wait for, or null.
   */
  readonly prove: ProveLine
  /** Makes facts durable in the cache and visible in the replica. */
  readonly applyFacts: (facts: CacheEntry) => Promise<void>
  /** Reads the journal again. */
  readonly reload: () => Promise<void>
  /** Tells other tabs that the journal changed. */
  readonly announce: () => void
  readonly report: (error: unknown) => void
}

/** The loop that brings ready intents to HubSpot while this tab leads. */
export interface Sender {
  lead(lead: Lead): void
  /** Something may have become ready. */
  wake(): void
  /** What paused the lane may be over. */
  kick(): void
  paused(): Pause['reason'] | null
  /** Does this tab send? */
  isLeading(): boolean
  close(): void
}

// HubSpot takes many at once; few keep the order easy to follow and leave room for people's reads.
const width = 4
// A bug that meets every attempt must not become a storm.
const afterBugMs = 15_000
// Settled rows kept so that other tabs can still learn how their writes ended.
const settledKept = 200

/** A sender that waits for its lead. */
export function createSender(options: SenderOptions): Sender {
  const { replica, journal, clock, timers, list } = options
  const notBefore = new Map<string, number>()
  const keyOf = (objectType: string, id: string): LocalKey => replica.identities.keyOf(objectType, id)
  let lead: Lead | null = null
  let pause: Pause | null = null
  let endPause = (): void => undefined
  let cancelRetry = (): void => undefined
  let isSending = false
  let isWoken = false

  function wake(): void {
    isWoken = true
    if (isSending || lead === null || lead.signal.aborted || pause !== null) return
    const current = lead
    isSending = true
    send(current)
      .catch((error: unknown) => {
        if (!current.signal.aborted) options.report(error)
      })
      .finally(() => {
        isSending = false
        if (isWoken) wake()
      })
  }

  async function send(current: Lead): Promise<void> {
    while (!current.signal.aborted && pause === null) {
      isWoken = false
      const now = clock.now()
      const due = firstDue(now)
      if (due.length === 0) {
        waitForNext(now)
        break
      }
      const isCreating = due.some(({ draft }) => draft.kind === 'create')
      const obstacle = await options.prove(isCreating ? 'create' : 'repeatable', current.signal)
      if (obstacle !== null) {
        pauseLane(obstacle)
        break
      }
      // All end before anything is decided anew, so that no intent is ever on its way twice.
      const ends = await Promise.allSettled(due.map((intent) => attempt(intent, current)))
      for (const end of ends) if (end.status === 'rejected') throw end.reason
    }
    isWoken &&= pause === null && !current.signal.aborted
    await compactSettled()
  }

  function firstDue(now: number): readonly Intent[] {
    const due: Intent[] = []
    for (const intent of list.ready()) {
      if ((notBefore.get(intent.key) ?? 0) > now) continue
      due.push(intent)
      if (due.length === width) break
    }
    return due
  }

  function waitForNext(now: number): void {
    cancelRetry()
    const next = list.ready().reduce((least, { key }) => Math.min(least, notBefore.get(key) ?? Infinity), Infinity)
    if (Number.isFinite(next)) cancelRetry = timers.after(Math.max(0, next - now), wake)
  }

  // The claim is what makes sending safe: it fails for everybody but the latest epoch, in one transaction with the intent's state.
  async function attempt(intent: Intent, current: Lead): Promise<void> {
    let wasSent = true
    const claim = await journal.claim(intent.key, current.epoch, statesBefore('claimed'), (row) => {
      const stored = parseIntent(row) ?? intent
      // The journal says whether it was sent before, not our memory: another tab may have led meanwhile.
      wasSent = stored.state !== 'queued'
      const sentAt = wasSent ? stored.sentAt : options.serverNow()
      return intentRow(advance(stored, 'claimed', { attempts: stored.attempts + 1, sentAt }))
    })
    const claimed = claim.claimed ? parseIntent(claim.row) : null
    if (claimed === null) {
      if (!claim.claimed && claim.why === 'epoch') giveUp(current)
      await options.reload()
      return
    }
    list.put([claimed])
    const outcome = await deliver(claimed, wasSent, current.signal)
    // Whoever leads next finds out what became of it.
    if (outcome !== null) await settle(claimed, outcome, current)
  }

  async function deliver(intent: Intent, wasSent: boolean, signal: AbortSignal): Promise<Outcome | null> {
    try {
      return await options.deliver(intent, wasSent, signal)
    } catch (error) {
      if (signal.aborted) return null
      // A bug met with one intent must not stop the others.
      options.report(error)
      return { kind: 'lost', pause: null, again: clock.now() + afterBugMs }
    }
  }

  function giveUp(former: Lead): void {
    if (lead === former) lead = null
  }

  async function settle(intent: Intent, outcome: Outcome, current: Lead): Promise<void> {
    const aliases = aliasesOf(intent, outcome)
    // Cache first, then the journal: a crash in between leaves the intent in flight, and asking again is harmless.
    if (outcome.kind === 'accepted') await options.applyFacts({ ...outcome.facts, aliases })
    if (outcome.kind === 'lost') notBefore.set(intent.key, outcome.again)
    else notBefore.delete(intent.key)
    const next = afterOutcome(intent, outcome)
    if (!(await journal.settle(current.epoch, [intentRow(next)], aliases))) {
      giveUp(current)
      await options.reload()
      return
    }
    list.put([next])
    if ((outcome.kind === 'released' || outcome.kind === 'lost') && outcome.pause !== null) pauseLane(outcome.pause)
    options.announce()
  }

  function aliasesOf({ draft: { objectType, id } }: Intent, outcome: Outcome): AliasRow[] {
    const alias = replica.identities.idOf(objectType, keyOf(objectType, id))
    if (outcome.kind !== 'accepted' || outcome.id === null || outcome.id === alias) return []
    return [{ objectType, alias, id: outcome.id }]
  }

  function pauseLane(next: Pause): void {
    pause = next
    endPause()
    endPause = next.untilMs === null ? () => undefined : timers.after(next.untilMs, kick)
  }

  function kick(): void {
    pause = null
    endPause()
    wake()
  }

  async function compactSettled(): Promise<void> {
    if (list.settledCount() < 2 * settledKept) return
    const settled = list.all().filter((intent) => !isOpen(intent))
    const old = settled.slice(0, settled.length - settledKept).map(({ key }) => key)
    await journal.compact(old)
    list.drop(old)
  }

  return {
    lead(next) {
      lead = next
      kick()
    },
    wake,
    kick,
    paused: () => pause?.reason ?? null,
    isLeading: () => lead !== null && !lead.signal.aborted,
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
