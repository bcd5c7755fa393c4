import type { AssociationCategory } from '@holdfast/crm'
import { parseBatch, type BatchAnswer } from './batch.ts'
import { countAt, field, idAt, listAt, MalformedAnswer, objectAt, optionalText } from './json.ts'
import { parseAfter } from './record.ts'

/** An association type as HubSpot answers it; `label` is its text for people, null for the unlabelled type. */
export interface AssociationLabel {
  readonly category: AssociationCategory
  readonly typeId: number
  readonly label: string | null
}

/** One record that another is associated with, and by which types; a labelled pair normally has the unlabelled type as well. */
export interface AssociationTarget {
  readonly toId: string
  readonly types: readonly AssociationLabel[]
}

/** Some of the associations of one record. */
export interface AssociationPage {
  readonly targets: readonly AssociationTarget[]
  /** Give it back for the rest; null when all are here. */
  readonly after: string | null
}

/** Some of the associations of `fromId`. */
export interface AssociationsOf extends AssociationPage {
  readonly fromId: string
}

/** A pair of records. */
export interface Pair {
  readonly fromId: string
  readonly toId: string
}

/** A page of `GET .../associations/{to}` (https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associate-records/guide). */
export function parseAssociationPage(body: unknown): AssociationPage {
  const object = objectAt(body, '$')
  return { targets: parseTargets(field(object, 'results'), '$.results'), after: parseAfter(object) }
}

/** The answer of the associations' `batch/read`. */
export function parseAssociationsBatch(body: unknown): BatchAnswer<AssociationsOf> {
  return parseBatch(body, (value, path) => {
    const object = objectAt(value, path)
    const from = objectAt(field(object, 'from'), `${path}.from`)
    return {
      fromId: idAt(field(from, 'id'), `${path}.from.id`),
      targets: parseTargets(field(object, 'to'), `${path}.to`),
      after: parseAfter(object),
    }
  })
}

/** The answer of `batch/create` and of the default form: ids as numbers or text, side by side or nested as `from` and `to`. */
export function parsePairBatch(body: unknown): BatchAnswer<Pair> {
  return parseBatch(body, parsePair)
}

/** The answer of `PUT .../associations/...` with labels, which is one pair by itself. */
export function parsePairAsBatch(body: unknown): BatchAnswer<Pair> {
  return { results: [parsePair(body, '$')], errors: [] }
}

/** The answer of `GET .../labels`. */
export function parseLabels(body: unknown): readonly AssociationLabel[] {
  return parseTypes(field(objectAt(body, '$'), 'results'), '$.results')
}

function parsePair(value: unknown, path: string): Pair {
  const object = objectAt(value, path)
  return {
    fromId: idAt(field(object, 'fromObjectId') ?? nestedId(object, 'from', path), `${path}.fromObjectId`),
    toId: idAt(field(object, 'toObjectId') ?? nestedId(object, 'to', path), `${path}.toObjectId`),
  }
}

function nestedId(object: Readonly<Record<string, unknown>>, side: 'from' | 'to', path: string): unknown {
  return field(objectAt(field(object, side), `${path}.${side}`), 'id')
}

function parseTargets(value: unknown, path: string): readonly AssociationTarget[] {
  return listAt(value, path).map((each, index) => {
    const target = objectAt(each, `${path}[${index}]`)
    return {
      toId: idAt(field(target, 'toObjectId'), `${path}[${index}].toObjectId`),
      types: parseTypes(field(target, 'associationTypes'), `${path}[${index}].associationTypes`),
    }
  })
}

function parseTypes(value: unknown, path: string): readonly AssociationLabel[] {
  return listAt(value, path).map((each, index) => {
    const type = objectAt(each, `${path}[${index}]`)
    const category = field(type, 'category')
    if (!isCategory(category)) throw new MalformedAnswer(`${path}[${index}].category`)
    const label = optionalText(field(type, 'label'))
    return {
      category,
      typeId: countAt(field(type, 'typeId'), `${path}[${index}].typeId`),
      label: label === '' ? null : label,
    }
  })
}

function isCategory(value: unknown): value is AssociationCategory {
  return value === 'HUBSPOT_DEFINED' || value === 'USER_DEFINED' || value === 'INTEGRATOR_DEFINED' || value === 'WORK'
}
