import type { Schema } from '@holdfast/crm'
import { isAssociationPredicate, type AssociationPredicate, type Predicate } from '../ast.ts'
import { isText, type Comparable } from '../compare.ts'
import { invalidQuery } from '../invalid-query.ts'
import { refusalOfOperand } from '../operand.ts'
import { propertyOf } from '../property-of.ts'
import type { Switches } from '../switches.ts'
import { parseTokenPatterns, type TokenPattern } from '../tokenize.ts'
import type { Literal } from './disjunction.ts'
import { complement, intervals, unite, type Intervals } from './interval.ts'
import { lineOf, type Line } from './line.ts'
import { pushNegations } from './negation.ts'
import {
  everywhere,
  impliedSubjects,
  intersectRegions,
  mergeRegions,
  subjectKey,
  subtractRegions,
  type Region,
  type Subject,
} from './region.ts'
import { isEverything, isNothing, nothing, setOnly, unsetOnly, type ValueSet } from './value-set.ts'

/** A predicate as regions, of which a record must lie in one; or as it was, when that would take more than `limit` of them. */
export type NormalForm =
  | { readonly kind: 'regions'; readonly regions: readonly Region[] }
  | { readonly kind: 'too-large'; readonly predicate: Predicate; readonly limit: number }

/** What the normal form of a predicate depends on. */
export interface NormalFormOptions {
  readonly schema: Schema
  readonly objectType: string
  readonly switches: Switches
  /** At most so many regions on the way; by default 200. */
  readonly maxRegions?: number
}

/** As many as a query from outside may have clauses. */
const defaultRegions = 200

/**
 * The normal form of a predicate: contradictions are gone, ranges of one property are one range, alternatives of one property one set.
 *
 * Throws `HoldfastError` `query/invalid` for what the schema does not hold and for operands that are none.
 */
export function normalFormOf(predicate: Predicate | null, options: NormalFormOptions): NormalForm {
  if (predicate === null) return { kind: 'regions', regions: [everywhere] }
  const limit = options.maxRegions ?? defaultRegions
  const regions = expand(pushNegations(predicate, options.switches), options, limit)
  return regions === null ? { kind: 'too-large', predicate, limit } : { kind: 'regions', regions }
}

/** Does no record match? False also when the normal form is too large to tell. */
export function isContradiction(predicate: Predicate, options: NormalFormOptions): boolean {
  const form = normalFormOf(predicate, options)
  return form.kind === 'regions' && form.regions.length === 0
}

/** Does every record match? False also when the normal form is too large to tell. */
export function isTautology(predicate: Predicate, options: NormalFormOptions): boolean {
  const form = normalFormOf(predicate, options)
  return form.kind === 'regions' && subtractRegions([everywhere], form.regions)?.length === 0
}

function expand(predicate: Predicate, options: NormalFormOptions, limit: number): readonly Region[] | null {
  switch (predicate.kind) {
    case 'or': {
      let all: readonly Region[] = []
      for (const each of predicate.of) {
        const regions = expand(each, options, limit)
        if (regions === null || all.length + regions.length > limit) return null
        all = mergeRegions(regions, all)
      }
      return all
    }
    case 'and': {
      let product: readonly Region[] = [everywhere]
      for (const each of predicate.of) {
        const regions = expand(each, options, limit)
        if (regions === null) return null
        const next = product.flatMap((left) => regions.flatMap((right) => intersectRegions(left, right) ?? []))
        if (next.length > limit) return null
        product = next.length > 1 ? mergeRegions(next) : next
      }
      return product
    }
    case 'not':
      if (!isAssociationPredicate(predicate.of)) throw new Error('Negations were not pushed to the leaves.')
      return [regionOfLiteral({ kind: 'not', of: predicate.of }, options)]
    case 'associated':
    case 'hasAssociated':
    case 'presence':
      return [regionOfLiteral(predicate, options)]
    case 'compare':
    case 'between':
    case 'list': {
      const region = regionOfLiteral(predicate, options)
      return [...region.values()].some(({ set }) => isNothing(set)) ? [] : [region]
    }
  }
}

function regionOfLiteral(literal: Literal, options: NormalFormOptions): Region {
  switch (literal.kind) {
    case 'associated':
    case 'hasAssociated':
      return regionOfAssociation(literal, true)
    case 'not':
      return regionOfAssociation(literal.of, false)
    case 'presence':
    case 'compare':
    case 'between':
    case 'list':
      return regionOfProperty(literal, options)
  }
}

