import { errorFromData, type Schema } from '@holdfast/crm'
import type { ViewMessage, ViewSnapshot } from '@holdfast/engine/protocol'
import type { Runnable } from '@holdfast/query'
import { defer, Observable, ReplaySubject, share, timer } from 'rxjs'
import type { Connection } from './connection.ts'
import { livePages, type LivePages } from './live-pages.ts'
import type { RecordsAtHand } from './records-at-hand.ts'
import { queryResult, storedResult, type QueryResult } from './result.ts'
import { createRowList, type RowList } from './rows.ts'
import type { StoredResults } from './stored.ts'

/** The results of a live query. Equal queries of one account have the same `key`, of different accounts never. */
export interface LiveResults<Row> extends Observable<QueryResult<Row>> {
  readonly key: string
  /** What its subscribers were shown last, or would be shown at once; null when nothing is known yet. Asking opens nothing. */
  readonly latest: QueryResult<Row> | null
  /**
   * The same list as far as somebody has scrolled: its limit is the size of a page. Each call makes a list of its own, which begins with one page.
   *
   * Throws `TypeError` for a query without a limit, and for figures.
   */
  pages(): LivePages<Row>
}

/** The live queries of one connection. */
export interface LiveQueries {
  /**
   * The query's result now and whenever it changes. Nothing is opened before somebody subscribes; all who watch an equal query share one view
   * of the worker, and who comes late gets the latest result at once. After the last one left, the view stays open for the grace period.
   *
   * Ends with a `HoldfastError`; subscribing again opens a new view. Completes when the connection is closed.
   */
  watch<Row>(key: string, query: Runnable): LiveResults<Row>
}

/** What live queries need. */
export interface LiveQueriesOptions {
  readonly schema: Schema
  readonly connection: Connection
  readonly atHand: RecordsAtHand
  /** How long a view outlives its last subscriber: a page that mounts anew, or a route and back, should find it still there. */
  readonly graceMs: number
  /** What the last session showed, to show until the worker gives its first answer. */
  readonly stored: StoredResults | null
}

interface Shared {
  readonly results: Observable<QueryResult<unknown>>
  latest: QueryResult<unknown> | null
}

/** The list that the worker's answer will go on with, so that rows keep their identity, and what it shows until then. */
interface Beginning<Row> {
  readonly list: RowList<Row>
  readonly result: QueryResult<Row> | null
}

/** No live queries yet. */
export function createLiveQueries(options: LiveQueriesOptions): LiveQueries {
  const { schema, graceMs } = options
  const own = ++connections
  // Only views that are open: an entry leaves with its view.
  const sharedByKey = new Map<string, Shared>()
  const earlyByKey = new Map<string, Beginning<unknown> | null>()
  let { stored } = options

  function early(key: string, query: Runnable): Beginning<unknown> | null {
    if (stored === null) return null
    const made = earlyByKey.get(key) ?? earlyResult(schema, query, stored.get(key))
    earlyByKey.set(key, made)
    return made
  }

  // The worker is up: what it says is newer, for every query.
  function forgetStored(): void {
    stored = null
    earlyByKey.clear()
  }

  function shareView(key: string, query: Runnable): Shared {
    const shared: Shared = {
      latest: null,
      results: viewResults(options, query, () => early(key, query) ?? nothingYet<unknown>(schema, query), {
        shown: (result) => (shared.latest = result),
        answered: forgetStored,
        over: () => {
          if (sharedByKey.get(key) === shared) sharedByKey.delete(key)
        },
      }).pipe(
        share({
          connector: () => new ReplaySubject(1),
          resetOnRefCountZero: graceMs === 0 ? true : () => timer(graceMs),
        }),
      ),
    }
    sharedByKey.set(key, shared)
    return shared
  }

  return {
    watch<Row>(key: string, query: Runnable): LiveResults<Row> {
      // Equal keys are equal queries of one schema, so the rows are of one type.
      const results = defer(
        () => (sharedByKey.get(key) ?? shareView(key, query)).results as Observable<QueryResult<Row>>,
      )
      return Object.defineProperties(results, {
        key: { value: `${own} ${key}` },
        latest: { get: () => sharedByKey.get(key)?.latest ?? early(key, query)?.result ?? null },
        pages: {
          value: () =>
            livePages<Row>(
              `${own} pages ${key}`,
              query,
              (list, longer) =>
                viewResults(options, longer, () => ({ list, result: null }), { answered: forgetStored }),
              (of) => createRowList<Row>(schema, of),
            ),
        },
      }) as LiveResults<Row>
    },
  }
}

let connections = 0

// What was stored is no answer: whatever is wrong with it, the worker's answer is on its way.
function earlyResult(schema: Schema, query: Runnable, snapshot: ViewSnapshot | null): Beginning<unknown> | null {
  if (snapshot === null) return null
  const { rows, status } = snapshot
  const list = createRowList<unknown>(schema, query)
  try {
    list.apply({ revision: 1, parts: 0, order: null, rows, status })
    return { list, result: storedResult(status, list.rows) }
  } catch {
    return null
  }
}

function nothingYet<Row>(schema: Schema, query: Runnable): Beginning<Row> {
  return { list: createRowList<Row>(schema, query), result: null }
}

/** Told of what a view's results came to. */
interface Witness {
  readonly shown?: (result: QueryResult<unknown>) => void
  readonly answered: () => void
  readonly over?: () => void
}

function viewResults<Row>(
  { connection, atHand }: Pick<LiveQueriesOptions, 'connection' | 'atHand'>,
  query: Runnable,
  begin: () => Beginning<Row>,
  tell: Witness,
): Observable<QueryResult<Row>> {
  return new Observable((subscriber) => {
    const { list, result: early } = begin()
    let statusBefore = ''

    function show(result: QueryResult<Row>): void {
      tell.shown?.(result)
      subscriber.next(result)
    }

    function take(message: ViewMessage): void {
      if (message.kind === 'failed') throw errorFromData(message.error)
      if (message.kind === 'part') return list.take(message)
      tell.answered()
      const rowsBefore = list.rows
      list.apply(message)
      // What is shown before was stored, or the list of another view.
      if (statusBefore === '') subscriber.add(atHand.show(query, list))
      const status = JSON.stringify(message.status)
      if (list.rows === rowsBefore && status === statusBefore) return
      statusBefore = status
      show(queryResult(message.status, list.rows))
    }

    // Before anybody hears of the end: who subscribes again on hearing it must get a new view.
    function end(say: () => void): void {
      tell.over?.()
      say()
    }

    if (early !== null) show(early)
    subscriber.add(tell.over)
    subscriber.add(
      connection
        .messages<ViewMessage>((commands, port) => commands.openView(query, port))
        .subscribe({
          next({ message }) {
            try {
              take(message)
            } catch (error) {
              end(() => subscriber.error(error))
            }
          },
          error: (error: unknown) => end(() => subscriber.error(error)),
          complete: () => end(() => subscriber.complete()),
        }),
    )
  })
}
