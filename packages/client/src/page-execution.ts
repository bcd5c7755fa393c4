import type { Instant, Schema } from '@holdfast/crm'
import type { Explanation as WireExplanation, MoreRows, RowText } from '@holdfast/engine/protocol'
import type { Execution, Executor } from '@holdfast/query'
import type { Connection } from './connection.ts'
import { durationMs, type Duration } from './duration.ts'
import type { LiveQueries, LiveResults } from './live.ts'
import { queryResult, type QueryResult } from './result.ts'
import { rowReader } from './rows.ts'

/** How a query is answered once. */
export interface GetOptions {
  /** Oldest acceptable answer, e.g. `'5m'`. Without it, what is known counts, however old, if it is complete. */
  readonly freshness?: Duration
}

/** What the engine would do for a query: whether everything is here, and which search requests it would send. */
export type Explanation = Omit<WireExplanation, 'asOf'> & { readonly asOf: Instant | null }

/** What running a query gives in a page. */
export interface PageExecution extends Execution {
  /** The result, now and after every change; nothing is opened before somebody subscribes. */
  readonly live: LiveResults<this['row']>
  /** The result, once it is complete or cannot become so for now. */
  readonly get: Promise<QueryResult<this['row']>>
  readonly options: GetOptions
  readonly explain: Promise<Explanation>
}

/** What queries are run by. */
export interface PageExecutorOptions {
  readonly schema: Schema
  readonly connection: Connection
  readonly live: LiveQueries
  /** For commands that may have to wait for HubSpot. */
  readonly runDeadlineMs: number
}

/** Runs queries by the worker. */
export function pageExecutor({
  schema,
  connection,
  live,
  runDeadlineMs,
}: PageExecutorOptions): Executor<PageExecution> {
  // Each piece is made into rows in a task of its own, while the next one is on its way.
  async function allRows<Row>(read: (text: RowText) => Row, first: MoreRows): Promise<readonly Row[]> {
    const made: Row[] = []
    for (let piece = first; ;) {
      const { rows, more } = piece
      const next = more === null ? null : connection.call((commands) => commands.moreRows(more))
      // Whoever waits for it hears of its failure.
      next?.catch(() => undefined)
      for (const text of rows) made.push(read(text))
      if (next === null) return Object.freeze(made)
      piece = await next
    }
  }

  return {
    live: (query, key) => live.watch(key(), query),
    async get(query, _key, options) {
      const freshnessMs = options?.freshness === undefined ? null : durationMs(options.freshness)
      const { status, ...first } = await connection.call((commands) => commands.run(query, { freshnessMs }), {
        deadlineMs: runDeadlineMs,
      })
      return queryResult(status, await allRows(rowReader(schema, query), first))
    },
    async explain(query) {
      const explanation = await connection.call((commands) => commands.explain(query))
      return { ...explanation, asOf: explanation.asOf as Instant | null }
    },
  }
}
