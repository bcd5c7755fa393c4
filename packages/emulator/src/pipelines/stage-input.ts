import type { Stage, TypeState } from '../account/index.ts'
import { invalid } from '../api-error.ts'
import { asObject, asOptionalText, asText, asWhole, field, type JsonObject } from '../input.ts'

/** What a body says of a stage. */
export interface StageInput {
  readonly id: string | undefined
  readonly label: string
  readonly displayOrder: number
  readonly metadata: Readonly<Record<string, string>>
}

/** Reads a whole stage; 400 for what its object type does not take. */
export function parseStage(type: TypeState, value: unknown): StageInput {
  const body = asObject(value, 'a stage')
  return {
    id: idOf(body, 'stageId'),
    label: labelOf(body),
    displayOrder: displayOrderOf(body),
    metadata: metadataOf(type, field(body, 'metadata'), {}),
  }
}

/** The label in a body; 400 when empty. */
export function labelOf(body: JsonObject): string {
  const label = asText(field(body, 'label'), 'label')
  if (label.trim() === '') throw invalid('label must not be empty.')
  return label
}

/** The place in a body. */
export function displayOrderOf(body: JsonObject): number {
  const value = field(body, 'displayOrder')
  // HubSpot's own stages may stand at -1.
  return value === -1 ? -1 : asWhole(value, 'displayOrder', 0, 2_147_483_647)
}

/** The id a create may choose; undefined when it leaves that to HubSpot. */
export function idOf(body: JsonObject, name: 'pipelineId' | 'stageId'): string | undefined {
  const id = asOptionalText(field(body, name), name)
  if (id !== undefined && !/^[\w.-]{1,100}$/.test(id)) throw invalid(`${name} is not valid.`)
  return id
}

/**
 * The metadata a stage has after `value` was laid over `before`. Deals need a `probability` from 0.0 to 1.0, and are closed at either end
 * unless it is said; tickets are `OPEN` or `CLOSED` (https://developers.hubspot.com/docs/api-reference/legacy/crm/pipelines/guide).
 */
export function metadataOf(type: TypeState, value: unknown, before: Stage['metadata']): Stage['metadata'] {
  const given = value === undefined || value === null ? [] : Object.entries(asObject(value, 'metadata'))
  const changes = Object.fromEntries(given.map(([name, each]) => [name, asText(each, `metadata.${name}`)]))
  const metadata: Stage['metadata'] = { ...before, ...changes }
  switch (type.name) {
    case 'deals':
      return dealMetadata(metadata, changes)
    case 'tickets':
      return ticketMetadata(metadata)
  }
  return metadata
}

function dealMetadata(metadata: Stage['metadata'], changes: Stage['metadata']): Stage['metadata'] {
  const text = metadata['probability'] ?? ''
  const probability = Number(text)
  if (text.trim() === '' || !(probability >= 0 && probability <= 1))
    throw invalid('metadata.probability of a deal stage must be between 0.0 and 1.0.')
  const isClosed = changes['isClosed'] ?? String(probability === 0 || probability === 1)
  if (isClosed !== 'true' && isClosed !== 'false') throw invalid('metadata.isClosed must be true or false.')
  return { ...metadata, isClosed, probability: Number.isInteger(probability) ? probability.toFixed(1) : text }
}

function ticketMetadata(metadata: Stage['metadata']): Stage['metadata'] {
  const ticketState = metadata['ticketState'] ?? 'OPEN'
  if (ticketState !== 'OPEN' && ticketState !== 'CLOSED') throw invalid('metadata.ticketState must be OPEN or CLOSED.')
  return { ...metadata, ticketState }
}
