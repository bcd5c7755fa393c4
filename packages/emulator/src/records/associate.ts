import type { Account, AssociationType, PairTypes, TypeState } from '../account/index.ts'
import { invalid } from '../api-error.ts'
import { asArray, asObject, asOptionalText, asText, asWhole, field } from '../input.ts'
import { refuseOverLimit } from './association-limits.ts'
import { archiveWithoutPrimary, leadsWithPrimary } from './lead-primary.ts'
import { indexedAt, touchRecord, type WriteContext } from './writes.ts'

/** Two records and the types that shall associate them, seen from the first. */
export interface Pair {
  readonly from: TypeState
  readonly fromId: number
  readonly to: TypeState
  readonly toId: number
}

/**
 * Associates a pair by `types`, replacing the labels it has or adding to them. Any label brings the unlabelled type with it; a new primary
 * takes that place from the old one (https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associate-records/guide).
 */
export function associate(
  account: Account,
  pair: Pair,
  types: readonly AssociationType[],
  mode: 'replace' | 'add',
  context: WriteContext,
): PairTypes {
  const { from, to } = pair
  const before = typesOf(account, pair)
  const wanted = new Set(mode === 'add' ? [...before, ...types] : types)
  const unlabelled = account.associationTypes.unlabelled(from.name, to.name)
  if (unlabelled !== undefined) wanted.add(unlabelled)
  const after = account.associationTypes.between(from.name, to.name).filter((type) => wanted.has(type))
  refuseOverLimit(account, pair, after)
  for (const type of after) if (type.primary !== null && !before.includes(type)) dethrone(account, pair, type, context)
  apply(account, pair, { kind: 'associate', before, after }, context)
  return after
}

/** Takes `types` from a pair; without the unlabelled type nothing is left. Null dissolves it. */
export function disassociate(
  account: Account,
  pair: Pair,
  types: readonly AssociationType[] | null,
  context: WriteContext,
): void {
  const before = typesOf(account, pair)
  if (before.length === 0) return
  const all = types === null || types.some((type) => type.label === null)
  const after = all ? [] : before.filter((type) => !types.includes(type))
  if (after.length === before.length) return
  apply(account, pair, { kind: 'disassociate', before, after }, context)
}

/** Takes a type of the account's own out of every pair and out of the account; the associations themselves stay. */
export function removeAssociationType(account: Account, type: AssociationType, context: WriteContext): void {
  const [from, to] = [account.types.find(type.from), account.types.find(type.to)]
  if (from === undefined || to === undefined) return
  for (const [fromId, toId, types] of Array.from(account.associations.pairs(type.from, type.to)))
    if (types.includes(type)) disassociate(account, { from, fromId, to, toId }, [type], context)
  account.associationTypes.remove(type)
}

/** What associates the pair now. */
export function typesOf(account: Account, { from, fromId, to, toId }: Pair): PairTypes {
  return account.associations.partners(from.name, fromId, to.name).get(toId) ?? []
}

/** The living records of type `to` that a record is associated with, by id. */
export function livingPartners(
  account: Account,
  from: TypeState,
  fromId: number,
  to: TypeState,
): readonly (readonly [id: number, types: PairTypes])[] {
  return [...account.associations.partners(from.name, fromId, to.name)]
    .filter(([id]) => to.records.alive(id) !== undefined)
    .sort(([a], [b]) => a - b)
}

/** Reads `[{associationCategory, associationTypeId}]` as types that lead from one object type to another; 400 for any that does not. */
export function parseTypes(
  account: Account,
  from: TypeState,
  to: TypeState,
  value: unknown,
): readonly AssociationType[] {
  const items = asArray(value, 'types')
  if (items.length === 0) throw invalid('At least one association type is required.')
  return items.map((item) => {
    const object = asObject(item, 'an association type')
    const typeId = asWhole(field(object, 'associationTypeId'), 'associationTypeId', 0, 2_147_483_647)
    const category = asOptionalText(field(object, 'associationCategory'), 'associationCategory') ?? 'HUBSPOT_DEFINED'
    const type = account.associationTypes.find(from.name, to.name, category, typeId)
    if (type !== undefined) return type
    const elsewhere = account.associationTypes.byId(category, typeId)
    if (elsewhere === undefined) throw invalid(`There is no association type ${category} ${typeId}.`)
    const expected = account.types.find(elsewhere.from)?.id ?? elsewhere.from
    throw invalid(`invalid from object type ${from.id} for associations to be created. expected: ${expected}`)
  })
}

/** The unlabelled type of a direction; 400 when records of these types cannot be associated. */
export function defaultType(account: Account, from: TypeState, to: TypeState): AssociationType {
  const type = account.associationTypes.unlabelled(from.name, to.name)
  if (type === undefined || from.row.notAssociable === true || to.row.notAssociable === true)
    throw invalid(`No association type exists between ${from.id} and ${to.id}.`)
  return type
}

