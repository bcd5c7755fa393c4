import { isTemporaryId } from '@holdfast/crm'
import type { Query } from '@holdfast/query'
import { concatMap, defer, distinctUntilChanged, map, of, startWith, switchMap, takeWhile, type Observable } from 'rxjs'
import { everything, type AnyRow } from './read-record.ts'
import { recordResult, type QueryResult, type RecordResult } from './result.ts'

/** What watching a record stands on. */
export interface LiveRecordOptions<Row> {
  readonly objectType: string
  readonly id: string
  /** The record as it is here, null when there is none of that id. */
  readonly read: (id: string) => Promise<Row | null>
  /** The result of a query, now and after every change. */
  readonly watch: (query: Query) => Observable<QueryResult<Row>>
  /** Ticks when any intent changes. */
  readonly intents: Observable<void>
}

/**
 * One record with all its properties, now and after every change.
 *
 * A record made on this device is followed through its creation: it changes through intents only, so it is read again with each of them; from the
 * moment it has an id of HubSpot's, the view of that id goes on.
 */
export function liveRecord<Row extends AnyRow>(options: LiveRecordOptions<Row>): Observable<RecordResult<Row>> {
  const { id, read, watch, intents } = options
  const view = (realId: string): Observable<RecordResult<Row>> =>
    watch(recordQuery(options.objectType, realId)).pipe(map(recordResult))
  if (!isTemporaryId(id)) return view(id)
  return defer(() =>
    intents.pipe(
      startWith(undefined),
      concatMap(() => read(id)),
      distinctUntilChanged<Row | null>(isSameRow),
      takeWhile((row) => row === null || isTemporaryId(row.id), true),
      switchMap((row) => (row === null || isTemporaryId(row.id) ? of(localOnly(row)) : view(row.id))),
    ),
  )
}

function recordQuery(objectType: string, id: string): Query {
  return {
    ...everything(objectType),
    where: { kind: 'compare', property: 'hs_object_id', operator: 'eq', value: id },
    limit: 1,
  }
}

// HubSpot has nothing to say of it yet, so nothing of it is missing and no reason is given.
function localOnly<Row>(row: Row | null): RecordResult<Row> {
  return Object.freeze({
    completeness: 'local-only',
    why: Object.freeze([]),
    asOf: null,
    total: row === null ? 0 : 1,
    pending: row === null ? 0 : 1,
    source: 'cache',
    row,
  })
}

function isSameRow(a: object | null, b: object | null): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
