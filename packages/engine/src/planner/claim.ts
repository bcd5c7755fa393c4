import { isHoldfastError, type Schema } from '@holdfast/crm'
import {
  associationsIn,
  canonicalOrder,
  checkQuery,
  everyRecord,
  remembered,
  shapeKey,
  type Coverage,
  type Query,
} from '@holdfast/query'

/** What was read for a query, as a fact that survives restarts. */
export interface Claim {
  /** Which records, in the order in which they were read; what is shown of them, and a window, are none of its business. */
  readonly query: Query
  /**
   * The last record read, in the query's order: everything that matches and comes *before* it is here. Null: everything that matches is here.
   */
  readonly boundary: Boundary | null
  /** Matching records in all, as HubSpot counted; null when it was not asked about just those. */
  readonly total: number | null
  /** When the reading began, epoch ms, HubSpot's clock. */
  readonly asOf: number
}

/** A place in a query's order. */
export interface Boundary {
  readonly id: string
  /** Wire values of the order's properties. */
  readonly values: Readonly<Record<string, string | null>>
}

/** The part of a query that a claim is about: which records, and in which order search gives them; all of them may come in any order. */
export function rootOf({ objectType, where, search, orderBy, limit }: Query): Query {
  return {
    ...everyRecord(objectType),
    where,
    search,
    orderBy: limit === null ? [] : canonicalOrder(orderBy).slice(0, 1),
  }
}

/** The shape that the claim about a query's records goes by. Asked with every flush, named once. */
export const rootKeyOf: (query: Query) => string = remembered((query: Query) => shapeKey(rootOf(query)))

/** Does the claim rest on associations, which change without moving a modification date? */
export function restsOnAssociations({ query }: Claim): boolean {
  return associationsIn(query.where).length > 0
}

/** A claim as containment takes it. How many rows lie before a boundary changes with the records, so that is not told. */
export function coverageOf({ query, boundary }: Claim): Coverage {
  return {
    query,
    window: boundary === null ? { kind: 'all' } : { kind: 'first', rows: 0, end: boundary },
    properties: null,
  }
}

/** The claim of a stored statement; null when it is none, or one of an older form. */
export function parseClaim(schema: Schema, value: unknown): Claim | null {
  if (typeof value !== 'object' || value === null) return null
  if (!('query' in value && 'boundary' in value && 'total' in value && 'asOf' in value)) return null
  const { boundary, total, asOf } = value
  if (boundary !== null && !isBoundary(boundary)) return null
  if ((total !== null && typeof total !== 'number') || typeof asOf !== 'number') return null
  const query = parseQuery(schema, value.query)
  return query === null ? null : { query, boundary, total, asOf }
}

/** Can a claim about the query's records be read again? What containment makes may say more than a query may hold. */
export function canBeClaimed(schema: Schema, query: Query): boolean {
  return parseQuery(schema, rootOf(query)) !== null
}

function parseQuery(schema: Schema, value: unknown): Query | null {
  try {
    return checkQuery(schema, value)
  } catch (error) {
    if (isHoldfastError(error)) return null
    throw error
  }
}

function isBoundary(value: unknown): value is Boundary {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'values' in value &&
    typeof value.values === 'object'
  )
}
