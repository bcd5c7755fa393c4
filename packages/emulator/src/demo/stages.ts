import type { Pipeline } from '../account/index.ts'
import type { Random } from '../random.ts'

/** A stage that was reached on the way, and where between creation (0) and the last change (1). */
export interface Passed {
  readonly share: number
  readonly stage: string
}

/**
 * The stages a record passed before it came to `stage`, oldest first: some of those that stand before it, the first one among them. Nothing
 * when it was made where it stands.
 */
export function stagesBefore(random: Random, pipeline: Pipeline | undefined, stage: string): readonly Passed[] {
  const stages = pipeline?.stages ?? []
  const end = stages.findIndex(({ id }) => id === stage)
  const passed = stages.slice(0, Math.max(0, end)).filter(({ metadata }, index) => {
    const isClosed = metadata['isClosed'] === 'true' || metadata['ticketState'] === 'CLOSED'
    return index === 0 || (!isClosed && random.chance(0.8))
  })
  return passed.map(({ id }, index) => ({
    share: index === 0 ? 0 : (index - 0.8 * random.next()) / passed.length,
    stage: id,
  }))
}
