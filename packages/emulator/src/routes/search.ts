import { invalid } from '../api-error.ts'
import type { Account, TypeState } from '../account/index.ts'
import { answerRecord, typeIn } from '../records/index.ts'
import type { Answer, Call, Route } from '../route.ts'
import { parseSearch, runSearch } from '../search/index.ts'
import { pathsOf } from '../versions.ts'

/** Search (https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm). Results carry no associations. */
export function searchRoutes(account: Account): readonly Route[] {
  return [
    {
      method: 'POST',
      paths: pathsOf('objects', '/:type/search'),
      lane: 'search',
      handle: (call) => search(account, call),
    },
  ]
}

function refuseUnknown(account: Account, type: TypeState, names: readonly string[]): void {
  if (account.switches().searchUnknownProperty === 'ignore') return
  const unknown = names.find((name) => type.properties.find(name) === undefined)
  if (unknown !== undefined) throw invalid(`Property "${unknown}" does not exist`)
}

function search(account: Account, call: Call): Answer {
  const type = typeIn(account, call.param('type'), 'search')
  const request = parseSearch(call.body ?? {}, call.bodyText, account.switches())
  refuseUnknown(account, type, request.properties ?? [])
  const { total, rows } = runSearch(account, type, request)
  const results = rows.map((state) => answerRecord(account, type, state, { properties: request.properties }))
  const reached = request.after + rows.length
  if (reached >= total || rows.length === 0) return { status: 200, body: { total, results } }
  return { status: 200, body: { total, results, paging: { next: { after: String(reached) } } } }
}
