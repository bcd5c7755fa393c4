import type { Account, Membership, ObjectList, TypeState } from '../account/index.ts'
import { invalid } from '../api-error.ts'
import { toIso } from '../clock.ts'
import { asTexts, field, queryWhole } from '../input.ts'
import { join, leave, membersById, membersByJoinTime, membershipsOf } from '../lists/index.ts'
import { idIfAny, recordIn, typeIn } from '../records/index.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import { routeMaker } from './route-maker.ts'
import { listIn } from './lists.ts'

/** Who is in a list (https://developers.hubspot.com/docs/api-reference/legacy/crm/lists/guide). */
export function listMembershipRoutes(account: Account): readonly Route[] {
  const route = routeMaker(account, { family: 'lists', reads: 'list', writes: 'batch-write' })
  const memberships = '/:list/memberships'
  return [
    route('GET', memberships, pageById),
    route('GET', `${memberships}/join-order`, pageByJoinTime),
    route('DELETE', memberships, removeAll),
    route('PUT', `${memberships}/add`, add),
    route('PUT', `${memberships}/remove`, remove),
    route('PUT', `${memberships}/add-and-remove`, addAndRemove),
    route('PUT', `${memberships}/add-from/:source`, addFrom),
    route('GET', '/records/:type/:id/memberships', listsOfRecord),
  ]
}

type Member = readonly [id: number, membership: Membership]

function pageById(account: Account, call: Call): Answer {
  const list = listIn(account, call.param('list'))
  const members = membersById(typeIn(account, list.objectType), list)
  return pageAnswer(call, members, ([id]) => String(id))
}

function pageByJoinTime(account: Account, call: Call): Answer {
  const list = listIn(account, call.param('list'))
  const members = membersByJoinTime(typeIn(account, list.objectType), list)
  return pageAnswer(call, members, ([id, { lastAddedAt }]) => `${lastAddedAt}-${id}`)
}

// A token names the member a page begins with, or ends before, so that pages stay whole while others join and leave.
function pageAnswer(call: Call, members: readonly Member[], tokenOf: (member: Member) => string): Answer {
  const limit = queryWhole(call.query, 'limit', { from: 1, to: 250, otherwise: 100 })
  const [after, before] = [placeOf(call, 'after'), placeOf(call, 'before')]
  const firstAtLeast = (place: readonly number[]): number => {
    const index = members.findIndex((member) => !isBefore(partsOf(tokenOf(member)), place))
    return index === -1 ? members.length : index
  }
  const end = before === undefined ? members.length : firstAtLeast(before)
  const start = before === undefined ? (after === undefined ? 0 : firstAtLeast(after)) : Math.max(0, end - limit)
  const page = members.slice(start, Math.min(start + limit, end))
  const next = members[start + page.length]
  const first = page[0]
  const paging = {
    ...(next === undefined ? {} : { next: { after: tokenOf(next) } }),
    ...(first === undefined || start === 0 ? {} : { prev: { before: tokenOf(first) } }),
  }
  const results = page.map(([id, { lastAddedAt }]) => ({
    recordId: String(id),
    membershipTimestamp: toIso(lastAddedAt),
  }))
  const more = Object.keys(paging).length === 0 ? {} : { paging }
  return { status: 200, body: { total: members.length, results, ...more } }
}

function placeOf(call: Call, name: 'after' | 'before'): readonly number[] | undefined {
  const token = call.query.get(name)
  if (token === null || token === '') return undefined
  if (!/^\d{1,16}(-\d{1,16})?$/.test(token)) throw invalid(`${name} is no token of a page.`)
  return partsOf(token)
}

function partsOf(token: string): readonly number[] {
  return token.split('-').map(Number)
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((part, index) => part !== b[index])
  return at !== -1 && (a[at] ?? 0) < (b[at] ?? 0)
}

function add(account: Account, call: Call): Answer {
  return changeMembers(account, call, asTexts(call.body, 'the body') ?? [], [])
}

function remove(account: Account, call: Call): Answer {
  return changeMembers(account, call, [], asTexts(call.body, 'the body') ?? [])
}

function addAndRemove(account: Account, call: Call): Answer {
  const body = bodyObject(call)
  const toAdd = asTexts(field(body, 'recordIdsToAdd'), 'recordIdsToAdd') ?? []
  return changeMembers(account, call, toAdd, asTexts(field(body, 'recordIdsToRemove'), 'recordIdsToRemove') ?? [])
}

function changeMembers(account: Account, call: Call, toAdd: readonly string[], toRemove: readonly string[]): Answer {
  const list = changeable(account, call)
  const type = typeIn(account, list.objectType)
  const idsOf = (texts: readonly string[]): readonly number[] => texts.flatMap((text) => livingId(type, text) ?? [])
  const removed = leave({ account, list, context: call.write }, idsOf(toRemove))
  const added = join({ account, list, context: call.write }, idsOf(toAdd))
  const missing = [...toAdd, ...toRemove].filter((text) => livingId(type, text) === undefined)
  const texts = (ids: readonly number[]): readonly string[] => ids.map(String)
  // The names are HubSpot's.
  const body = { recordsIdsAdded: texts(added), recordIdsRemoved: texts(removed), recordIdsMissing: missing }
  return { status: 200, body }
}

function removeAll(account: Account, call: Call): Answer {
  const list = changeable(account, call)
  leave({ account, list, context: call.write }, [...list.members.keys()])
  return { status: 204 }
}

function addFrom(account: Account, call: Call): Answer {
  const list = changeable(account, call)
  const source = listIn(account, call.param('source'))
  if (source.objectType !== list.objectType) throw invalid('Both lists must hold records of the same object type.')
  const ids = membersById(typeIn(account, source.objectType), source).map(([id]) => id)
  join({ account, list, context: call.write }, ids)
  return { status: 204 }
}

function listsOfRecord(account: Account, call: Call): Answer {
  const type = typeIn(account, call.param('type'))
  const { id } = recordIn(type, call.param('id'), null)
  const results = membershipsOf(account, type, id).map(([{ listId, listVersion }, membership]) => ({
    listId,
    listVersion,
    firstAddedTimestamp: toIso(membership.firstAddedAt),
    lastAddedTimestamp: toIso(membership.lastAddedAt),
  }))
  return { status: 200, body: { total: results.length, results } }
}

function changeable(account: Account, call: Call): ObjectList {
  const list = listIn(account, call.param('list'))
  if (list.processingType === 'DYNAMIC') throw invalid('Members of a DYNAMIC list follow from its filters.')
  return list
}

function livingId(type: TypeState, text: string): number | undefined {
  const id = idIfAny(type, text, null)
  return id === undefined ? undefined : type.records.alive(id)?.id
}
