import type { TypeState } from '../account/index.ts'
import { invalid } from '../api-error.ts'
import { field, type JsonObject } from '../input.ts'

/**
 * Refuses a create without the association its type must be born with: a lead belongs to a contact
 * (https://developers.hubspot.com/docs/api-reference/latest/crm/objects/leads/guide). `associations` is as sent and has been checked.
 */
export function refuseUnassociated(type: TypeState, associations: unknown): void {
  const required = type.row.requiredAssociation
  if (required === undefined) return
  const typeIds = listed(associations).flatMap((each) => listed(field(each, 'types')))
  if (typeIds.some((each) => required.typeIds.includes(Number(field(each, 'associationTypeId'))))) return
  const ids = required.typeIds.join(' or ')
  throw invalid(`${type.labels.plural} must be associated with ${required.to} by association type ${ids}.`)
}

function listed(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? (value as JsonObject[]) : []
}
