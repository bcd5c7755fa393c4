import type { Property, Schema } from '@holdfast/crm'
import type { ComparisonOperator, Predicate } from './ast.ts'
import { asWritten, comparableOf, isText, isUnset, type Comparable, type ReadComparable } from './compare.ts'
import { invalidQuery } from './invalid-query.ts'
import { refusalOfOperand } from './operand.ts'
import { propertyOf } from './property-of.ts'
import type { Switches } from './switches.ts'
import { matchesWords, parseTokenPatterns, type TokenPattern } from './tokenize.ts'

/** A predicate that asks one property. */
export type PropertyPredicate = Extract<Predicate, { readonly property: string }>

/**
 * What an operator asks, its operands read: each operator is one of five questions. Whoever holds values answers them in the form it holds them in;
 * {@link valueTest} is the answer for wire values. `wanted` false asks for the opposite, of values that are set; `unset` is the answer for those that are not,
 * which is else no.
 */
export type Question =
  | { readonly kind: 'presence'; readonly wanted: boolean }
  /** Is the value one of these? */
  | { readonly kind: 'among'; readonly values: ReadonlySet<Comparable>; readonly wanted: boolean }
  /** Does the value lie between? A null end is open. */
  | { readonly kind: 'range'; readonly from: End | null; readonly to: End | null }
  /** Has a text these words? */
  | {
      readonly kind: 'words'
      readonly patterns: readonly TokenPattern[]
      readonly wanted: boolean
      readonly unset: boolean
    }
  /** Is this option chosen, as the whole value or as one of several? */
  | {
      readonly kind: 'option'
      readonly option: string
      readonly isOneOfSeveral: boolean
      readonly wanted: boolean
      readonly unset: boolean
    }

/** The questions of a kind. */
export type Asks<Kind extends Question['kind']> = Extract<Question, { readonly kind: Kind }>

/** An end of a range. */
export interface End {
  readonly value: Comparable
  readonly isIncluded: boolean
}

/** One question about one property. */
export interface Condition {
  readonly name: string
  readonly question: Question
  /** The form in which values and operands of the question compare. */
  readonly comparable: ReadComparable
  /** Does text compare as it was written, and not lower-cased? */
  readonly isAsWritten: boolean
}

/** What reading a condition depends on. */
export interface ConditionContext {
  readonly schema: Schema
  readonly objectType: string
  readonly switches: Switches
}

/** Reads a predicate about one property. Throws `HoldfastError` `query/invalid` for an unknown property and for an operand that is none. */
export function conditionOf(predicate: PropertyPredicate, context: ConditionContext, part: string): Condition {
  const subject = subjectOf(predicate, context, part)
  const question = questionOf(predicate, subject)
  const comparable = question.kind === 'range' ? subject.order : subject.equality
  return { name: predicate.property, question, comparable, isAsWritten: comparable === asWritten }
}

/** A property as one predicate asks it. */
interface Subject {
  readonly property: Property
  readonly switches: Switches
  readonly equality: ReadComparable
  /** Differs from equality for text, by a switch. */
  readonly order: ReadComparable
  /** Reads the operand that stands there in the predicate; throws when it is none. */
  readonly operand: (comparable: ReadComparable, wire: string, of: string) => Comparable
}

function subjectOf(predicate: PropertyPredicate, context: ConditionContext, part: string): Subject {
  const { property: name } = predicate
  const { schema, objectType, switches } = context
  const property = propertyOf(schema, objectType, name, part)
  const equality = comparableOf(name, property)
  const operator = predicate.kind === 'between' ? 'between' : predicate.operator
  return {
    property,
    switches,
    equality,
    order: isText(property) && !switches.orderedStringsIgnoreCase ? asWritten : equality,
    operand(comparable, wire, of) {
      const refusal = refusalOfOperand(operator, name, property, wire)
      const value = comparable(wire)
      if (refusal === null && value !== undefined) return value
      throw invalidQuery(objectType, `${part}.${of}`, refusal ?? 'This operand has no value.', 'Correct it.')
    },
  }
}

