import type { Account, AssociationType, TypeState, RecordState } from '../account/index.ts'
import { ApiError } from '../api-error.ts'
import { indexedAt, setValue, storeState, type WriteContext } from './writes.ts'

const mostIdentities = 250

/**
 * Merges two living records: the primary's values win, the other's fill what it lacks, both their associations go to the result.
 *
 * The result has a new id, or keeps the primary's (switch `mergeIds`). Ids that are gone are redirected, not archived; the result lists
 * them in `hs_merged_object_ids` (https://developers.hubspot.com/docs/guides/crm/using-object-apis, "Merge"). Throws `ApiError` 414 beyond
 * 250 merged records.
 */
export function mergeRecords(
  account: Account,
  type: TypeState,
  primary: RecordState,
  other: RecordState,
  context: WriteContext,
): RecordState {
  const isNew = account.switches().mergeIds === 'new'
  const gone = isNew ? [primary, other] : [other]
  const mergedIds = [primary, other].flatMap((state) => listIn(type, state, 'hs_merged_object_ids'))
  mergedIds.push(...gone.map(({ id }) => String(id)))
  if (mergedIds.length > mostIdentities)
    throw new ApiError(414, { message: `A record is merged from at most ${mostIdentities} others.` })

  const id = isNew ? account.nextId(type) : primary.id
  const values: (string | undefined)[] = []
  for (const { slot } of type.properties.all()) values[slot] = primary.values[slot] ?? other.values[slot]
  setValue(type, values, 'hs_object_id', String(id))
  setValue(type, values, 'hs_merged_object_ids', [...new Set(mergedIds)].join(';'))
  if (type.name === 'contacts') mergeIdentities(type, values, { id, primary, other, mergedIds })
  for (const state of gone) takeOut(type, state, context)
  const source = { sourceType: 'MERGE_OBJECTS', sourceId: `${primary.id}+${other.id}` }
  const merged = storeState(account, type, values, {
    id,
    at: context.origin.at,
    createdAt: Math.min(primary.createdAt, other.createdAt),
    archivedAt: null,
    previous: isNew ? null : primary,
    context: { ...context, source },
  })
  for (const state of gone) {
    type.records.redirect(state.id, id)
    moveAssociations(account, type, state.id, id, context)
  }
  account.changes.add(context, {
    kind: 'merge',
    objectType: type.name,
    id: String(id),
    before: primary,
    after: merged,
    mergedIds: [primary, other].map((state) => String(state.id)),
  })
  return merged
}

/** Takes a record out of the account for good; search learns of it after its lag. */
export function takeOut(type: TypeState, state: RecordState, context: WriteContext): void {
  type.records.remove(state.id)
  type.index.note(indexedAt(context), { ...state, archivedAt: context.origin.at })
}

interface Identities {
  readonly id: number
  readonly primary: RecordState
  readonly other: RecordState
  readonly mergedIds: readonly string[]
}

// A contact keeps every address it was known by, and lists every id.
function mergeIdentities(type: TypeState, values: (string | undefined)[], merged: Identities): void {
  const { id, primary, other, mergedIds } = merged
  const slot = type.properties.find('email')?.slot ?? -1
  const emails = [primary, other].flatMap((state) => [
    ...listIn(type, state, 'hs_additional_emails'),
    ...(state.values[slot] === undefined ? [] : [state.values[slot]]),
  ])
  const additional = new Set(emails.filter((email) => email !== values[slot]))
  if (additional.size > 0) setValue(type, values, 'hs_additional_emails', [...additional].join(';'))
  setValue(type, values, 'hs_all_contact_vids', [...new Set([String(id), ...mergedIds])].join(';'))
}

function moveAssociations(
  account: Account,
  type: TypeState,
  fromId: number,
  toId: number,
  context: WriteContext,
): void {
  const at = indexedAt(context)
  for (const target of account.types.all()) {
    for (const [partnerId, types] of Array.from(account.associations.partners(type.name, fromId, target.name))) {
      account.associations.set(at, type.name, fromId, target.name, partnerId, [])
      if (target === type && partnerId === toId) continue
      const before = account.associations.partners(type.name, toId, target.name).get(partnerId) ?? []
      const added = types.filter((each) => !before.includes(each) && !hasPrimary(account, type, toId, each))
      account.associations.set(at, type.name, toId, target.name, partnerId, [...before, ...added])
    }
  }
}

function hasPrimary(account: Account, type: TypeState, id: number, wanted: AssociationType): boolean {
  if (wanted.primary !== 'from') return false
  return [...account.associations.partners(type.name, id, wanted.to).values()].some((types) => types.includes(wanted))
}

function listIn(type: TypeState, state: RecordState, name: string): readonly string[] {
  return state.values[type.properties.find(name)?.slot ?? -1]?.split(';') ?? []
}
