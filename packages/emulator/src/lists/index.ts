export { followChanges } from './follow-changes.ts'
export { createList, deleteList, renameList, restoreList, setFilters } from './list-writes.ts'
export { join, leave, membersById, membersByJoinTime, membershipsOf } from './memberships.ts'
export type { ListChange } from './memberships.ts'
