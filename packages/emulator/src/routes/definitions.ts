import type { Account } from '../account/index.ts'
import { unknownDefinition } from '../api-error.ts'
import { typeIn } from '../records/index.ts'
import { queryFlag } from '../input.ts'
import type { Answer, Call, Route } from '../route.ts'
import { pathsOf } from '../versions.ts'

/** Definitions of properties, read whole. */
export function definitionRoutes(account: Account): readonly Route[] {
  const get = (paths: readonly string[], handle: (call: Call) => Answer): Route => ({
    method: 'GET',
    paths,
    lane: 'definition',
    handle,
  })
  return [
    get(pathsOf('properties', '/:type'), (call) => listProperties(account, call)),
    get(pathsOf('properties', '/:type/:name'), (call) => getProperty(account, call)),
  ]
}

function listProperties(account: Account, call: Call): Answer {
  const archived = queryFlag(call.query, 'archived')
  const all = typeIn(account, call.param('type')).properties.all()
  const results = all.map(({ definition }) => definition).filter((definition) => definition.archived === archived)
  return { status: 200, body: { results } }
}

function getProperty(account: Account, call: Call): Answer {
  const name = call.param('name')
  const definition = typeIn(account, call.param('type')).properties.findAny(name)?.definition
  if (definition === undefined || definition.archived !== queryFlag(call.query, 'archived'))
    throw unknownDefinition(`There is no property "${name}".`)
  return { status: 200, body: definition }
}
