import { namesOf, type Account, type CustomType, type DefinitionChange, type TypeState } from '../account/index.ts'
import { ApiError, invalid, unknownDefinition } from '../api-error.ts'
import { toIso } from '../clock.ts'
import { accountLimits } from '../data/account-limits.ts'
import { asTexts, field, type JsonObject } from '../input.ts'
import type { WriteContext } from '../records/index.ts'
import { associateSchema, dissociateSchema } from './schema-associations.ts'
import { parseSchemaFields, parseSchemaName, parseSchemaProperties, type SchemaFields } from './schema-input.ts'

// HubSpot associates them on its own (https://developers.hubspot.com/docs/api-reference/legacy/crm/objects/schemas/guide).
const activities = ['emails', 'meetings', 'notes', 'tasks', 'calls']

const nothing: SchemaFields = {
  labels: { singular: '', plural: '' },
  requiredProperties: [],
  searchableProperties: [],
  secondaryDisplayProperties: [],
  allowsSensitiveProperties: false,
}

/**
 * Defines a custom object type with its properties and associations. Throws `ApiError` 409 for a name that is there, archived or not, 400
 * for what is not allowed and beyond the limit.
 */
export function createSchema(account: Account, body: JsonObject, context: WriteContext): CustomType {
  const { at } = context.origin
  const name = parseSchemaName(body)
  const fullyQualifiedName = `p${account.portalId}_${name}`
  const properties = parseSchemaProperties(body, at, `${name}_information`, account.switches())
  const usual = ['hs_object_id', 'hs_createdate', 'hs_lastmodifieddate', 'hubspot_owner_id']
  const known = new Set([...usual, ...properties.map((property) => property.name)])
  const fields = parseSchemaFields(body, nothing, (each) => known.has(each))
  if (fields.labels.singular === '') throw invalid('labels must name one object and several.')
  const partners = [...activities, ...(asTexts(field(body, 'associatedObjects'), 'associatedObjects') ?? [])]
  const targets = partners.map((each) => partnerIn(account, each))
  if (account.types.custom.get(fullyQualifiedName) !== undefined) throw nameTaken(name)
  if (account.types.custom.all().length >= accountLimits.customTypes)
    throw invalid(`The account has ${accountLimits.customTypes} custom object types, and may have no more.`)

  const type = account.types.define(at, {
    objectTypeId: account.types.nextCustomId(),
    name,
    fullyQualifiedName,
    ...fields,
    associations: [],
    archived: false,
    createdAt: toIso(at),
    updatedAt: toIso(at),
  })
  for (const property of properties) type.properties.put(at, property)
  for (const target of new Set(targets)) associateSchema(account, type, target, undefined, context)
  return note(account, type, 'create', context)
}

/** Changes a custom object type; its name never. Throws `ApiError` 404, and 400 for what is not allowed. */
export function updateSchema(account: Account, nameOrId: string, body: JsonObject, context: WriteContext): CustomType {
  const { custom, type } = livingSchema(account, nameOrId)
  const fields = parseSchemaFields(body, custom, (name) => type.properties.find(name) !== undefined)
  const { description: _old, ...rest } = custom
  const changed = account.types.define(context.origin.at, {
    ...rest,
    ...fields,
    updatedAt: toIso(context.origin.at),
  })
  return note(account, changed, 'update', context)
}

/** Archives a custom object type. Throws `ApiError` 404, and 400 while it has records. */
export function archiveSchema(account: Account, nameOrId: string, context: WriteContext): void {
  const { custom, type } = livingSchema(account, nameOrId)
  if (type.records.page(0, 1, false).length > 0)
    throw invalid(`Object type ${custom.name} cannot be deleted while it has records.`)
  const at = context.origin.at
  const archived = account.types.define(at, { ...custom, archived: true, updatedAt: toIso(at) })
  note(account, archived, 'archive', context)
}

/** Takes an archived custom object type out for good, and frees its name. Throws `ApiError` 404 for one that is not archived. */
export function purgeSchema(account: Account, nameOrId: string, context: WriteContext): void {
  const custom = account.types.custom.all().find((each) => each.archived && namesOf(each).includes(nameOrId))
  if (custom === undefined) throw unknownSchema(nameOrId)
  // Only a type that is there can lose its associations.
  const type = account.types.define(context.origin.at, { ...custom, archived: false })
  for (const { id } of custom.associations) dissociateSchema(account, custom, id, context)
  note(account, type, 'archive', context)
  account.types.remove(context.origin.at, custom)
}

/** A custom object type that is not archived; 404 otherwise, for HubSpot's own too. */
export function livingSchema(
  account: Account,
  nameOrId: string,
): { readonly custom: CustomType; readonly type: TypeState } {
  const type = account.types.find(nameOrId)
  if (type?.custom === undefined) throw unknownSchema(nameOrId)
  return { custom: type.custom, type }
}

/** 404 of a custom object type that does not exist. */
export function unknownSchema(nameOrId: string): ApiError {
  return unknownDefinition(`There is no custom object type "${nameOrId}".`)
}

// Schemas name partners in capitals too, as in `COMPANY`.
function partnerIn(account: Account, nameOrId: string): TypeState {
  const type = account.types.find(nameOrId) ?? account.types.find(nameOrId.toLowerCase())
  if (type === undefined) throw invalid(`Unable to infer object type from: ${nameOrId}`)
  return type
}

function nameTaken(name: string): ApiError {
  return new ApiError(409, {
    message: `An object type named '${name}' already exists.`,
    category: 'OBJECT_ALREADY_EXISTS',
  })
}

function note(
  account: Account,
  type: TypeState,
  change: DefinitionChange['change'],
  context: WriteContext,
): CustomType {
  // Associations made on the way have replaced the type.
  const custom = account.types.custom.get(type.name)
  if (custom === undefined) throw unknownSchema(type.name)
  account.changes.add(context, {
    kind: 'define',
    objectType: type.name,
    id: custom.objectTypeId,
    definition: { of: 'object type', change },
  })
  return custom
}