function regionOfAssociation(literal: AssociationPredicate, exists: boolean): Region {
  if (!exists) return regionOfSubject(literal, false)
  return new Map(impliedSubjects(literal).map((subject) => axis(subject, presence, setOnly)))
}

const presence: Line = {
  read: () => undefined,
  isOrdered: false,
  point: () => [],
  after: (value) => ({ value, after: true }),
  last: ({ value, after }) => ({ value, reached: after }),
  wireOf: String,
  tokensOf: () => [],
}

/** The region of a subject that exists or does not; `exists` false holds the rest. */
export function regionOfSubject(subject: Subject, exists: boolean): Region {
  return new Map([axis(subject, presence, exists ? setOnly : unsetOnly)])
}

function axis(
  subject: Subject,
  line: Line,
  set: ValueSet,
): readonly [string, { subject: Subject; line: Line; set: ValueSet }] {
  return [subjectKey(subject), { subject, line, set }]
}

type PropertyLiteral = Extract<Literal, { readonly property: string }>

function regionOfProperty(literal: PropertyLiteral, { schema, objectType, switches }: NormalFormOptions): Region {
  const { property: name } = literal
  const property = propertyOf(schema, objectType, name, 'where')
  const asWritten = isText(property) && !switches.orderedStringsIgnoreCase && isOrdering(literal)
  const line = lineOf(name, property, switches, asWritten)
  const operator = literal.kind === 'between' ? 'between' : literal.operator
  const operand = (wire: string): Comparable => {
    const refusal = refusalOfOperand(operator, name, property, wire)
    const value = line.read(wire)
    if (refusal === null && value !== undefined) return value
    throw invalidQuery(objectType, `where ${name}`, refusal ?? 'This operand has no value.', 'Correct it.')
  }
  const isTokens = operator === 'containsToken' || operator === 'notContainsToken'
  const isOneOption = property.type === 'enumeration' && property.multiple !== true
  const set =
    isTokens && literal.kind === 'compare' && !isOneOption
      ? setOfTokens(
          property.type === 'enumeration' && switches.multiSelectByOption
            ? [[String(operand(literal.value))]]
            : (operand(literal.value), parseTokenPatterns(literal.value)),
          operator === 'containsToken',
          switches,
        )
      : setOfLiteral(literal, line, operand, switches)
  const region = isEverything(set) ? [] : [axis({ kind: 'property', property: name, asWritten }, line, set)]
  // The two axes of a text are unset together.
  if (asWritten && !set.unset)
    region.push(
      axis({ kind: 'property', property: name, asWritten: false }, lineOf(name, property, switches, false), setOnly),
    )
  return new Map(region)
}

function isOrdering(literal: PropertyLiteral): boolean {
  if (literal.kind === 'between') return true
  return literal.kind === 'compare' && ['lt', 'lte', 'gt', 'gte'].includes(literal.operator)
}

function setOfTokens(patterns: readonly TokenPattern[], contains: boolean, switches: Switches): ValueSet {
  return contains
    ? { ...setOnly, all: patterns }
    : { ...setOnly, unset: switches.notContainsMatchesUnset, none: [patterns] }
}

function setOfLiteral(
  literal: PropertyLiteral,
  line: Line,
  operand: (wire: string) => Comparable,
  switches: Switches,
): ValueSet {
  if (literal.kind === 'presence') return literal.operator === 'has' ? setOnly : unsetOnly
  const values = valuesOf(literal, line, operand)
  const unset =
    literal.kind === 'compare' && literal.operator === 'notContainsToken' && switches.notContainsMatchesUnset
  return values.length === 0 && !unset ? nothing : { unset, values, all: [], none: [] }
}

function valuesOf(
  literal: Exclude<PropertyLiteral, { kind: 'presence' }>,
  line: Line,
  operand: (wire: string) => Comparable,
): Intervals {
  if (literal.kind === 'between')
    return intervals({ value: operand(literal.from), after: false }, line.after(operand(literal.to)))
  if (literal.kind === 'list') {
    const points = unite(
      literal.values.flatMap((value) => line.point(operand(value))),
      [],
    )
    return literal.operator === 'in' ? points : complement(points)
  }
  const value = operand(literal.value)
  switch (literal.operator) {
    case 'eq':
    // Of an enumeration with one option, the option is the only token.
    case 'containsToken':
      return line.point(value)
    case 'neq':
    case 'notContainsToken':
      return complement(line.point(value))
    case 'lt':
      return intervals(null, { value, after: false })
    case 'lte':
      return intervals(null, line.after(value))
    case 'gt':
      return intervals(line.after(value), null)
    case 'gte':
      return intervals({ value, after: false }, null)
  }
}
