import type { WireRecord } from '@holdfast/crm'
import type { SearchBody } from '@holdfast/hubspot'
import { searchLimits } from '@holdfast/query'
import { storedRecord } from '../replica/index.ts'
import { emptyEntry, type StoredRecord } from '../store/index.ts'
import { firstCursor, loadRecords, searchLagMs, type LoadContext, type LoadOptions } from './load.ts'

/** One page of a search. */
export interface FoundPage {
  /** As HubSpot's search answered them, with the properties that were named in the request at least. */
  readonly found: readonly WireRecord[]
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
  const answer = { found: page.records, total: page.total, after: page.after, asOf }
  if (fits) {
    return { ...answer, records: page.records.map((record) => storedRecord(layout, record, asOf - searchLagMs)) }
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
  return { ...answer, records: [] }
}
