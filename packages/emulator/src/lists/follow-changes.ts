import type { Account, Change, ObjectList } from '../account/index.ts'
import { convertDueLists } from './conversion.ts'
import { parseFilterBranch, type ListFilter } from './list-filter.ts'
import { join, leave } from './memberships.ts'

/** From now on dynamic lists follow every change of the account's records, and merged records stay in the lists of both. */
export function followChanges(account: Account): void {
  // What a branch means is worked out once; the branch itself is the state.
  const filterByBranch = new WeakMap<object, ListFilter>()

  account.changes.listen((change) => {
    convertDueLists(account, change.origin.at)
    for (const list of account.lists.byId.values()) {
      if (list.objectType !== change.objectType || list.deletedAt !== null) continue
      if (list.processingType === 'DYNAMIC') follow(list, change)
      else if (change.kind === 'merge') inherit(list, change)
    }
  })

  function follow(list: ObjectList, context: Change): void {
    const { kind, id, after, mergedIds = [] } = context
    const change = { account, list, context, implied: true }
    if (kind === 'purge') leave(change, [Number(id)])
    leave(change, mergedIds.filter((each) => each !== id).map(Number))
    if (after === undefined) return
    if (after.archivedAt === null && filterOf(list)(after.values)) join(change, [after.id])
    else leave(change, [after.id])
  }

  function inherit({ members }: ObjectList, { id, mergedIds = [] }: Change): void {
    const before = mergedIds.flatMap((each) => members.get(Number(each)) ?? [])
    for (const each of mergedIds) members.delete(Number(each))
    const earliest = before.sort((a, b) => a.firstAddedAt - b.firstAddedAt)[0]
    if (earliest !== undefined) members.set(Number(id), earliest)
  }

  function filterOf({ objectType, filterBranch }: ObjectList): ListFilter {
    const type = account.types.find(objectType)
    if (type === undefined || typeof filterBranch !== 'object' || filterBranch === null) return () => false
    let filter = filterByBranch.get(filterBranch)
    if (filter === undefined) filterByBranch.set(filterBranch, (filter = parseFilterBranch(type, filterBranch)))
    return filter
  }
}
