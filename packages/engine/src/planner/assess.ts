import { compareIds, isTemporaryId } from '@holdfast/crm'
import { compileOrder, shapeKey, type Include, type Query, type RecordReader } from '@holdfast/query'
import type { RecordVersion, Replica } from '../replica/index.ts'
import type { View } from '../views/index.ts'
import type { Boundary, Ledger } from './ledger.ts'

/** What is missing before a query's rows are complete, in the order in which it has to be fetched. */
export type Need =
  | { readonly kind: 'records-of-query'; readonly query: Query }
  | { readonly kind: 'lists'; readonly fromType: string; readonly toType: string; readonly ids: readonly string[] }
  | { readonly kind: 'records'; readonly objectType: string; readonly ids: readonly string[] }

/** How much of a query is here. */
export interface Assessment {
  /** Null: nothing is missing. */
  readonly need: Need | null
  /** Was anything ever read for it? */
  readonly isClaimed: boolean
  readonly asOf: number | null
  readonly total: number | null
}

/** The part of a query that its claims are about: which records, in which order; not how they are shown. */
export function rootOf(query: Query): Query {
  return { ...query, include: [], select: null, limit: null }
}

/** Looks up what the ledger knows of the query, and walks the rows shown for missing associations. */
export function assess(view: View, replica: Replica, ledger: Ledger): Assessment {
  const { query } = view
  const root = rootOf(query)
  const claim = ledger.claim(shapeKey(root), query.objectType)
  const cursor = ledger.cursor(query.objectType)
  const asOf = claim === null ? null : Math.max(claim.asOf, cursor?.asOf ?? 0)
  const isRootHere = claim !== null && (claim.boundary === null || reachesLimit(view, replica, claim.boundary))
  const total = claim === null ? null : claim.boundary === null ? view.matches.length : claim.total
  if (!isRootHere) return { need: { kind: 'records-of-query', query }, isClaimed: claim !== null, asOf, total }
  return {
    need: missingIncludes(replica, query.objectType, query.include, view.window()),
    isClaimed: true,
    asOf,
    total,
  }
}

// HubSpot does not say how it orders equal sort values, so a page may have ended amid equals: only what sorts strictly before the last one read
// is certainly all here. Without a sort the order is the id's, which has no equals.
function reachesLimit(view: View, replica: Replica, boundary: Boundary): boolean {
  const { query } = view
  const last = query.limit === null ? undefined : view.window()[query.limit - 1]
  if (last === undefined) return false
  if (query.orderBy.length === 0) return compareIds(last.id, boundary.id) <= 0
  const edge: RecordReader = { id: '0', read: (property) => boundary.values[property] ?? null }
  return compileOrder(replica.schema, query)(last, edge) < 0
}

// One level at a time: which records an inner include needs is known only when the outer ones are here.
function missingIncludes(
  replica: Replica,
  fromType: string,
  includes: readonly Include[],
  parents: readonly RecordVersion[],
): Need | null {
  for (const include of includes) {
    const { objectType: toType } = include
    const known = parents.filter(({ id }) => !isTemporaryId(id))
    const unread = known.filter(({ key }) => replica.adjacency.readAt(fromType, key, toType) === null)
    if (unread.length > 0) return { kind: 'lists', fromType, toType, ids: unread.map(({ id }) => id) }
    const table = replica.table(toType)
    const linked = [
      ...new Set(parents.flatMap(({ key }) => replica.adjacency.links(fromType, key, toType).map(({ to }) => to))),
    ]
    const absent = linked.filter((key) => !table.isKnown(key) && !isTemporaryId(replica.identities.idOf(toType, key)))
    if (absent.length > 0)
      return { kind: 'records', objectType: toType, ids: absent.map((key) => replica.identities.idOf(toType, key)) }
    const children = linked.flatMap((key) => table.get(key) ?? [])
    const deeper = missingIncludes(replica, toType, include.query.include, children)
    if (deeper !== null) return deeper
  }
  return null
}
