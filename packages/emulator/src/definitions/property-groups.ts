import type { Account, DefinitionChange, PropertyGroup, TypeState } from '../account/index.ts'
import { ApiError, invalid, unknownDefinition } from '../api-error.ts'
import { asOptionalText, asText, field, type JsonObject } from '../input.ts'
import type { WriteContext } from '../records/index.ts'
import { displayOrderOf, refuseMissing } from './property-input.ts'

/** Adds a group. Throws `ApiError` 409 for a name that is there. */
export function createGroup(account: Account, type: TypeState, body: JsonObject, context: WriteContext): PropertyGroup {
  refuseMissing(body, ['name', 'label'])
  const name = asText(field(body, 'name'), 'name')
  if (!/^[A-Za-z][A-Za-z0-9_]{0,99}$/.test(name)) throw invalid(`"${name}" is no name of a property group.`)
  if (type.groups.get(name) !== undefined)
    throw new ApiError(409, {
      message: `A property group named '${name}' already exists.`,
      category: 'OBJECT_ALREADY_EXISTS',
    })
  const label = asText(field(body, 'label'), 'label')
  const group = { name, label, displayOrder: displayOrderOf(body, -1), archived: false }
  type.groups.put(context.origin.at, name, group)
  tell(account, type, name, 'create', context)
  return group
}

/** Changes a group's label or place. Throws `ApiError` 404 for an unknown one. */
export function updateGroup(
  account: Account,
  type: TypeState,
  name: string,
  body: JsonObject,
  context: WriteContext,
): PropertyGroup {
  const before = groupIn(type, name)
  const label = asOptionalText(field(body, 'label'), 'label') ?? before.label
  const group = { ...before, label, displayOrder: displayOrderOf(body, before.displayOrder) }
  type.groups.put(context.origin.at, name, group)
  tell(account, type, name, 'update', context)
  return group
}

/**
 * Takes a group out. Throws `ApiError` 404, and 400 while properties stand in it: that body is another error's body as JSON text in
 * `message`, as seen on an account of 2026-09.
 */
export function archiveGroup(account: Account, type: TypeState, name: string, context: WriteContext): void {
  groupIn(type, name)
  const standing = type.properties
    .all()
    .filter(({ definition }) => definition.groupName === name && !definition.archived)
  if (standing.length > 0) {
    const inner = {
      status: 'error',
      message: `Property group "${name}" still has active properties.`,
      category: 'VALIDATION_ERROR',
      subCategory: 'PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES',
      context: { propertyNames: standing.map(({ definition }) => definition.name) },
    }
    throw invalid(JSON.stringify(inner), { subCategory: inner.subCategory })
  }
  type.groups.remove(context.origin.at, name)
  tell(account, type, name, 'archive', context)
}

/** 404 of a group that does not exist. */
export function unknownGroup(type: TypeState, name: string): ApiError {
  return unknownDefinition(`There is no property group "${name}" of ${type.name}.`)
}

function groupIn(type: TypeState, name: string): PropertyGroup {
  const group = type.groups.get(name)
  if (group === undefined) throw unknownGroup(type, name)
  return group
}

function tell(
  account: Account,
  type: TypeState,
  id: string,
  change: DefinitionChange['change'],
  context: WriteContext,
): void {
  account.changes.add(context, {
    kind: 'define',
    objectType: type.name,
    id,
    definition: { of: 'property group', change },
  })
}
