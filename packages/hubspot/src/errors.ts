import { HoldfastError, type ApiFailure, type ErrorDetails } from '@holdfast/crm'
import type { BucketName, Policy } from './budget/index.ts'
import type { AnswerBody, Outcome } from './transport.ts'
import { parseErrorBody, type ErrorBody } from './wire/index.ts'

/** What the judgement of a failure needs to know of a request. */
export interface Asked {
  /** E.g. `deals.search`. */
  readonly operation: string
  /** Could it have changed something? */
  readonly kind: 'read' | 'write'
  readonly bucket: BucketName
}

/** The codes that say for certain that HubSpot did not do what was asked. */
type Refusal = 'api/refused' | 'api/needs-auth' | 'api/forbidden' | 'api/gone' | 'api/conflict' | 'api/rate-limited'

/** A failure of the API. */
export type ApiError = {
  [Code in Refusal | 'api/offline' | 'api/malformed' | 'api/unavailable' | 'api/unknown-outcome']: HoldfastError<Code>
}[Refusal | 'api/offline' | 'api/malformed' | 'api/unavailable' | 'api/unknown-outcome']

/** Is `error` a failure of the API that this package made? */
export function isApiError(error: unknown): error is ApiError {
  return error instanceof HoldfastError && error.code.startsWith('api/')
}

interface Row {
  readonly statuses: readonly number[]
  /** Whose body must it be? `hubspot`: its error shape; a firewall and a lost route answer 404 too. `anyone`: the status says it all. */
  readonly from: 'hubspot' | 'anyone'
  readonly code: Refusal
}

/**
 * THE table: which answers are certain refusals. What is not in it is `api/unknown-outcome` for a write, `api/unavailable` for a read.
 *
 * https://developers.hubspot.com/docs/api-reference/error-handling
 */
const refusals: readonly Row[] = [
  { statuses: [401], from: 'anyone', code: 'api/needs-auth' },
  { statuses: [423, 429, 477], from: 'anyone', code: 'api/rate-limited' },
  { statuses: [403], from: 'hubspot', code: 'api/forbidden' },
  { statuses: [404], from: 'hubspot', code: 'api/gone' },
  { statuses: [409], from: 'hubspot', code: 'api/conflict' },
  { statuses: [400, 405, 413, 414, 415, 422], from: 'hubspot', code: 'api/refused' },
]

/** The same for an error inside a batch's answer, which has a category and no status. */
const refusalsByCategory: ReadonlyMap<string, Refusal> = new Map<string, Refusal>([
  ['VALIDATION_ERROR', 'api/refused'],
  ['OBJECT_NOT_FOUND', 'api/gone'],
  ['CONFLICT', 'api/conflict'],
  ['OBJECT_ALREADY_EXISTS', 'api/conflict'],
  ['MISSING_SCOPES', 'api/forbidden'],
  ['INVALID_AUTHENTICATION', 'api/needs-auth'],
  ['EXPIRED_AUTHENTICATION', 'api/needs-auth'],
  ['RATE_LIMITS', 'api/rate-limited'],
])

/**
 * What to throw for an outcome, or undefined when it is an answer to be parsed.
 *
 * Nothing is decided by the text of a message. What is aborted by its caller is not judged here unless it was a write: that one may have
 * arrived.
 */
export function failureOf(asked: Asked, outcome: Outcome): ApiError | undefined {
  switch (outcome.kind) {
    case 'answered':
      return failureOfAnswer(asked, outcome.status, outcome.headers, outcome.body)
    case 'not-sent':
      return offline(asked, 'the headers of the request could not be made', outcome.cause)
    case 'redirected':
      return asked.kind === 'read' ? offline(asked, 'something redirected it') : uncertain(asked, nothingKnown(asked))
    case 'dropped':
      return asked.kind === 'read'
        ? offline(asked, 'no answer came', outcome.cause)
        : uncertain(asked, nothingKnown(asked), outcome.cause)
    case 'timed-out':
      return uncertain(asked, nothingKnown(asked))
    case 'aborted':
      return uncertain(asked, nothingKnown(asked), outcome.reason)
  }
}

/** What to throw when a successful answer is not of the documented shape at `path`: a write has probably been done. */
export function failureOfShape(
  asked: Asked,
  status: number,
  headers: Headers,
  path: string,
  cause?: unknown,
): ApiError {
  const failure = failureFrom(asked, status, headers, null)
  if (asked.kind === 'write') return uncertain(asked, failure, cause)
  return new HoldfastError(
    'api/malformed',
    `The answer to ${asked.operation} is not of the documented shape at ${path}.`,
    'Try again; if it stays so, something between here and HubSpot changes answers, or the API has changed.',
    { ...failure, path },
    { cause },
  )
}

/** What an error inside a batch's answer means for the inputs it names. */
export function failureInBatch(asked: Asked, status: number, headers: Headers, body: ErrorBody): ApiError {
  const failure = failureFrom(asked, status, headers, body)
  const code = refusalsByCategory.get(body.category ?? '')
  return code === undefined ? uncertain(asked, failure) : refusal(code, asked, failure, headers, body)
}

function failureOfAnswer(asked: Asked, status: number, headers: Headers, body: AnswerBody): ApiError | undefined {
  const described = parseErrorBody(body.kind === 'json' ? body.value : undefined)
  const failure = failureFrom(asked, status, headers, described)
  if (status >= 200 && status < 300) return failureOfSuccess(asked, failure, body)
  const row = refusals.find(
    ({ statuses, from }) => statuses.includes(status) && (from === 'anyone' || described.isHubSpots),
  )
  return row === undefined ? uncertain(asked, failure) : refusal(row.code, asked, failure, headers, described)
}