function questionOf(predicate: PropertyPredicate, subject: Subject): Question {
  const { equality, order, operand } = subject
  switch (predicate.kind) {
    case 'presence':
      return { kind: 'presence', wanted: predicate.operator === 'has' }
    case 'list': {
      const values = predicate.values.map((wire, at) => operand(equality, wire, `values[${at}]`))
      return { kind: 'among', values: new Set(values), wanted: predicate.operator === 'in' }
    }
    case 'between': {
      const from = { value: operand(order, predicate.from, 'from'), isIncluded: true }
      return { kind: 'range', from, to: { value: operand(order, predicate.to, 'to'), isIncluded: true } }
    }
    case 'compare':
      return comparisonOf(predicate.operator, predicate.value, subject)
  }
}

function comparisonOf(operator: ComparisonOperator, wire: string, subject: Subject): Question {
  const { equality, order, operand, property, switches } = subject
  const end = (isIncluded: boolean): End => ({ value: operand(order, wire, 'value'), isIncluded })
  switch (operator) {
    case 'eq':
    case 'neq':
      return { kind: 'among', values: new Set([operand(equality, wire, 'value')]), wanted: operator === 'eq' }
    case 'lt':
    case 'lte':
      return { kind: 'range', from: null, to: end(operator === 'lte') }
    case 'gt':
    case 'gte':
      return { kind: 'range', from: end(operator === 'gte'), to: null }
    case 'containsToken':
    case 'notContainsToken': {
      operand(equality, wire, 'value')
      const wanted = operator === 'containsToken'
      return { ...tokensOf(wire, property, switches), wanted, unset: !wanted && switches.notContainsMatchesUnset }
    }
  }
}

/** The answer to a condition from a wire value. */
export function valueTest({ question, comparable }: Condition): (wire: string | null) => boolean {
  switch (question.kind) {
    case 'presence':
      return (wire) => (comparable(wire) !== undefined) === question.wanted
    case 'among': {
      const test = amongTest(question)
      return (wire) => {
        const value = comparable(wire)
        return value !== undefined && test(value)
      }
    }
    case 'range': {
      const test = rangeTest(question)
      return (wire) => {
        const value = comparable(wire)
        return value !== undefined && test(value)
      }
    }
    case 'words': {
      const { patterns, wanted, unset } = question
      return (wire) => {
        if (isUnset(wire)) return unset
        const lower = wire.toLowerCase()
        return matchesWords(patterns, lower, 0, lower.length) === wanted
      }
    }
    case 'option': {
      const { option, isOneOfSeveral, wanted, unset } = question
      const isChosen = (wire: string): boolean => (isOneOfSeveral ? wire.split(';').includes(option) : wire === option)
      return (wire) => (isUnset(wire) ? unset : isChosen(wire) === wanted)
    }
  }
}

/** Is a set value among those wanted, or among none of those not wanted? */
export function amongTest({ values, wanted }: Asks<'among'>): (value: Comparable) => boolean {
  const [only] = values
  if (values.size !== 1) return (value) => values.has(value) === wanted
  return wanted ? (value) => value === only : (value) => value !== only
}

/** Does a set value lie in the range? */
export function rangeTest({ from, to }: Asks<'range'>): (value: Comparable) => boolean {
  const isAfter = from === null ? always : afterTest(from)
  const isBefore = to === null ? always : beforeTest(to)
  if (from === null) return isBefore
  return to === null ? isAfter : (value) => isAfter(value) && isBefore(value)
}

const always = (): boolean => true

function afterTest({ value: from, isIncluded }: End): (value: Comparable) => boolean {
  return isIncluded ? (value) => value >= from : (value) => value > from
}

function beforeTest({ value: to, isIncluded }: End): (value: Comparable) => boolean {
  return isIncluded ? (value) => value <= to : (value) => value < to
}

// What counts as a token depends on the type: a word of a text, or an option; of a property that holds but one, that is its whole value.
function tokensOf(
  wire: string,
  { type, multiple }: Property,
  { multiSelectByOption }: Switches,
): Omit<Asks<'words'>, 'wanted' | 'unset'> | Omit<Asks<'option'>, 'wanted' | 'unset'> {
  if (type === 'enumeration' && multiple !== true) return { kind: 'option', option: wire, isOneOfSeveral: false }
  if (type === 'enumeration' && multiSelectByOption) return { kind: 'option', option: wire, isOneOfSeveral: true }
  return { kind: 'words', patterns: parseTokenPatterns(wire) }
}
