import type { Account, DefinitionChange, PropertyDefinition, TypeState } from '../account/index.ts'
import { ApiError, invalid, unknownDefinition } from '../api-error.ts'
import { toIso } from '../clock.ts'
import { mostUniqueProperties } from '../data/account-limits.ts'
import type { JsonObject } from '../input.ts'
import type { WriteContext } from '../records/index.ts'
import { parseNewProperty, parsePatch } from './property-input.ts'
import { usesOf } from './property-uses.ts'

/**
 * Adds a property, or brings an archived one of that name back as it is described now; it keeps its values if its type is the same.
 * Throws `ApiError` 409 for a name that is there, 400 for what is not allowed and beyond the limits.
 */
export function createProperty(
  account: Account,
  type: TypeState,
  body: JsonObject,
  context: WriteContext,
): PropertyDefinition {
  const definition = parseNewProperty(body, context.origin.at, account.switches())
  refuseUnknownGroup(type, definition.groupName)
  const before = type.properties.findAny(definition.name)?.definition
  if (before !== undefined && !before.archived) throw nameTaken(definition.name)
  refuseOverLimits(account, type, definition)
  return store(account, type, definition, 'create', context)
}

/** Changes a property. Throws `ApiError` 404 when it is unknown or archived, 400 for what never changes. */
export function updateProperty(
  account: Account,
  type: TypeState,
  name: string,
  body: JsonObject,
  context: WriteContext,
): PropertyDefinition {
  const definition = parsePatch(body, livingProperty(type, name), context.origin.at)
  refuseUnknownGroup(type, definition.groupName)
  return store(account, type, definition, 'update', context)
}

/** Archives a property: its values are kept, unseen, until it is made again. Throws `ApiError` 404, and 400 while anything needs it. */
export function archiveProperty(account: Account, type: TypeState, name: string, context: WriteContext): void {
  const definition = livingProperty(type, name)
  if (!definition.modificationMetadata.archivable)
    throw invalid(`Property "${name}" is HubSpot's own and cannot be archived.`)
  const uses = usesOf(account, type, name)
  if (uses.length > 0)
    throw invalid(`Property "${name}" cannot be archived while it is in use.`, {
      subCategory: 'PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE',
      context: { propertyName: [name], usages: uses },
    })
  const at = toIso(context.origin.at)
  store(account, type, { ...definition, archived: true, archivedAt: at, updatedAt: at }, 'archive', context)
}

/** 404 of a property that does not exist. */
export function unknownProperty(type: TypeState, name: string): ApiError {
  return unknownDefinition(`There is no property "${name}" of ${type.name}.`)
}

function livingProperty(type: TypeState, name: string): PropertyDefinition {
  const property = type.properties.find(name)
  if (property === undefined) throw unknownProperty(type, name)
  return property.definition
}

function store(
  account: Account,
  type: TypeState,
  definition: PropertyDefinition,
  change: DefinitionChange['change'],
  context: WriteContext,
): PropertyDefinition {
  type.properties.put(context.origin.at, definition)
  account.changes.add(context, {
    kind: 'define',
    objectType: type.name,
    id: definition.name,
    definition: { of: 'property', change },
  })
  return definition
}

function nameTaken(name: string): ApiError {
  return new ApiError(409, {
    message: `A property named '${name}' already exists.`,
    category: 'OBJECT_ALREADY_EXISTS',
    subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
    context: { propertyName: [name] },
  })
}

function refuseUnknownGroup(type: TypeState, name: string): void {
  if (type.groups.get(name) === undefined) throw invalid(`There is no property group "${name}" of ${type.name}.`)
}

function refuseOverLimits(account: Account, type: TypeState, { hasUniqueValue }: PropertyDefinition): void {
  const { limitCustomProperties, limitCustomPropertiesOverall } = account.switches()
  const own = ownProperties(type)
  const all = account.types.all().reduce((sum, each) => sum + ownProperties(each).length, 0)
  if (own.length >= limitCustomProperties)
    throw invalid(`${type.name} has ${own.length} properties of the account's own, and may have no more.`)
  if (all >= limitCustomPropertiesOverall)
    throw invalid(`The account has ${all} properties of its own, and may have no more.`)
  if (!hasUniqueValue) return
  if (type.row.customUnique !== true) throw invalid(`${type.name} cannot have unique properties of the account's own.`)
  if (own.filter((definition) => definition.hasUniqueValue).length >= mostUniqueProperties)
    throw invalid(`${type.name} has ${mostUniqueProperties} unique properties, and may have no more.`)
}

function ownProperties(type: TypeState): readonly PropertyDefinition[] {
  return type.properties
    .all()
    .map(({ definition }) => definition)
    .filter(({ hubspotDefined, archived }) => !hubspotDefined && !archived)
}
