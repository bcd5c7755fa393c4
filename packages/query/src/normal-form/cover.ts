import { unite } from './interval.ts'
import { doOverlap, subtractRegion, type Axis, type Region } from './region.ts'
import { everything, isWithin, subtractSet, type ValueSet } from './value-set.ts'

/** So many pairs of regions are looked at before giving up: to ask again is cheaper. */
const mostPairs = 5_000

/**
 * Does every record of `regions` belong to one of `others`? Told sooner than by subtracting: what cannot be part of a cover is set aside, and the first
 * piece that is left ends it. Never true when it is not so; false also when it takes too long to tell.
 */
export function areCovered(regions: readonly Region[], others: readonly Region[]): boolean {
  return regions.every((region) => isCovered(region, others))
}

function isCovered(region: Region, others: readonly Region[]): boolean {
  // What says least holds most, and leaves the fewest pieces.
  const widestFirst = [...useful(region, others)].sort((a, b) => a.size - b.size)
  let pairs = 0
  function isPieceCovered(piece: Region, from: number): boolean {
    for (let at = from; at < widestFirst.length && pairs < mostPairs; at++) {
      const other = widestFirst[at] as Region
      pairs++
      if (doOverlap(piece, other)) return subtractRegion(piece, other).every((rest) => isPieceCovered(rest, at + 1))
    }
    return false
  }
  return isPieceCovered(region, 0)
}

// Where those that are narrower on an axis leave one of its values to the rest, the rest has to hold all that goes with that value; and being no narrower
// there, it then holds all of it.
function useful(region: Region, others: readonly Region[]): ReadonlySet<Region> {
  const left = new Set(others.filter((other) => doOverlap(region, other)))
  for (const [key, narrower] of narrowerByAxis(region, left)) {
    const still = narrower.filter((other) => left.has(other))
    const axes = still.map((other) => other.get(key) as Axis)
    if (axes[0] === undefined) continue
    const wanted = region.get(key)?.set ?? everything
    if (subtractSet(wanted, unionOf(axes), axes[0].line).length > 0) for (const other of still) left.delete(other)
  }
  return left
}

function narrowerByAxis(region: Region, others: Iterable<Region>): ReadonlyMap<string, readonly Region[]> {
  const narrower = new Map<string, Region[]>()
  for (const other of others) {
    for (const [key, { set }] of other) {
      if (isWithin(region.get(key)?.set ?? everything, set)) continue
      const known = narrower.get(key)
      if (known === undefined) narrower.set(key, [other])
      else known.push(other)
    }
  }
  return narrower
}

// What is said of tokens is left out, which makes it more: then fewer are set aside.
function unionOf(axes: readonly Axis[]): ValueSet {
  return {
    ...everything,
    // Where a text is unset is for its other axis to say.
    unset: axes.some(({ subject, set }) => set.unset || (subject.kind === 'property' && subject.asWritten)),
    values: unite(
      axes.flatMap(({ set }) => set.values),
      [],
    ),
  }
}
