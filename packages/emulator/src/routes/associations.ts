import type { Account, AssociationType, PairTypes } from '../account/index.ts'
import { asArray, field } from '../input.ts'
import { associate, defaultType, disassociate, idIfAny, parseTypes, typesOf, type Pair } from '../records/index.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import {
  associationLanes,
  associationLimits,
  eachPair,
  idOf,
  pageOfEach,
  pageOfOne,
  pairIn,
  typesIn,
  type PartnerPage,
} from './association-pairs.ts'
import { batchAnswer } from './batch-answer.ts'
import { routeMaker } from './route-maker.ts'
import { inputsOf } from './write-each.ts'

/** Associations as v4 and the dated versions have them (https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associate-records/guide). */
export function associationRoutes(account: Account): readonly Route[] {
  const single = routeMaker(account, {
    family: 'objectAssociations',
    prefix: '/:from/:id/associations',
    ...associationLanes,
  })
  const batch = routeMaker(account, { family: 'associations', prefix: '/:from/:to/batch', ...associationLanes })
  return [
    single('GET', '/:to', listOne),
    single('PUT', '/default/:to/:toId', putDefault),
    single('PUT', '/:to/:toId', putLabelled),
    single('DELETE', '/:to/:toId', deleteAll),
    batch('POST', '/create', batchCreate),
    batch('POST', '/associate/default', batchDefault),
    batch('POST', '/read', batchRead),
    batch('POST', '/archive', batchArchive),
    batch('POST', '/labels/archive', batchArchiveLabels),
  ]
}

function listOne(account: Account, call: Call): Answer {
  const page = pageOfOne(account, call)
  return { status: 200, body: { results: partnersAnswer(account, call, page), ...page.paging } }
}

function putDefault(account: Account, call: Call): Answer {
  const pair = pairIn(account, call)
  associate(account, pair, [defaultType(account, pair.from, pair.to)], 'add', call.write)
  return batchAnswer(account, call, 200, bothDirections(account, call, pair))
}

function putLabelled(account: Account, call: Call): Answer {
  const pair = pairIn(account, call)
  defaultType(account, pair.from, pair.to)
  const after = associate(account, pair, parseTypes(account, pair.from, pair.to, call.body), 'replace', call.write)
  return { status: 201, body: labelledAnswer(account, call, pair, after) }
}

function deleteAll(account: Account, call: Call): Answer {
  disassociate(account, pairIn(account, call), null, call.write)
  return { status: 204 }
}

function batchCreate(account: Account, call: Call): Answer {
  const mode = account.switches().batchAssociateReplacesLabels ? 'replace' : 'add'
  const { results, errors } = eachPair(account, call, associationLimits.create, (pair, input) => {
    const types = parseTypes(account, pair.from, pair.to, field(input, 'types'))
    return () => labelledAnswer(account, call, pair, associate(account, pair, types, mode, call.write))
  })
  return batchAnswer(account, call, call.version.associationBatchCreated, results, errors)
}

function batchDefault(account: Account, call: Call): Answer {
  const { results, errors } = eachPair(account, call, associationLimits.create, (pair) => {
    const type = defaultType(account, pair.from, pair.to)
    return () => {
      associate(account, pair, [type], 'add', call.write)
      return bothDirections(account, call, pair)
    }
  })
  return batchAnswer(account, call, 200, results.flat(), errors)
}

function batchRead(account: Account, call: Call): Answer {
  return pageOfEach(account, call, (page) => ({ to: partnersAnswer(account, call, page), ...page.paging }))
}

function batchArchive(account: Account, call: Call): Answer {
  const [from, to] = typesIn(account, call)
  const pairs = inputsOf(bodyObject(call), associationLimits.archive).flatMap((input) => {
    const fromId = idIfAny(from, idOf(field(input, 'from'), 'from'), null)
    const toIds = asArray(field(input, 'to'), 'to').map((item) => idIfAny(to, idOf(item, 'to'), null))
    return toIds.flatMap((toId) => (fromId === undefined || toId === undefined ? [] : [{ from, fromId, to, toId }]))
  })
  for (const pair of pairs) disassociate(account, pair, null, call.write)
  return archivedAnswer(account, call)
}

function batchArchiveLabels(account: Account, call: Call): Answer {
  const { errors } = eachPair(account, call, associationLimits.archive, (pair, input) => {
    const types = parseTypes(account, pair.from, pair.to, field(input, 'types'))
    return () => disassociate(account, pair, types, call.write)
  })
  if (errors.length > 0) return batchAnswer(account, call, 200, [], errors)
  return archivedAnswer(account, call)
}

function partnersAnswer(account: Account, call: Call, { partners }: PartnerPage): readonly unknown[] {
  return partners.map(([partnerId, types]) => ({
    toObjectId: wireId(account, call, partnerId),
    associationTypes: types.map(typeAnswer),
  }))
}

/** A type as the API tells it. */
export function typeAnswer({ category, typeId, label }: AssociationType): unknown {
  return { category, typeId, label }
}

function labelledAnswer(account: Account, call: Call, { from, fromId, to, toId }: Pair, types: PairTypes): unknown {
  return {
    fromObjectTypeId: from.id,
    fromObjectId: wireId(account, call, fromId),
    toObjectTypeId: to.id,
    toObjectId: wireId(account, call, toId),
    labels: types.flatMap(({ label }) => (label === null ? [] : [label])),
  }
}

function bothDirections(account: Account, call: Call, pair: Pair): readonly unknown[] {
  const direction = (fromId: number, toId: number, type: AssociationType): unknown => ({
    from: { id: String(fromId) },
    to: { id: String(toId) },
    associationSpec: { associationCategory: type.category, associationTypeId: type.typeId },
  })
  return typesOf(account, pair)
    .filter((type) => type.label === null)
    .flatMap((type) => {
      const inverse = account.associationTypes.inverseOf(type)
      const there = direction(pair.fromId, pair.toId, type)
      return inverse === undefined ? [there] : [there, direction(pair.toId, pair.fromId, inverse)]
    })
}

function archivedAnswer(account: Account, call: Call): Answer {
  if (call.version.associationBatchArchived === 204) return { status: 204 }
  return batchAnswer(account, call, 200, [])
}

function wireId(account: Account, call: Call, id: number): string | number {
  const { associationIds } = account.switches()
  const form = associationIds === 'by-version' ? call.version.associationIds : associationIds
  return form === 'number' ? id : String(id)
}
