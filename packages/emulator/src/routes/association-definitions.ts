import type { Account, AssociationType } from '../account/index.ts'
import { ApiError, invalid, notFound, unknownDefinition } from '../api-error.ts'
import { asOptionalText, asText, asWhole, field, type JsonObject } from '../input.ts'
import { removeAssociationType } from '../records/index.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import { associationLanes, typesIn } from './association-pairs.ts'
import { typeAnswer } from './associations.ts'
import { batchAnswer, problemOf, type BatchError } from './batch-answer.ts'
import { routeMaker } from './route-maker.ts'
import { inputsOf } from './write-each.ts'

/**
 * Labels, their limits, and the report of records that come near to them
 * (https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associate-records/guide).
 */
export function associationDefinitionRoutes(account: Account): readonly Route[] {
  const configurations = '/definitions/configurations'
  const route = routeMaker(account, { family: 'associations', ...associationLanes })
  return [
    route('GET', '/:from/:to/labels', listLabels),
    route('POST', '/:from/:to/labels', createLabel),
    route('PUT', '/:from/:to/labels', updateLabel),
    route('DELETE', '/:from/:to/labels/:typeId', deleteLabel),
    route('GET', `${configurations}/all`, listAllLimits),
    route('GET', `${configurations}/:from/:to`, listLimits),
    route('POST', `${configurations}/:from/:to/batch/create`, createLimits),
    route('POST', `${configurations}/:from/:to/batch/update`, updateLimits),
    route('POST', `${configurations}/:from/:to/batch/purge`, purgeLimits),
    route('POST', '/usage/high-usage-report/:userId', requestReport),
  ]
}

function listLabels(account: Account, call: Call): Answer {
  const [from, to] = typesIn(account, call)
  return { status: 200, body: { results: account.associationTypes.between(from.name, to.name).map(typeAnswer) } }
}

// Both directions are answered, the one asked for first.
function createLabel(account: Account, call: Call): Answer {
  const [from, to] = typesIn(account, call)
  const body = bodyObject(call)
  const name = textOf(body, 'name')
  const label = textOf(body, 'label')
  const inverseLabel = asOptionalText(field(body, 'inverseLabel'), 'inverseLabel')
  const { associationTypes } = account
  if (associationTypes.unlabelled(from.name, to.name) === undefined)
    throw invalid(`No association type exists between ${from.id} and ${to.id}.`)
  const known = associationTypes.between(from.name, to.name)
  if (known.some((type) => type.name === name || type.label === label))
    throw invalid(`An association label of that name exists between ${from.id} and ${to.id}.`)
  const type = associationTypes.defineLabel(from.name, to.name, { name, label, inverseLabel })
  note(account, call, type, 'create')
  const inverse = associationTypes.inverseOf(type)
  const results = inverse === undefined || inverse === type ? [type] : [type, inverse]
  return { status: 200, body: { results: results.map(typeAnswer) } }
}

// Without an inverse label a single label changes on both sides, a pair of labels on this side only.
function updateLabel(account: Account, call: Call): Answer {
  const body = bodyObject(call)
  const type = ownType(account, call, asWhole(field(body, 'associationTypeId'), 'associationTypeId', 0, 2_147_483_647))
  const label = textOf(body, 'label')
  const inverse = account.associationTypes.inverseOf(type)
  const kept = inverse?.label === type.label ? label : inverse?.label
  const inverseLabel = asOptionalText(field(body, 'inverseLabel'), 'inverseLabel') ?? kept
  if (inverse === type && inverseLabel !== label) throw invalid('This label is the same in both directions.')
  type.label = label
  if (inverse !== undefined) inverse.label = inverseLabel ?? label
  note(account, call, type, 'update')
  return { status: 204 }
}

function deleteLabel(account: Account, call: Call): Answer {
  const type = ownType(account, call, asWhole(call.param('typeId'), 'associationTypeId', 0, 2_147_483_647))
  removeAssociationType(account, type, call.write)
  note(account, call, type, 'archive')
  return { status: 204 }
}

function listAllLimits(account: Account): Answer {
  return limitsAnswer([...account.associationTypes.all()])
}

