import type { Account, AssociationType, Change, ChangeKind, RecordState, TypeState } from '../account/index.ts'
import type { JournalAction, JournalSubscription } from './subscriptions.ts'

/** What one event tells, besides where it belongs. The documentation names files and actions only: the fields take the subscriptions' words. */
export type JournalFacts = { readonly action: JournalAction } & Readonly<Record<string, unknown>>

/** What `change` means for one subscription. */
export function factsFor(account: Account, subscription: JournalSubscription, change: Change): readonly JournalFacts[] {
  if (subscription.portalId !== account.portalId) return []
  return allFacts(account, subscription, change).filter(({ action }) => subscription.actions.includes(action))
}

function allFacts(account: Account, subscription: JournalSubscription, change: Change): readonly JournalFacts[] {
  switch (subscription.subscriptionType) {
    case 'ASSOCIATION':
      return associationFacts(account, subscription, change)
    case 'LIST_MEMBERSHIP':
      return membershipFacts(account, subscription, change)
    case 'OBJECT':
    case 'GDPR_PRIVACY_DELETION':
    case 'APP_LIFECYCLE_EVENT':
    case 'EVENT':
      return recordFacts(account, subscription, change)
  }
}

/** The values of the properties named, or of all that have one. */
export function valuesOf(
  type: TypeState,
  state: RecordState,
  names: readonly string[],
): Readonly<Record<string, string | null>> {
  const values = type.properties
    .all()
    .filter(({ definition: { name } }) => names.length === 0 || names.includes(name))
    .map(({ slot, definition: { name } }) => [name, state.values[slot] ?? null] as const)
  return Object.fromEntries(names.length === 0 ? values.filter(([, value]) => value !== null) : values)
}

const recordActions: Partial<Record<ChangeKind, JournalAction>> = {
  create: 'CREATE',
  update: 'UPDATE',
  archive: 'DELETE',
  restore: 'RESTORE',
  merge: 'MERGE',
}

function recordFacts(account: Account, subscription: JournalSubscription, change: Change): readonly JournalFacts[] {
  const type = account.types.find(change.objectType)
  const action = actionOf(subscription, change.kind)
  if (type === undefined || action === undefined || !isAbout(subscription, type, change.id)) return []
  const about = { action, objectTypeId: type.id, objectId: Number(change.id) }
  if (action === 'MERGE') {
    const [primaryObjectId, ...mergedObjectIds] = (change.mergedIds ?? []).map(Number)
    return [{ ...about, primaryObjectId, mergedObjectIds, newObjectId: Number(change.id) }]
  }
  if (change.after === undefined || (action !== 'CREATE' && action !== 'UPDATE')) return [about]
  const properties = changedValues(type, change.before ?? null, change.after, subscription.properties)
  return action === 'UPDATE' && Object.keys(properties).length === 0 ? [] : [{ ...about, properties }]
}

function actionOf({ subscriptionType }: JournalSubscription, kind: ChangeKind): JournalAction | undefined {
  if (subscriptionType === 'OBJECT') return recordActions[kind]
  return subscriptionType === 'GDPR_PRIVACY_DELETION' && kind === 'purge' ? 'GDPR_DELETE' : undefined
}

function changedValues(
  type: TypeState,
  before: RecordState | null,
  after: RecordState,
  names: readonly string[],
): Readonly<Record<string, string | null>> {
  const moved = type.properties.all().filter(({ slot }) => before?.values[slot] !== after.values[slot])
  const told = moved.filter(({ definition: { name } }) => names.length === 0 || names.includes(name))
  return Object.fromEntries(told.map(({ slot, definition: { name } }) => [name, after.values[slot] ?? null]))
}

function membershipFacts(
  account: Account,
  subscription: JournalSubscription,
  { kind, objectType, id, listId }: Change,
): readonly JournalFacts[] {
  const type = account.types.find(objectType)
  if (type === undefined || (kind !== 'join' && kind !== 'leave') || !isAbout(subscription, type, id)) return []
  const action = kind === 'join' ? 'ADDED_TO_LIST' : 'REMOVED_FROM_LIST'
  return [{ action, objectTypeId: type.id, objectId: Number(id), listId: Number(listId) }]
}

interface End {
  readonly type: TypeState
  readonly id: string
}

// Told once for each type that came or went, seen from the side subscribed to.
function associationFacts(
  account: Account,
  subscription: JournalSubscription,
  { kind, objectType, id, to, moved = [] }: Change,
): readonly JournalFacts[] {
  const [fromType, toType] = [account.types.find(objectType), account.types.find(to?.objectType ?? '')]
  if (fromType === undefined || toType === undefined || to === undefined) return []
  const action = kind === 'associate' ? 'ASSOCIATION_ADDED' : 'ASSOCIATION_REMOVED'
  const [from, target] = [
    { type: fromType, id },
    { type: toType, id: to.id },
  ]
  const inverse = moved.flatMap((type) => account.associationTypes.inverseOf(type) ?? [])
  const forward = seenFrom(subscription, action, from, target, moved)
  return fromType === toType ? forward : [...forward, ...seenFrom(subscription, action, target, from, inverse)]
}

function seenFrom(
  subscription: JournalSubscription,
  action: JournalAction,
  from: End,
  to: End,
  types: readonly AssociationType[],
): readonly JournalFacts[] {
  const { associatedObjectTypeIds } = subscription
  if (!isAbout(subscription, from.type, from.id)) return []
  if (associatedObjectTypeIds.length > 0 && !associatedObjectTypeIds.includes(to.type.id)) return []
  return types.map(({ category, typeId }) => ({
    action,
    fromObjectTypeId: from.type.id,
    fromObjectId: Number(from.id),
    toObjectTypeId: to.type.id,
    toObjectId: Number(to.id),
    associationCategory: category,
    associationTypeId: typeId,
  }))
}

function isAbout({ objectTypeId, objectIds }: JournalSubscription, type: TypeState, id: string): boolean {
  const isType = objectTypeId === undefined || objectTypeId === type.id
  return isType && (objectIds.length === 0 || objectIds.includes(Number(id)))
}
