import type { AssociationType, AssociationTypes } from './association-types.ts'

/** The types a pair is associated by, in the order they were defined. */
export type PairTypes = readonly AssociationType[]

/** All associations of an account, kept in both directions. Object types are named by their plural names. */
export interface Associations {
  /** The records of type `to` that the record is associated with. */
  partners(from: string, fromId: number, to: string): ReadonlyMap<number, PairTypes>
  /** The ids of those partners as search sees them: without the changes after `cutoff`. */
  partnersAt(cutoff: number, from: string, fromId: number, to: string): ReadonlySet<number>
  /** Sets what associates a pair, seen from `from`; empty dissolves it. The other direction follows. `at` null: long since, search knows. */
  set(at: number | null, from: string, fromId: number, to: string, toId: number, types: PairTypes): void
  /** Every pair of that direction. */
  pairs(from: string, to: string): Iterable<readonly [fromId: number, toId: number, types: PairTypes]>
  save(): SavedAssociations
  load(saved: SavedAssociations): void
}

/** All associations as plain data. */
export interface SavedAssociations {
  /** The combinations of types in use. */
  readonly combinations: readonly (readonly (readonly [category: string, typeId: number])[])[]
  /** For each direction its pairs, with the place of their combination. */
  readonly directions: readonly (readonly [
    direction: string,
    pairs: readonly (readonly [fromId: number, toId: number, combination: number])[],
  ])[]
  /** What search may not know yet. */
  readonly recent: readonly Change[]
}

interface Change {
  readonly at: number
  readonly direction: string
  readonly fromId: number
  readonly toId: number
  readonly existedBefore: boolean
}

const none: ReadonlyMap<number, PairTypes> = new Map()
// No lag is longer (see the switch searchLagMs), so older changes need not be undone for search.
const longestLagMs = 3_600_000

/** No associations yet. */
export function createAssociations(known: Pick<AssociationTypes, 'inverseOf' | 'byId'>): Associations {
  const byDirection = new Map<string, Map<number, Map<number, PairTypes>>>()
  const interned = new Map<string, PairTypes>()
  let recent: Change[] = []
  let recentLimit = 10_000

  function set(at: number | null, from: string, fromId: number, to: string, toId: number, types: PairTypes): void {
    store(at, `${from} ${to}`, fromId, toId, intern(types))
    const inverses = types.flatMap((type) => known.inverseOf(type) ?? [])
    store(at, `${to} ${from}`, toId, fromId, intern([...inverses, ...oneWay(to, toId, from, fromId, types)]))
  }

  // A type without an inverse (a lead's primary contact) cannot be seen from the other side, so a change from there leaves it.
  function oneWay(from: string, fromId: number, to: string, toId: number, back: PairTypes): PairTypes {
    if (back.length === 0) return []
    return (partners(from, fromId, to).get(toId) ?? []).filter(({ inverseId }) => inverseId === null)
  }

  function store(at: number | null, direction: string, fromId: number, toId: number, types: PairTypes): void {
    let byFrom = byDirection.get(direction)
    if (byFrom === undefined) byDirection.set(direction, (byFrom = new Map()))
    let pairs = byFrom.get(fromId)
    if (pairs === undefined) byFrom.set(fromId, (pairs = new Map()))
    const existedBefore = pairs.has(toId)
    if (types.length === 0) pairs.delete(toId)
    else pairs.set(toId, types)
    if (at !== null && existedBefore !== types.length > 0) remember({ at, direction, fromId, toId, existedBefore })
  }

  function remember(change: Change): void {
    recent.push(change)
    if (recent.length < recentLimit) return
    recent = recent.filter(({ at }) => at > change.at - longestLagMs)
    recentLimit = Math.max(10_000, 2 * recent.length)
  }

  // Thousands of pairs share the same few combinations of types: one array serves them all.
  function intern(types: PairTypes): PairTypes {
    const key = types.map((type) => `${type.category} ${type.typeId}`).join()
    let shared = interned.get(key)
    if (shared === undefined) interned.set(key, (shared = [...types]))
    return shared
  }

  function partners(from: string, fromId: number, to: string): ReadonlyMap<number, PairTypes> {
    return byDirection.get(`${from} ${to}`)?.get(fromId) ?? none
  }

  function partnersAt(cutoff: number, from: string, fromId: number, to: string): ReadonlySet<number> {
    const ids = new Set(partners(from, fromId, to).keys())
    const direction = `${from} ${to}`
    for (let index = recent.length - 1; index >= 0; index--) {
      const change = recent[index] as Change
      if (change.at <= cutoff) continue
      if (change.direction !== direction || change.fromId !== fromId) continue
      if (change.existedBefore) ids.add(change.toId)
      else ids.delete(change.toId)
    }
    return ids
  }

  function* pairs(from: string, to: string): Iterable<readonly [number, number, PairTypes]> {
    for (const [fromId, partnersById] of byDirection.get(`${from} ${to}`) ?? [])
      for (const [toId, types] of partnersById) yield [fromId, toId, types]
  }

  function save(): SavedAssociations {
    const places = new Map<PairTypes, number>()
    const placeOf = (types: PairTypes): number => {
      const place = places.get(types) ?? places.size
      places.set(types, place)
      return place
    }
    const directions = Array.from(byDirection, ([direction, byFrom]) => {
      const pairsOf = Array.from(byFrom, ([fromId, partnersById]) =>
        Array.from(partnersById, ([toId, types]) => [fromId, toId, placeOf(types)] as const),
      )
      return [direction, pairsOf.flat()] as const
    })
    const combinations = Array.from(places.keys(), (types) =>
      types.map((type) => [type.category, type.typeId] as const),
    )
    return { combinations, directions, recent }
  }

  function load(saved: SavedAssociations): void {
    const combinations = saved.combinations.map((types) =>
      intern(types.flatMap(([category, typeId]) => known.byId(category, typeId) ?? [])),
    )
    byDirection.clear()
    for (const [direction, savedPairs] of saved.directions)
      for (const [fromId, toId, place] of savedPairs) store(null, direction, fromId, toId, combinations[place] ?? [])
    recent = [...saved.recent]
  }

  return { partners, partnersAt, set, pairs, save, load }
}
