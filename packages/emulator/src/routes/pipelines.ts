import type { Account, Pipeline, PipelineAuditEntry, Stage, TypeState } from '../account/index.ts'
import { invalid, unknownDefinition } from '../api-error.ts'
import { toIso } from '../clock.ts'
import { field, queryFlag } from '../input.ts'
import {
  archivePipeline,
  archiveStage,
  createPipeline,
  createStage,
  patchPipeline,
  patchStage,
  replacePipeline,
  replaceStage,
  type PipelineWrite,
} from '../pipelines/index.ts'
import { typeIn } from '../records/index.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import { routeMaker } from './route-maker.ts'

/** Pipelines and stages (https://developers.hubspot.com/docs/api-reference/legacy/crm/pipelines/guide). */
export function pipelineRoutes(account: Account): readonly Route[] {
  const route = routeMaker(account, {
    family: 'pipelines',
    prefix: '/:type',
    reads: 'definition',
    writes: 'definition',
  })
  const [one, stages, stage] = ['/:pipeline', '/:pipeline/stages', '/:pipeline/stages/:stage']
  return [
    route('GET', '', listPipelines),
    route('POST', '', postPipeline),
    route('GET', one, (_account, call) => ({ status: 200, body: living(account, call) })),
    route('PUT', one, putPipeline),
    route('PATCH', one, patchOne),
    route('DELETE', one, deletePipeline),
    route('GET', `${one}/audit`, pipelineAudit),
    route('GET', stages, (_account, call) => ({ status: 200, body: { results: living(account, call).stages } })),
    route('POST', stages, postStage),
    route('GET', stage, (_account, call) => ({ status: 200, body: livingStage(account, call) })),
    route('PUT', stage, putStage),
    route('PATCH', stage, patchOneStage),
    route('DELETE', stage, deleteStage),
    route('GET', `${stage}/audit`, stageAudit),
  ]
}

function listPipelines(account: Account, call: Call): Answer {
  return { status: 200, body: { results: account.pipelines.get(typeIn(account, call.param('type')).name) ?? [] } }
}

function postPipeline(account: Account, call: Call): Answer {
  return { status: 201, body: createPipeline(writeOf(account, call), bodyObject(call)) }
}

function putPipeline(account: Account, call: Call): Answer {
  living(account, call)
  return { status: 200, body: replacePipeline(writeOf(account, call), stored(account, call), bodyObject(call)) }
}

function patchOne(account: Account, call: Call): Answer {
  const body = bodyObject(call)
  if (field(body, 'archived') === undefined) living(account, call)
  return { status: 200, body: patchPipeline(writeOf(account, call), stored(account, call), body) }
}

function deletePipeline(account: Account, call: Call): Answer {
  living(account, call)
  archivePipeline(writeOf(account, call), stored(account, call))
  return { status: 204 }
}

function postStage(account: Account, call: Call): Answer {
  living(account, call)
  return { status: 201, body: createStage(writeOf(account, call), stored(account, call), bodyObject(call)) }
}

function putStage(account: Account, call: Call): Answer {
  const stage = livingStage(account, call)
  return { status: 200, body: replaceStage(writeOf(account, call), stored(account, call), stage, bodyObject(call)) }
}

function patchOneStage(account: Account, call: Call): Answer {
  const body = bodyObject(call)
  living(account, call)
  if (field(body, 'archived') === undefined) livingStage(account, call)
  return {
    status: 200,
    body: patchStage(writeOf(account, call), stored(account, call), storedStage(account, call), body),
  }
}

// 2026-09 dropped the query of a stage's DELETE and never deletes what is in use.
function deleteStage(account: Account, call: Call): Answer {
  const stage = livingStage(account, call)
  const write = writeOf(account, call)
  const refusesUsed = write.refusesUsed || call.version.keepsStagesInUse
  archiveStage({ ...write, refusesUsed }, stored(account, call), stage)
  return { status: 204 }
}

function pipelineAudit(account: Account, call: Call): Answer {
  const { id } = stored(account, call)
  return auditAnswer(account, account.pipelines.history(typeIn(account, call.param('type')).name, { pipelineId: id }))
}

// The description of this operation knows an object type and a stage only, and the official client sends no pipeline: the stage is enough.
function stageAudit(account: Account, call: Call): Answer {
  const type = typeIn(account, call.param('type'))
  return auditAnswer(account, account.pipelines.history(type.name, { stageId: call.param('stage') }))
}

function auditAnswer({ portalId }: Account, entries: readonly PipelineAuditEntry[]): Answer {
  const results = entries.map(({ pipelineId, stageId, action, at, rawObject }) => ({
    portalId,
    identifier: stageId ?? pipelineId,
    action,
    timestamp: toIso(at),
    rawObject,
  }))
  return { status: 200, body: { results } }
}

function writeOf(account: Account, call: Call): PipelineWrite {
  const type = typeIn(account, call.param('type'))
  if (type.pipeline === undefined) throw invalid(`${type.name} have no pipelines.`)
  const forDeals = queryFlag(call.query, 'validateDealStageUsagesBeforeDelete') && type.name === 'deals'
  const refusesUsed = queryFlag(call.query, 'validateReferencesBeforeDelete') || forDeals
  return { account, type, context: call.write, refusesUsed }
}

function stored(account: Account, call: Call): Pipeline {
  return found(account.pipelines.stored(typeIn(account, call.param('type')).name, call.param('pipeline')), call)
}

function living(account: Account, call: Call): Pipeline {
  const type: TypeState = typeIn(account, call.param('type'))
  return found(
    account.pipelines.get(type.name)?.find(({ id }) => id === call.param('pipeline')),
    call,
  )
}

function found(pipeline: Pipeline | undefined, call: Call): Pipeline {
  if (pipeline === undefined) throw unknownDefinition(`There is no pipeline "${call.param('pipeline')}".`)
  return pipeline
}

function storedStage(account: Account, call: Call): Stage {
  return foundStage(stored(account, call), call)
}

function livingStage(account: Account, call: Call): Stage {
  return foundStage(living(account, call), call)
}

function foundStage({ id, stages }: Pipeline, call: Call): Stage {
  const stage = stages.find((each) => each.id === call.param('stage'))
  if (stage === undefined) throw unknownDefinition(`There is no stage "${call.param('stage')}" in pipeline "${id}".`)
  return stage
}
