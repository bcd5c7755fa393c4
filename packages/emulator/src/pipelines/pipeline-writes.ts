import type { Pipeline, Stage } from '../account/index.ts'
import { invalid } from '../api-error.ts'
import { toIso } from '../clock.ts'
import { asArray, asOptionalFlag, field, type JsonObject } from '../input.ts'
import { recordChange, type PipelineWrite } from './record-change.ts'
import { displayOrderOf, idOf, labelOf, parseStage, type StageInput } from './stage-input.ts'
import { refuseStagesInUse } from './stage-usage.ts'
import { makeStages } from './stage-writes.ts'

/** Makes a pipeline with its stages. */
export function createPipeline(write: PipelineWrite, body: JsonObject): Pipeline {
  const { account, type, context } = write
  const label = labelOf(body)
  const displayOrder = displayOrderOf(body)
  const chosen = idOf(body, 'pipelineId')
  if (chosen !== undefined && account.pipelines.stored(type.name, chosen) !== undefined)
    throw invalid(`There is a pipeline "${chosen}" already.`)
  const stages = makeStages(write, { stages: [] }, stagesOf(write, body))
  const at = toIso(context.origin.at)
  const id = chosen ?? account.pipelines.nextId()
  account.pipelines.put(type.name, { id, label, displayOrder, archived: false, createdAt: at, updatedAt: at, stages })
  recordChange(write, 'create', id, null)
  return livingView(write, id)
}

/** Replaces everything of a pipeline but its id: stages the body does not list by id are archived, and those without a known id are new. */
export function replacePipeline(write: PipelineWrite, before: Pipeline, body: JsonObject): Pipeline {
  const label = labelOf(body)
  const displayOrder = displayOrderOf(body)
  const inputs = stagesOf(write, body)
  const at = toIso(write.context.origin.at)
  const kept = new Map(inputs.flatMap((input) => (input.id === undefined ? [] : [[input.id, input] as const])))
  const known = before.stages.map((stage) => replaced(stage, kept.get(stage.id), at))
  const lost = before.stages.filter(({ id, archived }) => !archived && !kept.has(id))
  const unknown = inputs.filter(({ id }) => id === undefined || !before.stages.some((stage) => stage.id === id))
  const made = makeStages(write, { stages: known }, unknown)
  refuseLoss(write, before, lost)
  return store(write, { ...before, label, displayOrder, stages: [...known, ...made] })
}

/** Changes what the body names; `archived` archives a pipeline or brings it back. */
export function patchPipeline(write: PipelineWrite, before: Pipeline, body: JsonObject): Pipeline {
  const archived =
    field(body, 'archived') === undefined ? before.archived : asOptionalFlag(field(body, 'archived'), 'archived')
  if (archived && !before.archived) return archivePipeline(write, before)
  const { archivedAt: _archivedAt, ...living } = before
  return store(write, {
    ...(archived ? before : living),
    archived,
    label: field(body, 'label') === undefined ? before.label : labelOf(body),
    displayOrder: field(body, 'displayOrder') === undefined ? before.displayOrder : displayOrderOf(body),
  })
}

/** Archives a pipeline with all its stages. */
export function archivePipeline(write: PipelineWrite, pipeline: Pipeline): Pipeline {
  refuseLoss(write, pipeline, pipeline.stages)
  const archivedAt = toIso(write.context.origin.at)
  const archived: Pipeline = { ...pipeline, archived: true, archivedAt, updatedAt: archivedAt }
  write.account.pipelines.put(write.type.name, archived)
  recordChange(write, 'archive', pipeline.id, null)
  return archived
}

function stagesOf({ type }: PipelineWrite, body: JsonObject): readonly StageInput[] {
  return asArray(field(body, 'stages'), 'stages').map((stage) => parseStage(type, stage))
}

function replaced(stage: Stage, input: StageInput | undefined, at: string): Stage {
  if (input === undefined) return stage.archived ? stage : { ...stage, archived: true, archivedAt: at, updatedAt: at }
  const { archivedAt: _archivedAt, ...living } = stage
  const { label, displayOrder, metadata } = input
  return { ...living, archived: false, label, displayOrder, metadata, updatedAt: at }
}

function refuseLoss({ account, type, refusesUsed }: PipelineWrite, { id }: Pipeline, stages: readonly Stage[]): void {
  if (refusesUsed)
    refuseStagesInUse(
      account,
      type,
      id,
      stages.map((stage) => stage.id),
    )
}

function store(write: PipelineWrite, pipeline: Pipeline): Pipeline {
  write.account.pipelines.put(write.type.name, { ...pipeline, updatedAt: toIso(write.context.origin.at) })
  recordChange(write, 'update', pipeline.id, null)
  return pipeline.archived ? pipeline : livingView(write, pipeline.id)
}

function livingView({ account, type }: PipelineWrite, id: string): Pipeline {
  const pipeline = account.pipelines.get(type.name)?.find((each) => each.id === id)
  if (pipeline === undefined) throw new Error('A pipeline was not kept.')
  return pipeline
}
