import { isTemporaryId, type LocalKey } from '@holdfast/crm'
import { associationsIn, everyRecord, remembered, type Include, type Predicate, type Query } from '@holdfast/query'
import { selectMatches } from '../execution/index.ts'
import type { RecordVersion, Replica } from '../replica/index.ts'
import type { View } from '../views/index.ts'

/** Association lists of some records towards one object type. */
export interface ListGroup {
  readonly fromType: string
  readonly toType: string
  /** Records known to HubSpot; what was made here has only the links that were made here. */
  readonly from: readonly LocalKey[]
}

/** The lists by which a predicate is judged: of the records that it asks to be associated with, towards the object type it is about. */
export function predicateLists(replica: Replica, objectType: string, where: Predicate | null): readonly ListGroup[] {
  const anchors = new Map<string, Set<LocalKey>>()
  for (const association of associationsIn(where)) {
    if (association.kind !== 'associated' || isTemporaryId(association.id)) continue
    const { objectType: anchorType, id } = association
    anchors.set(anchorType, (anchors.get(anchorType) ?? new Set()).add(replica.identities.keyOf(anchorType, id)))
  }
  return [...anchors].map(([fromType, keys]) => ({ fromType, toType: objectType, from: [...keys] }))
}

/**
 * The lists by which subqueries are decided: of the partners that satisfy them, and where a label counts back again, since labels are seen from one end only.
 * Lazy, as partners are found by the lists of theirs.
 */
export function* subqueryLists(
  replica: Replica,
  objectType: string,
  where: Predicate | null,
): Generator<ListGroup, void> {
  for (const association of associationsIn(where)) {
    if (association.kind !== 'hasAssociated' || association.where === null) continue
    const { objectType: partnerType, where: asked, label } = association
    yield* predicateLists(replica, partnerType, asked)
    yield* subqueryLists(replica, partnerType, asked)
    const partners = replica.table(partnerType)
    const rows = selectMatches(replica, partnerType, asked)
    const from = Array.from(rows, (row) => partners.keyAt(row)).filter((key) => isAtHubSpot(replica, partnerType, key))
    yield { fromType: partnerType, toType: objectType, from }
    if (label === null) continue
    const linked = new Set(
      from.flatMap((key) => replica.adjacency.links(partnerType, key, objectType).map(({ to }) => to)),
    )
    yield {
      fromType: objectType,
      toType: partnerType,
      from: [...linked].filter((key) => isAtHubSpot(replica, objectType, key)),
    }
  }
}

function isAtHubSpot({ identities }: Replica, objectType: string, key: LocalKey): boolean {
  return !isTemporaryId(identities.idOf(objectType, key))
}

// One object for each, as the ledger remembers by it.
const partnersOf = remembered(
  ({ objectType, where }: Extract<Predicate, { readonly kind: 'hasAssociated' }>): Query => ({
    ...everyRecord(objectType),
    where,
  }),
)

/** What a predicate's subqueries ask of partners, as queries for those; the inner ones after the outer. */
export function partnerQueries(where: Predicate | null): readonly Query[] {
  return associationsIn(where).flatMap((association) => {
    if (association.kind !== 'hasAssociated' || association.where === null) return []
    return [partnersOf(association), ...partnerQueries(association.where)]
  })
}

/**
 * The lists that a query's includes rest on, level by level. Lazy: which records an inner include starts from is known only when the outer ones
 * are here, so whoever finds something missing stops and asks again later.
 */
export function* includeLists(view: View, replica: Replica): Generator<ListGroup> {
  const { objectType, include } = view.query
  if (include.length > 0) yield* listsBelow(replica, objectType, include, view.window())
}

function* listsBelow(
  replica: Replica,
  fromType: string,
  includes: readonly Include[],
  parents: readonly RecordVersion[],
): Generator<ListGroup> {
  for (const { objectType: toType, query } of includes) {
    yield { fromType, toType, from: parents.filter(({ id }) => !isTemporaryId(id)).map(({ key }) => key) }
    if (query.include.length === 0) continue
    const linked = new Set(
      parents.flatMap(({ key }) => replica.adjacency.links(fromType, key, toType).map(({ to }) => to)),
    )
    const children = [...linked].flatMap((key) => replica.table(toType).get(key) ?? [])
    yield* listsBelow(replica, toType, query.include, children)
  }
}
