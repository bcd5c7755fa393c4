import type { Cursor, Predicate, Query } from './ast.ts'
import { placeOfCursor } from './cursor.ts'
import { fromPlace, untilPlace, type PlaceOptions } from './place.ts'

/**
 * The query, without a window, for everything that reading a query's rows from its cursor up to and with the row at `last` has to see: among it all that
 * the first key of the order cannot tell from either end. Without `last`, to the end of the order.
 *
 * Null when no predicate says where `last` is.
 */
export function stretchOf(query: Query, last: Cursor | null, options: PlaceOptions): Query | null {
  const from = query.after === null ? null : fromPlace(query, placeOfCursor(query, query.after), options)
  const until = last === null ? null : untilPlace(query, placeOfCursor(query, last), options)
  if (last !== null && until === null) return null
  const of: readonly Predicate[] = [query.where, from, until].filter((part) => part !== null)
  const where: Predicate | null = of.length > 1 ? { kind: 'and', of } : (of[0] ?? null)
  return { ...query, where, after: null, offset: 0, limit: null }
}
