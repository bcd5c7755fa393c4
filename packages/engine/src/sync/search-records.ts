import type { WireRecord } from '@holdfast/crm'
import type { SearchBody } from '@holdfast/hubspot'
import { searchLimits, type RecordReader } from '@holdfast/query'
import { RecordVersion, storedRecord, type Identities, type Layout } from '../replica/index.ts'
import { emptyEntry, type StoredRecord } from '../store/index.ts'
import { firstCursor, loadRecords, searchLagMs, type LoadContext, type LoadOptions } from './load.ts'

/** One page of a search. */
export interface FoundPage {
  /** As HubSpot's search answered them, with the properties that were named in the request at least. */
  readonly found: readonly RecordReader[]
  /** What is still to be applied: empty when the values were read by id, and applied, apart. */
  readonly records: readonly StoredRecord[]
  readonly total: number
  readonly after: string | null
  /** When the reading of which this page is part began, on HubSpot's clock. */
  readonly asOf: number
}

/**
 * Sends one search and brings every property of what it finds. A body may have 3,000 characters: where the names of all properties do not fit, the
 * search finds ids, and values are read by id, a hundred records a request.
 */
export async function searchRecords(
  context: LoadContext,
  objectType: string,
  body: SearchBody,
  begun: () => number,
  options: LoadOptions,
): Promise<FoundPage> {
  const layout = context.replica.layout(objectType)
  const whole = { ...body, properties: layout.names }
  const fits = JSON.stringify(whole).length <= searchLimits.bodyCharacters
  const page = await context.hubspot.search(objectType, fits ? whole : body, options)
  const asOf = begun()
  const answer = { total: page.total, after: page.after, asOf }
  if (fits) {
    const records = page.records.map((record) => storedRecord(layout, record, asOf - searchLagMs))
    return {
      ...answer,
      records,
      found: records.map((record) => textReader(layout, context.replica.identities, record)),
    }
  }
  if (page.records.length > 0) {
    // Followed from before the search, not from the reading by id.
    await context.apply({ ...emptyEntry, cursors: firstCursor(context, objectType, asOf) })
    await loadRecords(
      context,
      objectType,
      page.records.map(({ id }) => id),
      options,
    )
  }
  return { ...answer, records: [], found: page.records.map(wireReader) }
}

// A plan keeps what it found until it has everything. So it is given no more than the text that is kept anyway, and what was parsed can be forgotten.
function textReader(layout: Layout, identities: Identities, [id, updatedAt, , text]: StoredRecord): RecordReader {
  return new RecordVersion(layout, identities.keyOf(layout.objectType, id), id, text, nothing, updatedAt)
}

const nothing: readonly string[] = []

function wireReader({ id, properties }: WireRecord): RecordReader {
  return { id, read: (name) => properties[name] || null }
}
