import type { Account, Change } from '../account/index.ts'
import { toIso } from '../clock.ts'
import { uuid, type Random } from '../random.ts'
import { factsFor, type JournalFacts } from './journal-events.ts'
import {
  createJournalSubscriptions,
  type JournalSubscriptions,
  type SavedSubscriptions,
  type SubscriptionType,
} from './subscriptions.ts'

/** One event of the journal. */
export interface JournalEvent {
  /** Absent for snapshots, which nobody subscribes to. */
  readonly subscriptionId?: number
  readonly subscriptionType: SubscriptionType
  readonly portalId: number
  readonly occurredAt: string
  readonly [fact: string]: unknown
}

/** One file of an app's journal. */
export interface JournalEntry {
  readonly appId: number
  readonly offset: string
  readonly publishedAt: number
  /** The request whose changes it tells. */
  readonly requestId: string
  readonly events: readonly JournalEvent[]
}

/** The journals of all apps: what happened in the last three days, in order, as far as they subscribed to it. */
export interface Journal {
  readonly subscriptions: JournalSubscriptions
  /** An app's entries that can be read now, oldest first. */
  entries(appId: number): readonly JournalEntry[]
  /** Tells an app the state of a record that it asked for. */
  tellSnapshot(appId: number, requestId: string, facts: JournalFacts): void
  save(): SavedJournal
  load(saved: SavedJournal): void
}

/** All of it as plain data. */
export interface SavedJournal {
  readonly subscriptions: SavedSubscriptions
  readonly entries: readonly JournalEntry[]
}

/** How long entries are kept: 3 days (https://developers.hubspot.com/docs/api-reference/latest/webhooks-journal/journal-entries/guide). */
const keptMs = 3 * 86_400_000

/** Empty journals that follow the changes of `account`. */
export function createJournal(account: Account, random: Random): Journal {
  const { clock } = account
  const subscriptions = createJournalSubscriptions(clock)
  let entries: JournalEntry[] = []
  account.changes.listen(note)

  function note(change: Change): void {
    for (const subscription of subscriptions.all())
      for (const facts of factsFor(account, subscription, change)) {
        const { id: subscriptionId, subscriptionType } = subscription
        add(subscription.appId, change.origin.requestId, { subscriptionId, subscriptionType, ...facts })
      }
  }

  // What one request changed is published together.
  function add(appId: number, requestId: string, facts: Omit<JournalEvent, 'portalId' | 'occurredAt'>): void {
    forgetOld()
    const now = clock.now()
    const event = { portalId: account.portalId, occurredAt: toIso(now), ...facts } as JournalEvent
    const last = entries.findLastIndex((each) => each.appId === appId)
    const open = entries[last]
    if (open !== undefined && requestId !== '' && open.requestId === requestId)
      entries[last] = { ...open, events: [...open.events, event] }
    else {
      const publishedAt = now + account.switches().journalLagMs
      entries.push({ appId, offset: uuid(random), publishedAt, requestId, events: [event] })
    }
  }

  function forgetOld(): void {
    const oldest = clock.now() - keptMs
    if (entries.some(({ publishedAt }) => publishedAt < oldest))
      entries = entries.filter(({ publishedAt }) => publishedAt >= oldest)
  }

  function readable(appId: number): readonly JournalEntry[] {
    forgetOld()
    const now = clock.now()
    return entries.filter((entry) => entry.appId === appId && entry.publishedAt <= now)
  }

  return {
    subscriptions,
    entries: readable,
    tellSnapshot: (appId, requestId, facts) => add(appId, requestId, { subscriptionType: 'OBJECT', ...facts }),
    save: () => ({ subscriptions: subscriptions.save(), entries }),
    load(saved) {
      subscriptions.load(saved.subscriptions)
      entries = [...saved.entries]
    },
  }
}
