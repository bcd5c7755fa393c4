/** A stage of a pipeline. Refer to it by id: labels can be renamed (https://developers.hubspot.com/docs/api-reference/legacy/crm/pipelines/guide). */
export interface Stage {
  readonly id: string
  readonly label: string
  readonly displayOrder: number
  /** Strings on the wire: deals have `probability` (0.0 to 1.0) and `isClosed`, tickets `ticketState`. */
  readonly metadata: Readonly<Record<string, string>>
}

/** A pipeline of an object type with its stages in display order. */
export interface Pipeline {
  readonly id: string
  readonly label: string
  readonly displayOrder: number
  readonly stages: readonly Stage[]
}

/** Whom a record belongs to. `id` is what `hubspot_owner_id` holds, not the user id; archived owners stay in old records. */
export interface Owner {
  readonly id: string
  readonly email: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  readonly archived: boolean
}

/**
 * The properties that hold the pipeline and the stage of a record, of object types that have pipelines: deals have names of their own, which are older than
 * the other types'. Apart from the table of object types, so that building queries does not bring that along.
 */
export function pipelineProperties(objectType: string): {
  readonly pipelineProperty: string
  readonly stageProperty: string
} {
  return objectType === 'deals'
    ? { pipelineProperty: 'pipeline', stageProperty: 'dealstage' }
    : { pipelineProperty: 'hs_pipeline', stageProperty: 'hs_pipeline_stage' }
}
