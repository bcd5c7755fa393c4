import { isAggregate, type Query, type Runnable } from '@holdfast/query'
import { BehaviorSubject, map, ReplaySubject, share, switchMap, type Observable } from 'rxjs'
import type { QueryResult } from './result.ts'
import type { RowList } from './rows.ts'

/** A result that may go on. */
export type PagedResult<Row> = QueryResult<Row> & {
  /** Are there rows beyond those shown? While loading: as far as is known. */
  readonly hasMore: boolean
}

/** A long list, shown as far as somebody has scrolled, and kept by change all the way. */
export interface LivePages<Row> extends Observable<PagedResult<Row>> {
  /** Equal for equal queries of one account. */
  readonly key: string
  /**
   * Shows one page more. Rows shown already stay the same objects. Does nothing while there is no more, or the page asked for last has not come yet, so a
   * scroll handler may call it as often as it likes.
   */
  loadMore(): void
}

/**
 * The pages of a query. Every length is a query of its own for the worker, which knows from the first which records match and in which order; `view` opens
 * one that goes on with the rows of `list`.
 */
export function livePages<Row>(
  key: string,
  query: Runnable,
  view: (list: RowList<Row>, query: Query) => Observable<QueryResult<Row>>,
  emptyList: (query: Query) => RowList<Row>,
): LivePages<Row> {
  if (isAggregate(query)) throw new TypeError('Figures have no pages.')
  if (query.limit === null) throw new TypeError('A list shown page by page needs a limit: the size of a page.')
  const pageRows = query.limit
  const wanted = new BehaviorSubject(pageRows)
  const list = emptyList(query)
  let latest: PagedResult<Row> | null = null

  const pages = wanted.pipe(
    map((limit) => ({ ...query, limit })),
    switchMap((longer) => view(list, longer).pipe(map((result) => (latest = paged(result, longer))))),
    share({ connector: () => new ReplaySubject(1) }),
  )

  function loadMore(): void {
    if (latest?.hasMore === true && latest.rows.length >= wanted.value) wanted.next(wanted.value + pageRows)
  }

  return Object.defineProperties(pages, {
    key: { value: key },
    loadMore: { value: loadMore },
  }) as LivePages<Row>
}

function paged<Row>(result: QueryResult<Row>, { limit, offset, after }: Query): PagedResult<Row> {
  const { rows, total } = result
  // A total counts what stands before the list's beginning, too.
  const hasMore = total === null || after !== null ? rows.length >= (limit ?? Infinity) : rows.length + offset < total
  return Object.freeze({ ...result, hasMore })
}
