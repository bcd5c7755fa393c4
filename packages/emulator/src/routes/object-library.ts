import type { Account } from '../account/index.ts'
import { unknownDefinition } from '../api-error.ts'
import type { Answer, Call, Route } from '../route.ts'
import { pathsOf } from '../versions.ts'

/**
 * Which object types of the object library are activated; activating them is done by hand, here by `account.activate`
 * (https://developers.hubspot.com/docs/api-reference/latest/crm/crm-data-model/guide).
 */
export function objectLibraryRoutes(account: Account): readonly Route[] {
  return [
    {
      method: 'GET',
      paths: pathsOf('objectLibrary', '/enablement'),
      lane: 'definition',
      handle: () => listEnablement(account),
    },
    {
      method: 'GET',
      paths: pathsOf('objectLibrary', '/enablement/:type'),
      lane: 'definition',
      handle: (call) => getEnablement(account, call),
    },
  ]
}

function listEnablement({ types }: Account): Answer {
  const activatable = types.all().filter(({ row }) => row.activatable === true)
  const enablementByObjectTypeId = Object.fromEntries(activatable.map((type) => [type.id, types.isActive(type)]))
  return { status: 200, body: { enablementByObjectTypeId } }
}

function getEnablement({ types }: Account, call: Call): Answer {
  const type = types.find(call.param('type'))
  if (type === undefined) throw unknownDefinition(`There is no object type "${call.param('type')}".`)
  return { status: 200, body: { enablement: types.isActive(type) } }
}
