import { HoldfastError, isTemporaryId, type LocalKey } from '@holdfast/crm'
import type { Lead } from '../leader/index.ts'
import type { IntentDraft, ParkedIntent, Repair } from '../protocol.ts'
import { isAlias, type AliasRow, type JournalRow, type NewJournalRow } from '../store/index.ts'
import { dependentsOf } from './graph.ts'
import { createGroupCommit } from './group-commit.ts'
import { createIntentList, type StateChange } from './intent-list.ts'
import {
  advance,
  intentOnItsWay,
  intentRow,
  isOpen,
  newIntentRow,
  parseIntent,
  referencesOf,
  writeState,
  type Intent,
  type Parking,
} from './intent.ts'
import type { Pause } from './outcome.ts'
import { createJournalReading } from './journal-reading.ts'
import { createParkedInbox, parkingForLostDependency } from './parked.ts'
import { checkDraft } from './preflight.ts'
import { repairIntent } from './repair.ts'
import { recordsUnder } from './pending-writes.ts'
import { createSender, type SenderOptions } from './sender.ts'

/** What an outbox stands on. */
export interface OutboxOptions extends Omit<SenderOptions, 'list' | 'reload'> {
  /** Nothing is on its way into the journal any more. */
  readonly onRest: () => void
}

/** The durable queue of what people wrote. */
export interface Outbox {
  /** Reads journal and aliases, at the start: what was read is taken when the replica can take it. */
  read(): Promise<Written>
  /** Reads and takes them, whenever another tab changed them. */
  load(): Promise<void>
  /** Makes sure that the journal is still the one that was loaded; writes down what is open when it was lost. */
  verify(): Promise<void>
  /**
   * Makes a unit durable, all or nothing; it is shown at once, and sent when it is durable. Throws `write/invalid`, `write/unknown-record` or
   * `store/not-durable`; then nothing was recorded, and nothing of it is shown any more.
   */
  commit(unit: readonly IntentDraft[]): Promise<void>
  /** Starts sending under a lead. */
  lead(lead: Lead): void
  /** A sign that what paused the lane may be over. */
  kick(): void
  /** Carries out a person's decision about a parked intent. Throws `TypeError` for one that is not offered, `write/invalid` for an edit that cannot be. */
  repair(key: string, repair: Repair): Promise<void>
  /** The records (`type key`) under pending writes. */
  recordsPending(): ReadonlySet<string>
  states(): readonly StateChange[]
  /** The same array until something about it changes. */
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

/** What was written on this device, read and not yet taken. */
export interface Written {
  /** The records (`type key`) under the writes that are still open. */
  records(): ReadonlySet<string>
  take(): void
}

// Past this, accepting more would only postpone the bad news.
const mostOpen = 10_000

/** An outbox over the journal; empty until what was read of that is taken. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { replica, journal, clock } = options
  const list = createIntentList(replica)
  const reading = createJournalReading(journal, list)
  const sender = createSender({
    ...options,
    list,
    async reload() {
      reading.beginAnew()
      await load()
    },
  })
  const keyOf = (objectType: string, id: string): LocalKey => replica.identities.keyOf(objectType, id)
  const presentId = (objectType: string, id: string): string =>
    replica.identities.idOf(objectType, keyOf(objectType, id))
  const load = oneAfterTheOther(async () => {
    await restoreIfLost(await journal.born())
    ;(await read()).take()
  })
  const group = createGroupCommit({
    check,
    show: (drafts) => list.show(rowsOf(drafts).flatMap((row) => intentOnItsWay(row) ?? [])),
    withdraw,
    async record(drafts) {
      await take(await journal.append(rowsOf(drafts)))
      // A key that is there already may stand for what this version cannot read.
      withdraw(drafts)
    },
    recorded() {
      options.announce()
      sender.wake()
    },
    rested: options.onRest,
  })
  let born: number | null = null
  let damaged = 0
  let aliases = { read: 0, damaged: 0 }

  // Site data can be cleared under a running app. What is open is still in memory then, so it is written down again, under the same keys.
  async function restoreIfLost(bornNow: number): Promise<void> {
    if (born !== null && born !== bornNow) {
      const open = list.all().filter(isOpen)
      const rows = open.map((intent) => intentRow(sender.isLeading() ? intent : cautious(intent)))
      await journal.append(
        rows.map(({ key, state, epoch, body }) => ({ key, state, epoch, body })),
        replica.identities.aliases(),
      )
      options.report(journalLost(open.length))
      reading.beginAnew()
    }
    born = bornNow
  }

  // Aliases only become more, and every write of every tab asks for what changed.
  async function read(): Promise<Written> {
    const [known, fresh] = await Promise.all([journal.aliases(aliases.read), reading.readOn()])
    return {
      records: () => recordsUnder(parsed(fresh.rows), keyOf),
      take() {
        if (known !== null) learnAliases(known)
        reportDamage(fresh.take(), aliases.damaged)
        sender.wake()
      },
    }
  }

  function learnAliases(rows: readonly AliasRow[]): void {
    const sound = rows.filter(isAlias)
    replica.applyAliases(sound)
    aliases = { read: rows.length, damaged: rows.length - sound.length }
  }

  // What is damaged stays where it is: a later version may read it, or a person.
  function reportDamage(writes: number, aliases: number): void {
    if (writes + aliases > damaged) options.report(journalDamaged(writes, aliases))
    damaged = writes + aliases
  }

  function check(unit: readonly IntentDraft[], earlier: readonly IntentDraft[]): void {
    for (const draft of unit) checkDraft(replica.schema, draft)
    checkReferences(unit, earlier)
    if (list.openCount() + earlier.length + unit.length > mostOpen) {
      throw new HoldfastError(
        'store/not-durable',
        'Too many writes wait for HubSpot.',
        'Go online and let them be sent; nothing was recorded.',
        { reason: 'full' },
      )
    }
  }

  // A temporary id must be of a record that was created here before, earlier in the unit included: the order given is the order sent.
  function checkReferences(unit: readonly IntentDraft[], earlier: readonly IntentDraft[]): void {
    const created = new Set<string>()
    for (const draft of unit) {
      if (draft.kind === 'create') created.add(`${draft.objectType} ${draft.id}`)
      for (const { objectType, id } of [...(draft.kind === 'create' ? [] : [draft]), ...referencesOf(draft)]) {
        const isKnown =
          !isTemporaryId(id) ||
          created.has(`${objectType} ${id}`) ||
          list.isCreated(objectType, id) ||
          presentId(objectType, id) !== id ||
          earlier.some((each) => each.kind === 'create' && each.objectType === objectType && each.id === id)
        if (!isKnown) throw unknownRecord(objectType, id)
      }
    }
  }

  function withdraw(drafts: readonly IntentDraft[]): void {
    list.withdraw(drafts.map(({ key }) => key))
  }

  function rowsOf(drafts: readonly IntentDraft[]): readonly NewJournalRow[] {
    return drafts.map((draft) => newIntentRow(draft, clock.now()))
  }

  // A gap before our rows is another tab's: its writes are older than ours and must be known before ours can be sent.
  async function take(rows: readonly JournalRow[]): Promise<void> {
    const last = list.all().at(-1)?.seq ?? 0
    if ((rows[0]?.seq ?? 0) > last + 1) {
      try {
        return await load()
      } catch (error) {
        options.report(error)
      }
    }
    list.put(parsed(rows))
  }

  async function repair(key: string, decision: Repair): Promise<void> {
    const intent = list.get(key)
    if (intent?.state !== 'parked') throw new TypeError('No parked write has that key.')
    if (decision.kind === 'link') await link(intent, decision.id)
    else {
      const dependents = decision.kind === 'discard' ? dependentsOf(intent, list.all(), keyOf) : []
      await change([intent, ...dependents], (stored) =>
        stored.key === key ? repaired(stored, decision) : advance(stored, 'parked', { parking: lostDependency() }),
      )
    }
    options.announce()
    sender.kick()
  }

  function repaired(stored: Intent, decision: Repair): Intent | null {
    if (stored.state !== 'parked') return null
    const next = repairIntent(stored, decision)
    if (decision.kind === 'edit') checkDraft(replica.schema, next.draft)
    return next
  }

  function lostDependency(): Parking {
    return parkingForLostDependency(clock.now())
  }

  // The create turns out to be a record that exists: the temporary id becomes that record's, and what waited for it goes on.
  async function link(intent: Intent, id: string): Promise<void> {
    if (intent.parking?.repairs.some((offer) => offer.kind === 'link' && offer.id === id) !== true)
      throw new TypeError('This write cannot be linked to that record.')
    const { objectType, id: alias } = intent.draft
    const aliases = [{ objectType, alias, id }]
    const changed = await change(
      [intent],
      (stored) => (stored.state === 'parked' ? advance(stored, 'accepted') : null),
      aliases,
    )
    if (changed > 0) replica.applyAliases(aliases)
  }

  // All in one transaction; an intent that moved on meanwhile stays as it is.
  async function change(
    all: readonly Intent[],
    step: (stored: Intent) => Intent | null,
    aliases: readonly AliasRow[] = [],
  ): Promise<number> {
    const rows = await journal.change(
      all.map(({ key }) => key),
      (row) => {
        const stored = parseIntent(row)
        const next = stored === null || !isOpen(stored) ? null : step(stored)
        return next === null ? null : intentRow(next)
      },
      aliases,
    )
    list.put(parsed(rows))
    return rows.length
  }

  return {
    read: async () => (await Promise.all([read(), journal.born().then(restoreIfLost)]))[0],
    load,
    async verify() {
      if (born !== null && (await journal.born()) !== born) await load()
    },
    commit: (unit) => group.commit(unit),
    lead: (lead) => sender.lead(lead),
    kick() {
      sender.kick()
      // Hints from other tabs may be lost; what they wrote is found here at the latest.
      load().catch(options.report)
    },
    repair,
    recordsPending: () => recordsUnder(list.all(), keyOf),
    states: () => list.all().map((intent) => ({ key: intent.key, state: writeState(intent) })),
    parked: createParkedInbox(list, replica.identities),
    pending: () => list.openCount() - list.parked().length,
    paused: () => sender.paused(),
    isDurable: () => group.isIdle(),
    onChange: (react) => list.onChange(react),
    close: () => sender.close(),
  }
}

function parsed(rows: readonly JournalRow[]): Intent[] {
  return rows.flatMap((row) => parseIntent(row) ?? [])
}

/** Runs `work` one at a time. Whoever asks meanwhile gets a run that begins after asking; many share one. */
function oneAfterTheOther(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null

  function start(): Promise<void> {
    next = null
    running = work().finally(() => {
      running = null
    })
    return running
  }

  return () => {
    if (next !== null) return next
    if (running === null) return start()
    next = running.then(start, start)
    return next
  }
}

function unknownRecord(objectType: string, id: string): HoldfastError<'write/unknown-record'> {
  return new HoldfastError(
    'write/unknown-record',
    `There is no such record of ${objectType} on this device.`,
    'Create it first, in the same or an earlier write.',
    { objectType, id },
  )
}

// Only the tab that sends knows for certain what was not sent; what another one remembers may be out of date.
function cautious(intent: Intent): Intent {
  return intent.state === 'queued'
    ? { ...intent, state: 'unknown', sentAt: intent.sentAt ?? intent.madeAt, mustCheck: true }
    : intent
}

function journalDamaged(writes: number, aliases: number): HoldfastError<'store/corrupt'> {
  return new HoldfastError(
    'store/corrupt',
    'Part of what was written on this device cannot be read.',
    'It is kept and not sent; the rest goes on.',
    { database: 'journal', piece: `${writes} writes, ${aliases} aliases` },
  )
}

function journalLost(restored: number): HoldfastError<'store/corrupt'> {
  return new HoldfastError(
    'store/corrupt',
    'The browser dropped this app’s data while it was running.',
    `The ${restored} writes that waited were written down again; ask for persistent storage to make this unlikely.`,
    { database: 'journal', piece: 'everything' },
  )
}
