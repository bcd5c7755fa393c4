import { parseErrorBody, type ErrorBody } from './error-body.ts'
import { field, listAt, objectAt, optionalText, type JsonObject, type Tally } from './json.ts'
import { parseRecord, type ReadRecord } from './record.ts'

/** An answer to several inputs: what came of some, and errors about others. Neither list has the order of the inputs. */
export interface BatchAnswer<T> {
  readonly results: readonly T[]
  readonly errors: readonly ErrorBody[]
}

/** A record that a batch wrote. */
export interface WrittenRecord {
  readonly record: ReadRecord
  /** The input's trace id, echoed; null where HubSpot leaves it out. */
  readonly traceId: string | null
  /** Of an upsert: was it created? Null otherwise. */
  readonly isNew: boolean | null
}

/**
 * The envelope of the batch endpoints. Version 2026-09 answers 200 where older ones answered 207, so the errors are read whatever the
 * status (https://developers.hubspot.com/docs/guides/crm/using-object-apis).
 */
export function parseBatch<T>(body: unknown, parseResult: (value: unknown, path: string) => T): BatchAnswer<T> {
  const object = objectAt(body, '$')
  const errors = field(object, 'errors')
  const results = field(object, 'results')
  return {
    // A batch of which nothing worked may come without results.
    results:
      results === undefined && Array.isArray(errors)
        ? []
        : listAt(results, '$.results').map((each, index) => parseResult(each, `$.results[${index}]`)),
    errors: errors === undefined || errors === null ? [] : listAt(errors, '$.errors').map(parseErrorBody),
  }
}

/** The answer of `batch/read`. */
export function parseRecordBatch(body: unknown, tally: Tally): BatchAnswer<ReadRecord> {
  return parseBatch(body, (value, path) => parseRecord(value, path, tally))
}

/** The answer of `batch/create`, `update` and `upsert`. */
export function parseWrittenBatch(body: unknown, tally: Tally): BatchAnswer<WrittenRecord> {
  return parseBatch(body, (value, path) => {
    const object: JsonObject = objectAt(value, path)
    const isNew = field(object, 'new')
    return {
      record: parseRecord(value, path, tally),
      traceId: optionalText(field(object, 'objectWriteTraceId')),
      isNew: typeof isNew === 'boolean' ? isNew : null,
    }
  })
}
