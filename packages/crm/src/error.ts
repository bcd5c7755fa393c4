/**
 * What each error carries besides its text. The key is the code: stable, part of the API; texts are not.
 *
 * Nothing here ever holds a property's value: values are customers' personal data, names are not.
 */
export interface ErrorDetails {
  /** A schema names an object type, property or association that cannot be. */
  'schema/invalid': { readonly objectType: string; readonly name?: string }
  /** A wire value or an application's value does not fit its property's type. */
  'value/invalid': { readonly objectType?: string; readonly property: string; readonly expected: string }
  /** A query names what the schema does not have, or is malformed. */
  'query/invalid': { readonly objectType: string; readonly part: string }
  /** A query leaves values open that have to be bound before it is run. */
  'query/unbound': { readonly objectType: string; readonly parameters: readonly string[] }
  /** A query means something, but whoever was asked cannot answer `part` of it. */
  'query/unsupported': { readonly objectType: string; readonly part: string }
  /** A query has no counterpart in HubSpot's search; `part` says which piece. */
  'query/not-searchable': {
    readonly objectType: string
    readonly part: string
    readonly limit?: number
    readonly actual?: number
  }
  /** HubSpot refused a request as malformed or against its rules (400 and other definite refusals). */
  'api/refused': ApiFailure & { readonly properties: readonly RefusedProperty[] }
  /** 401: the token is missing, expired or wrong. */
  'api/needs-auth': ApiFailure
  /** 403: a scope or permission is missing. */
  'api/forbidden': ApiFailure & { readonly scopes: readonly string[] }
  /** 404 or an archived, merged or purged record. */
  'api/gone': ApiFailure
  /** A unique value is taken: 409, or the 400 that says so when two writers race. `existingId` is good for a read of that record only. */
  'api/conflict': ApiFailure & { readonly existingId: string | null }
  /** 429 or 423 or 477: come back after `retryAfterMs`. */
  'api/rate-limited': ApiFailure & {
    readonly policy: 'secondly' | 'ten-secondly' | 'daily' | 'locked' | 'migrating'
    readonly retryAfterMs: number
  }
  /** A read failed in a way that may pass: 5xx, a broken answer, a time-out. */
  'api/unavailable': ApiFailure
  /** A write was sent and no usable answer came: it may or may not have been applied. */
  'api/unknown-outcome': ApiFailure
  /** The request did not reach HubSpot: no network, or something else answered in its place (a captive portal). */
  'api/offline': ApiFailure
  /** The answer is JSON but not of the documented shape. */
  'api/malformed': ApiFailure & { readonly path: string }
  /** A write names what the schema or the cached definitions refuse. */
  'write/invalid': { readonly objectType: string; readonly property: string | null; readonly reason: WriteRefusal }
  /** The record to write is not known here and cannot be referred to. */
  'write/unknown-record': { readonly objectType: string; readonly id: string }
  /** The device refused to keep the write; nothing was recorded. */
  'store/not-durable': { readonly reason: 'quota' | 'unavailable' | 'full' }
  /** IndexedDB could not be opened or stopped working. */
  'store/unavailable': { readonly database: string; readonly reason: string }
  /** Stored data is not what this version wrote; the piece was set aside. */
  'store/corrupt': { readonly database: string; readonly piece: string }
  /** The worker is gone, never came up, or did not answer in time. */
  'engine/unreachable': { readonly reason: 'deadline' | 'crashed' | 'closed'; readonly deadlineMs?: number }
  /** Page and worker were built from different schemas or versions. */
  'engine/mismatch': { readonly expected: string; readonly actual: string }
  /** A call used what is closed. */
  'engine/closed': { readonly what: string }
  /** A saved state of the emulator cannot be loaded; it was left as it is. `file` is null for a value. */
  'emulator/state-unreadable': { readonly reason: 'foreign' | 'version' | 'damaged'; readonly file: string | null }
  /** A bug of ours: an invariant does not hold; the room stopped rather than go on wrong. */
  'engine/invariant': { readonly room: string; readonly rule: string }
}

/** What is known of a failed request; never its body. */
export interface ApiFailure {
  /** HTTP status, 0 when there was none. */
  readonly status: number
  /** Which operation was called, e.g. `deals.search`. */
  readonly operation: string
  /** HubSpot's correlation id, to quote to its support. */
  readonly correlationId: string | null
  /** HubSpot's `category`, e.g. `VALIDATION_ERROR`. */
  readonly category: string | null
}

/** One property HubSpot blamed in a refusal. */
export interface RefusedProperty {
  readonly property: string
  /** HubSpot's code, e.g. `INVALID_OPTION`. */
  readonly code: string | null
}

/** Why a write was refused on the device, before anything was recorded. */
export type WriteRefusal =
  | 'unknown-property'
  | 'read-only'
  | 'required'
  | 'wrong-type'
  | 'unknown-option'
  | 'unknown-label'
  | 'not-associated'
  | 'empty'
  | 'archived'

/** A stable code of a failure. */
export type ErrorCode = keyof ErrorDetails

/**
 * Every failure Holdfast reports. Recognise it with {@link isHoldfastError}, not `instanceof`: classes do not survive threads.
 *
 * The message has two sentences: what happened, and what to do next.
 */
export class HoldfastError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code
  /** What to do next, in a sentence. */
  readonly remedy: string
  readonly details: ErrorDetails[Code]

  constructor(
    code: Code,
    what: string,
    remedy: string,
    details: ErrorDetails[Code],
    options?: { readonly cause?: unknown },
  ) {
    super(`${what} ${remedy}`, options)
    this.name = 'HoldfastError'
    this.code = code
    this.remedy = remedy
    this.details = details
  }
}

/** Is `error` one of ours, and, when a code is given, of that code? Works on errors that crossed a thread. */
export function isHoldfastError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: Code,
): error is HoldfastError<Code> {
  if (typeof error !== 'object' || error === null) return false
  if (!('name' in error) || error.name !== 'HoldfastError' || !('code' in error) || typeof error.code !== 'string')
    return false
  return code === undefined || error.code === code
}

/** A failure as plain data, so that it can cross a thread with its code. */
export interface ErrorData {
  readonly code: ErrorCode
  readonly message: string
  readonly remedy: string
  readonly details: ErrorDetails[ErrorCode]
}

/** The plain data of `error`; its stack and cause stay behind. */
export function errorToData(error: HoldfastError): ErrorData {
  return { code: error.code, message: error.message, remedy: error.remedy, details: error.details }
}

/** The error that {@link errorToData} described. */
export function errorFromData(data: ErrorData): HoldfastError {
  const what = data.message.endsWith(data.remedy) ? data.message.slice(0, -data.remedy.length).trimEnd() : data.message
  return new HoldfastError(data.code, what, data.remedy, data.details)
}
