import { countAt, field, listAt, objectAt, type Tally } from './json.ts'
import { parseAfter, parseRecord, type ReadRecord } from './record.ts'

/** A page of records, in the order HubSpot answered them. */
export interface RecordPage {
  readonly records: readonly ReadRecord[]
  /** Give it back for the next page; null on the last one. A short or empty page is no end: only null is. */
  readonly after: string | null
}

/** A page of a search. */
export interface SearchPage extends RecordPage {
  /** How many records match in all, exact also past the 10,000 that can be paged. */
  readonly total: number
}

/** A page of `GET .../{objectType}`. */
export function parseRecordPage(body: unknown, tally: Tally): RecordPage {
  const object = objectAt(body, '$')
  return {
    records: listAt(field(object, 'results'), '$.results').map((each, index) =>
      parseRecord(each, `$.results[${index}]`, tally),
    ),
    after: parseAfter(object),
  }
}

/** A page of `POST .../search` (https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm). */
export function parseSearchPage(body: unknown, tally: Tally): SearchPage {
  return { ...parseRecordPage(body, tally), total: countAt(field(objectAt(body, '$'), 'total'), '$.total') }
}

/** The one record that reading, creating or changing it answers. */
export function parseOneRecord(body: unknown, tally: Tally): ReadRecord {
  return parseRecord(body, '$', tally)
}
