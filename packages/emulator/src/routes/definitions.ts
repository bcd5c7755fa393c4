import type { Account, Pipeline } from '../account/index.ts'
import { notFound, unknownDefinition } from '../api-error.ts'
import { typeIn } from '../records/index.ts'
import { queryFlag, queryWhole } from '../input.ts'
import type { Limits } from '../gate/index.ts'
import type { Answer, Call, Route } from '../route.ts'
import { pathsOf } from '../versions.ts'

/** Properties, pipelines, owners and the account itself: what changes rarely and is read whole. */
export function definitionRoutes(account: Account, limits: Limits): readonly Route[] {
  const get = (paths: readonly string[], handle: (call: Call) => Answer): Route => ({
    method: 'GET',
    paths,
    lane: 'definition',
    handle,
  })
  return [
    get(pathsOf('properties', '/:type'), (call) => listProperties(account, call)),
    get(pathsOf('properties', '/:type/:name'), (call) => getProperty(account, call)),
    get(pathsOf('pipelines', '/:type'), (call) => listPipelines(account, call)),
    get(pathsOf('pipelines', '/:type/:pipeline'), (call) => getPipeline(account, call)),
    get(pathsOf('pipelines', '/:type/:pipeline/stages'), (call) => listStages(account, call)),
    get(pathsOf('pipelines', '/:type/:pipeline/stages/:stage'), (call) => getStage(account, call)),
    get(pathsOf('owners', ''), (call) => listOwners(account, call)),
    get(pathsOf('owners', '/:owner'), (call) => getOwner(account, call)),
    get(pathsOf('accountInfo', '/details'), () => accountDetails(account)),
    get(pathsOf('accountInfo', '/api-usage/daily/private-apps'), () => dailyUsage(account, limits)),
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

function listPipelines(account: Account, call: Call): Answer {
  return { status: 200, body: { results: pipelinesOf(account, call) } }
}

function getPipeline(account: Account, call: Call): Answer {
  return { status: 200, body: pipelineIn(account, call) }
}

function listStages(account: Account, call: Call): Answer {
  return { status: 200, body: { results: pipelineIn(account, call).stages } }
}

function getStage(account: Account, call: Call): Answer {
  const { id, stages } = pipelineIn(account, call)
  const stageId = call.param('stage')
  const stage = stages.find((each) => each.id === stageId)
  if (stage === undefined) throw unknownDefinition(`There is no stage "${stageId}" in pipeline "${id}".`)
  return { status: 200, body: stage }
}

function pipelineIn(account: Account, call: Call): Pipeline {
  const id = call.param('pipeline')
  const pipeline = pipelinesOf(account, call).find((each) => each.id === id)
  if (pipeline === undefined) throw unknownDefinition(`There is no pipeline "${id}".`)
  return pipeline
}

function pipelinesOf(account: Account, call: Call): readonly Pipeline[] {
  return account.pipelines.get(typeIn(account, call.param('type')).name) ?? []
}

function listOwners(account: Account, call: Call): Answer {
  const limit = queryWhole(call.query, 'limit', { from: 1, to: 500, otherwise: 100 })
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
  const byUser = call.query.get('idProperty') === 'userId'
  const archived = queryFlag(call.query, 'archived')
  const owner = account.owners.find(
    (each) => each.archived === archived && String(byUser ? each.userId : each.id) === wanted,
  )
  if (owner === undefined) throw notFound()
  return { status: 200, body: owner }
}

function accountDetails({ portalId, timeZone, currencies }: Account): Answer {
  const [companyCurrency, ...additionalCurrencies] = currencies
  return {
    status: 200,
    body: {
      portalId,
      accountType: 'DEVELOPER_TEST',
      timeZone,
      companyCurrency,
      additionalCurrencies,
      utcOffset: '+01:00',
      utcOffsetMilliseconds: 3_600_000,
      uiDomain: 'app.hubspot.com',
      dataHostingLocation: 'eu1',
    },
  }
}

function dailyUsage(account: Account, limits: Limits): Answer {
  const result = {
    name: 'private-apps-api-calls-daily',
    usageLimit: account.switches().limitDaily,
    currentUsage: limits.usedToday(),
    collectedAt: new Date(account.clock.now()).toISOString(),
    fetchStatus: 'SUCCESS',
  }
  return { status: 200, body: { results: [result] } }
}
