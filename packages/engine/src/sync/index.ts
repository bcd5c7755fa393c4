export { createApplier, type Applier } from './apply.ts'
export type { DeltaContext } from './delta.ts'
export { createFollowing } from './following.ts'
export { loadLists, loadQuery, loadRecords, searchLagMs } from './load.ts'
