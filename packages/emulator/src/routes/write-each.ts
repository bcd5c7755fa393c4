import type { Account, TypeState } from '../account/index.ts'
import { ApiError, invalid } from '../api-error.ts'
import { batchAnswer, objectsNotFound, problemOf, type BatchError } from './batch-answer.ts'
import { asArray, asObject, asOptionalText, field, type JsonObject } from '../input.ts'
import { bodyObject, type Answer, type Call } from '../route.ts'

/** The most inputs a batch of records has. */
export const mostInputs = 100

/** The inputs of a batch; 400 for none or too many. */
export function inputsOf(body: JsonObject, most: number = mostInputs): readonly JsonObject[] {
  const inputs = asArray(field(body, 'inputs'), 'inputs').map((input) => asObject(input, 'an input'))
  if (inputs.length === 0) throw invalid('inputs must not be empty.')
  if (inputs.length > most) throw invalid(`A batch has at most ${most} inputs, this one has ${inputs.length}.`)
  return inputs
}

interface BatchWrite {
  readonly type: TypeState
  /** The answer's status when everything succeeded. */
  readonly status: number
  /** Is a partial success impossible, whatever the inputs carry? */
  readonly wholeOnly?: boolean
}

/**
 * Writes each input of a batch: `prepare` checks one and gives what applies it, `missing` when its record is not there, or
 * `dropped` when the answer shall not mention the input.
 *
 * With an `objectWriteTraceId` on every input, those that fail are told one by one; otherwise one bad input sinks the batch before
 * anything was applied (https://developers.hubspot.com/docs/api-reference/error-handling). Missing records never sink it.
 */
export function writeEach(
  account: Account,
  call: Call,
  { type, status, wholeOnly = false }: BatchWrite,
  prepare: (input: JsonObject, traceId: string | undefined) => (() => unknown) | 'missing' | 'dropped',
): Answer {
  const inputs = inputsOf(bodyObject(call))
  const traceIds = inputs.map((input) => asOptionalText(field(input, 'objectWriteTraceId'), 'objectWriteTraceId'))
  const traced = traceIds.every((traceId) => traceId !== undefined)
  if (traced && new Set(traceIds).size < traceIds.length) throw invalid('Every objectWriteTraceId must be unique.')
  const partial = traced && !wholeOnly
  // What is created has no id yet, whatever the input says.
  if (!partial) refuseRepeatedValues(type, inputs, (input) => (status === 201 ? undefined : field(input, 'id')))

  const errors: BatchError[] = []
  const missing: string[] = []
  const results: unknown[] = []
  const prepared: { readonly traceId: string | undefined; readonly apply: () => unknown }[] = []
  for (const [index, input] of inputs.entries()) {
    const traceId = traceIds[index]
    attempt(traceId, () => {
      const apply = prepare(input, traceId)
      if (apply === 'dropped') return
      if (apply !== 'missing') prepared.push({ traceId, apply })
      else if (partial) errors.push(objectsNotFound(type, [String(field(input, 'id'))], traceId))
      else missing.push(String(field(input, 'id')))
    })
  }
  for (const { traceId, apply } of prepared)
    attempt(traceId, () => {
      const result = apply()
      results.push(traceId === undefined ? result : { ...asObject(result, 'result'), objectWriteTraceId: traceId })
    })
  if (missing.length > 0) errors.push(objectsNotFound(type, missing))
  return batchAnswer(account, call, status, results, errors)

  function attempt(traceId: string | undefined, action: () => void): void {
    try {
      action()
    } catch (error) {
      if (!partial || !(error instanceof ApiError)) throw error
      errors.push(problemOf(error, traceId))
    }
  }
}

// Two inputs for different records with the same unique value: the second would be refused after the first was applied.
function refuseRepeatedValues(
  type: TypeState,
  inputs: readonly JsonObject[],
  idOf: (input: JsonObject) => unknown,
): void {
  const unique = type.properties.all().filter(({ definition }) => definition.hasUniqueValue)
  const holders = new Map<string, unknown>()
  for (const input of inputs) {
    const properties = asObject(field(input, 'properties') ?? {}, 'properties')
    const record = idOf(input) ?? input
    for (const { definition } of unique) {
      const value = field(properties, definition.name)
      if (typeof value !== 'string' || value.trim() === '') continue
      const key = `${definition.name} ${value.trim().toLowerCase()}`
      if (holders.has(key) && holders.get(key) !== record)
        throw invalid(`Property ${definition.name} has the same value in several inputs, and it must be unique.`)
      holders.set(key, record)
    }
  }
}
