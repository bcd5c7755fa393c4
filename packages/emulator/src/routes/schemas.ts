import { namesOf, type Account, type CustomType } from '../account/index.ts'
import {
  archiveSchema,
  createSchema,
  createSchemaAssociation,
  dissociateSchema,
  livingSchema,
  purgeSchema,
  unknownSchema,
  updateSchema,
} from '../definitions/index.ts'
import { asArray, asOptionalFlag, asText, field, queryFlag } from '../input.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import { pathsOf } from '../versions.ts'
import { readableUntil } from './definition-routes.ts'

/** Custom object types (https://developers.hubspot.com/docs/api-reference/legacy/crm/objects/schemas/guide). HubSpot's own are not listed. */
export function schemaRoutes(account: Account): readonly Route[] {
  const route = (method: Route['method'], rest: string, handle: (account: Account, call: Call) => Answer): Route => ({
    method,
    paths: pathsOf('schemas', rest),
    lane: 'definition',
    handle: (call) => handle(account, call),
  })
  return [
    route('GET', '', list),
    route('POST', '', create),
    route('POST', '/batch/read', readBatch),
    route('GET', '/:type', get),
    route('PATCH', '/:type', update),
    route('DELETE', '/:type', archive),
    route('POST', '/:type/associations', createAssociation),
    route('DELETE', '/:type/associations/:association', archiveAssociation),
  ]
}

/** Which parts of a schema are told. */
interface Included {
  readonly properties: boolean
  readonly associations: boolean
  readonly audit: boolean
}

const everything: Included = { properties: true, associations: true, audit: true }

function list(account: Account, { query }: Call): Answer {
  const archived = queryFlag(query, 'archived')
  const found = readable(account).filter((custom) => custom.archived === archived)
  return { status: 200, body: { results: found.map((custom) => answer(account, custom, includedIn(query))) } }
}

function get(account: Account, call: Call): Answer {
  const name = call.param('type')
  const custom = readable(account).find((each) => !each.archived && namesOf(each).includes(name))
  if (custom === undefined) throw unknownSchema(name)
  return { status: 200, body: answer(account, custom, includedIn(call.query)) }
}

function readBatch(account: Account, call: Call): Answer {
  const body = bodyObject(call)
  const flag = (name: string): boolean => field(body, name) === undefined || asOptionalFlag(field(body, name), name)
  const included: Included = {
    properties: flag('includePropertyDefinitions'),
    associations: flag('includeAssociationDefinitions'),
    audit: flag('includeAuditMetadata'),
  }
  const names = asArray(field(body, 'inputs'), 'inputs').map((input) =>
    typeof input === 'object' && input !== null ? asText(field({ ...input }, 'id'), 'id') : asText(input, 'id'),
  )
  const found = readable(account).filter((each) => !each.archived && namesOf(each).some((name) => names.includes(name)))
  return { status: 200, body: { results: found.map((custom) => answer(account, custom, included)) } }
}

function create(account: Account, call: Call): Answer {
  return { status: 201, body: answer(account, createSchema(account, bodyObject(call), call.write), everything) }
}

function update(account: Account, call: Call): Answer {
  const { associations: _associations, ...custom } = updateSchema(
    account,
    call.param('type'),
    bodyObject(call),
    call.write,
  )
  return { status: 200, body: { id: custom.objectTypeId, ...custom, portalId: account.portalId } }
}

function archive(account: Account, call: Call): Answer {
  const change = queryFlag(call.query, 'archived') ? purgeSchema : archiveSchema
  change(account, call.param('type'), call.write)
  return { status: 204 }
}

function createAssociation(account: Account, call: Call): Answer {
  const { type } = livingSchema(account, call.param('type'))
  return { status: 201, body: createSchemaAssociation(account, type, bodyObject(call), call.write) }
}

function archiveAssociation(account: Account, call: Call): Answer {
  const { custom } = livingSchema(account, call.param('type'))
  dissociateSchema(account, custom, call.param('association'), call.write)
  return { status: 204 }
}

function answer(account: Account, custom: CustomType, included: Included): object {
  const { associations, createdAt, updatedAt, ...rest } = custom
  const properties = account.types.stateOf(custom)?.properties.all() ?? []
  return {
    id: custom.objectTypeId,
    ...rest,
    ...(included.audit ? { createdAt, updatedAt } : {}),
    associations: included.associations ? associations : [],
    properties: included.properties
      ? properties.map(({ definition }) => definition).filter(({ archived }) => !archived)
      : [],
  }
}

function includedIn(query: URLSearchParams): Included {
  const flag = (name: string): boolean => !query.has(name) || queryFlag(query, name)
  return {
    properties: flag('includePropertyDefinitions'),
    associations: flag('includeAssociationDefinitions'),
    audit: flag('includeAuditMetadata'),
  }
}

/** Schemas changed a moment ago are not readable yet. */
function readable(account: Account): readonly CustomType[] {
  return [...account.types.custom.seen(readableUntil(account)).values()]
}
