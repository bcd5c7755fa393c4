import { isTemporaryId, type LocalKey } from '@holdfast/crm'
import type { Include, Predicate } from '@holdfast/query'
import type { RecordVersion, Replica } from '../replica/index.ts'
import type { View } from '../views/index.ts'

/** Association lists of some records towards one object type. */
export interface ListGroup {
  readonly fromType: string
  readonly toType: string
  /** Records known to HubSpot; what was made here has only the links that were made here. */
  readonly from: readonly LocalKey[]
}

/** The lists by which a query's predicates are judged: of the records that it asks to be associated with, towards its own object type. */
export function predicateLists({ query }: View, replica: Replica): readonly ListGroup[] {
  const anchors = new Map<string, Set<LocalKey>>()
  function walk(predicate: Predicate): void {
    if (predicate.kind === 'not') walk(predicate.of)
    else if (predicate.kind === 'and' || predicate.kind === 'or') predicate.of.forEach(walk)
    else if (predicate.kind === 'associated' && !isTemporaryId(predicate.id)) {
      const keys = anchors.get(predicate.objectType) ?? new Set()
      anchors.set(predicate.objectType, keys)
      keys.add(replica.identities.keyOf(predicate.objectType, predicate.id))
    }
  }
  if (query.where !== null) walk(query.where)
  return [...anchors].map(([fromType, keys]) => ({ fromType, toType: query.objectType, from: [...keys] }))
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
    const linked = new Set(
      parents.flatMap(({ key }) => replica.adjacency.links(fromType, key, toType).map(({ to }) => to)),
    )
    const children = [...linked].flatMap((key) => replica.table(toType).get(key) ?? [])
    yield* listsBelow(replica, toType, query.include, children)
  }
}
