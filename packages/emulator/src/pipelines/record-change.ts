import type { Account, Pipeline, Stage, TypeState } from '../account/index.ts'
import { recalculate, type WriteContext } from '../records/index.ts'

/** A change of one object type's pipelines on its way. */
export interface PipelineWrite {
  readonly account: Account
  readonly type: TypeState
  readonly context: WriteContext
  /** Shall nothing be archived that records stand in? */
  readonly refusesUsed: boolean
}

const actions = { create: 'CREATE', update: 'UPDATE', archive: 'DELETE' } as const

/** Tells the audit of pipelines, and that of the account, what became of a pipeline (or of a stage of it). */
export function recordChange(
  { account, type, context }: PipelineWrite,
  change: keyof typeof actions,
  pipelineId: string,
  stage: Stage | null,
): void {
  const rawObject: Pipeline | Stage | undefined = stage ?? account.pipelines.stored(type.name, pipelineId)
  if (rawObject === undefined) throw new Error('A changed pipeline is gone.')
  account.pipelines.note({
    objectType: type.name,
    pipelineId,
    stageId: stage?.id ?? null,
    action: actions[change],
    at: context.origin.at,
    rawObject,
  })
  account.changes.add(context, {
    kind: 'define',
    objectType: type.name,
    id: stage === null ? pipelineId : `${pipelineId}/${stage.id}`,
    definition: { of: stage === null ? 'pipeline' : 'stage', change },
  })
  // A deal's probability, for instance, is that of its stage.
  recalculate(account, type, context)
}
