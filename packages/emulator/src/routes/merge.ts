import type { Account } from '../account/index.ts'
import { answerRecord, idIfAny, recordIn, typeIn, mergeRecords, takeOut, indexedAt } from '../records/index.ts'
import { invalid, notFound } from '../api-error.ts'
import { asOptionalText, asText, field } from '../input.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import { pathsOf } from '../versions.ts'

/** Merging records, and deleting contacts for good (https://developers.hubspot.com/docs/guides/crm/using-object-apis). */
export function mergeRoutes(account: Account): readonly Route[] {
  return [
    {
      method: 'POST',
      paths: pathsOf('objects', '/:type/merge'),
      lane: 'write',
      handle: (call) => merge(account, call),
    },
    {
      method: 'POST',
      paths: pathsOf('objects', '/:type/gdpr-delete'),
      lane: 'write',
      handle: (call) => purge(account, call),
    },
  ]
}

function merge(account: Account, call: Call): Answer {
  const type = typeIn(account, call.param('type'), 'update')
  const isOlder = call.version.name !== '2026-09' && call.version.name !== '2026-09-beta'
  const { merge: offered } = type.row
  if (offered === undefined || (offered === 'before-2026-09' && !isOlder))
    throw invalid(`Records of ${type.name} cannot be merged.`)
  const body = bodyObject(call)
  const primary = recordIn(type, asText(field(body, 'primaryObjectId'), 'primaryObjectId'), null)
  const other = recordIn(type, asText(field(body, 'objectIdToMerge'), 'objectIdToMerge'), null)
  if (primary === other) throw invalid('A record cannot be merged with itself.')
  return { status: 200, body: answerRecord(account, type, mergeRecords(account, type, primary, other, call.write)) }
}

function purge(account: Account, call: Call): Answer {
  const type = typeIn(account, call.param('type'))
  if (type.name !== 'contacts') throw invalid(`Records of ${type.name} cannot be deleted for good.`)
  const body = bodyObject(call)
  const text = asText(field(body, 'objectId'), 'objectId')
  const idProperty = asOptionalText(field(body, 'idProperty'), 'idProperty') ?? null
  const id = idIfAny(type, text, idProperty)
  const state = id === undefined ? undefined : type.records.get(id)
  if (state === undefined) {
    if (idProperty !== 'email') throw notFound()
    // An address nobody has yet shall not come back either.
    account.blockedEmails.add(text.trim().toLowerCase())
    return { status: 204 }
  }
  for (const target of account.types.all())
    for (const partnerId of Array.from(account.associations.partners(type.name, state.id, target.name).keys()))
      account.associations.set(indexedAt(call.write), type.name, state.id, target.name, partnerId, [])
  takeOut(type, state, call.write)
  account.changes.add(call.write, { kind: 'purge', objectType: type.name, id: String(state.id) })
  return { status: 204 }
}
