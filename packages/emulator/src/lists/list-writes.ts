import type { Account, ListConversion, Membership, ObjectList, ProcessingType, TypeState } from '../account/index.ts'
import { invalid } from '../api-error.ts'
import type { WriteContext } from '../records/index.ts'
import { parseFilterBranch } from './list-filter.ts'

/** What a new list is made from. */
export interface NewList {
  readonly type: TypeState
  readonly name: string
  readonly processingType: ProcessingType
  /** Undefined for none. */
  readonly filterBranch: unknown
  readonly folderId: string
}

/** Makes a list; one with filters has its members at once. */
export function createList(account: Account, made: NewList, context: WriteContext): ObjectList {
  const { type, name, processingType, filterBranch = null, folderId } = made
  refuseName(account, name)
  if (processingType === 'MANUAL' && filterBranch !== null) throw invalid('A MANUAL list has no filters.')
  if (processingType === 'DYNAMIC' && filterBranch === null) throw invalid('A DYNAMIC list needs a filterBranch.')
  const { at } = context.origin
  const members = filterBranch === null ? new Map<number, Membership>() : matching(type, filterBranch, at)
  const list: ObjectList = {
    listId: account.lists.nextId(),
    name,
    objectType: type.name,
    processingType,
    listVersion: 1,
    filterBranch,
    folderId,
    createdAt: at,
    updatedAt: at,
    filtersUpdatedAt: filterBranch === null ? null : at,
    deletedAt: null,
    conversion: null,
    convertedAt: null,
    members,
    membersChangedAt: at,
  }
  return store(account, list, 'create', context)
}

/** Gives a list another name. */
export function renameList(account: Account, list: ObjectList, name: string, context: WriteContext): ObjectList {
  if (name !== list.name) refuseName(account, name)
  return store(account, { ...list, name, updatedAt: context.origin.at }, 'update', context)
}

/** Gives a dynamic list other filters: who still matches stays since when it was, the others go. */
export function setFilters(
  account: Account,
  list: ObjectList,
  filterBranch: unknown,
  context: WriteContext,
): ObjectList {
  const type = account.types.find(list.objectType)
  if (type === undefined || list.processingType !== 'DYNAMIC')
    throw invalid('Only the filters of a DYNAMIC list can change.')
  const { at } = context.origin
  const members = matching(type, filterBranch, at, list.members)
  const listVersion = list.listVersion + 1
  const times = { filtersUpdatedAt: at, updatedAt: at, membersChangedAt: at }
  const changed = { ...list, filterBranch, members, listVersion, ...times }
  return store(account, changed, 'update', context)
}

/** Says when a dynamic list shall become static; null calls that off. */
export function setConversion(
  account: Account,
  list: ObjectList,
  conversion: ListConversion | null,
  context: WriteContext,
): ObjectList {
  if (list.processingType !== 'DYNAMIC') throw invalid('Only a DYNAMIC list can be converted.')
  return store(account, { ...list, conversion, updatedAt: context.origin.at }, 'update', context)
}

/** Deletes a list; it can be restored. */
export function deleteList(account: Account, list: ObjectList, context: WriteContext): void {
  store(account, { ...list, deletedAt: context.origin.at }, 'archive', context)
}

/** Brings a deleted list back; a dynamic one has who matches by now. */
export function restoreList(account: Account, list: ObjectList, context: WriteContext): void {
  refuseName(account, list.name)
  const { at } = context.origin
  const type = list.processingType === 'DYNAMIC' ? account.types.find(list.objectType) : undefined
  const members = type === undefined ? list.members : matching(type, list.filterBranch, at, list.members)
  store(account, { ...list, members, deletedAt: null, updatedAt: at }, 'create', context)
}

// Who was a member before stays one since then.
function matching(
  type: TypeState,
  filterBranch: unknown,
  at: number,
  before: ReadonlyMap<number, Membership> = new Map(),
): Map<number, Membership> {
  const matches = parseFilterBranch(type, filterBranch)
  const records = type.records.page(0, Infinity, false).filter(({ values }) => matches(values))
  return new Map(records.map(({ id }) => [id, before.get(id) ?? { firstAddedAt: at, lastAddedAt: at }]))
}

function refuseName({ lists }: Account, name: string): void {
  if (name.trim() === '') throw invalid('name must not be empty.')
  const taken = [...lists.byId.values()].some((list) => list.name === name && list.deletedAt === null)
  if (taken) throw invalid(`There is a list named "${name}" already.`)
}

function store(
  account: Account,
  list: ObjectList,
  change: 'create' | 'update' | 'archive',
  context: WriteContext,
): ObjectList {
  account.lists.byId.set(list.listId, list)
  const { objectType, listId: id } = list
  account.changes.add(context, { kind: 'define', objectType, id, definition: { of: 'list', change } })
  return list
}
