/** Activities of these types have a text that search does not filter by. */
const activities = ['calls', 'emails', 'meetings', 'notes', 'tasks']

/**
 * Can a search filter by that property? HubSpot excludes the texts of activities
 * (https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm, "Limits").
 */
export function isFilterable(objectType: string, property: string): boolean {
  if (property === 'hs_body_preview_html') return !activities.includes(objectType)
  return objectType !== 'emails' || (property !== 'hs_email_html' && property !== 'hs_body_preview')
}
