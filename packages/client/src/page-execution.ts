import type { Instant, Schema } from '@holdfast/crm'
import type { Explanation as WireExplanation } from '@holdfast/engine/protocol'
import type { Execution, Executor } from '@holdfast/query'
import type { Connection } from './connection.ts'
import { durationMs, type Duration } from './duration.ts'
import type { LiveQueries, LiveResults } from './live.ts'
import { queryResult, type QueryResult } from './result.ts'
import { readRows } from './rows.ts'

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
  return {
    live: (query, key) => live.watch(key, query),
    async get(query, _key, options) {
      const freshnessMs = options?.freshness === undefined ? null : durationMs(options.freshness)
      const { rows, status } = await connection.call((commands) => commands.run(query, { freshnessMs }), {
        deadlineMs: runDeadlineMs,
      })
      return queryResult(status, readRows(schema, query, rows))
    },
    async explain(query) {
      const explanation = await connection.call((commands) => commands.explain(query))
      return { ...explanation, asOf: explanation.asOf as Instant | null }
    },
  }
}
