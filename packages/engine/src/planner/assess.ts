import { compareIds, isTemporaryId, type Schema } from '@holdfast/crm'
import { compileOrder, cursorOf, remembered, stretchOf, type Query, type RecordReader } from '@holdfast/query'
import type { RecordVersion, Replica } from '../replica/index.ts'
import type { StoredCoverage } from '../store/index.ts'
import type { View } from '../views/index.ts'
import { includeLists, partnerQueries, predicateLists, subqueryLists, type ListGroup } from './association-lists.ts'
import { rootKeyOf, rootOf, type Claim } from './claim.ts'
import type { Ledger } from './ledger.ts'

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

/** Looks up what the ledger knows of the query, and walks the rows shown for missing associations. */
export function assess(view: View, replica: Replica, ledger: Ledger): Assessment {
  const { query } = view
  const claim = ledger.claim(query)
  const isRead = claim !== null && reachesLimit(view, replica, claim)
  // With a query its partners are read; what only lies within other claims says nothing of them.
  const missing = isRead ? null : (missingRecords(view, replica, ledger) ?? missingPartners(query, ledger))
  const need =
    unreadLists(replica, predicateLists(replica, query.objectType, query.where)) ??
    missing ??
    unreadLists(replica, subqueryLists(replica, query.objectType, query.where)) ??
    missingIncludes(view, replica)
  // What nothing can match is known before anything was read.
  const isClaimed = ledger.cursor(query.objectType) !== null && (claim !== null || missing === null)
  return {
    need,
    isClaimed,
    asOf: isClaimed ? asOfAll(query, claim?.asOf ?? 0, ledger) : null,
    total: claim === null || claim.boundary === null ? (missing === null ? view.count : null) : claim.total,
  }
}

/**
 * What is here of the view's query by claims of other queries alone, as claims of its own: those others may be revoked while the records that it rests on
 * stay.
 */
export function claimsWithin(view: View, { schema }: Replica, ledger: Ledger): readonly StoredCoverage[] {
  const { query } = view
  if (ledger.claim(query) !== null) return []
  const asked = recordsOf(query)
  const last = lastWanted(view)
  const stretches = [null, ...(last === undefined ? [] : [cursorOf(query, last)])]
  const all = stretches.flatMap((end) => stretchOf(asked, end, { schema }) ?? [])
  const own = all.find((stretch) => ledger.covers(stretch))
  return [...(own === undefined ? [] : [own]), ...partnerQueries(query.where)].flatMap((covered) => {
    const asOf = ledger.cursor(covered.objectType)?.asOf ?? null
    if (asOf === null || !ledger.covers(covered)) return []
    const claim: Claim = { query: rootOf(covered), boundary: null, total: null, asOf }
    return [{ shape: rootKeyOf(covered), objectType: covered.objectType, claim }]
  })
}

function missingRecords(view: View, { schema }: Replica, ledger: Ledger): Need | null {
  const asked = recordsOf(view.query)
  return ledger.covers(asked) || isWindowHere(view, asked, schema, ledger) ? null : recordsNeeded(asked, ledger)
}

function missingPartners({ where }: Query, ledger: Ledger): Need | null {
  const unread = partnerQueries(where).find((query) => !ledger.covers(query))
  return unread === undefined ? null : recordsNeeded(unread, ledger)
}

function recordsNeeded(asked: Query, ledger: Ledger): Need {
  return {
    kind: 'records-of-query',
    // Only who asks for it wants to know what is cheapest to ask.
    get query() {
      return ledger.missing(asked)[0] ?? asked
    },
  }
}

// The last row of a window that is full.
function lastWanted(view: View): RecordVersion | undefined {
  const { limit } = view.query
  return limit === null ? undefined : view.window()[limit - 1]
}

// Of a window that is full only what sorts up to its last row is wanted; else its rows may be anywhere.
function isWindowHere(view: View, asked: Query, schema: Schema, ledger: Ledger): boolean {
  const last = lastWanted(view)
  const stretch = last === undefined ? null : stretchOf(asked, cursorOf(asked, last), { schema })
  return stretch !== null && ledger.covers(stretch)
}

// One object for each query, as the ledger remembers by it.
const recordsOf = remembered((query: Query): Query => ({ ...query, select: null, include: [] }))

// The result is as old as the oldest of what it is made of; what was just read is as new as its reading.
function asOfAll(query: Query, claimedAsOf: number, ledger: Ledger): number {
  const root = Math.max(claimedAsOf, ledger.cursor(query.objectType)?.asOf ?? 0)
  const included = query.include.flatMap((include) => {
    const cursor = ledger.cursor(include.objectType)
    return cursor === null ? [] : [asOfAll(include.query, cursor.asOf, ledger)]
  })
  const partners = partnerQueries(query.where).map(({ objectType }) => ledger.cursor(objectType)?.asOf ?? root)
  return Math.min(root, ...partners, ...included)
}

// HubSpot does not say how it orders equal sort values, so a page may have ended amid equals: only what sorts strictly before the last one read
// is certainly all here. Without a sort the order is the id's, which has no equals.
function reachesLimit(view: View, replica: Replica, { query: read, boundary }: Claim): boolean {
  if (boundary === null) return true
  const last = lastWanted(view)
  if (last === undefined) return false
  if (read.orderBy.length === 0) return compareIds(last.id, boundary.id) <= 0
  const edge: RecordReader = { id: '0', read: (property) => boundary.values[property] ?? null }
  return compileOrder(replica.schema, read)(last, edge) < 0
}

function missingIncludes(view: View, replica: Replica): Need | null {
  for (const group of includeLists(view, replica)) {
    const need = unreadLists(replica, [group]) ?? unreadRecords(replica, group)
    if (need !== null) return need
  }
  return null
}

function unreadLists({ adjacency, identities }: Replica, groups: Iterable<ListGroup>): Need | null {
  for (const { fromType, toType, from } of groups) {
    const unread = from.filter((key) => adjacency.readAt(fromType, key, toType) === null)
    if (unread.length > 0)
      return { kind: 'lists', fromType, toType, ids: unread.map((key) => identities.idOf(fromType, key)) }
  }
  return null
}

function unreadRecords(replica: Replica, { fromType, toType, from }: ListGroup): Need | null {
  const { adjacency, identities } = replica
  const table = replica.table(toType)
  const linked = new Set(from.flatMap((key) => adjacency.links(fromType, key, toType).map(({ to }) => to)))
  const ids = [...linked].filter((key) => !table.isKnown(key)).map((key) => identities.idOf(toType, key))
  const unread = ids.filter((id) => !isTemporaryId(id))
  return unread.length === 0 ? null : { kind: 'records', objectType: toType, ids: unread }
}
