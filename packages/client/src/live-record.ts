import { isTemporaryId } from '@holdfast/crm'
import { everyRecord, type Query } from '@holdfast/query'
import { distinctUntilChanged, map, of, startWith, switchMap, takeWhile, type Observable } from 'rxjs'
import type { LiveResults } from './live.ts'
import type { AnyRow } from './read-record.ts'
import { recordResult, type RecordResult } from './result.ts'

/** What is known of a record, now and after every change. Equal ids of one object type and account have the same `key`. */
export interface RecordResults<Row> extends Observable<RecordResult<Row>> {
  readonly key: string
  /** What its subscribers were shown last; null when there are none, nothing came yet, or the record is not in HubSpot yet. Asking opens nothing. */
  readonly latest: RecordResult<Row> | null
}

/** What watching a record stands on. */
export interface LiveRecordOptions<Row> {
  readonly objectType: string
  readonly id: string
  /** The record as it is here, null when there is none of that id. */
  readonly read: (id: string) => Promise<Row | null>
  /** The result of a query, now and after every change. */
  readonly watch: (query: Query) => LiveResults<Row>
  /** Ticks when any intent changes. */
  readonly intents: Observable<void>
}

/**
 * One record with all its properties, now and after every change.
 *
 * A record made on this device is followed through its creation: it changes through intents only, so it is read again with each of them; from the
 * moment it has an id of HubSpot's, the view of that id goes on.
 */
export function liveRecord<Row extends AnyRow>(options: LiveRecordOptions<Row>): RecordResults<Row> {
  const { id, read, watch, intents } = options
  const view = (realId: string): LiveResults<Row> => watch(recordQuery(options.objectType, realId))
  const seen = view(id)
  const results = isTemporaryId(id)
    ? intents.pipe(
        startWith(undefined),
        // A reading that a newer intent has overtaken is of no interest.
        switchMap(() => read(id)),
        distinctUntilChanged<Row | null>(isSameRow),
        takeWhile((row) => row === null || isTemporaryId(row.id), true),
        switchMap((row) =>
          row === null || isTemporaryId(row.id) ? of(localOnly(row)) : view(row.id).pipe(map(recordResult)),
        ),
      )
    : seen.pipe(map(recordResult))
  return Object.defineProperties(results, {
    key: { value: seen.key },
    latest: { get: () => seen.latest && recordResult(seen.latest) },
  }) as RecordResults<Row>
}

function recordQuery(objectType: string, id: string): Query {
  return {
    ...everyRecord(objectType),
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
