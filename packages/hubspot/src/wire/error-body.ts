import type { RefusedProperty } from '@holdfast/crm'
import { field, isJsonObject, isPropertyName, optionalText, type JsonObject } from './json.ts'

/**
 * What can be used of an error that HubSpot describes; every field may be missing there
 * (https://developers.hubspot.com/docs/api-reference/error-handling).
 *
 * Its message is not kept: it quotes values, and nothing may be decided by a text.
 */
export interface ErrorBody {
  /** Is it HubSpot's own error shape? Anything between us and HubSpot can answer a 404. */
  readonly isHubSpots: boolean
  readonly category: string | null
  readonly subCategory: string | null
  /** Of a 429: `TEN_SECONDLY_ROLLING`, `SECONDLY`, `DAILY`. */
  readonly policyName: string | null
  readonly correlationId: string | null
  readonly properties: readonly RefusedProperty[]
  readonly scopes: readonly string[]
  /** The record that already has a unique value, when the message names it. Good for a read of that record and for nothing else. */
  readonly existingId: string | null
  /** What the error is about, by name: `ids`, `objectWriteTraceId`, `fromObjectId` and so on. */
  readonly context: ReadonlyMap<string, readonly string[]>
}

/** Reads an error's body of whatever shape; never throws. */
export function parseErrorBody(body: unknown): ErrorBody {
  const object = isJsonObject(body) ? body : {}
  const correlationId = matching(field(object, 'correlationId'), /^[A-Za-z0-9._:-]{1,100}$/)
  const category = constant(field(object, 'category'))
  const details = listOf(field(object, 'errors')).filter(isJsonObject)
  return {
    isHubSpots: field(object, 'status') === 'error' || correlationId !== null || category !== null,
    category,
    subCategory: matching(field(object, 'subCategory'), /^[A-Za-z0-9._-]{1,200}$/),
    policyName: constant(field(object, 'policyName')),
    correlationId,
    properties: details.flatMap(refusedProperties),
    scopes: scopesOf(object, details),
    existingId: existingIdIn(field(object, 'message')),
    context: parseContext(field(object, 'context')),
  }
}

function refusedProperties(detail: JsonObject): readonly RefusedProperty[] {
  const context = parseContext(field(detail, 'context'))
  const code = constant(field(detail, 'code'))
  return (context.get('propertyName') ?? []).filter(isPropertyName).map((property) => ({ property, code }))
}

function scopesOf(object: JsonObject, details: readonly JsonObject[]): readonly string[] {
  const contexts = [object, ...details].map((each) => parseContext(field(each, 'context')))
  const named = contexts.flatMap((context) => [
    ...(context.get('requiredGranularScopes') ?? []),
    ...(context.get('requiredScopes') ?? []),
  ])
  return [...new Set(named)].filter((scope) => /^[A-Za-z0-9._:-]{1,200}$/.test(scope)).slice(0, 100)
}

/**
 * The two texts in which HubSpot names the record that has a unique value already: "Existing ID: 123" and
 * "... on 456. 123 already has that value", where the first number is the record that was not made.
 */
function existingIdIn(message: unknown): string | null {
  if (typeof message !== 'string') return null
  const text = message.slice(0, 20_000)
  const stated = /\bExisting ID: ([0-9]{1,20})(?![0-9])/.exec(text)?.[1]
  // The value comes first and may hold anything, also this very sentence: the last one is HubSpot's.
  const held = [...text.matchAll(/\bon [0-9]{1,20}\. ([0-9]{1,20}) already has that value/g)].at(-1)?.[1]
  return stated ?? held ?? null
}

function parseContext(value: unknown): ReadonlyMap<string, readonly string[]> {
  if (!isJsonObject(value)) return new Map()
  return new Map(
    Object.entries(value).map(([name, entry]) => [
      name,
      (Array.isArray(entry) ? entry : [entry]).flatMap((each: unknown) =>
        typeof each === 'string' ? [each] : typeof each === 'number' ? [String(each)] : [],
      ),
    ]),
  )
}

function constant(value: unknown): string | null {
  return matching(value, /^[A-Z][A-Z0-9_]{0,99}$/)
}

function matching(value: unknown, shape: RegExp): string | null {
  const text = optionalText(value)
  return text !== null && shape.test(text) ? text : null
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
