import type { Account, PropertyDefinition, PropertyGroup, TypeState } from '../account/index.ts'
import { ApiError } from '../api-error.ts'
import {
  archiveGroup,
  archiveProperty,
  createGroup,
  createProperty,
  sensitivityOf,
  unknownGroup,
  unknownProperty,
  updateGroup,
  updateProperty,
} from '../definitions/index.ts'
import { asOptionalFlag, asOptionalText, asText, field, queryFlag } from '../input.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import { batchAnswer, problemOf, type BatchError } from './batch-answer.ts'
import { definitionRoutes, readableUntil } from './definition-routes.ts'
import { inputsOf } from './write-each.ts'

/** Properties and their groups (https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide). */
export function propertyRoutes(account: Account): readonly Route[] {
  return definitionRoutes(account, 'properties', [
    ['GET', '/groups', listGroups],
    ['POST', '/groups', postGroup],
    ['GET', '/groups/:name', getGroup],
    ['PATCH', '/groups/:name', patchGroup],
    ['DELETE', '/groups/:name', deleteGroup],
    ['POST', '/batch/read', readBatch],
    ['POST', '/batch/create', createBatch],
    ['POST', '/batch/archive', archiveBatch],
    ['GET', '', listProperties],
    ['POST', '', postProperty],
    ['GET', '/:name', getProperty],
    ['PATCH', '/:name', patchProperty],
    ['DELETE', '/:name', deleteProperty],
  ])
}

function listProperties(account: Account, type: TypeState, { query }: Call): Answer {
  const archived = queryFlag(query, 'archived')
  const sensitivity = sensitivityOf(query.get('dataSensitivity'))
  const results = [...type.properties.seen(readableUntil(account)).values()]
    .map(({ definition }) => definition)
    .filter((definition) => definition.archived === archived && definition.dataSensitivity === sensitivity)
  return { status: 200, body: { results } }
}

function getProperty(account: Account, type: TypeState, call: Call): Answer {
  const name = call.param('name')
  const seen = readable(account, type, name, queryFlag(call.query, 'archived'), call.query.get('dataSensitivity'))
  if (seen === undefined) throw unknownProperty(type, name)
  return { status: 200, body: seen }
}

function postProperty(account: Account, type: TypeState, call: Call): Answer {
  return { status: 201, body: createProperty(account, type, bodyObject(call), call.write) }
}

function patchProperty(account: Account, type: TypeState, call: Call): Answer {
  return { status: 200, body: updateProperty(account, type, call.param('name'), bodyObject(call), call.write) }
}

function deleteProperty(account: Account, type: TypeState, call: Call): Answer {
  archiveProperty(account, type, call.param('name'), call.write)
  return { status: 204 }
}

function readBatch(account: Account, type: TypeState, call: Call): Answer {
  const body = bodyObject(call)
  const archived = asOptionalFlag(field(body, 'archived'), 'archived')
  const sensitivity = asOptionalText(field(body, 'dataSensitivity'), 'dataSensitivity')
  const names = inputsOf(body).map((input) => asText(field(input, 'name'), 'name'))
  const results: PropertyDefinition[] = []
  const errors: BatchError[] = []
  for (const name of new Set(names)) {
    const seen = readable(account, type, name, archived, sensitivity)
    if (seen === undefined) errors.push(aboutProperty(unknownProperty(type, name), name))
    else results.push(seen)
  }
  return batchAnswer(account, call, 200, results, errors)
}

function createBatch(account: Account, type: TypeState, call: Call): Answer {
  const results: PropertyDefinition[] = []
  const errors: BatchError[] = []
  for (const input of inputsOf(bodyObject(call)))
    try {
      results.push(createProperty(account, type, input, call.write))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      errors.push(aboutProperty(error, String(field(input, 'name'))))
    }
  return batchAnswer(account, call, call.version.definitionBatchCreated, results, errors)
}

// 204 whatever became of each.
function archiveBatch(account: Account, type: TypeState, call: Call): Answer {
  for (const input of inputsOf(bodyObject(call)))
    try {
      archiveProperty(account, type, asText(field(input, 'name'), 'name'), call.write)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  return { status: 204 }
}

function listGroups(account: Account, type: TypeState): Answer {
  return { status: 200, body: { results: [...type.groups.seen(readableUntil(account)).values()] } }
}

function getGroup(account: Account, type: TypeState, call: Call): Answer {
  const group: PropertyGroup | undefined = type.groups.seen(readableUntil(account)).get(call.param('name'))
  if (group === undefined) throw unknownGroup(type, call.param('name'))
  return { status: 200, body: group }
}

function postGroup(account: Account, type: TypeState, call: Call): Answer {
  return { status: 201, body: createGroup(account, type, bodyObject(call), call.write) }
}

function patchGroup(account: Account, type: TypeState, call: Call): Answer {
  return { status: 200, body: updateGroup(account, type, call.param('name'), bodyObject(call), call.write) }
}

function deleteGroup(account: Account, type: TypeState, call: Call): Answer {
  archiveGroup(account, type, call.param('name'), call.write)
  return { status: 204 }
}

function readable(
  account: Account,
  type: TypeState,
  name: string,
  archived: boolean,
  sensitivity: string | null | undefined,
): PropertyDefinition | undefined {
  const definition = type.properties.seen(readableUntil(account)).get(name)?.definition
  const fits = definition?.archived === archived && definition.dataSensitivity === sensitivityOf(sensitivity)
  return fits ? definition : undefined
}

function aboutProperty(error: ApiError, name: string): BatchError {
  const { context, ...problem } = problemOf(error, undefined)
  return { ...problem, context: { ...context, name: [name] } }
}
