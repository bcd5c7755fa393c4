import type { Requester, RequestOptions } from '../request.ts'
import type { Routes } from '../routes.ts'
import { parseSearchPage, type SearchPage } from '../wire/index.ts'

/** One condition of a search. */
export interface SearchFilter {
  readonly propertyName: string
  readonly operator:
    | 'EQ'
    | 'NEQ'
    | 'LT'
    | 'LTE'
    | 'GT'
    | 'GTE'
    | 'BETWEEN'
    | 'IN'
    | 'NOT_IN'
    | 'HAS_PROPERTY'
    | 'NOT_HAS_PROPERTY'
    | 'CONTAINS_TOKEN'
    | 'NOT_CONTAINS_TOKEN'
  readonly value?: string
  /** The upper end of `BETWEEN`. */
  readonly highValue?: string
  /** The list of `IN` and `NOT_IN`. */
  readonly values?: readonly string[]
}

/** The body of a search, as HubSpot takes it (https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm). */
export interface SearchBody {
  readonly query?: string
  /** One group must match, and in it every filter. */
  readonly filterGroups?: readonly { readonly filters: readonly SearchFilter[] }[]
  /** One at most. */
  readonly sorts?: readonly { readonly propertyName: string; readonly direction: 'ASCENDING' | 'DESCENDING' }[]
  readonly properties?: readonly string[]
  /** 200 at most. */
  readonly limit?: number
  /** How many rows to skip. */
  readonly after?: string
}

/** Sends one search; its index lags, so what it answers may be some seconds old. */
export type Search = (objectType: string, body: SearchBody, options?: RequestOptions) => Promise<SearchPage>

/** The search of one object type, under its own limit of five a second. */
export function createSearch(request: Requester, routes: Routes): Search {
  return (objectType, body, options) =>
    request(
      {
        operation: `${objectType}.search`,
        kind: 'read',
        bucket: 'search',
        method: 'POST',
        path: routes.search(objectType),
        body,
        parse: parseSearchPage,
      },
      options,
    )
}
