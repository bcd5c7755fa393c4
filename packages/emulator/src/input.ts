import { invalid, malformed } from './api-error.ts'

/** A JSON object from outside: read it with {@link field} only, so that no inherited name is ever taken for a field. */
export type JsonObject = Readonly<Record<string, unknown>>

/** The field's value, undefined when the object itself does not have it. */
export function field(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** `value` as a JSON object; a 400 names `where` otherwise. */
export function asObject(value: unknown, where: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed(`${where} must be an object.`)
  return value as JsonObject
}

/** `value` as an array; a 400 names `where` otherwise. */
export function asArray(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed(`${where} must be an array.`)
  return value
}

/** An optional array: empty when absent or null. */
export function asOptionalArray(value: unknown, where: string): readonly unknown[] {
  return value === undefined || value === null ? [] : asArray(value, where)
}

/** `value` as text; numbers and booleans are taken as theirs, as HubSpot does. */
export function asText(value: unknown, where: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value)
  throw malformed(`${where} must be a string.`)
}

/** Optional text: undefined when absent or null. */
export function asOptionalText(value: unknown, where: string): string | undefined {
  return value === undefined || value === null ? undefined : asText(value, where)
}

/** A list of texts; undefined when absent or null. */
export function asTexts(value: unknown, where: string): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined
  return asArray(value, where).map((each) => asText(each, where))
}

/** An optional flag. */
export function asOptionalFlag(value: unknown, where: string): boolean {
  if (value === undefined || value === null) return false
  if (typeof value !== 'boolean') throw malformed(`${where} must be true or false.`)
  return value
}

/** A whole number from text or JSON between `from` and `to`; a 400 otherwise. */
export function asWhole(value: unknown, where: string, from: number, to: number): number {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text)) throw invalid(`${where} must be a whole number.`)
  const number = Number(text)
  if (number < from || number > to) throw invalid(`${where} must be between ${from} and ${to}.`)
  return number
}

/** A flag in a query string: `true` and `false` only. */
export function queryFlag(query: URLSearchParams, name: string): boolean {
  const text = query.get(name)
  if (text === null || text === '' || text === 'false') return false
  if (text === 'true') return true
  throw invalid(`${name} must be true or false.`)
}

/** A query string's list: the name may be repeated, and each value may hold several names joined by commas. */
export function queryList(query: URLSearchParams, name: string): readonly string[] | undefined {
  const given = query.getAll(name)
  if (given.length === 0) return undefined
  return given
    .flatMap((each) => each.split(','))
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

/** A whole number in a query string, `otherwise` when absent. */
export function queryWhole(
  query: URLSearchParams,
  name: string,
  range: { readonly from: number; readonly to: number; readonly otherwise: number },
): number {
  const text = query.get(name)
  return text === null || text === '' ? range.otherwise : asWhole(text, name, range.from, range.to)
}

/** A record's id as HubSpot writes it, undefined when the text is no numeric id. Ids are compared as numbers. */
export function parseId(text: string): number | undefined {
  if (!/^\d{1,20}$/.test(text)) return undefined
  const id = Number(text)
  // Beyond 2^53 two ids could be taken for one; nobody has such an id, so it is as good as unknown.
  return Number.isSafeInteger(id) ? id : -1
}
