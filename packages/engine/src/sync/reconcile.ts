import { emptyEntry } from '../store/index.ts'
import type { LoadContext, LoadOptions } from './load.ts'

/**
 * Learns which known records were archived: search never shows that. The archived list has neither date filter nor useful order, so it is
 * read whole (https://developers.hubspot.com/docs/guides/crm/using-object-apis), in the lane that waits for everybody.
 */
export async function sweepArchived(context: LoadContext, objectType: string, options: LoadOptions): Promise<void> {
  const { hubspot, replica } = context
  let after: string | null = null
  do {
    const begun = context.mark()
    const page = await hubspot.objects.list(
      objectType,
      { archived: true, properties: ['hs_object_id'], limit: 100, ...(after === null ? {} : { after }) },
      options,
    )
    const readAt = begun()
    const departures = page.records
      .filter(({ id }) => replica.table(objectType).stored(replica.identities.keyOf(objectType, id)) !== null)
      .map(({ id }) => ({ objectType, id, outcome: 'archived' as const, into: null, readAt }))
    if (departures.length > 0) await context.apply({ ...emptyEntry, departures })
    after = page.after
  } while (after !== null)
}
