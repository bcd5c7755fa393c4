import { HoldfastError, isTemporaryId, type LocalKey } from '@holdfast/crm'
import type { Lead } from '../leader/index.ts'
import type { Clock } from '../ports/index.ts'
import type { CommitReceipt, IntentDraft, ParkedIntent, Repair } from '../protocol.ts'
import type { Journal, JournalRow } from '../store/index.ts'
import { dependentsOf } from './graph.ts'
import { createIntentList, type IntentList, type StateChange } from './intent-list.ts'
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
import type { Pause } from './outcome.ts'
import { parkedIntent, parkingForLostDependency } from './parked.ts'
import { checkDraft } from './preflight.ts'
import { repairIntent } from './repair.ts'
import { createSender, type SenderOptions } from './sender.ts'
import { statesBefore } from './transitions.ts'

/** What an outbox stands on. */
export type OutboxOptions = Omit<SenderOptions, 'list' | 'reload'>

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
  /** Carries out a person's decision about a parked intent. Throws `TypeError` for one that is not offered. */
  repair(key: string, repair: Repair): Promise<void>
  states(): readonly StateChange[]
  parked(): readonly ParkedIntent[]
  /** Open intents that are not parked. */
  pending(): number
  paused(): Pause['reason'] | null
  /** Is everything that was given to us durable? */
  isDurable(): boolean
  /** Called with intents whose state changed. */
  onChange(react: (changes: readonly StateChange[]) => void): () => void
  close(): void
}

// Past this, accepting more would only postpone the bad news.
const mostOpen = 10_000

/** An outbox over the journal; empty until {@link Outbox.load}. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { replica, journal, clock } = options
  const list = createIntentList(replica)
  const sender = createSender({ ...options, list, reload: load })
  const keyOf = (objectType: string, id: string): LocalKey => replica.identities.keyOf(objectType, id)
  const presentId = (objectType: string, id: string): string =>
    replica.identities.idOf(objectType, keyOf(objectType, id))
  let committing = 0

  async function load(): Promise<void> {
    replica.applyAliases(await journal.aliases())
    list.take(parsed(await journal.rows()))
    sender.wake()
  }

  async function commit(unit: readonly IntentDraft[]): Promise<CommitReceipt> {
    for (const draft of unit) checkDraft(replica.schema, draft)
    checkReferences(unit, list, presentId)
    if (list.all().filter(isOpen).length + unit.length > mostOpen) {
      throw new HoldfastError(
        'store/not-durable',
        'Too many writes wait for HubSpot.',
        'Go online and let them be sent; nothing was recorded.',
        { reason: 'full' },
      )
    }
    committing++
    try {
      list.put(parsed(await journal.append(unit.map((draft) => newIntentRow(draft, clock.now())))))
    } finally {
      committing--
    }
    options.announce()
    sender.wake()
    return { durable: true }
  }

  async function repair(key: string, decision: Repair): Promise<void> {
    const intent = list.all().find((each) => each.key === key)
    if (intent?.state !== 'parked') throw new TypeError('No parked write has that key.')
    if (decision.kind === 'link') await link(intent, decision.id)
    else {
      const next = await change(intent, ['parked'], (stored) => repairIntent(stored, decision))
      if (next?.state === 'discarded') await parkDependents(next)
    }
    options.announce()
    sender.kick()
  }

  // The create turns out to be a record that exists: the temporary id becomes that record's, and what waited for it goes on.
  async function link(intent: Intent, id: string): Promise<void> {
    if (intent.parking?.repairs.some((offer) => offer.kind === 'link' && offer.id === id) !== true)
      throw new TypeError('This write cannot be linked to that record.')
    const { objectType, id: alias } = intent.draft
    const epoch = sender.epoch() ?? (await journal.leader())?.epoch ?? 0
    const next = advance(intent, 'accepted')
    const aliases = [{ objectType, alias: keyOf(objectType, alias), id }]
    if (!(await journal.settle(epoch, [intentRow(next)], aliases))) return
    replica.applyAliases(aliases)
    list.put([next])
  }

  async function parkDependents(of: Intent): Promise<void> {
    for (const dependent of dependentsOf(of, list.all(), keyOf)) {
      await change(dependent, statesBefore('parked'), (stored) =>
        advance(stored, 'parked', { parking: parkingForLostDependency(clock.now()) }),
      )
    }
  }

  async function change(
    intent: Intent,
    from: readonly string[],
    step: (stored: Intent) => Intent,
  ): Promise<Intent | null> {
    const row = await journal.change(intent.key, from, (stored) => intentRow(step(parseIntent(stored) ?? intent)))
    const next = row === null ? null : parseIntent(row)
    if (next !== null) list.put([next])
    return next
  }

  return {
    load,
    commit,
    lead: (lead) => sender.lead(lead),
    kick: () => sender.kick(),
    repair,
    states: () => list.all().map((intent) => ({ key: intent.key, state: writeState(intent) })),
    parked: () =>
      list.all().flatMap((intent) => parkedIntent(intent, presentId(intent.draft.objectType, intent.draft.id)) ?? []),
    pending: () => list.all().filter((intent) => isOpen(intent) && intent.state !== 'parked').length,
    paused: () => sender.paused(),
    isDurable: () => committing === 0,
    onChange: (react) => list.onChange(react),
    close: () => sender.close(),
  }
}

function parsed(rows: readonly JournalRow[]): Intent[] {
  return rows.flatMap((row) => parseIntent(row) ?? [])
}

// A temporary id must be of a record that was created here, in this unit or before.
function checkReferences(
  unit: readonly IntentDraft[],
  list: IntentList,
  presentId: (objectType: string, id: string) => string,
): void {
  const drafts = [...list.all().map(({ draft }) => draft), ...unit]
  const created = new Set(
    drafts.filter(({ kind }) => kind === 'create').map(({ objectType, id }) => `${objectType} ${id}`),
  )
  for (const draft of unit) {
    const named = [...(draft.kind === 'create' ? [] : [draft]), ...referencesOf(draft)]
    for (const { objectType, id } of named) {
      if (!isTemporaryId(id) || created.has(`${objectType} ${id}`) || presentId(objectType, id) !== id) continue
      throw new HoldfastError(
        'write/unknown-record',
        `There is no such record of ${objectType} on this device.`,
        'Create it first, in the same or an earlier write.',
        { objectType, id },
      )
    }
  }
}
