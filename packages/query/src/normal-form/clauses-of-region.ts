import type { Switches } from '../switches.ts'
import type { TokenPattern } from '../tokenize.ts'
import type { Clause, Literal } from './disjunction.ts'
import { isAllValues, isSameCut, type Interval, type Intervals } from './interval.ts'
import type { Line } from './line.ts'
import { isImplied, type Axis, type Region } from './region.ts'
import { isEverything, pointsOf, type ValueSet } from './value-set.ts'

/** How a region becomes clauses. */
export interface ClauseOptions {
  readonly switches: Switches
  /** At most so many operands in one `in` or `notIn`; more become further clauses. */
  readonly maxValues: number
  /** At most so many clauses. */
  readonly maxClauses: number
}

/**
 * The clauses of which one must hold for a record to lie in the region, fewest first come first.
 *
 * One range with values missing is a range and a `notIn`; several ranges, and unset beside values, are several clauses. A list longer than
 * `maxValues` is cut: an `in` into several, a `notIn` into ranges of their own, where the property has an order. Null when that makes more than `maxClauses`, or for a search text that must not be.
 */
export function clausesOfRegion(region: Region, options: ClauseOptions): readonly Clause[] | null {
  let clauses: readonly Clause[] = [[]]
  for (const axis of region.values()) {
    if (isEverything(axis.set) || isImplied(axis, region)) continue
    const alternatives = alternativesOf(axis, options)
    if (alternatives === null || clauses.length * alternatives.length > options.maxClauses) return null
    clauses = clauses.flatMap((clause) => alternatives.map((alternative) => [...clause, ...alternative]))
  }
  return clauses
}

function alternativesOf(axis: Axis, options: ClauseOptions): readonly Clause[] | null {
  const { subject, set } = axis
  switch (subject.kind) {
    case 'search':
      return set.unset ? null : [[]]
    case 'associated':
    case 'hasAssociated':
      return [[set.unset ? { kind: 'not', of: subject } : subject]]
    case 'property':
      return alternativesOfProperty(subject.property, subject.asWritten, axis, options)
  }
}

function alternativesOfProperty(
  property: string,
  asWritten: boolean,
  { line, set }: Axis,
  options: ClauseOptions,
): readonly Clause[] {
  const tokens = literalsOfTokens(property, set)
  const isByAbsence = tokens.length > 0 && set.all.length === 0 && options.switches.notContainsMatchesUnset
  // Only greater and less look at text as it is written; equality does not.
  const runs = asWritten
    ? set.values.map((stretch) => ({ stretch, values: [] }))
    : runsOf(set.values, line, options.maxValues)
  const clauses: Clause[] = runs.map((run) => {
    const literals = literalsOfRun(property, run, line)
    const asksForValue = literals.length > 0 || (tokens.length > 0 && !isByAbsence)
    if (asksForValue || (isByAbsence && set.unset)) return [...literals, ...tokens]
    return [{ kind: 'presence', property, operator: 'has' }, ...tokens]
  })
  const isUnsetThere = isByAbsence && isAllValues(set.values)
  return set.unset && !isUnsetThere ? [...clauses, [{ kind: 'presence', property, operator: 'notHas' }]] : clauses
}

/** Intervals that one conjunction describes: certain values, or one stretch with certain values missing. */
interface Run {
  readonly stretch: Interval | null
  readonly values: readonly Value[]
}

type Value = Parameters<Line['wireOf']>[0]

function runsOf(values: Intervals, line: Line, maxValues: number): readonly Run[] {
  const points: Value[] = []
  const stretches: { stretch: Interval; values: Value[] }[] = []
  for (const interval of values) {
    const point = pointsOf([interval], line)?.[0]
    if (point !== undefined) {
      points.push(point)
      continue
    }
    const last = stretches.at(-1)
    const { from } = interval
    const missing = last?.stretch.to
    const isOneMissing =
      missing !== undefined && missing !== null && !missing.after && isSameCut(line.after(missing.value), from)
    if (last !== undefined && isOneMissing && (last.values.length < maxValues || !line.isOrdered)) {
      last.values.push(missing.value)
      last.stretch = { from: last.stretch.from, to: interval.to }
    } else stretches.push({ stretch: interval, values: [] })
  }
  return [...chunksOf(points, maxValues).map((chunk) => ({ stretch: null, values: chunk })), ...stretches]
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const chunks: T[][] = []
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size))
  return chunks
}

function literalsOfRun(property: string, { stretch, values }: Run, line: Line): readonly Literal[] {
  const wires = values.map((value) => line.wireOf(value))
  const [only] = wires
  if (stretch === null) {
    return only !== undefined && wires.length === 1
      ? [{ kind: 'compare', property, operator: 'eq', value: only }]
      : [{ kind: 'list', property, operator: 'in', values: wires }]
  }
  const missing: readonly Literal[] =
    only === undefined
      ? []
      : wires.length === 1
        ? [{ kind: 'compare', property, operator: 'neq', value: only }]
        : [{ kind: 'list', property, operator: 'notIn', values: wires }]
  return [...literalsOfStretch(property, stretch, line), ...missing]
}

function literalsOfStretch(property: string, { from, to }: Interval, line: Line): readonly Literal[] {
  // Of the two booleans a stretch has no end of its own.
  if ((from === null) !== (to === null) && (from ?? to)?.value === 'true' && line.point('true')[0]?.to === null)
    return [{ kind: 'compare', property, operator: 'eq', value: from === null ? 'false' : 'true' }]
  const last = to === null ? null : line.last(to)
  if (from !== null && !from.after && last?.reached === true)
    return [{ kind: 'between', property, from: line.wireOf(from.value), to: line.wireOf(last.value) }]
  const literals: Literal[] = []
  if (from !== null)
    literals.push({
      kind: 'compare',
      property,
      operator: from.after ? 'gt' : 'gte',
      value: line.wireOf(from.value),
    })
  if (last !== null)
    literals.push({ kind: 'compare', property, operator: last.reached ? 'lte' : 'lt', value: line.wireOf(last.value) })
  return literals
}

function literalsOfTokens(property: string, { all, none }: ValueSet): readonly Literal[] {
  const wanted = all.map((pattern): Literal => ({
    kind: 'compare',
    property,
    operator: 'containsToken',
    value: operandOf([pattern]),
  }))
  const unwanted = none.map((patterns): Literal => ({
    kind: 'compare',
    property,
    operator: 'notContainsToken',
    value: operandOf(patterns),
  }))
  return [...wanted, ...unwanted]
}

function operandOf(patterns: readonly TokenPattern[]): string {
  return patterns.map((pattern) => pattern.join('*')).join(' ')
}
