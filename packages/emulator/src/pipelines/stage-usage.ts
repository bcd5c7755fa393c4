import type { Account, TypeState } from '../account/index.ts'
import { invalid } from '../api-error.ts'

/**
 * 400 when living records stand in one of these stages of a pipeline
 * (https://developers.hubspot.com/docs/api-reference/legacy/crm/pipelines/guide; the message is ours).
 */
export function refuseStagesInUse(
  { types }: Account,
  type: TypeState,
  pipelineId: string,
  stageIds: readonly string[],
): void {
  const names = types.find(type.name)?.pipeline
  if (names === undefined || stageIds.length === 0) return
  const pipelineSlot = type.properties.find(names.pipelineProperty)?.slot ?? -1
  const stageSlot = type.properties.find(names.stageProperty)?.slot ?? -1
  const wanted = new Set(stageIds)
  const users = type.records
    .page(0, Infinity, false)
    .filter(({ values }) => values[pipelineSlot] === pipelineId && wanted.has(values[stageSlot] ?? ''))
  if (users.length === 0) return
  throw invalid('Stages are in use and cannot be deleted.', {
    subCategory: 'PipelineError.STAGE_ID_IN_USE',
    context: {
      stageIds: [...new Set(users.map(({ values }) => values[stageSlot] ?? ''))],
      objectIds: users.map(({ id }) => String(id)),
    },
  })
}
