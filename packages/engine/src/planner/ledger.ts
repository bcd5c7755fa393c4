import { isHoldfastError, type Schema } from '@holdfast/crm'
import {
  associationsIn,
  covers,
  gap,
  planSearch,
  shapeKey,
  type ContainmentOptions,
  type Coverage,
  type Query,
} from '@holdfast/query'
import type { StoredCoverage, StoredCursor } from '../store/index.ts'
import { canBeClaimed, coverageOf, parseClaim, restsOnAssociations, rootKeyOf, type Claim } from './claim.ts'

/** How far an object type has been followed. */
export type Cursor = Omit<StoredCursor, 'objectType'>

/**
 * The coverage ledger: which queries' records are here, and up to when each object type has been followed since. A claim without a cursor proves nothing,
 * so both are taken from the same entries and forgotten together.
 */
export interface Ledger {
  /** What was read for exactly the records of this query, in its order when it has a limit. */
  claim(query: Query): Claim | null
  /** Are all of the query's records here, by all claims together? Asked with every flush: remembered by the query object until something else is known. */
  covers(query: Query): boolean
  /** What to read so that they are, at the least price; empty when they are. */
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
  holdings(): { readonly claims: number }
}

/** So many claims of an object type are kept; beyond them the one longest not renewed goes. More than anybody shows at once. */
export const mostClaims = 500

/** A claim, and as containment takes it. */
interface Held {
  readonly claim: Claim
  readonly coverage: Coverage
  /** Does it go on being true, as long as changes of its object type are followed? */
  readonly isFirm: boolean
}

/** The claims of one object type by their queries' shapes, oldest first, and what was found out about them since they changed. */
interface Claims {
  readonly byShape: Map<string, Held>
  answers: WeakMap<Query, boolean>
}

/** An empty ledger. */
export function createLedger(schema: Schema): Ledger {
  const options: ContainmentOptions = { schema }
  const byType = new Map<string, Claims>()
  const cursors = new Map<string, Cursor>()

  function claimsOf(objectType: string): Claims {
    const known = byType.get(objectType) ?? { byShape: new Map(), answers: new WeakMap() }
    byType.set(objectType, known)
    return known
  }

  function heldFor({ objectType }: Query): readonly Held[] {
    return cursors.has(objectType) ? [...claimsOf(objectType).byShape.values()] : []
  }

  return {
    claim: (query) =>
      cursors.has(query.objectType) ? (claimsOf(query.objectType).byShape.get(rootKeyOf(query))?.claim ?? null) : null,
    covers(query) {
      const { answers } = claimsOf(query.objectType)
      const known = answers.get(query)
      if (known !== undefined) return known
      const isCovered = areHere(heldFor(query), query, options)
      answers.set(query, isCovered)
      return isCovered
    },
    missing(query) {
      const held = heldFor(query)
      return areHere(held, query, options) ? [] : missingBy(held, query, options)
    },
    cursor: (objectType) => cursors.get(objectType) ?? null,
    stating(claim) {
      const { objectType } = claim.query
      const shape = shapeKey(claim.query)
      const own = hold(claim)
      const others = [...claimsOf(objectType).byShape].filter(([other]) => other !== shape)
      const surplus = others.slice(0, Math.max(0, others.length + 1 - mostClaims))
      const revoked = new Set([...surplus, ...others.filter(([, other]) => isWithin(other, own, options))])
      return [
        ...[...revoked].map(([other]) => ({ shape: other, objectType, claim: null })),
        { shape, objectType, claim },
      ]
    },
    takeCoverage({ shape, objectType, claim }) {
      const claims = claimsOf(objectType)
      const parsed = parseClaim(schema, claim)
      // The newest stands last.
      claims.byShape.delete(shape)
      if (parsed !== null) claims.byShape.set(shape, hold(parsed))
      claims.answers = new WeakMap()
    },
    takeCursor({ objectType, watermark, asOf }) {
      if (!cursors.has(objectType)) claimsOf(objectType).answers = new WeakMap()
      cursors.set(objectType, { watermark, asOf })
    },
    revokeAll() {
      byType.clear()
      cursors.clear()
    },
    statements: () => ({
      coverage: [...byType].flatMap(([objectType, { byShape }]) =>
        [...byShape].map(([shape, { claim }]) => ({ shape, objectType, claim })),
      ),
      cursors: [...cursors].map(([objectType, cursor]) => ({ objectType, ...cursor })),
    }),
    holdings: () => ({ claims: [...byType.values()].reduce((sum, { byShape }) => sum + byShape.size, 0) }),
  }
}

function hold(claim: Claim): Held {
  return { claim, coverage: coverageOf(claim), isFirm: !restsOnAssociations(claim) }
}

/**
 * Claims count together, since changes of what they are about are followed. Changes of associations are not: of two claims about them, made at different
 * moments, a record may have slipped from what the later one was about to what the earlier one was. So of those each counts with the others only, and only
 * for queries that are about associations, too: to the rest it has hardly anything to say.
 */
function areHere(held: readonly Held[], query: Query, options: ContainmentOptions): boolean {
  const firm = coverageOfFirm(held)
  const about = typesOfAny(query)
  if (about.length === 0 && covers(firm, query, options)) return true
  if (associationsIn(query.where).length === 0) return false
  return held
    .filter(({ claim, isFirm }) => !isFirm && about.every((objectType) => typesOfAny(claim.query).includes(objectType)))
    .some(({ coverage }) => covers(about.length === 0 ? [...firm, coverage] : [coverage], query, options))
}

// Who has any partner at all is read from lists, and only with a claim that asks for as much those were read.
function typesOfAny({ where }: Query): readonly string[] {
  return associationsIn(where).flatMap((each) =>
    each.kind === 'hasAssociated' && each.where === null ? [each.objectType] : [],
  )
}

function missingBy(held: readonly Held[], query: Query, options: ContainmentOptions): readonly Query[] {
  const parts = gap(coverageOfFirm(held), query, options).map((part) => part.query)
  return cheaper(parts, query, options)
}

function coverageOfFirm(held: readonly Held[]): readonly Coverage[] {
  return held.flatMap(({ coverage, isFirm }) => (isFirm ? [coverage] : []))
}

// What many claims leave of a query can take more searches to say than the query itself, or more clauses than a claim may hold; then the query is asked,
// whatever of it is here.
function cheaper(parts: readonly Query[], query: Query, options: ContainmentOptions): readonly Query[] {
  if (parts.length === 0) return parts
  const searches = (asked: readonly Query[]): number => asked.reduce((sum, each) => sum + searchesOf(each, options), 0)
  const isWorthIt = parts.every((part) => canBeClaimed(options.schema, part)) && searches(parts) <= searches([query])
  return isWorthIt ? parts : [query]
}

function searchesOf(query: Query, { schema }: ContainmentOptions): number {
  try {
    return planSearch(schema, query, { properties: [] }).searches.length
  } catch (error) {
    if (isHoldfastError(error, 'query/not-searchable')) return Infinity
    throw error
  }
}

// A claim that rests on associations makes none superfluous that does not.
function isWithin(inner: Held, outer: Held, options: ContainmentOptions): boolean {
  if (outer.claim.boundary !== null || outer.isFirm !== inner.isFirm) return false
  return covers([outer.coverage], inner.claim.query, options)
}
