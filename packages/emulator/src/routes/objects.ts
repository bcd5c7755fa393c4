import type { Account } from '../account/index.ts'
import {
  answerRecord,
  prepareInline,
  idIn,
  recordIn,
  refuseUnassociated,
  typeIn,
  archiveRecord,
  prepareCreate,
  prepareUpdate,
} from '../records/index.ts'
import { invalid, notFound } from '../api-error.ts'
import { asObject, asOptionalText, field, parseId, queryFlag, queryList, queryWhole } from '../input.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import { pathsOf } from '../versions.ts'

/** List, get, create, update and archive of single records (https://developers.hubspot.com/docs/guides/crm/using-object-apis). */
export function objectRoutes(account: Account): readonly Route[] {
  const one = pathsOf('objects', '/:type/:id')
  const all = pathsOf('objects', '/:type')
  return [
    { method: 'GET', paths: all, lane: 'list', handle: (call) => list(account, call) },
    { method: 'POST', paths: all, lane: 'write', handle: (call) => create(account, call) },
    { method: 'GET', paths: one, lane: 'get', handle: (call) => get(account, call) },
    { method: 'PATCH', paths: one, lane: 'write', handle: (call) => update(account, call) },
    { method: 'DELETE', paths: one, lane: 'write', handle: (call) => archive(account, call) },
  ]
}

function list(account: Account, call: Call): Answer {
  const type = typeIn(account, call.param('type'))
  const history = queryList(call.query, 'propertiesWithHistory')
  const limit = queryWhole(call.query, 'limit', { from: 1, to: history === undefined ? 100 : 50, otherwise: 10 })
  const after = queryWhole(call.query, 'after', { from: 0, to: Number.MAX_SAFE_INTEGER, otherwise: 0 })
  const page = type.records.page(after, limit + 1, queryFlag(call.query, 'archived'))
  const next = page[limit]
  const results = page.slice(0, limit).map((state) => answerRecord(account, type, state, shapeOf(account, call)))
  if (next === undefined) return { status: 200, body: { results } }
  const link = `https://api.hubapi.com/crm/objects/v3/${type.name}?after=${next.id}&limit=${limit}`
  return { status: 200, body: { results, paging: { next: { after: String(next.id), link } } } }
}

function get(account: Account, call: Call): Answer {
  const type = typeIn(account, call.param('type'))
  const id = idIn(type, call.param('id'), call.query.get('idProperty'))
  const state = id === undefined ? undefined : type.records.get(id)
  const archived = queryFlag(call.query, 'archived')
  if (state === undefined) throw notFound()
  if ((state.archivedAt !== null) !== archived && !account.switches().archivedReadable) throw notFound()
  return { status: 200, body: answerRecord(account, type, state, shapeOf(account, call)) }
}

function create(account: Account, call: Call): Answer {
  const type = typeIn(account, call.param('type'), 'create')
  const body = bodyObject(call)
  const properties = asObject(field(body, 'properties'), 'properties')
  const associateNew = prepareInline(account, type, field(body, 'associations'))
  refuseUnassociated(type, field(body, 'associations'))
  const objectWriteTraceId = asOptionalText(field(body, 'objectWriteTraceId'), 'objectWriteTraceId')
  const context = { ...call.write, objectWriteTraceId }
  const state = prepareCreate(account, type, properties, context)()
  associateNew(state.id, context)
  const answer = answerRecord(account, type, state, {
    properties: [...Object.keys(properties), ...type.defaultProperties],
  })
  return {
    status: 201,
    body: objectWriteTraceId === undefined ? answer : { ...answer, objectWriteTraceId },
    headers: { location: `https://api.hubapi.com${call.path}/${state.id}` },
  }
}

function update(account: Account, call: Call): Answer {
  const type = typeIn(account, call.param('type'), 'update')
  const before = recordIn(type, call.param('id'), call.query.get('idProperty'))
  const properties = asObject(field(bodyObject(call), 'properties'), 'properties')
  if (Object.keys(properties).length === 0) throw invalid('No properties found to update, please provide at least one.')
  const state = prepareUpdate(account, type, before, properties, call.write)()
  const shape = { properties: [...Object.keys(properties), ...type.defaultProperties] }
  return { status: 200, body: answerRecord(account, type, state, shape) }
}

function archive(account: Account, call: Call): Answer {
  const type = typeIn(account, call.param('type'), 'archive')
  const text = call.param('id')
  const id = idIn(type, text, call.query.get('idProperty'))
  const state = id === undefined ? undefined : type.records.get(id)
  // Only reading and changing follow the id of a merged-away record; deleting by it is not documented.
  if (state === undefined || (parseId(text) ?? id) !== id) throw notFound()
  if (state.archivedAt === null) archiveRecord(account, type, state, call.write)
  else if (account.switches().secondDelete === '404') throw notFound()
  return { status: 204 }
}

function shapeOf(account: Account, { query }: Call): Parameters<typeof answerRecord>[3] {
  return {
    properties: queryList(query, 'properties'),
    history: queryList(query, 'propertiesWithHistory'),
    associations: queryList(query, 'associations')?.flatMap((name) => account.types.find(name) ?? []),
  }
}
