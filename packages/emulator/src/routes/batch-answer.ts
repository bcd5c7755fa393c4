import type { Account, TypeState } from '../account/index.ts'
import type { ApiError, ErrorItem } from '../api-error.ts'
import { toIso } from '../clock.ts'
import type { Answer, Call } from '../route.ts'

/** Why part of a batch failed, as its answer lists it. */
export interface BatchError {
  readonly status: 'error'
  readonly category: string
  readonly subCategory?: string
  readonly message: string
  readonly context: Readonly<Record<string, readonly string[]>>
  readonly errors: readonly ErrorItem[]
  readonly links: Readonly<Record<string, string>>
}

/** The envelope of a batch. With errors, `numErrors` counts them, and the status is the version's for a partial success. */
export function batchAnswer(
  account: Account,
  call: Call,
  status: number,
  results: readonly unknown[],
  errors: readonly BatchError[] = [],
): Answer {
  const { batchResultOrder } = account.switches()
  const envelope = {
    status: 'COMPLETE',
    results: batchResultOrder === 'reversed' ? results.toReversed() : results,
    startedAt: toIso(call.write.origin.at),
    completedAt: toIso(account.clock.now()),
  }
  if (errors.length === 0) return { status, body: envelope }
  const { partialStatus } = account.switches()
  const chosen = partialStatus === 'by-version' ? call.version.partialStatus : Number(partialStatus)
  return {
    status: chosen === 207 ? 207 : status,
    body: { ...envelope, numErrors: errors.length, errors },
  }
}

/** One error for all records of a batch that are not there. */
export function objectsNotFound(type: TypeState, ids: readonly string[], traceId?: string): BatchError {
  return {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    message: `Could not get some ${type.singular.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`,
    context: { ids, ...traceContext(traceId) },
    errors: [],
    links: {},
  }
}

/** A refusal of one input of a batch. */
export function problemOf(error: ApiError, traceId: string | undefined): BatchError {
  const { category = 'VALIDATION_ERROR', subCategory, message, context = {}, errors = [], links = {} } = error.body
  return {
    status: 'error',
    category,
    ...(subCategory === undefined ? {} : { subCategory }),
    message,
    context: { ...context, ...traceContext(traceId) },
    errors,
    links,
  }
}

function traceContext(traceId: string | undefined): Readonly<Record<string, readonly string[]>> {
  return traceId === undefined ? {} : { objectWriteTraceId: [traceId] }
}
