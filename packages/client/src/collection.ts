import { recordId, type ObjectTypeName, type PropertyName, type RecordId, type Schema } from '@holdfast/crm'
import { queryBuilder, queryKey, type Executor, type QueryBuilder, type ResultOf } from '@holdfast/query'
import { recordCommands, type RecordCommands } from './commands.ts'
import type { Connection } from './connection.ts'
import { liveRecord, type RecordResults } from './live-record.ts'
import type { LiveQueries } from './live.ts'
import type { PageExecution } from './page-execution.ts'
import { readRecord, type AnyRow } from './read-record.ts'
import type { EngineWatch } from './status.ts'
import type { Wish, Write } from './write.ts'

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
  readonly executor: Executor<PageExecution>
}

/** The collection of an object type without its types; {@link Collection} says what it takes and gives. */
export function createCollection(options: CollectionOptions, objectType: string, write: (wish: Wish) => Write): object {
  const { schema, connection, live, watch, executor } = options

  async function read(id: string): Promise<AnyRow | null> {
    recordId(objectType, id)
    const text = await connection.call((commands) => commands.read(objectType, id))
    return readRecord(schema, objectType, text)
  }

  return Object.freeze({
    ...queryBuilder(schema, objectType, executor),
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
