/** A JSON object nobody has looked at yet. Read it with {@link field}: its own names only, whatever they are called. */
export type JsonObject = Readonly<Record<string, unknown>>

/** The answer is JSON and not what HubSpot documents; `path` says where, never what was found there. */
export class MalformedAnswer extends Error {
  readonly path: string

  constructor(path: string) {
    super(`The answer is not of the documented shape at ${path}.`)
    this.name = 'MalformedAnswer'
    this.path = path
  }
}

/** Counts what a parser left out, so that it can be seen without saying what it was. */
export interface Tally {
  /** Property names that are not spelled as HubSpot spells them. */
  dropped: number
}

/** Is `value` a JSON object, neither null nor a list? */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The own field `name`, undefined when there is none: inherited names such as `constructor` are no fields. */
export function field(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** `value` as an object. Throws {@link MalformedAnswer}. */
export function objectAt(value: unknown, path: string): JsonObject {
  if (!isJsonObject(value)) throw new MalformedAnswer(path)
  return value
}

/** `value` as a list. Throws {@link MalformedAnswer}. */
export function listAt(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new MalformedAnswer(path)
  return value
}

/** `value` as text. Throws {@link MalformedAnswer}. */
export function textAt(value: unknown, path: string): string {
  if (typeof value !== 'string') throw new MalformedAnswer(path)
  return value
}

/** `value` as a count from zero. Throws {@link MalformedAnswer}. */
export function countAt(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new MalformedAnswer(path)
  return value
}

/**
 * `value` as a numeric id. Throws {@link MalformedAnswer}.
 *
 * Ids are text everywhere, but associations answer numbers in the documented examples
 * (https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associate-records/guide). A number past 2^53 has already lost
 * its last digits when it gets here, so it is refused.
 */
export function idAt(value: unknown, path: string): string {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return String(value)
  if (typeof value === 'string' && /^[0-9]{1,20}$/.test(value)) return value
  throw new MalformedAnswer(path)
}

/** Text that may be missing, null or of another kind: then null. */
export function optionalText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** Text for fields that are text or number on the wire, null for everything else. */
export function optionalScalar(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null
}

/** A number that may be missing or of another kind: then `otherwise`. */
export function optionalNumber(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise
}

/** Is this a property name as HubSpot spells them? Others are dropped and counted, not trusted. */
export function isPropertyName(name: string): boolean {
  return name !== '__proto__' && /^[a-z0-9_]{1,255}$/.test(name)
}

/**
 * `object` itself, from now on without a prototype, with the fields whose name is a property's and what `take` makes of their values. A copy of some thirty
 * fields would cost as much as parsing them, and an answer is nobody else's.
 *
 * What is left out for its name is counted in `tally`.
 */
export function propertyMap<T>(
  object: JsonObject,
  tally: Tally,
  take: (value: unknown, name: string) => T,
): Readonly<Record<string, T>> {
  const map: Record<string, unknown> = Object.setPrototypeOf(object, null)
  for (const name of Object.keys(map)) {
    if (isPropertyName(name)) {
      const value = map[name]
      const taken = take(value, name)
      if (taken !== value) map[name] = taken
    } else {
      delete map[name]
      tally.dropped += 1
    }
  }
  return map as Record<string, T>
}
