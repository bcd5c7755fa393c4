import type { Account, RecordState } from '../account/index.ts'
import { ApiError, malformed } from '../api-error.ts'
import { asArray, asObject, asText, field, type JsonObject } from '../input.ts'
import { answerRecord, idIfAny, splitDeal, splitsOf, splitTypes, type Split } from '../records/index.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import { pathsOf } from '../versions.ts'
import { batchAnswer, objectsNotFound, problemOf, type BatchError } from './batch-answer.ts'
import { inputsOf } from './write-each.ts'

/** How deals are shared among owners (https://developers.hubspot.com/docs/api-reference/2026-03/crm/deal-splits). */
export function dealSplitRoutes(account: Account): readonly Route[] {
  return [
    {
      method: 'POST',
      paths: pathsOf('dealSplits', '/batch/read'),
      lane: 'batch-read',
      handle: (call) => eachDeal(account, call, (deal) => splitsOf(account, deal.id)),
    },
    {
      method: 'POST',
      paths: pathsOf('dealSplits', '/batch/upsert'),
      lane: 'batch-write',
      handle: (call) =>
        eachDeal(account, call, (deal, input) => splitDeal(account, deal, parseSplits(input), call.write)),
    },
  ]
}

function eachDeal(
  account: Account,
  call: Call,
  act: (deal: RecordState, input: JsonObject) => readonly RecordState[],
): Answer {
  const { deals, dealSplits } = splitTypes(account)
  const results: object[] = []
  const missing: string[] = []
  const errors: BatchError[] = []
  for (const input of inputsOf(bodyObject(call))) {
    const text = asText(field(input, 'id'), 'id')
    const deal = deals.records.alive(idIfAny(deals, text, null) ?? -1)
    if (deal === undefined) missing.push(text)
    else
      try {
        const properties = ['hs_deal_split_percentage', 'hubspot_owner_id']
        const splits = act(deal, input).map((state) => answerRecord(account, dealSplits, state, { properties }))
        results.push({ id: String(deal.id), splits })
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        const { context, ...problem } = problemOf(error, undefined)
        errors.push({ ...problem, context: { ...context, ids: [text] } })
      }
  }
  if (missing.length > 0) errors.push(objectsNotFound(deals, missing))
  return batchAnswer(account, call, 200, results, errors)
}

function parseSplits(input: JsonObject): readonly Split[] {
  return asArray(field(input, 'splits'), 'splits').map((item) => {
    const split = asObject(item, 'a split')
    const percentage = field(split, 'percentage')
    if (typeof percentage !== 'number') throw malformed('percentage must be a number.')
    return { ownerId: asText(field(split, 'ownerId'), 'ownerId'), percentage }
  })
}
