import { initialPipelines, type StageRow } from '../data/pipelines.ts'

/** A stage as the pipelines API answers it. */
export interface Stage {
  readonly id: string
  readonly label: string
  readonly displayOrder: number
  readonly metadata: Readonly<Record<string, string>>
  readonly writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT'
  readonly archived: boolean
  readonly archivedAt?: string
  readonly createdAt: string
  readonly updatedAt: string
}

/** A pipeline as the pipelines API answers it. */
export interface Pipeline {
  readonly id: string
  readonly label: string
  readonly displayOrder: number
  readonly archived: boolean
  readonly archivedAt?: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly stages: readonly Stage[]
}

/** One change of a pipeline or a stage, as their audit answers it. */
export interface PipelineAuditEntry {
  readonly objectType: string
  readonly pipelineId: string
  /** Null when the pipeline itself changed. */
  readonly stageId: string | null
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly at: number
  readonly rawObject: Pipeline | Stage
}

/** The pipelines of an account, by the plural name of their object type. */
export interface Pipelines {
  /** Those not archived, without their archived stages, in display order; undefined for an object type that never had any. */
  get(objectType: string): readonly Pipeline[] | undefined
  /** Archived or not, with all stages. */
  stored(objectType: string, id: string): Pipeline | undefined
  put(objectType: string, pipeline: Pipeline): void
  /** An id no pipeline or stage has. */
  nextId(): string
  note(entry: PipelineAuditEntry): void
  /** What became of a pipeline itself, or of a stage; newest first. */
  history(
    objectType: string,
    of: { readonly pipelineId: string } | { readonly stageId: string },
  ): readonly PipelineAuditEntry[]
  save(): SavedPipelines
  load(saved: SavedPipelines): void
}

/** All pipelines as plain data. */
export interface SavedPipelines {
  readonly byType: readonly (readonly [objectType: string, pipelines: readonly Pipeline[]])[]
  readonly log: readonly PipelineAuditEntry[]
  readonly lastId: number
}

const madeAt = '2021-02-04T13:07:41.205Z'

/** The pipelines a new account has. */
export function createPipelines(): Pipelines {
  const storedByType = new Map<string, ReadonlyMap<string, Pipeline>>()
  const livingByType = new Map<string, readonly Pipeline[]>()
  const log: PipelineAuditEntry[] = []
  let lastId = 170_000_000

  for (const [objectType, rows] of Object.entries(initialPipelines)) {
    const made = rows.map((row, displayOrder): Pipeline => {
      const stages = row.stages.map(stageOf)
      return {
        id: row.id,
        label: row.label,
        displayOrder,
        archived: false,
        createdAt: madeAt,
        updatedAt: madeAt,
        stages,
      }
    })
    store(objectType, new Map(made.map((pipeline) => [pipeline.id, pipeline])))
  }

  function store(objectType: string, pipelines: ReadonlyMap<string, Pipeline>): void {
    storedByType.set(objectType, pipelines)
    livingByType.set(
      objectType,
      inOrder([...pipelines.values()]).map((pipeline) => ({ ...pipeline, stages: inOrder(pipeline.stages) })),
    )
  }

  return {
    get: (objectType) => livingByType.get(objectType),
    stored: (objectType, id) => storedByType.get(objectType)?.get(id),
    put: (objectType, pipeline) =>
      store(objectType, new Map([...(storedByType.get(objectType) ?? []), [pipeline.id, pipeline]])),
    nextId: () => String(++lastId),
    note: (entry) => void log.push(entry),
    history: (objectType, of) =>
      log
        .filter((each) => each.objectType === objectType)
        .filter(({ pipelineId, stageId }) =>
          'stageId' in of ? stageId === of.stageId : stageId === null && pipelineId === of.pipelineId,
        )
        .reverse(),
    save: () => ({
      byType: Array.from(storedByType, ([objectType, pipelines]) => [objectType, [...pipelines.values()]] as const),
      log: [...log],
      lastId,
    }),
    load(saved) {
      storedByType.clear()
      livingByType.clear()
      for (const [objectType, pipelines] of saved.byType)
        store(objectType, new Map(pipelines.map((pipeline) => [pipeline.id, pipeline])))
      log.splice(0, log.length, ...saved.log)
      lastId = saved.lastId
    },
  }
}

// Equal places are told apart by label (https://developers.hubspot.com/docs/api-reference/legacy/crm/pipelines/guide).
function inOrder<Item extends Pipeline | Stage>(items: readonly Item[]): readonly Item[] {
  return items
    .filter(({ archived }) => !archived)
    .sort((a, b) => a.displayOrder - b.displayOrder || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0))
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
