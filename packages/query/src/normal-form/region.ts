import type { AssociationPredicate } from '../ast.ts'
import { predicateKey } from '../identity.ts'
import { isAllValues } from './interval.ts'
import { everything, intersectSets, isNothing, isWithin, subtractSet, uniteSets, type ValueSet } from './value-set.ts'
import type { Line } from './line.ts'

/** What one axis of a region is about. An association is set where it exists and unset where not; so is a word of a search text, and one that satisfies a predicate. */
export type Subject =
  | { readonly kind: 'property'; readonly property: string; readonly asWritten: boolean }
  | AssociationPredicate
  | { readonly kind: 'search'; readonly word: string }

/** A subject, how its values lie, and which of them are meant. */
export interface Axis {
  readonly subject: Subject
  readonly line: Line
  readonly set: ValueSet
}

/** Records of which every axis holds, by {@link subjectKey}. Of what is not among the axes everything is meant; no axis is empty. */
export type Region = ReadonlyMap<string, Axis>

/** Every record. */
export const everywhere: Region = new Map()

/** The identity of a subject as text. */
export function subjectKey(subject: Subject): string {
  switch (subject.kind) {
    case 'property':
      return JSON.stringify([subject.property, subject.asWritten])
    case 'associated':
      return JSON.stringify(['associated', subject.objectType, subject.id, subject.label])
    case 'hasAssociated':
      return predicateKey(subject)
    case 'search':
      return JSON.stringify(['search', subject.word, null])
  }
}

/** Does a region say no more for this axis, because another of its axes implies it? */
export function isImplied({ subject, set }: Axis, region: Region): boolean {
  // Only that something is there is implied, never that it is not.
  if (set.unset || subject.kind === 'search') return false
  for (const { subject: other, set: otherSet } of region.values())
    if (other !== subject && !otherSet.unset && implies(other, subject, set)) return true
  return false
}

/** What follows from an association: that it is one without its label, and that there is such a partner at all. */
export function impliedSubjects(subject: AssociationPredicate): readonly Subject[] {
  const { objectType, label } = subject
  const labels = label === null ? [null] : [label, null]
  const own = labels.map((each): Subject => ({ ...subject, label: each }))
  const any = labels.map((each): Subject => ({ kind: 'hasAssociated', objectType, where: null, label: each }))
  return [...own, ...any]
}

function implies(stronger: Subject, weaker: Subject, set: ValueSet): boolean {
  switch (weaker.kind) {
    case 'search':
      return false
    case 'property': {
      // Text compared as written implies that there is one.
      const isAnyValue = isAllValues(set.values) && set.all.length === 0 && set.none.length === 0
      return (
        stronger.kind === 'property' &&
        stronger.property === weaker.property &&
        stronger.asWritten &&
        !weaker.asWritten &&
        isAnyValue
      )
    }
    case 'associated':
    case 'hasAssociated': {
      if (stronger.kind !== 'associated' && stronger.kind !== 'hasAssociated') return false
      const key = subjectKey(weaker)
      return impliedSubjects(stronger).some((implied) => subjectKey(implied) === key)
    }
  }
}

/** What both hold; null when that is no record. */
export function intersectRegions(a: Region, b: Region): Region | null {
  const common = new Map(a)
  for (const [key, axis] of b) {
    const other = common.get(key)
    if (other === undefined) {
      common.set(key, axis)
      continue
    }
    const set = intersectSets(other.set, axis.set, axis.line)
    if (isNothing(set)) return null
    common.set(key, { ...axis, set })
  }
  return common
}

/** Is there a record in both? */
export function doOverlap(a: Region, b: Region): boolean {
  for (const [key, { set, line }] of b) {
    const other = a.get(key)
    if (other !== undefined && isNothing(intersectSets(other.set, set, line))) return false
  }
  return true
}

/** What `a` holds and `b` does not, as regions that do not overlap in the axes of `b`. */
export function subtractRegion(a: Region, b: Region): readonly Region[] {
  const common = intersectRegions(a, b)
  if (common === null) return [a]
  if (isRegionWithin(a, b)) return []
  const outside: Region[] = []
  let inside = a
  for (const [key, axis] of b) {
    if (isImplied(axis, b)) continue
    const within = inside.get(key)?.set ?? everything
    for (const set of subtractSet(within, axis.set, axis.line)) {
      const region = narrowed(inside, key, { ...axis, set })
      if (region !== null) outside.push(region)
    }
    inside = narrowed(inside, key, axis) ?? common
  }
  return outside
}

// With what follows from it; null where something of that is not so, for then it is no record.
function narrowed(region: Region, key: string, axis: Axis): Region | null {
  const { subject, set } = axis
  const isAssociation = subject.kind === 'associated' || subject.kind === 'hasAssociated'
  if (set.unset || !isAssociation) return intersectRegions(region, new Map([[key, axis]]))
  return intersectRegions(
    region,
    new Map(impliedSubjects(subject).map((implied) => [subjectKey(implied), { ...axis, subject: implied }])),
  )
}

/** How many regions a subtraction may leave, and how many pairs it may look at, before it gives up: to ask again is cheaper. */
const mostRemaining = 2_000
const mostPairs = 20_000

/** What `regions` hold and none of `others` does; null when that takes more regions than is worth the try. */
export function subtractRegions(regions: readonly Region[], others: readonly Region[]): readonly Region[] | null {
  let remaining = regions
  let pairs = 0
  for (const other of others) {
    pairs += remaining.length
    if (pairs > mostPairs) return null
    remaining = remaining.flatMap((region) => subtractRegion(region, other))
    if (remaining.length > mostRemaining) return null
  }
  return remaining
}

/** Fewer regions that hold the same: none within another, and neighbours that differ in one axis made one. Those of `into` are so already. */
export function mergeRegions(regions: readonly Region[], into: readonly Region[] = []): readonly Region[] {
  const merged: Region[] = [...into]
  for (const region of regions) {
    let added: Region | null = region
    for (let at = 0; added !== null && at < merged.length;) {
      const union = mergeTwo(merged[at] as Region, added)
      if (union === merged[at]) added = null
      else if (union === null) at++
      else {
        // What has grown may now hold, or continue, one that was looked at before.
        merged.splice(at, 1)
        added = union
        at = 0
      }
    }
    if (added !== null) merged.push(added)
  }
  return merged
}

// The one that holds the other, or their union when it is one region; null when it is not.
function mergeTwo(a: Region, b: Region): Region | null {
  if (isRegionWithin(b, a)) return a
  if (isRegionWithin(a, b)) return b
  let differing: { readonly key: string; readonly axis: Axis } | null = null
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const left = a.get(key)
    const right = b.get(key)
    // Everything on one axis of one of them: the other would have to agree in all the rest, and would be within.
    if (left === undefined || right === undefined) return null
    if (isWithin(left.set, right.set) && isWithin(right.set, left.set)) continue
    const set: ValueSet | null = differing === null ? uniteSets(left.set, right.set) : null
    if (set === null) return null
    differing = { key, axis: { ...left, set } }
  }
  return differing === null ? a : withAxis(a, differing.key, differing.axis)
}

/** Does every record of `a` belong to `b`, axis by axis? */
export function isRegionWithin(a: Region, b: Region): boolean {
  for (const [key, { set }] of b) if (!isWithin(a.get(key)?.set ?? everything, set)) return false
  return true
}

function withAxis(region: Region, key: string, axis: Axis): Region {
  return new Map(region).set(key, axis)
}
