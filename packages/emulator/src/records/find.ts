import type { Account, Operation, RecordState, TypeState } from '../account/index.ts'
import { ApiError, invalid, notAnId, notFound } from '../api-error.ts'
import { parseId } from '../input.ts'
import { holderOf } from './writes.ts'

/** How long an archived record can be read and restored: 90 days (https://developers.hubspot.com/docs/guides/crm/using-object-apis). */
export const archivedKeptMs: number = 90 * 86_400_000

/**
 * The object type a path names, for reading or for one of the operations that not every type offers. Throws `ApiError` 400 for an unknown
 * name, and what the switches say for a type that is not activated, or that does not offer the operation.
 */
export function typeIn(account: Account, nameOrId: string, operation?: Operation): TypeState {
  const type = account.types.find(nameOrId)
  if (type === undefined) throw notAType(nameOrId)
  const { inactiveObjectType, unofferedOperation, usersCreatable } = account.switches()
  if (!account.types.isActive(type)) {
    if (inactiveObjectType === '400') throw notAType(nameOrId)
    throw new ApiError(403, { message: `${type.labels.plural} are not activated.`, category: 'FORBIDDEN' })
  }
  const offered =
    operation === undefined || type.offers.includes(operation) || (usersCreatable && type.name === 'users')
  if (!offered)
    throw new ApiError(Number(unofferedOperation), {
      message: `${type.labels.plural} do not offer "${operation}" over the API.`,
      category: 'FORBIDDEN',
    })
  type.records.purge(account.clock.now() - archivedKeptMs)
  return type
}

function notAType(nameOrId: string): ApiError {
  return invalid(`Unable to infer object type from: ${nameOrId}`)
}

/** The living record a path names. Throws `ApiError` 404 for ids nobody has, 400 for an `idProperty` that is not unique. */
export function recordIn(type: TypeState, text: string, idProperty: string | null): RecordState {
  const id = idIn(type, text, idProperty)
  const state = id === undefined ? undefined : type.records.alive(id)
  if (state === undefined) throw notFound()
  return state
}

/**
 * The id that `text` stands for: itself, that of the record it was merged into, or that of the record whose unique property holds it.
 */
export function idIn(type: TypeState, text: string, idProperty: string | null): number | undefined {
  if (idProperty === null || idProperty === '' || idProperty === 'hs_object_id') {
    const id = parseId(text)
    if (id === undefined) throw notAnId()
    return type.records.survivor(id)
  }
  return holderOf(type, idProperty, uniqueSlot(type, idProperty), text)
}

/** The slot of a property that identifies records; 400 when it does not. */
export function uniqueSlot(type: TypeState, name: string): number {
  const property = type.properties.find(name)
  if (property === undefined || !property.definition.hasUniqueValue)
    throw invalid(`${name} is not a unique property of ${type.name}.`)
  return property.slot
}

/** As {@link idIn}, but undefined also for text that is no id: batches list such ids among the missing. */
export function idIfAny(type: TypeState, text: string, idProperty: string | null): number | undefined {
  const byId = idProperty === null || idProperty === '' || idProperty === 'hs_object_id'
  return byId ? parseId(text) : idIn(type, text, idProperty)
}
