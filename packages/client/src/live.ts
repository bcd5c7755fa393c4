import { errorFromData, type Schema } from '@holdfast/crm'
import type { ViewMessage, ViewStatus } from '@holdfast/engine/protocol'
import type { Query } from '@holdfast/query'
import { defer, Observable, ReplaySubject, share, timer } from 'rxjs'
import type { Connection } from './connection.ts'
import { queryResult, type QueryResult } from './result.ts'
import { createRowList } from './rows.ts'

/** The results of a live query. Equal queries of one account have the same `key`, of different accounts never. */
export interface LiveResults<Row> extends Observable<QueryResult<Row>> {
  readonly key: string
  /** What its subscribers were shown last; null when there are none or nothing came yet. Asking opens nothing. */
  readonly latest: QueryResult<Row> | null
}

/** The live queries of one connection. */
export interface LiveQueries {
  /**
   * The query's result now and whenever it changes. Nothing is opened before somebody subscribes; all who watch an equal query share one view
   * of the worker, and who comes late gets the latest result at once. After the last one left, the view stays open for the grace period.
   *
   * Ends with a `HoldfastError`; subscribing again opens a new view. Completes when the connection is closed.
   */
  watch<Row>(key: string, query: Query): LiveResults<Row>
}

/** What live queries need. */
export interface LiveQueriesOptions {
  readonly schema: Schema
  readonly connection: Connection
  /** How long a view outlives its last subscriber: a page that mounts anew, or a route and back, should find it still there. */
  readonly graceMs: number
}

interface Shared {
  readonly results: Observable<QueryResult<unknown>>
  latest: QueryResult<unknown> | null
}

/** No live queries yet. */
export function createLiveQueries({ schema, connection, graceMs }: LiveQueriesOptions): LiveQueries {
  const own = ++connections
  // Only views that are open: an entry leaves with its view.
  const sharedByKey = new Map<string, Shared>()

  function shareView(key: string, query: Query): Shared {
    const shared: Shared = {
      latest: null,
      results: viewResults(connection, schema, query, {
        shown: (result) => (shared.latest = result),
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
    watch<Row>(key: string, query: Query): LiveResults<Row> {
      // Equal keys are equal queries of one schema, so the rows are of one type.
      const results = defer(
        () => (sharedByKey.get(key) ?? shareView(key, query)).results as Observable<QueryResult<Row>>,
      )
      return Object.defineProperties(results, {
        key: { value: `${own} ${key}` },
        latest: { get: () => sharedByKey.get(key)?.latest ?? null },
      }) as LiveResults<Row>
    },
  }
}

let connections = 0

function viewResults(
  connection: Connection,
  schema: Schema,
  query: Query,
  tell: { readonly shown: (result: QueryResult<unknown>) => void; readonly over: () => void },
): Observable<QueryResult<unknown>> {
  return new Observable((subscriber) => {
    const list = createRowList<unknown>(schema, query)
    let statusBefore: ViewStatus | null = null

    function take(message: ViewMessage): void {
      if (message.kind === 'failed') throw errorFromData(message.error)
      const rowsBefore = list.rows
      list.apply(message)
      if (list.rows === rowsBefore && statusBefore !== null && isSameStatus(message.status, statusBefore)) return
      statusBefore = message.status
      const result = queryResult(message.status, list.rows)
      tell.shown(result)
      subscriber.next(result)
    }

    // Before anybody hears of the end: who subscribes again on hearing it must get a new view.
    function end(say: () => void): void {
      tell.over()
      say()
    }

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

function isSameStatus(a: ViewStatus, b: ViewStatus): boolean {
  return (
    a.completeness === b.completeness &&
    a.asOf === b.asOf &&
    a.total === b.total &&
    a.pending === b.pending &&
    a.source === b.source &&
    a.why.length === b.why.length &&
    a.why.every((reason, at) => reason === b.why[at])
  )
}
