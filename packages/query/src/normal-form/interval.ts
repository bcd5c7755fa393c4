import { compareValues, type Comparable } from '../compare.ts'

/** A place between values: just before or just after one of them. */
export interface Cut {
  readonly value: Comparable
  readonly after: boolean
}

/** The values from one cut to another; null is where the values begin or end. Never empty. */
export interface Interval {
  readonly from: Cut | null
  readonly to: Cut | null
}

/** Intervals in ascending order, none of which touches another. None at all hold no value. */
export type Intervals = readonly Interval[]

/** Every value. */
export const allValues: Intervals = Object.freeze([{ from: null, to: null }])

/** The interval between two cuts, as a list of one, or none when it would be empty. */
export function intervals(from: Cut | null, to: Cut | null): Intervals {
  return isBefore(from, to) ? [{ from, to }] : []
}

/** What either holds. */
export function unite(a: Intervals, b: Intervals): Intervals {
  const united: { from: Cut | null; to: Cut | null }[] = []
  for (const { from, to } of [...a, ...b].sort((left, right) => compareFrom(left.from, right.from))) {
    const last = united.at(-1)
    if (last === undefined || isApart(last.to, from)) united.push({ from, to })
    else if (compareTo(to, last.to) > 0) last.to = to
  }
  return united
}

/** What both hold. */
export function intersect(a: Intervals, b: Intervals): Intervals {
  const common: Interval[] = []
  for (let left = 0, right = 0; left < a.length && right < b.length;) {
    const { from: aFrom, to: aTo } = a[left] as Interval
    const { from: bFrom, to: bTo } = b[right] as Interval
    const from = compareFrom(aFrom, bFrom) > 0 ? aFrom : bFrom
    const order = compareTo(aTo, bTo)
    common.push(...intervals(from, order < 0 ? aTo : bTo))
    if (order <= 0) left++
    if (order >= 0) right++
  }
  return common
}

/** What it does not hold. */
export function complement(of: Intervals): Intervals {
  const first = of[0]
  if (first === undefined) return allValues
  const gaps: Interval[] = first.from === null ? [] : [{ from: null, to: first.from }]
  of.forEach(({ to }, at) => {
    if (to !== null) gaps.push({ from: to, to: of[at + 1]?.from ?? null })
  })
  return gaps
}

/** Does it hold every value? */
export function isAllValues(of: Intervals): boolean {
  return of.length === 1 && of[0]?.from === null && of[0].to === null
}

/** Does it hold every value that `others` hold? */
export function includes(of: Intervals, others: Intervals): boolean {
  return others.every(({ from, to }) =>
    of.some((each) => compareFrom(each.from, from) <= 0 && compareTo(each.to, to) >= 0),
  )
}

/** Does it hold that value? */
export function holds(of: Intervals, value: Comparable): boolean {
  const before = { value, after: false }
  const after = { value, after: true }
  return of.some(({ from, to }) => compareFrom(from, before) <= 0 && compareTo(to, after) >= 0)
}

/** Are these the same place? */
export function isSameCut(a: Cut | null, b: Cut | null): boolean {
  return a === null || b === null ? a === b : compareCuts(a, b) === 0
}

function compareCuts(a: Cut, b: Cut): number {
  return compareValues(a.value, b.value) || Number(a.after) - Number(b.after)
}

function compareFrom(a: Cut | null, b: Cut | null): number {
  if (a === null) return b === null ? 0 : -1
  return b === null ? 1 : compareCuts(a, b)
}

function compareTo(a: Cut | null, b: Cut | null): number {
  if (a === null) return b === null ? 0 : 1
  return b === null ? -1 : compareCuts(a, b)
}

function isBefore(from: Cut | null, to: Cut | null): boolean {
  return from === null || to === null || compareCuts(from, to) < 0
}

// An interval that begins where another ends continues it.
function isApart(to: Cut | null, from: Cut | null): boolean {
  return to !== null && from !== null && compareCuts(to, from) < 0
}