function listLimits(account: Account, call: Call): Answer {
  const [from, to] = typesIn(account, call)
  return limitsAnswer(account.associationTypes.between(from.name, to.name))
}

function limitsAnswer(types: readonly AssociationType[]): Answer {
  return { status: 200, body: { results: types.filter((type) => type.maxToObjectIds !== null).map(limitAnswer) } }
}

function limitAnswer({ category, typeId, label, maxToObjectIds }: AssociationType): object {
  return { category, typeId, label, userEnforcedMaxToObjectIds: maxToObjectIds }
}

function createLimits(account: Account, call: Call): Answer {
  const { results, errors } = eachLimit(account, call, (type, input) => {
    type.maxToObjectIds = maximumOf(input)
    return limitAnswer(type)
  })
  return batchAnswer(account, call, 201, results, errors)
}

function updateLimits(account: Account, call: Call): Answer {
  const { results, errors } = eachLimit(account, call, (type, input) => {
    if (type.maxToObjectIds === null)
      throw unknownDefinition(`Association type ${type.typeId} has no limit to be changed.`)
    type.maxToObjectIds = maximumOf(input)
    const { category, typeId } = type
    return { category, typeId, userEnforcedMaxToObjectIds: type.maxToObjectIds }
  })
  return batchAnswer(account, call, 200, results, errors)
}

function purgeLimits(account: Account, call: Call): Answer {
  eachLimit(account, call, (type) => void (type.maxToObjectIds = null))
  return { status: 204 }
}

function eachLimit<Result>(
  account: Account,
  call: Call,
  apply: (type: AssociationType, input: JsonObject) => Result,
): { readonly results: readonly Result[]; readonly errors: readonly BatchError[] } {
  const [from, to] = typesIn(account, call)
  const inputs = inputsOf(bodyObject(call))
  for (const input of inputs) if (field(input, 'maxToObjectIds') !== undefined) maximumOf(input)
  const errors: BatchError[] = []
  const results = inputs.flatMap((input) => {
    const category = asText(field(input, 'category'), 'category')
    const typeId = asWhole(field(input, 'typeId'), 'typeId', 0, 2_147_483_647)
    try {
      const type = account.associationTypes.find(from.name, to.name, category, typeId)
      if (type === undefined)
        throw unknownDefinition(`There is no association type ${category} ${typeId} from ${from.id} to ${to.id}.`)
      const result = apply(type, input)
      note(account, call, type, 'update')
      return [result]
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      errors.push(problemOf(error, undefined))
      return []
    }
  })
  return { results, errors }
}

function maximumOf(input: JsonObject): number {
  return asWhole(field(input, 'maxToObjectIds'), 'maxToObjectIds', 1, 2_147_483_647)
}

// HubSpot sends the report by mail; what is answered is that it will be.
function requestReport(account: Account, call: Call): Answer {
  const userId = asWhole(call.param('userId'), 'userId', 0, Number.MAX_SAFE_INTEGER)
  const owner = account.owners.find((each) => each.userId === userId)
  if (owner === undefined) throw notFound()
  const enqueueTime = { dateOnly: false, timeZoneShift: 0, value: call.write.origin.at }
  return { status: 200, body: { userId, userEmail: owner.email, enqueueTime } }
}

function ownType(account: Account, call: Call, typeId: number): AssociationType {
  const [from, to] = typesIn(account, call)
  const type = account.associationTypes.find(from.name, to.name, 'USER_DEFINED', typeId)
  if (type === undefined || type.label === null)
    throw unknownDefinition(`There is no association label ${typeId} of the account's own from ${from.id} to ${to.id}.`)
  return type
}

function textOf(body: JsonObject, name: string): string {
  const text = asText(field(body, name), name).trim()
  if (text === '') throw invalid(`${name} must not be empty.`)
  return text
}

function note(account: Account, call: Call, type: AssociationType, change: 'create' | 'update' | 'archive'): void {
  account.changes.add(call.write, {
    kind: 'define',
    objectType: type.from,
    id: `${type.category} ${type.typeId}`,
    definition: { of: 'association type', change },
  })
}
