import type { Account, AssociationType, PairTypes, TypeState } from '../account/index.ts'
import { ApiError, invalid } from '../api-error.ts'
import {
  associate,
  defaultType,
  disassociate,
  livingPartners,
  parseTypes,
  typesOf,
  type Pair,
  idIfAny,
  recordIn,
  typeIn,
} from '../records/index.ts'
import { batchAnswer, objectsNotFound, problemOf, type BatchError } from './batch-answer.ts'
import { asArray, asObject, asOptionalText, asText, asWhole, field, queryWhole, type JsonObject } from '../input.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import { pathsOf } from '../versions.ts'
import { inputsOf } from './write-each.ts'

const limits = { page: 500, create: 2_000, read: 1_000, archive: 100 } as const

/** Associations as v4 and the dated versions have them (https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associate-records/guide). */
export function associationRoutes(account: Account): readonly Route[] {
  const single = (rest: string): readonly string[] => pathsOf('objectAssociations', `/:from/:id/associations${rest}`)
  const batch = (rest: string): readonly string[] => pathsOf('associations', `/:from/:to/batch/${rest}`)
  const route = (
    method: Route['method'],
    paths: readonly string[],
    handle: (account: Account, call: Call) => Answer,
  ): Route => ({
    method,
    paths,
    lane: 'association',
    handle: (call) => handle(account, call),
  })
  return [
    route('GET', single('/:to'), listOne),
    route('PUT', single('/default/:to/:toId'), putDefault),
    route('PUT', single('/:to/:toId'), putLabelled),
    route('DELETE', single('/:to/:toId'), deleteAll),
    route('POST', batch('create'), batchCreate),
    route('POST', batch('associate/default'), batchDefault),
    route('POST', batch('read'), batchRead),
    route('POST', batch('archive'), batchArchive),
    route('POST', batch('labels/archive'), batchArchiveLabels),
    route('GET', pathsOf('associations', '/:from/:to/labels'), listLabels),
  ]
}

function listOne(account: Account, call: Call): Answer {
  const from = typeIn(account, call.param('from'))
  const to = typeIn(account, call.param('to'))
  const { id } = recordIn(from, call.param('id'), null)
  const limit = queryWhole(call.query, 'limit', { from: 1, to: limits.page, otherwise: limits.page })
  const after = queryWhole(call.query, 'after', { from: 0, to: Number.MAX_SAFE_INTEGER, otherwise: 0 })
  return { status: 200, body: { ...partnerPage(account, call, { from, id, to, limit, after }, 'results') } }
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
  const { results, errors } = eachPair(account, call, limits.create, (pair, input) => {
    const types = parseTypes(account, pair.from, pair.to, field(input, 'types'))
    return () => labelledAnswer(account, call, pair, associate(account, pair, types, mode, call.write))
  })
  return batchAnswer(account, call, call.version.associationBatchCreated, results, errors)
}

function batchDefault(account: Account, call: Call): Answer {
  const { results, errors } = eachPair(account, call, limits.create, (pair) => {
    const type = defaultType(account, pair.from, pair.to)
    return () => {
      associate(account, pair, [type], 'add', call.write)
      return bothDirections(account, call, pair)
    }
  })
  return batchAnswer(account, call, 200, results.flat(), errors)
}

function batchRead(account: Account, call: Call): Answer {
  const [from, to] = typesIn(account, call)
  const missing: string[] = []
  const results = inputsOf(bodyObject(call), limits.read).flatMap((input) => {
    const text = asText(field(input, 'id'), 'id')
    const id = idIfAny(from, text, null)
    const given = asOptionalText(field(input, 'after'), 'after')
    const after = given === undefined || given === '' ? 0 : asWhole(given, 'after', 0, Number.MAX_SAFE_INTEGER)
    if (id === undefined || from.records.alive(id) === undefined) {
      missing.push(text)
      return []
    }
    const page = partnerPage(account, call, { from, id, to, limit: limits.page, after }, 'to')
    return page.to?.length === 0 ? [] : [{ from: { id: String(id) }, ...page }]
  })
  return batchAnswer(account, call, 200, results, missing.length === 0 ? [] : [objectsNotFound(from, missing)])
}

