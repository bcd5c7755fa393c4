import type { Account, AssociationType, Change, ChangeKind, RecordState, TypeState } from '../account/index.ts'
import type { Subscription } from './subscriptions.ts'

/** What one event says, besides what every event says. */
export type EventFacts = Readonly<Record<string, unknown>>

/** The events that `change` means for one subscription: none, one, or one for each association type that came or went. */
export function eventsFor(account: Account, subscription: Subscription, change: Change): readonly EventFacts[] {
  const [subject = '', event] = subscription.eventType.split('.')
  if (change.kind === 'associate' || change.kind === 'disassociate')
    return event === 'associationChange' ? associationEvents(account, subscription, change) : []
  const type = account.types.find(change.objectType)
  if (type === undefined || !isAbout(subscription, subject, type)) return []
  const about = subject === 'object' ? { objectTypeId: type.id } : {}
  return recordEvents(account, subscription, type, change).map((facts) => ({
    objectId: Number(change.id),
    ...about,
    ...facts,
  }))
}

function recordEvents(
  account: Account,
  { eventType, propertyName = '' }: Subscription,
  type: TypeState,
  change: Change,
): readonly EventFacts[] {
  const { webhookCreationTellsProperties, webhookPurgeTellsDeletion } = account.switches()
  const { kind } = change
  const event = eventType.slice(eventType.indexOf('.') + 1)
  if (event === 'merge') return kind === 'merge' ? [mergeFacts(change)] : []
  if (event === 'propertyChange') {
    const tells = kind === 'update' || (kind === 'create' && webhookCreationTellsProperties)
    return tells ? propertyFacts(type, propertyName, change) : []
  }
  const happened =
    plainEvents[event] === kind || (event === 'deletion' && kind === 'purge' && webhookPurgeTellsDeletion)
  return happened ? [{}] : []
}

const plainEvents: Readonly<Record<string, ChangeKind>> = {
  creation: 'create',
  deletion: 'archive',
  privacyDeletion: 'purge',
  restore: 'restore',
}

function propertyFacts(type: TypeState, propertyName: string, change: Change): readonly EventFacts[] {
  const slot = type.properties.find(propertyName)?.slot
  if (slot === undefined) return []
  const value = change.after?.values[slot]
  return value === change.before?.values[slot] ? [] : [{ propertyName, propertyValue: value ?? '' }]
}

function mergeFacts({ id, mergedIds = [], before, after }: Change): EventFacts {
  const [primary, ...others] = mergedIds.map(Number)
  return {
    primaryObjectId: primary,
    mergedObjectIds: others,
    newObjectId: Number(id),
    numberOfPropertiesMoved: gained(before ?? null, after),
  }
}

function gained(before: RecordState | null, after: RecordState | undefined): number {
  return (after?.values ?? []).filter((value, slot) => value !== undefined && before?.values[slot] === undefined).length
}

// An association is told to both sides, each seen from there.
function associationEvents(account: Account, subscription: Subscription, change: Change): readonly EventFacts[] {
  const from = account.types.find(change.objectType)
  const to = account.types.find(change.to?.objectType ?? '')
  const [subject = ''] = subscription.eventType.split('.')
  if (from === undefined || to === undefined || change.to === undefined) return []
  const moved = change.moved ?? []
  const removed = change.kind === 'disassociate'
  const sides = [
    { seen: from, other: to, fromId: change.id, toId: change.to.id, types: moved },
    { seen: to, other: from, fromId: change.to.id, toId: change.id, types: inverses(account, moved) },
  ]
  return sides
    .filter(
      ({ seen }, side) =>
        isAbout(subscription, subject, seen) && (side === 0 || from !== to || change.id !== change.to?.id),
    )
    .flatMap(({ seen, other, fromId, toId, types }) =>
      types.map((type) => ({
        associationType: `${seen.singular}_TO_${other.singular}`.toUpperCase(),
        fromObjectId: Number(fromId),
        toObjectId: Number(toId),
        associationRemoved: removed,
        isPrimaryAssociation: type.primary !== null,
        ...(subject === 'object' ? { objectTypeId: seen.id } : {}),
      })),
    )
}

function inverses(account: Account, types: readonly AssociationType[]): readonly AssociationType[] {
  return types.flatMap((type) => account.associationTypes.inverseOf(type) ?? [])
}

function isAbout({ objectTypeId }: Subscription, subject: string, type: TypeState): boolean {
  return subject === 'object' ? objectTypeId === type.id : subject === type.singular
}
