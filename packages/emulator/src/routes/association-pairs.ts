import type { Account, PairTypes, TypeState } from '../account/index.ts'
import { ApiError, invalid } from '../api-error.ts'
import { asObject, asOptionalText, asText, asWhole, field, queryWhole, type JsonObject } from '../input.ts'
import { idIfAny, livingPartners, recordIn, typeIn, type Pair } from '../records/index.ts'
import { bodyObject, type Answer, type Call } from '../route.ts'
import { batchAnswer, objectsNotFound, problemOf, type BatchError } from './batch-answer.ts'
import { inputsOf } from './write-each.ts'

/** How much one association request may ask for: partners on a page, and inputs of each kind of batch. */
export const associationLimits: {
  readonly page: number
  readonly create: number
  readonly read: number
  readonly archive: number
} = { page: 500, create: 2_000, read: 1_000, archive: 100 }

/** How requests about associations are counted. */
export const associationLanes: { readonly reads: 'association'; readonly writes: 'association' } = {
  reads: 'association',
  writes: 'association',
}

/**
 * Checks all pairs, then applies those whose records are there; types that do not fit refuse the batch as a whole, what an account's limits
 * do not allow is told pair by pair.
 */
export function eachPair<Result>(
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
    const [fromId, toId] = [livingId(from, fromText), livingId(to, toText)]
    if (fromId === undefined || toId === undefined) errors.push(problemOf(pairMissing(fromText, toText), undefined))
    else actions.push(prepare(pairOf(from, fromId, to, toId), input))
  }
  const results = actions.flatMap((apply) => {
    try {
      return [apply()]
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      errors.push(problemOf(error, undefined))
      return []
    }
  })
  return { results, errors }
}

/** What a page of partners is read by. */
export interface PartnerQuery {
  readonly from: TypeState
  readonly id: number
  readonly to: TypeState
  readonly limit: number
  readonly after: number
}

/** One page of a record's living partners, in the order of their ids. */
export interface PartnerPage {
  readonly partners: readonly (readonly [id: number, types: PairTypes])[]
  /** `paging`, when there is more; to be spread into an answer. */
  readonly paging: { readonly paging?: { readonly next: { readonly after: string } } }
}

/** The page of partners that the request for one record asks for. */
export function pageOfOne(account: Account, call: Call): PartnerPage {
  const [from, to] = typesIn(account, call)
  const { id } = recordIn(from, call.param('id'), null)
  const { page } = associationLimits
  const limit = queryWhole(call.query, 'limit', { from: 1, to: page, otherwise: page })
  const after = queryWhole(call.query, 'after', { from: 0, to: Number.MAX_SAFE_INTEGER, otherwise: 0 })
  return partnerPage(account, { from, id, to, limit, after })
}

/** The first page of partners, or the one after `after`, of each record of a batch; records without partners are left out. */
export function pageOfEach(account: Account, call: Call, answer: (page: PartnerPage) => object): Answer {
  const [from, to] = typesIn(account, call)
  const missing: string[] = []
  const results = inputsOf(bodyObject(call), associationLimits.read).flatMap((input) => {
    const text = asText(field(input, 'id'), 'id')
    const given = asOptionalText(field(input, 'after'), 'after')
    const after = given === undefined || given === '' ? 0 : asWhole(given, 'after', 0, Number.MAX_SAFE_INTEGER)
    const id = livingId(from, text)
    if (id === undefined) {
      missing.push(text)
      return []
    }
    const page = partnerPage(account, { from, id, to, limit: associationLimits.page, after })
    return page.partners.length === 0 ? [] : [{ from: { id: String(id) }, ...answer(page) }]
  })
  return batchAnswer(account, call, 200, results, missing.length === 0 ? [] : [objectsNotFound(from, missing)])
}

/** The two living records a path names. */
export function pairIn(account: Account, call: Call): Pair {
  const [from, to] = typesIn(account, call)
  return pairOf(from, recordIn(from, call.param('id'), null).id, to, recordIn(to, call.param('toId'), null).id)
}

/** The two object types a path names. */
export function typesIn(account: Account, call: Call): readonly [TypeState, TypeState] {
  return [typeIn(account, call.param('from')), typeIn(account, call.param('to'))]
}

/** The id in `{id}`. */
export function idOf(value: unknown, where: string): string {
  return asText(field(asObject(value, where), 'id'), `${where}.id`)
}

function partnerPage(account: Account, { from, id, to, limit, after }: PartnerQuery): PartnerPage {
  const partners = livingPartners(account, from, id, to).filter(([partnerId]) => partnerId >= after)
  const next = partners[limit]
  const paging = next === undefined ? {} : { paging: { next: { after: String(next[0]) } } }
  return { partners: partners.slice(0, limit), paging }
}

function pairOf(from: TypeState, fromId: number, to: TypeState, toId: number): Pair {
  if (from === to && fromId === toId) throw invalid('A record cannot be associated with itself.')
  return { from, fromId, to, toId }
}

function livingId(type: TypeState, text: string): number | undefined {
  const id = idIfAny(type, text, null)
  return id === undefined ? undefined : type.records.alive(id)?.id
}

function pairMissing(fromText: string, toText: string): ApiError {
  return new ApiError(404, {
    message: 'One or more associations are invalid',
    category: 'OBJECT_NOT_FOUND',
    context: { fromObjectId: [fromText], toObjectId: [toText] },
  })
}