/** Associations in the body of a create, checked; the answer applies them to the new record. */
export function prepareInline(
  account: Account,
  from: TypeState,
  value: unknown,
): (fromId: number, context: WriteContext) => void {
  const wanted = (value === undefined || value === null ? [] : asArray(value, 'associations')).map((item) => {
    const object = asObject(item, 'an association')
    const toText = asText(field(asObject(field(object, 'to'), 'to'), 'id'), 'to.id')
    const types = asArray(field(object, 'types'), 'types')
    const to = targetType(account, from, types[0])
    return { to, toText, types: parseTypes(account, from, to, types) }
  })
  const missing = wanted.filter(({ to, toText }) => to.records.alive(Number(toText)) === undefined)
  if (missing.length > 0)
    throw invalid('One or more associations are invalid', {
      context: { INVALID_OBJECT_IDS: missing.map(({ toText }) => toText) },
    })
  const unborn = -1 // The record is still to be made: only what its partners already have counts here.
  for (const { to, toText, types } of wanted)
    refuseOverLimit(account, { from, fromId: unborn, to, toId: Number(toText) }, types)
  return (fromId, context) => {
    for (const { to, toText, types } of wanted)
      associate(account, { from, fromId, to, toId: Number(toText) }, types, 'add', context)
  }
}

// The body names no object type of the target: the type of the association tells it.
function targetType(account: Account, from: TypeState, first: unknown): TypeState {
  const object = asObject(first, 'an association type')
  const typeId = asWhole(field(object, 'associationTypeId'), 'associationTypeId', 0, 2_147_483_647)
  const category = asOptionalText(field(object, 'associationCategory'), 'associationCategory') ?? 'HUBSPOT_DEFINED'
  const type = account.associationTypes.byId(category, typeId)
  if (type === undefined) throw invalid(`There is no association type ${category} ${typeId}.`)
  const start = account.types.find(type.from)
  if (start !== from)
    throw invalid(
      `invalid from object type ${from.id} for associations to be created. expected: ${start?.id ?? type.from}`,
    )
  const to = account.types.find(type.to)
  if (to === undefined) throw invalid(`Association type ${typeId} leads to no object type of this account.`)
  return to
}

// At most one primary for each record on the side that has one: the old one keeps the unlabelled association.
function dethrone(account: Account, pair: Pair, type: AssociationType, context: WriteContext): void {
  const forward = type.primary === 'from' ? type : account.associationTypes.inverseOf(type)
  if (forward === undefined) return
  const { from, fromId, to, toId } =
    type.primary === 'from' ? pair : { from: pair.to, fromId: pair.toId, to: pair.from, toId: pair.fromId }
  for (const [otherId, types] of account.associations.partners(from.name, fromId, to.name)) {
    if (otherId === toId || !types.includes(forward)) continue
    const rest = types.filter((each) => each !== forward)
    account.associations.set(indexedAt(context), from.name, fromId, to.name, otherId, rest)
    const displaced = { from, fromId, to, toId: otherId }
    tell(account, displaced, { kind: 'disassociate', before: types, after: rest, implied: true }, context)
  }
}

interface PairChange {
  readonly kind: 'associate' | 'disassociate'
  readonly before: PairTypes
  readonly after: PairTypes
  readonly implied?: boolean
}

function apply(account: Account, pair: Pair, change: PairChange, context: WriteContext): void {
  const leads = leadsWithPrimary(account, pair)
  account.associations.set(indexedAt(context), pair.from.name, pair.fromId, pair.to.name, pair.toId, change.after)
  tell(account, pair, change, context)
  archiveWithoutPrimary(account, leads, context)
  if (isModifiedByLinks(account, pair.from, pair.to)) touchRecord(account, pair.from, pair.fromId, context)
  if (isModifiedByLinks(account, pair.to, pair.from)) touchRecord(account, pair.to, pair.toId, context)
}

// Contacts and companies count their deals in a property of their own (num_associated_deals).
const countingDeals: ReadonlySet<string> = new Set(['contacts', 'companies'])

function isModifiedByLinks(account: Account, type: TypeState, partners: TypeState): boolean {
  switch (account.switches().associationsBumpModified) {
    case 'none':
      return false
    case 'counting':
      return partners.name === 'deals' && countingDeals.has(type.name)
    case 'all':
      return true
  }
}

function tell(account: Account, pair: Pair, { kind, before, after, implied }: PairChange, context: WriteContext): void {
  const moved =
    kind === 'associate'
      ? after.filter((type) => !before.includes(type))
      : before.filter((type) => !after.includes(type))
  account.changes.add(context, {
    kind,
    objectType: pair.from.name,
    id: String(pair.fromId),
    to: { objectType: pair.to.name, id: String(pair.toId), types: after },
    moved,
    ...(implied === undefined ? {} : { implied }),
  })
}