function batchArchive(account: Account, call: Call): Answer {
  const [from, to] = typesIn(account, call)
  const pairs = inputsOf(bodyObject(call), limits.archive).flatMap((input) => {
    const fromId = idIfAny(from, idOf(field(input, 'from'), 'from'), null)
    const toIds = asArray(field(input, 'to'), 'to').map((item) => idIfAny(to, idOf(item, 'to'), null))
    return toIds.flatMap((toId) => (fromId === undefined || toId === undefined ? [] : [{ from, fromId, to, toId }]))
  })
  for (const pair of pairs) disassociate(account, pair, null, call.write)
  return archivedAnswer(account, call)
}

function batchArchiveLabels(account: Account, call: Call): Answer {
  const { errors } = eachPair(account, call, limits.archive, (pair, input) => {
    const types = parseTypes(account, pair.from, pair.to, field(input, 'types'))
    return () => disassociate(account, pair, types, call.write)
  })
  if (errors.length > 0) return batchAnswer(account, call, 200, [], errors)
  return archivedAnswer(account, call)
}

function listLabels(account: Account, call: Call): Answer {
  const [from, to] = typesIn(account, call)
  const results = account.associationTypes.between(from.name, to.name).map(typeAnswer)
  return { status: 200, body: { results } }
}

/** Checks all pairs, then applies those whose records are there; types that do not fit refuse the batch as a whole. */
function eachPair<Result>(
  account: Account,
  call: Call,
  most: number,
  prepare: (pair: Pair, input: JsonObject) => () => Result,
): { readonly results: readonly Result[]; readonly errors: readonly BatchError[] } {
  const [from, to] = typesIn(account, call)
  const errors: BatchError[] = []
  const actions: (() => Result)[] = []
  for (const input of inputsOf(bodyObject(call), most)) {
    const [fromText, toText] = [idOf(field(input, 'from'), 'from'), idOf(field(input, 'to'), 'to')]
    const [fromId, toId] = [idIfAny(from, fromText, null), idIfAny(to, toText, null)]
    const fromState = fromId === undefined ? undefined : from.records.alive(fromId)
    const toState = toId === undefined ? undefined : to.records.alive(toId)
    if (fromState !== undefined && toState !== undefined) {
      actions.push(prepare({ from, fromId: fromState.id, to, toId: toState.id }, input))
      continue
    }
    const missing = new ApiError(404, {
      message: 'One or more associations are invalid',
      category: 'OBJECT_NOT_FOUND',
      context: { fromObjectId: [fromText], toObjectId: [toText] },
    })
    errors.push(problemOf(missing, undefined))
  }
  return { results: actions.map((apply) => apply()), errors }
}

interface PartnerQuery {
  readonly from: TypeState
  readonly id: number
  readonly to: TypeState
  readonly limit: number
  readonly after: number
}

function partnerPage<Key extends string>(
  account: Account,
  call: Call,
  { from, id, to, limit, after }: PartnerQuery,
  key: Key,
): Partial<Record<Key, readonly unknown[]>> & { paging?: unknown } {
  const partners = livingPartners(account, from, id, to).filter(([partnerId]) => partnerId >= after)
  const next = partners[limit]
  const listed = partners.slice(0, limit).map(([partnerId, types]) => ({
    toObjectId: wireId(account, call, partnerId),
    associationTypes: types.map(typeAnswer),
  }))
  const paging = next === undefined ? {} : { paging: { next: { after: String(next[0]) } } }
  return { [key]: listed, ...paging } as Partial<Record<Key, readonly unknown[]>>
}

function typeAnswer({ category, typeId, label }: AssociationType): unknown {
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

function pairIn(account: Account, call: Call): Pair {
  const [from, to] = typesIn(account, call)
  const fromId = recordIn(from, call.param('id'), null).id
  const toId = recordIn(to, call.param('toId'), null).id
  if (from === to && fromId === toId) throw invalid('A record cannot be associated with itself.')
  return { from, fromId, to, toId }
}

function typesIn(account: Account, call: Call): readonly [TypeState, TypeState] {
  return [typeIn(account, call.param('from')), typeIn(account, call.param('to'))]
}

function idOf(value: unknown, where: string): string {
  return asText(field(asObject(value, where), 'id'), `${where}.id`)
}
