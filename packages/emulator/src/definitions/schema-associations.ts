import type { Account, CustomType, SchemaAssociation, TypeState } from '../account/index.ts'
import { invalid, unknownDefinition } from '../api-error.ts'
import { toIso } from '../clock.ts'
import { asOptionalText, asText, field, type JsonObject } from '../input.ts'
import { removeAssociationType, type WriteContext } from '../records/index.ts'
import { refuseMissing } from './property-input.ts'

/** Adds an association to a custom object type, from or to it. Throws `ApiError` 400 for types that are not there, or neither of which is it. */
export function createSchemaAssociation(
  account: Account,
  type: TypeState,
  body: JsonObject,
  context: WriteContext,
): SchemaAssociation {
  refuseMissing(body, ['fromObjectTypeId', 'toObjectTypeId'])
  const [from, to] = (['fromObjectTypeId', 'toObjectTypeId'] as const).map((name) => {
    const nameOrId = asText(field(body, name), name)
    const found = account.types.find(nameOrId)
    if (found === undefined) throw invalid(`Unable to infer object type from: ${nameOrId}`)
    return found
  })
  if (from === undefined || to === undefined || (from !== type && to !== type))
    throw invalid(`An association of ${type.name} leads from it or to it.`)
  const name = asOptionalText(field(body, 'name'), 'name')
  return associateSchema(account, type, from === type ? to : from, name, context, from === type)
}

/**
 * Makes records of a custom object type associable with those of `target`, in both directions, and answers the one asked for. Once for each
 * pair: later calls find it.
 */
export function associateSchema(
  account: Account,
  type: TypeState,
  target: TypeState,
  name: string | undefined,
  context: WriteContext,
  outward = true,
): SchemaAssociation {
  const custom = schemaOf(account, type)
  const label = (each: TypeState): string => each.custom?.name ?? each.singular
  const forward = account.associationTypes.definePair(
    type.name,
    target.name,
    name ?? `${label(type)}_to_${label(target)}`,
  )
  const backward = account.associationTypes.inverseOf(forward) ?? forward
  const moment = toIso(context.origin.at)
  const [there, back] = [forward, backward].map((each): SchemaAssociation => ({
    id: String(each.typeId),
    name: each.name,
    fromObjectTypeId: each === forward ? type.id : target.id,
    toObjectTypeId: each === forward ? target.id : type.id,
    createdAt: moment,
    updatedAt: moment,
  })) as [SchemaAssociation, SchemaAssociation]
  const known = custom.associations.filter(({ id }) => id === there.id || id === back.id)
  if (known.length === 0)
    account.types.define(context.origin.at, {
      ...custom,
      associations: [...custom.associations, there, ...(back.id === there.id ? [] : [back])],
    })
  return outward ? there : back
}

/** Takes an association of a custom object type away, and with it those of its records. Throws `ApiError` 404 for one it does not have. */
export function dissociateSchema(account: Account, type: CustomType, id: string, context: WriteContext): void {
  const association = type.associations.find((each) => each.id === id)
  if (association === undefined) throw unknownDefinition(`${type.name} has no association "${id}".`)
  const forward = account.associationTypes.byId('USER_DEFINED', Number(id))
  if (forward === undefined) return
  const gone = new Set([id, String(forward.inverseId)])
  // With the unlabelled type the labels of the pair go too.
  for (const each of account.associationTypes.between(forward.from, forward.to))
    removeAssociationType(account, each, context)
  const current = account.types.custom.get(type.fullyQualifiedName) ?? type
  account.types.define(context.origin.at, {
    ...current,
    associations: current.associations.filter((each) => !gone.has(each.id)),
  })
}

function schemaOf(account: Account, { name }: TypeState): CustomType {
  const custom = account.types.custom.get(name)
  if (custom === undefined) throw new TypeError(`${name} is no custom object type.`)
  return custom
}
