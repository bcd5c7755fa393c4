import { isHoldfastError, type Schema } from '@holdfast/crm'
import { covers, gap, planSearch, queryKey, shapeKey, type Query } from '@holdfast/query'
import type { StoredCoverage, StoredCursor } from '../store/index.ts'
import { coverageOf, parseClaim, restsOnAssociations, rootKeyOf, rootOf, type Claim } from './claim.ts'

/** How far an object type has been followed. */
export type Cursor = Omit<StoredCursor, 'objectType'>

/**
 * The coverage ledger: which queries' records are here, and up to when each object type has been followed since. A claim without a cursor proves nothing,
 * so both are taken from the same entries and forgotten together.
 */
export interface Ledger {
  /** What was read for exactly the records of this query, in its order when it has a limit. */
  claim(query: Query): Claim | null
  /** What has to be read so that all of the query's records are here, by all claims together; empty when nothing has to. */
  missing(query: Query): readonly Query[]
  cursor(objectType: string): Cursor | null
  /** A new claim as statements to apply: itself, and the end of those that it makes superfluous. */
  stating(claim: Claim): readonly StoredCoverage[]
  takeCoverage(statement: StoredCoverage): void
  takeCursor(cursor: StoredCursor): void
  /** Believes nothing any more: what the claims rest on may be damaged. */
  revokeAll(): void
  /** Everything it holds, for folding. */
  statements(): { readonly coverage: readonly StoredCoverage[]; readonly cursors: readonly StoredCursor[] }
  /** How much it holds. */
  holdings(): { readonly claims: number; readonly answers: number }
}

/** So many claims of an object type are kept; beyond them the one longest not renewed goes. More than anybody shows at once. */
export const mostClaims = 500
/** So many of them are compared with a query they are not about: the newest ones. */
const mostCompared = 64
// Answers are about queries as they are looked at now; when they are many, most are about windows that have moved on.
const mostAnswers = 500

/** The claims of one object type by their queries' shapes, oldest first, and what was found out about them since they changed. */
interface Claims {
  readonly byShape: Map<string, Claim>
  readonly answers: Map<string, readonly Query[]>
}

/** An empty ledger. */
export function createLedger(schema: Schema): Ledger {
  const byType = new Map<string, Claims>()
  const cursors = new Map<string, Cursor>()

  function claimsOf(objectType: string): Claims {
    const known = byType.get(objectType) ?? { byShape: new Map(), answers: new Map() }
    byType.set(objectType, known)
    return known
  }

  function compared(query: Query): readonly Claim[] {
    if (!cursors.has(query.objectType)) return []
    return [...claimsOf(query.objectType).byShape.values()].slice(-mostCompared)
  }

  return {
    claim: (query) =>
      cursors.has(query.objectType) ? (claimsOf(query.objectType).byShape.get(rootKeyOf(query)) ?? null) : null,
    missing(query) {
      const { answers } = claimsOf(query.objectType)
      const key = queryKey(query)
      const known = answers.get(key)
      if (known !== undefined) return known
      if (answers.size >= mostAnswers) answers.clear()
      const missing = missingBy(compared(query), query, schema)
      answers.set(key, missing)
      return missing
    },
    cursor: (objectType) => cursors.get(objectType) ?? null,
    stating(claim) {
      const { objectType } = claim.query
      const shape = shapeKey(claim.query)
      const others = [...claimsOf(objectType).byShape].filter(([other]) => other !== shape)
      const surplus = others.slice(0, Math.max(0, others.length + 1 - mostClaims))
      const revoked = new Set([...surplus, ...others.filter(([, other]) => isWithin(other, claim, schema))])
      return [
        ...[...revoked].map(([other]) => ({ shape: other, objectType, claim: null })),
        { shape, objectType, claim },
      ]
    },
    takeCoverage({ shape, objectType, claim }) {
      const { byShape, answers } = claimsOf(objectType)
      const parsed = parseClaim(schema, claim)
      // The newest stands last.
      byShape.delete(shape)
      if (parsed !== null) byShape.set(shape, parsed)
      answers.clear()
    },
    takeCursor({ objectType, watermark, asOf }) {
      if (!cursors.has(objectType)) claimsOf(objectType).answers.clear()
      cursors.set(objectType, { watermark, asOf })
    },
    revokeAll() {
      byType.clear()
      cursors.clear()
    },
    statements: () => ({
      coverage: [...byType].flatMap(([objectType, { byShape }]) =>
        [...byShape].map(([shape, claim]) => ({ shape, objectType, claim })),
      ),
      cursors: [...cursors].map(([objectType, cursor]) => ({ objectType, ...cursor })),
    }),
    holdings: () => ({
      claims: [...byType.values()].reduce((sum, { byShape }) => sum + byShape.size, 0),
      answers: [...byType.values()].reduce((sum, { answers }) => sum + answers.size, 0),
    }),
  }
}

/**
 * Claims count together, since changes of what they are about are followed. Changes of associations are not: of two claims about them, made at different
 * moments, a record may have slipped from what the later one was about to what the earlier one was. So of those each counts with the others only.
 */
function missingBy(claims: readonly Claim[], query: Query, schema: Schema): readonly Query[] {
  const firm = claims.filter((claim) => !restsOnAssociations(claim)).map(coverageOf)
  const missing = cheaper(
    gap(firm, query, { schema }).map((part) => part.query),
    query,
    schema,
  )
  if (missing.length === 0) return missing
  const isCovered = claims
    .filter(restsOnAssociations)
    .some((claim) => covers([...firm, coverageOf(claim)], query, { schema }))
  return isCovered ? [] : missing
}

// What many claims leave of a query can take more searches to say than the query itself, or more clauses than a claim may hold; then the query is asked,
// whatever of it is here.
function cheaper(parts: readonly Query[], query: Query, schema: Schema): readonly Query[] {
  if (parts.length === 0) return parts
  const searches = (asked: readonly Query[]): number => asked.reduce((sum, each) => sum + searchesOf(each, schema), 0)
  const isWorthIt = parts.every((part) => canBeClaimed(part, schema)) && searches(parts) <= searches([query])
  return isWorthIt ? parts : [query]
}

function canBeClaimed(query: Query, schema: Schema): boolean {
  return parseClaim(schema, { query: rootOf(query), boundary: null, total: null, asOf: 0 }) !== null
}

function searchesOf(query: Query, schema: Schema): number {
  try {
    return planSearch(schema, query, { properties: [] }).searches.length
  } catch (error) {
    if (isHoldfastError(error, 'query/not-searchable')) return Infinity
    throw error
  }
}

// A claim that rests on associations makes none superfluous that does not.
function isWithin(inner: Claim, outer: Claim, schema: Schema): boolean {
  if (outer.boundary !== null || restsOnAssociations(outer) !== restsOnAssociations(inner)) return false
  return covers([coverageOf(outer)], inner.query, { schema })
}
