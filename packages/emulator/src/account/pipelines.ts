import { initialPipelines, type StageRow } from '../data/pipelines.ts'

/** A stage as the pipelines API answers it. */
export interface Stage {
  readonly id: string
  readonly label: string
  readonly displayOrder: number
  readonly metadata: Readonly<Record<string, string>>
  readonly writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT'
  readonly archived: boolean
  readonly createdAt: string
  readonly updatedAt: string
}

/** A pipeline as the pipelines API answers it. */
export interface Pipeline {
  readonly id: string
  readonly label: string
  readonly displayOrder: number
  readonly archived: boolean
  readonly createdAt: string
  readonly updatedAt: string
  readonly stages: readonly Stage[]
}

const madeAt = '2021-02-04T13:07:41.205Z'

/** The pipelines a new account has, by the plural name of their object type. */
export function createPipelines(): Map<string, readonly Pipeline[]> {
  return new Map(
    Object.entries(initialPipelines).map(([objectType, rows]) => [
      objectType,
      rows.map((row, displayOrder) => ({
        id: row.id,
        label: row.label,
        displayOrder,
        archived: false,
        createdAt: madeAt,
        updatedAt: madeAt,
        stages: row.stages.map(stageOf),
      })),
    ]),
  )
}

function stageOf([id, label, metadata]: StageRow, displayOrder: number): Stage {
  return {
    id,
    label,
    displayOrder,
    metadata,
    writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
    archived: false,
    createdAt: madeAt,
    updatedAt: madeAt,
  }
}
