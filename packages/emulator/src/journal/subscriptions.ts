import { unknownDefinition } from '../api-error.ts'
import { toIso, type TimeSource } from '../clock.ts'

/** What the journal of an app shall hold, as the subscriptions API answers it. */
export interface JournalSubscription {
  readonly id: number
  readonly appId: number
  readonly portalId: number
  readonly subscriptionType: SubscriptionType
  readonly objectTypeId?: string
  readonly actions: readonly JournalAction[]
  /** Of updates only these properties; all when empty. */
  readonly properties: readonly string[]
  /** Only these records; all when empty. */
  readonly objectIds: readonly number[]
  /** Of associations only those with these object types; all when empty. */
  readonly associatedObjectTypeIds: readonly string[]
  readonly createdAt: string
  readonly updatedAt: string
}

/** Families of events. Of the last two nothing happens here. */
export const subscriptionTypes = [
  'OBJECT',
  'ASSOCIATION',
  'GDPR_PRIVACY_DELETION',
  'LIST_MEMBERSHIP',
  'APP_LIFECYCLE_EVENT',
  'EVENT',
] as const

/** A family of events. */
export type SubscriptionType = (typeof subscriptionTypes)[number]

/** What events tell of. */
export const journalActions = [
  'CREATE',
  'UPDATE',
  'DELETE',
  'MERGE',
  'RESTORE',
  'ASSOCIATION_ADDED',
  'ASSOCIATION_REMOVED',
  'SNAPSHOT',
  'ADDED_TO_LIST',
  'REMOVED_FROM_LIST',
  'GDPR_DELETE',
  'APP_INSTALL',
  'APP_UNINSTALL',
] as const

/** What an event tells of. */
export type JournalAction = (typeof journalActions)[number]

/** Subscriptions of all apps. */
export interface JournalSubscriptions {
  of(appId: number): readonly JournalSubscription[]
  all(): readonly JournalSubscription[]
  /** Throws `ApiError` 404 for an unknown one. */
  find(appId: number, id: string): JournalSubscription
  /** A new one, or another form of the one the app has for the same events of the same object type. */
  upsert(wanted: Omit<JournalSubscription, 'id' | 'createdAt' | 'updatedAt'>): JournalSubscription
  remove(subscriptions: readonly JournalSubscription[]): void
  save(): SavedSubscriptions
  load(saved: SavedSubscriptions): void
}

/** All of them as plain data. */
export interface SavedSubscriptions {
  readonly lastId: number
  readonly all: readonly JournalSubscription[]
}

/** No subscriptions. */
export function createJournalSubscriptions(clock: TimeSource): JournalSubscriptions {
  let lastId = 0
  let all: readonly JournalSubscription[] = []

  function of(appId: number): readonly JournalSubscription[] {
    return all.filter((each) => each.appId === appId)
  }

  function find(appId: number, id: string): JournalSubscription {
    const found = of(appId).find((each) => String(each.id) === id)
    if (found === undefined) throw unknownDefinition(`There is no subscription ${id}.`)
    return found
  }

  function upsert(wanted: Omit<JournalSubscription, 'id' | 'createdAt' | 'updatedAt'>): JournalSubscription {
    const now = toIso(clock.now())
    const known = of(wanted.appId).find(
      (each) =>
        each.portalId === wanted.portalId &&
        each.subscriptionType === wanted.subscriptionType &&
        each.objectTypeId === wanted.objectTypeId,
    )
    const made = { ...wanted, id: known?.id ?? ++lastId, createdAt: known?.createdAt ?? now, updatedAt: now }
    all = [...all.filter((each) => each !== known), made]
    return made
  }

  return {
    of,
    all: () => all,
    find,
    upsert,
    remove: (subscriptions) => void (all = all.filter((each) => !subscriptions.includes(each))),
    save: () => ({ lastId, all }),
    load(saved) {
      lastId = saved.lastId
      all = saved.all
    },
  }
}
