import type { LivePages, LiveResults, PagedResult } from '@holdfast/client'
import { useMemo } from 'react'
import { useStore } from './use-store.ts'

/** A query with a limit that a page can run. */
export interface PagedQuery<Row> {
  live(): Pick<LiveResults<Row>, 'key' | 'pages'>
}

/** What {@link usePages} shows. */
export type ShownPages<Row> = PagedResult<Row> & Pick<LivePages<Row>, 'loadMore'>

/**
 * A long list as far as its user has scrolled: `const { rows, hasMore, loadMore } = usePages(crm.contacts.orderBy('lastname').limit(50))`. The limit is the size
 * of a page. As with `useLive` there is nothing to memoise; another query begins with its first page.
 *
 * Throws the `HoldfastError` that ends the stream to the nearest error boundary.
 */
export function usePages<Row>(query: PagedQuery<Row>): ShownPages<Row> {
  const results = query.live()
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- The query is made anew with every render; which one it is, its key says.
  const pages = useMemo(() => results.pages(), [results.key])
  const shown = useStore<PagedResult<Row>>(pages, () => [pages, loading])
  return useMemo(() => ({ ...shown, loadMore: () => pages.loadMore() }), [shown, pages])
}

const loading: PagedResult<never> = Object.freeze({
  completeness: 'partial',
  why: Object.freeze(['loading'] as const),
  asOf: null,
  rows: Object.freeze([]),
  total: null,
  pending: 0,
  source: 'cache',
  hasMore: false,
})
