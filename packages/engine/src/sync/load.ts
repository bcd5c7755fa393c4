import { labelName } from '@holdfast/crm'
import type { HubSpot, Lane } from '@holdfast/hubspot'
import { storedRecord, type Replica } from '../replica/index.ts'
import { emptyEntry, type AssociationList, type CacheEntry, type Departure, type StoredCursor } from '../store/index.ts'

/** What loading stands on. */
export interface LoadContext {
  readonly hubspot: HubSpot
  readonly replica: Replica
  readonly apply: (entry: CacheEntry) => Promise<unknown>
  /**
   * Remembers the moment before a request; asked after the answer, the function tells it on HubSpot's clock. The first answer is what shows
   * how far the device's clock is off.
   */
  readonly mark: () => () => number
  /** How far an object type has been followed; null when it never was. */
  readonly cursor: (objectType: string) => Omit<StoredCursor, 'objectType'> | null
}

/** How one loading is done. */
export interface LoadOptions {
  readonly lane: Lane
  readonly signal: AbortSignal
}

/**
 * How long HubSpot's search index may lag behind its records: a search may show what was true so long ago. HubSpot promises "a few moments";
 * integrators measure up to a minute for updates.
 */
export const searchLagMs = 60_000

/** Reads whole association lists of records, and answers them; a record without any gets an empty list, so that nobody asks again. */
export async function loadLists(
  context: LoadContext,
  fromType: string,
  toType: string,
  ids: readonly string[],
  options: LoadOptions,
): Promise<readonly AssociationList[]> {
  const begun = context.mark()
  const answers = await context.hubspot.associations.batchRead(fromType, toType, ids, options)
  const readAt = begun()
  const byId = new Map(answers.map(({ fromId, targets }) => [fromId, targets]))
  const associations: AssociationList[] = ids.map((fromId) => ({
    fromType,
    fromId,
    toType,
    readAt,
    links: (byId.get(fromId) ?? []).map(
      ({ toId, types }) => [toId, types.map(({ label }) => (label === null ? null : labelName(label)))] as const,
    ),
  }))
  await context.apply({ ...emptyEntry, associations })
  return associations
}

/** Reads records by id; what HubSpot does not answer is recorded as gone, or as merged into the record answered instead, so that nobody asks again. */
export async function loadRecords(
  context: LoadContext,
  objectType: string,
  ids: readonly string[],
  options: LoadOptions,
): Promise<void> {
  const layout = context.replica.layout(objectType)
  const begun = context.mark()
  const { records, missing, merged } = await context.hubspot.batch.read(
    objectType,
    ids,
    { properties: layout.names },
    options,
  )
  const readAt = begun()
  await context.apply({
    ...emptyEntry,
    records: [{ objectType, records: records.map((record) => storedRecord(layout, record, readAt)) }],
    cursors: firstCursor(context, objectType, readAt),
    aliases: merged.map(({ from, to }) => ({ objectType, alias: from, id: to })),
    departures: missing.map((id) => ({ objectType, id, ...outcomeOf(id, merged), readAt })),
  })
}

function outcomeOf(
  id: string,
  merged: readonly { readonly from: string; readonly to: string }[],
): Pick<Departure, 'outcome' | 'into'> {
  const survivor = merged.find(({ from }) => from === id)
  return survivor === undefined ? { outcome: 'gone', into: null } : { outcome: 'merged', into: survivor.to }
}

/** The first reading of an object type starts following it: everything that changes from here on has to be seen. */
export function firstCursor({ cursor }: LoadContext, objectType: string, asOf: number): StoredCursor[] {
  return cursor(objectType) !== null ? [] : [{ objectType, watermark: asOf - searchLagMs, asOf }]
}
