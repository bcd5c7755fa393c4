import {
  recordId,
  type Instant,
  type ObjectTypeName,
  type PropertyName,
  type RecordId,
  type Schema,
} from '@holdfast/crm'
import type { Explanation as WireExplanation } from '@holdfast/engine/protocol'
import {
  queryBuilder,
  queryKey,
  type Execution,
  type Executor,
  type QueryBuilder,
  type ResultOf,
} from '@holdfast/query'
import { recordCommands, type RecordCommands } from './commands.ts'
import type { Connection } from './connection.ts'
import { durationMs, type Duration } from './duration.ts'
import { liveRecord, type RecordResults } from './live-record.ts'
import type { LiveQueries, LiveResults } from './live.ts'
import { readRecord, type AnyRow } from './read-record.ts'
import { queryResult, type QueryResult } from './result.ts'
import { readRows } from './rows.ts'
import type { EngineWatch } from './status.ts'
import type { Wish, Write } from './write.ts'

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

/** A row with all properties of its object type. */
export type FullRow<S extends Schema, O extends ObjectTypeName<S>> = ResultOf<
  QueryBuilder<S, O, PropertyName<S, O>, unknown, PageExecution>
>[number]

/** The records of one object type: the beginning of a query, single records by id, and writes. */
export interface Collection<S extends Schema, O extends ObjectTypeName<S>>
  extends QueryBuilder<S, O, PropertyName<S, O>, unknown, PageExecution>, RecordCommands<S, O> {
  /** One record with all its properties, now and after every change. Throws `TypeError` for what is no id. */
  record(id: RecordId<O>): RecordResults<FullRow<S, O>>
  /**
   * One record with all its properties, pending writes included; null when there is none of that id. Asks HubSpot when it is not known here.
   *
   * Rejects with what keeps it from asking, e.g. `api/offline`.
   */
  read(id: RecordId<O>): Promise<FullRow<S, O> | null>
}

/** What a collection stands on. */
export interface CollectionOptions {
  readonly schema: Schema
  readonly connection: Connection
  readonly live: LiveQueries
  readonly watch: EngineWatch
  /** For commands that may have to wait for HubSpot. */
  readonly runDeadlineMs: number
}

/** The collection of an object type without its types; {@link Collection} says what it takes and gives. */
export function createCollection(options: CollectionOptions, objectType: string, write: (wish: Wish) => Write): object {
  const { schema, connection, live, watch } = options

  async function read(id: string): Promise<AnyRow | null> {
    recordId(objectType, id)
    const text = await connection.call((commands) => commands.read(objectType, id))
    return readRecord(schema, objectType, text)
  }

  return Object.freeze({
    ...queryBuilder(schema, objectType, pageExecutor(options)),
    ...recordCommands(schema, objectType, write),
    record: (id: string) =>
      liveRecord({
        objectType,
        id: recordId(objectType, id),
        read,
        watch: (query) => live.watch<AnyRow>(queryKey(query), query),
        intents: watch.intents,
      }),
    read,
  })
}

function pageExecutor({ schema, connection, live, runDeadlineMs }: CollectionOptions): Executor<PageExecution> {
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
