import { compareIds, describeObjectType, HoldfastError } from '@holdfast/crm'
import type { SearchBody } from '@holdfast/hubspot'
import type { ChangeSet } from '../replica/index.ts'
import { emptyEntry, type StoredCursor, type StoredRecord } from '../store/index.ts'
import { loadLists, searchLagMs, type LoadContext, type LoadOptions } from './load.ts'
import { searchRecords } from './search-records.ts'

/** What following changes stands on, besides loading. */
export interface DeltaContext extends LoadContext {
  readonly takeCursor: (cursor: StoredCursor) => void
  readonly apply: (entry: Parameters<LoadContext['apply']>[0]) => Promise<ChangeSet | null>
}

const pageRows = 200
// A cursor that did not move anything is worth a write now and then, not at every reading: losing it costs a longer reading.
const idleWriteMs = 60_000

/**
 * Reads what changed since the watermark of an object type and moves the watermark up to the index lag before now.
 *
 * Paging is by record id inside the window, not by offset: a row that changes meanwhile shifts no page, ties cannot be skipped, and neither
 * 10,000 rows nor 10,000 equal timestamps are a limit. Changes of the last minute are read again next time, because the index may still
 * have to learn of older ones.
 */
export async function followChanges(context: DeltaContext, objectType: string, options: LoadOptions): Promise<void> {
  const cursor = context.cursor(objectType)
  if (cursor === null) return
  const begun = context.mark()
  // A clock that was set back meanwhile may only make us read more.
  const since = Math.min(cursor.watermark, begun() - searchLagMs)
  let lastId: string | null = null
  const changed = new Set<string>()
  for (;;) {
    const page = await searchRecords(context, objectType, changesSince(objectType, since, lastId), begun, options)
    const { asOf, records } = page
    const highest = page.found.reduce<string | null>(
      (high, { id }) => (high === null || compareIds(id, high) > 0 ? id : high),
      null,
    )
    if (lastId !== null && highest !== null && compareIds(highest, lastId) <= 0) throw stuck(objectType)
    const isLast = page.after === null || highest === null
    const next: StoredCursor = { objectType, watermark: asOf - searchLagMs, asOf }
    // The last minute is read again every time, and most of it is known: only what is not is worth a write.
    const news = records.filter((record) => isNews(context, objectType, record))
    const isIdle = isLast && lastId === null && news.length === 0
    if (isIdle && Math.abs(next.watermark - cursor.watermark) < idleWriteMs) {
      context.takeCursor({ ...next, watermark: cursor.watermark })
    } else {
      const change = await context.apply({
        ...emptyEntry,
        records: [{ objectType, records: news }],
        cursors: isLast ? [next] : [],
      })
      for (const key of change?.records.get(objectType)?.keys() ?? [])
        changed.add(context.replica.identities.idOf(objectType, key))
    }
    // Values that were read apart are applied already, so nobody can say which of them are news.
    if (records.length === 0) for (const { id } of page.found) changed.add(id)
    if (isLast) break
    lastId = highest
  }
  await refreshLists(context, objectType, [...changed], options)
}

// Is it anything that the replica does not have exactly so?
function isNews({ replica }: DeltaContext, objectType: string, [id, updatedAt, , values]: StoredRecord): boolean {
  const known = replica.table(objectType).stored(replica.identities.keyOf(objectType, id))
  return known === null || known[1] !== updatedAt || known[3] !== values
}

// Associations need not touch a record's modification time, but when it moved they may have: lists in use are read again.
async function refreshLists(
  context: DeltaContext,
  objectType: string,
  ids: readonly string[],
  options: LoadOptions,
): Promise<void> {
  const { replica } = context
  const targets = Object.keys(replica.schema[objectType]?.associations ?? {})
  for (const toType of targets) {
    const known = ids.filter(
      (id) => replica.adjacency.readAt(objectType, replica.identities.keyOf(objectType, id), toType) !== null,
    )
    if (known.length > 0) await loadLists(context, objectType, toType, known, options)
  }
}

function changesSince(objectType: string, watermark: number, lastId: string | null): SearchBody {
  const { modifiedProperty } = describeObjectType(objectType)
  const filters = [{ propertyName: modifiedProperty, operator: 'GTE', value: String(watermark) } as const]
  const beyond = lastId === null ? [] : [{ propertyName: 'hs_object_id', operator: 'GT', value: lastId } as const]
  return {
    filterGroups: [{ filters: [...filters, ...beyond] }],
    sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
    properties: [modifiedProperty],
    limit: pageRows,
  }
}

function stuck(objectType: string): HoldfastError<'api/malformed'> {
  return new HoldfastError(
    'api/malformed',
    `The changes of ${objectType} repeat themselves.`,
    'Following stopped here and starts anew later; nothing is lost.',
    {
      status: 200,
      operation: `${objectType}.search`,
      correlationId: null,
      category: null,
      path: '$.results',
    },
  )
}
