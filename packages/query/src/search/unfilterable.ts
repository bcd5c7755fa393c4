/**
 * Properties that a search does not filter by: the texts of activities, by object type
 * (https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm, "Limits").
 */
export const unfilterableProperties = {
  calls: ['hs_body_preview_html'],
  emails: ['hs_body_preview_html', 'hs_email_html', 'hs_body_preview'],
  meetings: ['hs_body_preview_html'],
  notes: ['hs_body_preview_html'],
  tasks: ['hs_body_preview_html'],
} as const

const byObjectType: Readonly<Record<string, readonly string[]>> = unfilterableProperties

/** Can a search filter by that property? */
export function isFilterable(objectType: string, property: string): boolean {
  return !(Object.hasOwn(byObjectType, objectType) && byObjectType[objectType]?.includes(property))
}
