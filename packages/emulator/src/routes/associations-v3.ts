import type { Account, AssociationType, PairTypes, TypeState } from '../account/index.ts'
import { invalid } from '../api-error.ts'
import { asText, field } from '../input.ts'
import { answerRecord, associate, defaultType, disassociate, type Pair } from '../records/index.ts'
import type { Answer, Call, Route } from '../route.ts'
import {
  associationLanes,
  associationLimits,
  eachPair,
  pageOfEach,
  pageOfOne,
  pairIn,
  typesIn,
  type PartnerPage,
} from './association-pairs.ts'
import { batchAnswer } from './batch-answer.ts'
import { routeMaker } from './route-maker.ts'

/**
 * Associations as v3 has them, where a type is a name (`contact_to_company`) and a partner is listed once for each type. The single form is
 * still described for custom objects (https://developers.hubspot.com/docs/api-reference/legacy/crm/objects/schemas/guide).
 */
export function associationV3Routes(account: Account): readonly Route[] {
  const single = routeMaker(account, {
    family: 'objectAssociationsV3',
    prefix: '/:from/:id/associations',
    ...associationLanes,
  })
  const between = routeMaker(account, { family: 'associationsV3', prefix: '/:from/:to', ...associationLanes })
  return [
    single('GET', '/:to', listOne),
    single('PUT', '/:to/:toId/:associationType', putOne),
    single('DELETE', '/:to/:toId/:associationType', deleteOne),
    between('POST', '/batch/create', batchCreate),
    between('POST', '/batch/read', batchRead),
    between('POST', '/batch/archive', batchArchive),
    between('GET', '/types', listTypes),
  ]
}

function listOne(account: Account, call: Call): Answer {
  const page = pageOfOne(account, call)
  return { status: 200, body: { results: partnersAnswer(page), ...page.paging } }
}

function putOne(account: Account, call: Call): Answer {
  const pair = pairIn(account, call)
  associate(account, pair, [namedType(account, pair, call.param('associationType'))], 'add', call.write)
  const state = pair.from.records.alive(pair.fromId)
  if (state === undefined) throw new Error('An associated record is gone.')
  return { status: 200, body: answerRecord(account, pair.from, state, { associations: [pair.to] }) }
}

function deleteOne(account: Account, call: Call): Answer {
  const pair = pairIn(account, call)
  disassociate(account, pair, [namedType(account, pair, call.param('associationType'))], call.write)
  return { status: 204 }
}

function batchCreate(account: Account, call: Call): Answer {
  const { results, errors } = eachPair(account, call, associationLimits.create, (pair, input) => {
    const type = namedType(account, pair, asText(field(input, 'type'), 'type'))
    return () => {
      associate(account, pair, [type], 'add', call.write)
      return { from: { id: String(pair.fromId) }, to: { id: String(pair.toId) }, type: type.name }
    }
  })
  return batchAnswer(account, call, 201, results, errors)
}

function batchRead(account: Account, call: Call): Answer {
  return pageOfEach(account, call, (page) => ({ to: partnersAnswer(page), ...page.paging }))
}

function batchArchive(account: Account, call: Call): Answer {
  const { errors } = eachPair(account, call, associationLimits.archive, (pair, input) => {
    const type = namedType(account, pair, asText(field(input, 'type'), 'type'))
    return () => disassociate(account, pair, [type], call.write)
  })
  return errors.length === 0 ? { status: 204 } : batchAnswer(account, call, 200, [], errors)
}

function listTypes(account: Account, call: Call): Answer {
  const [from, to] = typesIn(account, call)
  const results = account.associationTypes
    .between(from.name, to.name)
    .map(({ typeId, name }) => ({ id: String(typeId), name }))
  return { status: 200, body: { results } }
}

function partnersAnswer({ partners }: PartnerPage): readonly unknown[] {
  return partners.flatMap(([id, types]: readonly [number, PairTypes]) =>
    types.map(({ name }) => ({ id: String(id), type: name })),
  )
}

// By name, or by the id as text, which the single form takes as well.
function namedType(account: Account, pair: Pick<Pair, 'from' | 'to'>, text: string): AssociationType {
  const { from, to }: { from: TypeState; to: TypeState } = pair
  defaultType(account, from, to)
  const types = account.associationTypes.between(from.name, to.name)
  const type = types.find(({ name }) => name === text) ?? types.find(({ typeId }) => String(typeId) === text)
  if (type === undefined) throw invalid(`There is no association type "${text}" from ${from.id} to ${to.id}.`)
  return type
}
