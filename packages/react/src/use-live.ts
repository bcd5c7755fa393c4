import type { LiveResults, QueryResult } from '@holdfast/client'
import { useStore } from './use-store.ts'

/** A query that a page can run: `crm.deals`, and everything built from it. */
export interface LiveQuery<Row> {
  live(): LiveResults<Row>
}

/**
 * The result of a query, now and after every change: `useLive(crm.deals.where('amount', 'gte', 10_000).limit(50))`.
 *
 * The query is built where it is used, with every render: equal queries are one, so there is nothing to memoise. All components with an equal query
 * share one view. The first render has no rows and says `partial`, because of `loading`, unless another component shows the query already or it was
 * shown when the account was open last; so has the render after a change of the query, because rows of another query would be a wrong answer to
 * this one. Rows that do not change keep their identity, so `memo` components of a row render only with their own row.
 *
 * Throws the `HoldfastError` that ends the stream to the nearest error boundary.
 */
export function useLive<Row>(query: LiveQuery<Row>): QueryResult<Row> {
  const results = query.live()
  return useStore<QueryResult<Row>>(results.key, () => [results, results.latest ?? loading])
}

// One object for all: what is shown while nothing is known never changes.
const loading: QueryResult<never> = Object.freeze({
  completeness: 'partial',
  why: Object.freeze(['loading'] as const),
  asOf: null,
  rows: Object.freeze([]),
  total: null,
  pending: 0,
  source: 'cache',
})
