import type { Pipeline, Stage } from '../account/index.ts'
import { invalid } from '../api-error.ts'
import { toIso } from '../clock.ts'
import { asOptionalFlag, field, type JsonObject } from '../input.ts'
import { recordChange, type PipelineWrite } from './record-change.ts'
import { displayOrderOf, labelOf, metadataOf, parseStage, type StageInput } from './stage-input.ts'
import { refuseStagesInUse } from './stage-usage.ts'

const manyStages: ReadonlySet<string> = new Set(['deals', 'tickets'])

/** Adds a stage to a pipeline. */
export function createStage(write: PipelineWrite, pipeline: Pipeline, body: JsonObject): Stage {
  const input = parseStage(write.type, body)
  const [stage] = makeStages(write, pipeline, [input])
  if (stage === undefined) throw new Error('A stage was not made.')
  putStages(write, pipeline, [...pipeline.stages, stage])
  recordChange(write, 'create', pipeline.id, stage)
  return stage
}

/** Replaces everything of a stage but its id. */
export function replaceStage(write: PipelineWrite, pipeline: Pipeline, before: Stage, body: JsonObject): Stage {
  const { id: _id, ...given } = parseStage(write.type, body)
  return changeStage(write, pipeline, { ...before, ...given })
}

/** Changes what the body names; `archived` archives a stage or brings it back. */
export function patchStage(write: PipelineWrite, pipeline: Pipeline, before: Stage, body: JsonObject): Stage {
  const archived =
    field(body, 'archived') === undefined ? before.archived : asOptionalFlag(field(body, 'archived'), 'archived')
  if (archived && !before.archived) return archiveStage(write, pipeline, before)
  const { archivedAt: _archivedAt, ...living } = before
  return changeStage(write, pipeline, {
    ...(archived ? before : living),
    archived,
    label: field(body, 'label') === undefined ? before.label : labelOf(body),
    displayOrder: field(body, 'displayOrder') === undefined ? before.displayOrder : displayOrderOf(body),
    metadata: metadataOf(write.type, field(body, 'metadata'), before.metadata),
  })
}

/** Archives a stage. */
export function archiveStage(write: PipelineWrite, pipeline: Pipeline, stage: Stage): Stage {
  if (write.refusesUsed) refuseStagesInUse(write.account, write.type, pipeline.id, [stage.id])
  const archivedAt = toIso(write.context.origin.at)
  const archived: Stage = { ...stage, archived: true, archivedAt, updatedAt: archivedAt }
  putStages(
    write,
    pipeline,
    pipeline.stages.map((each) => (each.id === stage.id ? archived : each)),
  )
  recordChange(write, 'archive', pipeline.id, archived)
  return archived
}

/** New stages for a pipeline; 400 when it has an id already or would have too many. */
export function makeStages(
  { account, type, context }: PipelineWrite,
  pipeline: Pick<Pipeline, 'stages'>,
  inputs: readonly StageInput[],
): readonly Stage[] {
  const at = toIso(context.origin.at)
  const made = inputs.map(({ id = account.pipelines.nextId(), label, displayOrder, metadata }): Stage => {
    const permissions = { writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT', archived: false } as const
    return { id, label, displayOrder, metadata, ...permissions, createdAt: at, updatedAt: at }
  })
  const all = [...pipeline.stages, ...made]
  if (new Set(all.map(({ id }) => id)).size < all.length) throw invalid('Every stageId must be unique in its pipeline.')
  // 100 for deals, tickets and custom objects, 30 for the others (https://developers.hubspot.com/docs/api-reference/legacy/crm/pipelines/guide).
  const most = manyStages.has(type.name) || type.id.startsWith('2-') ? 100 : 30
  if (all.filter(({ archived }) => !archived).length > most)
    throw invalid(`A pipeline of ${type.name} has at most ${most} stages.`)
  return made
}

function changeStage(write: PipelineWrite, pipeline: Pipeline, changed: Stage): Stage {
  const stage = { ...changed, updatedAt: toIso(write.context.origin.at) }
  putStages(
    write,
    pipeline,
    pipeline.stages.map((each) => (each.id === stage.id ? stage : each)),
  )
  recordChange(write, 'update', pipeline.id, stage)
  return stage
}

function putStages({ account, type, context }: PipelineWrite, pipeline: Pipeline, stages: readonly Stage[]): void {
  account.pipelines.put(type.name, { ...pipeline, stages, updatedAt: toIso(context.origin.at) })
}
