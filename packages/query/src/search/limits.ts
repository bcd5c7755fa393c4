/**
 * What one search request may hold (https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm, "Limits", and
 * https://developers.hubspot.com/changelog/increased-limits-for-crms-search-api).
 */
export const searchLimits = {
  /** Filter groups of a request; one of them must match. */
  groups: 5,
  /** Filters of one group; all of them must match. */
  filtersPerGroup: 6,
  /** Filters of all groups together. */
  filters: 18,
  /** Length of the whole body as JSON; property names and lists of values count too. */
  bodyCharacters: 3_000,
  /** Sort rules. The id is no rule: records of equal rank come oldest first. */
  sorts: 1,
  /** Rows of one page. */
  pageRows: 200,
  /** Rows that paging can reach; beyond them HubSpot answers 400. */
  rows: 10_000,
} as const
