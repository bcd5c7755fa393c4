import type { Account, Owner } from '../account/index.ts'
import { invalid, notFound } from '../api-error.ts'
import { queryFlag, queryWhole } from '../input.ts'
import type { Answer, Call, Route } from '../route.ts'
import { pathsOf } from '../versions.ts'

/** Owners, read only (https://developers.hubspot.com/docs/api-reference/legacy/crm/owners/guide). */
export function ownerRoutes(account: Account): readonly Route[] {
  return [
    { method: 'GET', paths: pathsOf('owners', ''), lane: 'definition', handle: (call) => listOwners(account, call) },
    {
      method: 'GET',
      paths: pathsOf('owners', '/:owner'),
      lane: 'definition',
      handle: (call) => getOwner(account, call),
    },
  ]
}

function listOwners(account: Account, call: Call): Answer {
  const limit = queryWhole(call.query, 'limit', { from: 1, to: account.switches().limitOwnersPage, otherwise: 100 })
  const after = queryWhole(call.query, 'after', { from: 0, to: Number.MAX_SAFE_INTEGER, otherwise: 0 })
  const archived = queryFlag(call.query, 'archived')
  const email = call.query.get('email')?.toLowerCase()
  const found = account.owners.filter(
    (owner) =>
      owner.archived === archived && Number(owner.id) >= after && (email === undefined || owner.email === email),
  )
  const next = found[limit]
  const paging = next === undefined ? {} : { paging: { next: { after: next.id } } }
  return { status: 200, body: { results: found.slice(0, limit), ...paging } }
}

function getOwner(account: Account, call: Call): Answer {
  const wanted = call.param('owner')
  const idProperty = call.query.get('idProperty') ?? 'id'
  if (idProperty !== 'id' && idProperty !== 'userId') throw invalid('idProperty must be id or userId.')
  const archived = queryFlag(call.query, 'archived')
  const owner = account.owners.find((each) => each.archived === archived && idOf(each, idProperty) === wanted)
  if (owner === undefined) throw notFound()
  return { status: 200, body: owner }
}

// An archived owner has no user id any more, but is still found by the one that was.
function idOf({ id, userIdIncludingInactive }: Owner, idProperty: 'id' | 'userId'): string | undefined {
  return idProperty === 'id' ? id : userIdIncludingInactive?.toString()
}
