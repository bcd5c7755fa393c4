/**
 * A version of HubSpot's CRM API: one of the dated ones, or `v3`, which is v3 for records and v4 for associations.
 *
 * Support of v4 paths ends on 30 March 2027, of v3 in September 2027
 * (https://developers.hubspot.com/changelog/legacy-apis-and-legacy-apps-whats-going-unsupported-and-when).
 */
export type ApiVersion = '2026-09' | '2026-03' | 'v3'

/** The version that is used when nobody says otherwise; generally available since 8 September 2026. */
export const defaultApiVersion: ApiVersion = '2026-09'
