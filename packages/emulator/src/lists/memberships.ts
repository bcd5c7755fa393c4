import type { Account, Membership, ObjectList, TypeState } from '../account/index.ts'
import type { WriteContext } from '../records/index.ts'

/** A list on its way to other members. `implied`: because its records changed, not because somebody asked. */
export interface ListChange {
  readonly account: Account
  readonly list: ObjectList
  readonly context: Pick<WriteContext, 'origin' | 'source' | 'settled'>
  readonly implied?: boolean
}

/** Takes records into a list, and answers those that were not in it; who was keeps the time. */
export function join(change: ListChange, ids: readonly number[]): readonly number[] {
  const { list, context } = change
  const added = ids.filter((id) => !list.members.has(id))
  const at = context.origin.at
  for (const id of added) list.members.set(id, { firstAddedAt: at, lastAddedAt: at })
  tell(change, 'join', added)
  return added
}

/** Takes records out of a list, and answers those that were in it. */
export function leave(change: ListChange, ids: readonly number[]): readonly number[] {
  const removed = ids.filter((id) => change.list.members.delete(id))
  tell(change, 'leave', removed)
  return removed
}

/** The living members in the order of their ids. */
export function membersById(type: TypeState, list: ObjectList): readonly (readonly [id: number, Membership])[] {
  return living(type, list).sort(([a], [b]) => a - b)
}

/** The living members as they joined, those of one moment by id. */
export function membersByJoinTime(type: TypeState, list: ObjectList): readonly (readonly [id: number, Membership])[] {
  return living(type, list).sort(([a, { lastAddedAt: at }], [b, { lastAddedAt: bt }]) => at - bt || a - b)
}

/** The lists a record is in, and since when. */
export function membershipsOf(
  account: Account,
  type: TypeState,
  id: number,
): readonly (readonly [list: ObjectList, membership: Membership])[] {
  return [...account.lists.byId.values()].flatMap((list) => {
    const membership = list.objectType === type.name && list.deletedAt === null ? list.members.get(id) : undefined
    return membership === undefined ? [] : [[list, membership] as const]
  })
}

function living(type: TypeState, list: ObjectList): [number, Membership][] {
  return [...list.members].filter(([id]) => type.records.alive(id) !== undefined)
}

function tell({ account, list, context, implied }: ListChange, kind: 'join' | 'leave', ids: readonly number[]): void {
  if (ids.length > 0) list.membersChangedAt = context.origin.at
  const { objectType, listId } = list
  const facts = { kind, objectType, listId, ...(implied === undefined ? {} : { implied }) }
  for (const id of ids) account.changes.add(context, { ...facts, id: String(id) })
}