// A portal answers everything with 200 and its own page; HubSpot's own error with 200 would be news, and no success.
function failureOfSuccess(asked: Asked, failure: ApiFailure, body: AnswerBody): ApiError | undefined {
  switch (body.kind) {
    case 'html':
      return asked.kind === 'read' ? offline(asked, 'a web page came instead of data') : uncertain(asked, failure)
    case 'other':
      return asked.kind === 'write'
        ? uncertain(asked, failure)
        : new HoldfastError(
            'api/malformed',
            `The answer to ${asked.operation} is no JSON, or too large.`,
            'Try again, with fewer records or properties at once.',
            { ...failure, path: '$' },
          )
    case 'json':
      return isError(body.value) ? uncertain(asked, failure) : undefined
    case 'empty':
      return undefined
  }
}

function isError(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, 'status') &&
    'status' in value &&
    value.status === 'error'
  )
}

function refusal(code: Refusal, asked: Asked, failure: ApiFailure, headers: Headers, body: ErrorBody): ApiError {
  const { operation } = asked
  switch (code) {
    case 'api/needs-auth':
      return new HoldfastError(
        code,
        `HubSpot did not accept the token of ${operation}.`,
        'Renew the token or sign in again; nothing was changed.',
        failure,
      )
    case 'api/forbidden':
      return new HoldfastError(
        code,
        `HubSpot does not allow ${operation}.`,
        'Give the app the scopes in `details.scopes`, or the user the permission.',
        { ...failure, scopes: body.scopes },
      )
    case 'api/gone':
      return new HoldfastError(
        code,
        `HubSpot does not know what ${operation} names.`,
        'It was archived, merged or never there: read it again by id, or drop it.',
        failure,
      )
    case 'api/conflict':
      return taken(operation, failure, body)
    case 'api/rate-limited':
      return rateLimited(asked, failure, headers, body)
    case 'api/refused':
      // The same clash as a 409, in the words it has when two writers race. Taking it for one leads to a read, and to nothing else.
      if (body.existingId !== null) return taken(operation, failure, body)
      return new HoldfastError(
        code,
        `HubSpot refused ${operation}.`,
        'Correct what `details.properties` and `details.category` name; sending it again unchanged will not help.',
        { ...failure, properties: body.properties },
      )
  }
}

function taken(operation: string, failure: ApiFailure, body: ErrorBody): HoldfastError<'api/conflict'> {
  return new HoldfastError(
    'api/conflict',
    `A unique value in ${operation} belongs to another record.`,
    'Read the record in `details.existingId`, when there is one, and change that or the value.',
    { ...failure, existingId: body.existingId },
  )
}

const day = 86_400_000

// HubSpot documents no Retry-After for 429. A day's limit ends at midnight in the account's time zone, which nobody tells here: one hour, then ask.
// A locked record is free again after 2 seconds; an account between data centres says how long, up to a day.
const pauses: Record<Policy, number> = {
  secondly: 1_000,
  'ten-secondly': 10_000,
  daily: 3_600_000,
  locked: 2_000,
  migrating: 60_000,
}

function rateLimited(
  asked: Asked,
  failure: ApiFailure,
  headers: Headers,
  body: ErrorBody,
): HoldfastError<'api/rate-limited'> {
  const policy = policyOf(asked, failure.status, body.policyName)
  return new HoldfastError(
    'api/rate-limited',
    `HubSpot did not take ${asked.operation} now.`,
    'Nothing was changed; try again after `details.retryAfterMs`.',
    { ...failure, policy, retryAfterMs: retryAfterMs(headers) ?? pauses[policy] },
  )
}

function policyOf(asked: Asked, status: number, policyName: string | null): Policy {
  if (status === 423) return 'locked'
  if (status === 477) return 'migrating'
  if (policyName === 'DAILY') return 'daily'
  if (policyName === 'SECONDLY') return 'secondly'
  if (policyName?.startsWith('TEN_SECONDLY') === true) return 'ten-secondly'
  return asked.bucket === 'search' ? 'secondly' : 'ten-secondly'
}

/** Whole seconds, up to a day; dates and nonsense count as absent. */
function retryAfterMs(headers: Headers): number | null {
  const text = headers.get('retry-after')
  if (text === null || !/^[0-9]{1,9}$/.test(text)) return null
  const ms = Number(text) * 1_000
  return ms === 0 ? null : Math.min(ms, day)
}

function offline(asked: Asked, why: string, cause?: unknown): HoldfastError<'api/offline'> {
  return new HoldfastError(
    'api/offline',
    `${asked.operation} did not reach HubSpot: ${why}.`,
    'Check the connection; nothing was changed.',
    nothingKnown(asked),
    { cause },
  )
}

function uncertain(
  asked: Asked,
  failure: ApiFailure,
  cause?: unknown,
): HoldfastError<'api/unavailable'> | HoldfastError<'api/unknown-outcome'> {
  return asked.kind === 'read'
    ? new HoldfastError(
        'api/unavailable',
        `${asked.operation} got no usable answer.`,
        'Try again in a while.',
        failure,
        { cause },
      )
    : new HoldfastError(
        'api/unknown-outcome',
        `${asked.operation} was sent and got no usable answer: it may have been done.`,
        'Read what it was to change before sending it again.',
        failure,
        { cause },
      )
}

function failureFrom(asked: Asked, status: number, headers: Headers, body: ErrorBody | null): ErrorDetails['api/gone'] {
  const header = headers.get('x-hubspot-correlation-id')
  return {
    status,
    operation: asked.operation,
    correlationId: body?.correlationId ?? (header !== null && /^[A-Za-z0-9._:-]{1,100}$/.test(header) ? header : null),
    category: body?.category ?? null,
  }
}

function nothingKnown(asked: Asked): ApiFailure {
  return { status: 0, operation: asked.operation, correlationId: null, category: null }
}
