import type { Comparable } from '../compare.ts'
import { matchesTokens, type TokenPattern } from '../tokenize.ts'
import {
  allValues,
  complement,
  includes,
  intersect,
  isAllValues,
  isSameCut,
  unite,
  type Intervals,
} from './interval.ts'
import type { Line } from './line.ts'

/** Which values of one property are meant: perhaps unset, and the set ones within `values` whose tokens are as asked. */
export interface ValueSet {
  readonly unset: boolean
  readonly values: Intervals
  /** Patterns each of which some token matches. */
  readonly all: readonly TokenPattern[]
  /** Lists of patterns; of each list at least one is matched by no token. */
  readonly none: readonly (readonly TokenPattern[])[]
}

/** Every record: whatever the property holds, or nothing. */
export const everything: ValueSet = Object.freeze({ unset: true, values: allValues, all: [], none: [] })

/** No record. */
export const nothing: ValueSet = Object.freeze({ unset: false, values: [], all: [], none: [] })

/** Records without a value. */
export const unsetOnly: ValueSet = Object.freeze({ ...nothing, unset: true })

/** Records with a value. */
export const setOnly: ValueSet = Object.freeze({ ...everything, unset: false })

/** Does it hold no record at all? */
export function isNothing({ unset, values }: ValueSet): boolean {
  return !unset && values.length === 0
}

/** Does it hold every record? */
export function isEverything({ unset, values, all, none }: ValueSet): boolean {
  return unset && all.length === 0 && none.length === 0 && isAllValues(values)
}

/** What both hold. */
export function intersectSets(a: ValueSet, b: ValueSet, line: Line): ValueSet {
  return normalized(
    {
      unset: a.unset && b.unset,
      values: intersect(a.values, b.values),
      all: [...a.all, ...b.all],
      none: [...a.none, ...b.none],
    },
    line,
  )
}

/** What `a` holds and `b` does not, as sets of which none is empty. */
export function subtractSet(a: ValueSet, b: ValueSet, line: Line): readonly ValueSet[] {
  const both = intersect(a.values, b.values)
  const pieces: ValueSet[] = [
    { ...a, unset: a.unset && !b.unset, values: intersect(a.values, complement(b.values)) },
    ...b.all.map((pattern) => ({ ...a, unset: false, values: both, none: [...a.none, [pattern]] })),
    ...b.none.map((patterns) => ({ ...a, unset: false, values: both, all: [...a.all, ...patterns] })),
  ]
  return pieces.map((piece) => normalized(piece, line)).filter((piece) => !isNothing(piece))
}

/** What either holds, when that is one set; null when it is not. */
export function uniteSets(a: ValueSet, b: ValueSet): ValueSet | null {
  if (a.values.length === 0) return { ...b, unset: a.unset || b.unset }
  if (b.values.length === 0) return { ...a, unset: a.unset || b.unset }
  if (tokensKey(a) !== tokensKey(b)) return null
  return { ...a, unset: a.unset || b.unset, values: unite(a.values, b.values) }
}

/** Does every record of `a` belong to `b`? Asked so often that no difference is made: where only that would tell, the answer is no. */
export function isWithin(a: ValueSet, b: ValueSet): boolean {
  if (a === b) return true
  if (a.unset && !b.unset) return false
  if (!isAllValues(b.values) && !includes(b.values, a.values)) return false
  if (a.values.length === 0) return true
  return (
    b.all.every((pattern) => a.all.some((other) => implies(other, pattern))) &&
    b.none.every((patterns) => a.none.some((other) => isMatched(other, patterns)))
  )
}

/** The values of a set that holds only certain ones; null when it holds whole stretches, or may. */
export function pointsOf(of: Intervals, line: Line): readonly Comparable[] | null {
  const points: Comparable[] = []
  for (const { from, to } of of) {
    if (from === null || from.after || !isSameCut(to, line.after(from.value))) return null
    points.push(from.value)
  }
  return points
}

/** Does whatever holds a token for `pattern` hold one for `other`? Fresh letters stand for what a wildcard may be. */
function implies(pattern: TokenPattern, other: TokenPattern): boolean {
  if (pattern === other) return true
  if (pattern.length === 1 && other.length === 1) return pattern[0] === other[0]
  return matchesTokens([other], [pattern.join('\u0000')])
}

/** Does whatever holds all of `by` hold all of `patterns`? */
function isMatched(patterns: readonly TokenPattern[], by: readonly TokenPattern[]): boolean {
  return patterns.every((pattern) => by.some((other) => implies(other, pattern)))
}

function normalized(set: ValueSet, line: Line): ValueSet {
  if (set.all.length === 0 && set.none.length === 0) return set
  const all = set.all.filter(
    (pattern, at) =>
      !set.all.some(
        (other, otherAt) => otherAt !== at && implies(other, pattern) && (otherAt < at || !implies(pattern, other)),
      ),
  )
  if (set.values.length === 0 || set.none.some((patterns) => isMatched(patterns, all)))
    return set.unset ? unsetOnly : nothing
  // That nobody holds all of a list is said already when nobody holds all of a shorter one.
  const none = set.none.filter(
    (patterns, at) =>
      !set.none.some(
        (other, otherAt) =>
          otherAt !== at && isMatched(other, patterns) && (otherAt < at || !isMatched(patterns, other)),
      ),
  )
  return withTokensDecided({ ...set, all, none }, line)
}

/** Certain values are looked at instead of asked for their tokens, up to so many of them. */
const mostPoints = 500

function withTokensDecided(set: ValueSet, line: Line): ValueSet {
  if (set.values.length > mostPoints) return set
  const points = pointsOf(set.values, line)
  if (points === null) return set
  const kept: Intervals[] = []
  for (const [at, point] of points.entries()) {
    const tokens = line.tokensOf(point)
    const fits = matchesTokens(set.all, tokens) && !set.none.some((patterns) => matchesTokens(patterns, tokens))
    if (fits) kept.push(set.values.slice(at, at + 1))
  }
  return { unset: set.unset, values: kept.flat(), all: [], none: [] }
}

function tokensKey({ all, none }: ValueSet): string {
  const sorted = (of: readonly unknown[]): readonly string[] => of.map((each) => JSON.stringify(each)).sort()
  return JSON.stringify([sorted(all), sorted(none.map(sorted))])
}
