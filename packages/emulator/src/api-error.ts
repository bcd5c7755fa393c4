/** A refusal on its way to the client: status, HubSpot's error body (without correlation id, which the door adds) and headers. */
export class ApiError extends Error {
  readonly status: number
  readonly body: ErrorBody
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, body: ErrorBody, headers: Readonly<Record<string, string>> = {}) {
    super(body.message)
    this.name = 'ApiError'
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** The body of an error answer (https://developers.hubspot.com/docs/api-reference/error-handling). */
export interface ErrorBody {
  /** `error`, except where the first version of OAuth names the problem here. */
  readonly status?: string
  readonly message: string
  readonly category?: string
  readonly subCategory?: string
  readonly errors?: readonly ErrorItem[]
  readonly context?: Readonly<Record<string, readonly string[]>>
  readonly links?: Readonly<Record<string, string>>
  readonly errorType?: string
  readonly policyName?: string
  /** The names of RFC 6749, only for token requests. */
  readonly error?: string
  readonly error_description?: string
}

/** An error body that still lacks the ids of its request. */
export class ErrorAnswer {
  readonly body: ErrorBody

  constructor(body: ErrorBody) {
    this.body = body
  }

  /** The body as it is sent; only those of limits name the request twice. */
  withIds(requestId: string): object {
    const ids =
      this.body.policyName === undefined ? { correlationId: requestId } : { correlationId: requestId, requestId }
    return { status: 'error', ...this.body, ...ids }
  }
}

/** One entry of `errors`. */
export interface ErrorItem {
  readonly message: string
  readonly code?: string
  readonly in?: string
  readonly subCategory?: string
  readonly context?: Readonly<Record<string, readonly string[]>>
}

/** One property a write was refused for. */
export interface PropertyProblem {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly value?: string
}

/** A 400 with category VALIDATION_ERROR. */
export function invalid(message: string, more: Partial<ErrorBody> = {}): ApiError {
  return new ApiError(400, { message, category: 'VALIDATION_ERROR', ...more })
}

/** A 400 for a body that is not the JSON asked for. */
export function malformed(what: string): ApiError {
  return invalid(`Invalid input JSON: ${what}`)
}

/**
 * The 400 of refused property values: all of them, as JSON text in `message` and mirrored in `errors`.
 * Source: https://developers.hubspot.com/docs/api-reference/error-handling
 */
export function invalidProperties(problems: readonly PropertyProblem[], portalId: number): ApiError {
  const listed = problems.map(({ name, code, message, value }) => ({
    isValid: false,
    message,
    error: code,
    name,
    localizedErrorMessage: message,
    portalId,
    ...(value === undefined ? {} : { propertyValue: value }),
  }))
  return invalid(`Property values were not valid: ${JSON.stringify(listed)}`, {
    errors: problems.map(({ name, code, message }) => ({ message, code, context: { propertyName: [name] } })),
  })
}

/** 404 of a numeric id that nobody has. */
export function notFound(): ApiError {
  return new ApiError(404, { message: 'resource not found' })
}

/** 404 of an id that is not numeric. */
export function notAnId(): ApiError {
  return new ApiError(404, {
    message: 'Object not found.  objectId are usually numeric.',
    category: 'OBJECT_NOT_FOUND',
  })
}

/** 404 of a definition (property, pipeline, owner …) that does not exist. */
export function unknownDefinition(what: string): ApiError {
  return new ApiError(404, { message: what, category: 'OBJECT_NOT_FOUND' })
}

/** 409 of a second contact with the same email. */
export function contactExists(existingId: string): ApiError {
  return new ApiError(409, { message: `Contact already exists. Existing ID: ${existingId}`, category: 'CONFLICT' })
}

/** The 400 of a unique value that another record holds; the second number is the existing record. */
export function valueTaken(taken: {
  readonly portalId: number
  readonly objectType: string
  readonly property: string
  readonly value: string
  readonly id: string
  readonly existingId: string
}): ApiError {
  const coordinates =
    `portalId=${taken.portalId}, objectTypeId=ObjectTypeId{legacyObjectType=${taken.objectType}}, ` +
    `propertyName=${taken.property}, value=${taken.value}`
  return invalid(
    `Cannot set PropertyValueCoordinates{${coordinates}} on ${taken.id}. ${taken.existingId} already has that value.`,
  )
}
