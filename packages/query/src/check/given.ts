import type { Schema } from '@holdfast/crm'
import { invalidQuery } from '../invalid-query.ts'
import { propertyOf } from '../property-of.ts'

/** What a query from outside may weigh; far above what people write, far below what would stall a worker. */
export const queryLimits = {
  /** Predicates within predicates, and includes within includes. */
  depth: 8,
  /** Predicates of all kinds, includes and measures counted in. */
  clauses: 200,
  /** Operands and names of properties, includes counted in. */
  values: 10_000,
  /** Properties to order or group by. */
  orderKeys: 8,
  /** HubSpot's own limit for the search text. */
  searchCharacters: 3_000,
  /** Of a query as JSON. */
  jsonCharacters: 1_000_000,
} as const

/** Where the check is, and what it has seen. */
export interface Context {
  readonly schema: Schema
  readonly objectType: string
  readonly depth: number
  /** May values be left open? */
  readonly isOpen: boolean
  /** What the whole query has used up of its limits so far. */
  readonly counted: { clauses: number; values: number }
}

/** An object from outside, of which nothing is known yet. */
export type Given = Readonly<Record<string, unknown>>

/** Takes an object; arrays are none. */
export function parseObject(input: unknown, context: Context, part: string): Given {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw refuse(context, part, 'An object is needed here.')
  return input as Given
}

/** Takes a list, unless it is longer than anything a query holds. */
export function parseArray(input: unknown, context: Context, part: string): readonly unknown[] {
  if (!Array.isArray(input)) throw refuse(context, part, 'A list is needed here.')
  if (input.length > queryLimits.values) throw refuse(context, part, 'This list is too long for a query.')
  // Copied, because a list with holes would be walked around them.
  return Array.from<unknown>(input)
}

/** No name of HubSpot's is longer; what is longer would only fill error texts. */
const longestName = 255

/** Takes a name of whatever. */
export function parseName(input: unknown, context: Context, part: string): string {
  if (typeof input !== 'string' || input.length === 0 || input.length > longestName)
    throw refuse(context, part, 'A name is needed here.')
  return input
}

/** Takes the name of a property of the object type at hand. */
export function parseProperty(input: unknown, context: Context, part: string): string {
  const name = parseName(input, context, part)
  count(context, 'values', part)
  propertyOf(context.schema, context.objectType, name, part)
  return name
}

/** Throws when the query is nested too deep. */
export function checkDepth(context: Context, part: string): void {
  if (context.depth > queryLimits.depth)
    throw refuse(context, part, `A query is nested at most ${queryLimits.depth} deep.`)
}

/** Throws when the query holds too many. */
export function count(context: Context, what: 'clauses' | 'values', part: string): void {
  const { counted } = context
  if (++counted[what] > queryLimits[what])
    throw refuse(context, part, `A query holds at most ${queryLimits[what]} ${what}.`)
}

/** The error for a part that is none of a query. */
export function refuse(context: Context, part: string, what: string): Error {
  return invalidQuery(context.objectType, part, what, 'Build the query with the builder, or correct that part.')
}
