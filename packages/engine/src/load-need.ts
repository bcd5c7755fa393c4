import type { Need } from './planner/index.ts'
import { loadLists, loadQuery, loadRecords, type LoadOptions, type QueryContext } from './sync/index.ts'

/** Asks HubSpot for what somebody needs, of a query's records until `isEnough`; what it answers has been applied then. */
export async function loadNeed(
  context: QueryContext,
  need: Need,
  isEnough: () => boolean,
  how: LoadOptions,
): Promise<void> {
  if (need.kind === 'records-of-query') await loadQuery(context, need.query, isEnough, how)
  else if (need.kind === 'lists') await loadLists(context, need.fromType, need.toType, need.ids, how)
  else await loadRecords(context, need.objectType, need.ids, how)
}
