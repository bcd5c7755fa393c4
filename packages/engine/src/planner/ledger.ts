import type { StoredCoverage, StoredCursor } from '../store/index.ts'

/** What was read for a query, as a fact that survives restarts. */
export interface Claim {
  /**
   * The last record read, in the query's order: everything that matches and comes *before* it is here. Null: everything that matches is here.
   */
  readonly boundary: Boundary | null
  /** Matching records in all, as HubSpot counted. */
  readonly total: number
  /** When the reading began, epoch ms, HubSpot's clock. */
  readonly asOf: number
}

/** A place in a query's order. */
export interface Boundary {
  readonly id: string
  /** Wire values of the order's properties. */
  readonly values: Readonly<Record<string, string | null>>
}

/** How far an object type has been followed. */
export type Cursor = Omit<StoredCursor, 'objectType'>

/**
 * The coverage ledger: which queries' records are here, and up to when each object type has been followed since. A claim without a cursor proves nothing,
 * so both are taken from the same entries and forgotten together.
 */
export interface Ledger {
  claim(shape: string, objectType: string): Claim | null
  cursor(objectType: string): Cursor | null
  takeCoverage(statement: StoredCoverage): void
  takeCursor(cursor: StoredCursor): void
  /** Believes nothing any more: what the claims rest on may be damaged. */
  revokeAll(): void
  /** Everything it holds, for folding. */
  statements(): { readonly coverage: readonly StoredCoverage[]; readonly cursors: readonly StoredCursor[] }
}

/** An empty ledger. */
export function createLedger(): Ledger {
  const claims = new Map<string, { readonly objectType: string; readonly claim: Claim }>()
  const cursors = new Map<string, Cursor>()
  return {
    claim: (shape, objectType) => (cursors.has(objectType) ? (claims.get(shape)?.claim ?? null) : null),
    cursor: (objectType) => cursors.get(objectType) ?? null,
    takeCoverage({ shape, objectType, claim }) {
      if (isClaim(claim)) claims.set(shape, { objectType, claim })
      else claims.delete(shape)
    },
    takeCursor: ({ objectType, watermark, asOf }) => cursors.set(objectType, { watermark, asOf }),
    revokeAll() {
      claims.clear()
      cursors.clear()
    },
    statements: () => ({
      coverage: [...claims].map(([shape, { objectType, claim }]) => ({ shape, objectType, claim })),
      cursors: [...cursors].map(([objectType, cursor]) => ({ objectType, ...cursor })),
    }),
  }
}

function isClaim(value: unknown): value is Claim {
  if (
    typeof value !== 'object' ||
    value === null ||
    !('boundary' in value) ||
    !('total' in value) ||
    !('asOf' in value)
  )
    return false
  return (
    (value.boundary === null || isBoundary(value.boundary)) &&
    typeof value.total === 'number' &&
    typeof value.asOf === 'number'
  )
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
