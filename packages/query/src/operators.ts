import type { PropertyType } from '@holdfast/crm'
import type { ComparisonOperator, ListOperator, PresenceOperator } from './ast.ts'

/** Every operator of a query: HubSpot's names in camel case. */
export type Operator = ComparisonOperator | ListOperator | PresenceOperator | 'between'

/** What an operator is given besides the property: one value, a closed range, a list, or nothing. */
export type OperandShape = 'value' | 'range' | 'values' | 'none'

/** An operator as HubSpot's search spells it. */
export type SearchOperator = (typeof operators)[Operator]['search']

/** What holds for one operator. */
export interface OperatorFacts {
  readonly operand: OperandShape
  /** Its name in a search request. */
  readonly search: SearchOperator
  /** The property types it can be asked of. */
  readonly types: readonly PropertyType[]
  /**
   * The operators that together match what it does not match among records that *have* a value; `not` adds the unset ones.
   * `between` is the complement of two.
   */
  readonly complement: readonly Operator[]
  /** When it matches, in a sentence. */
  readonly meaning: string
}

/**
 * THE table of operators. Builder types, {@link checkQuery}, the evaluator, negation and the search compiler all read it: one meaning, one row.
 *
 * A record without a value matches `notHas` and nothing else. Source of names and meanings:
 * https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm ("Filter operators").
 */
export const operators = {
  eq: {
    operand: 'value',
    search: 'EQ',
    types: ['string', 'number', 'bool', 'date', 'datetime', 'enumeration', 'phone_number'],
    complement: ['neq'],
    meaning: 'Equal: text without regard to case, options exactly, numbers by number, days and moments by instant.',
  },
  neq: {
    operand: 'value',
    search: 'NEQ',
    types: ['string', 'number', 'bool', 'date', 'datetime', 'enumeration', 'phone_number'],
    complement: ['eq'],
    meaning: 'Has a value, and a different one.',
  },
  lt: {
    operand: 'value',
    search: 'LT',
    types: ['string', 'number', 'date', 'datetime', 'phone_number'],
    complement: ['gte'],
    meaning: 'Less, or earlier; text in the order of its lower-cased characters.',
  },
  lte: {
    operand: 'value',
    search: 'LTE',
    types: ['string', 'number', 'date', 'datetime', 'phone_number'],
    complement: ['gt'],
    meaning: 'Less or equal.',
  },
  gt: {
    operand: 'value',
    search: 'GT',
    types: ['string', 'number', 'date', 'datetime', 'phone_number'],
    complement: ['lte'],
    meaning: 'Greater, or later.',
  },
  gte: {
    operand: 'value',
    search: 'GTE',
    types: ['string', 'number', 'date', 'datetime', 'phone_number'],
    complement: ['lt'],
    meaning: 'Greater or equal.',
  },
  between: {
    operand: 'range',
    search: 'BETWEEN',
    types: ['string', 'number', 'date', 'datetime', 'phone_number'],
    complement: ['lt', 'gt'],
    meaning: 'Within the range, both ends included.',
  },
  in: {
    operand: 'values',
    search: 'IN',
    types: ['string', 'number', 'date', 'datetime', 'enumeration', 'phone_number'],
    complement: ['notIn'],
    meaning: 'Equal to one of the values, as `eq` has it.',
  },
  notIn: {
    operand: 'values',
    search: 'NOT_IN',
    types: ['string', 'number', 'date', 'datetime', 'enumeration', 'phone_number'],
    complement: ['in'],
    meaning: 'Has a value, and none of these.',
  },
  has: {
    operand: 'none',
    search: 'HAS_PROPERTY',
    types: ['string', 'number', 'bool', 'date', 'datetime', 'enumeration', 'phone_number'],
    complement: [],
    meaning: 'Has a value.',
  },
  notHas: {
    operand: 'none',
    search: 'NOT_HAS_PROPERTY',
    types: ['string', 'number', 'bool', 'date', 'datetime', 'enumeration', 'phone_number'],
    complement: ['has'],
    meaning: 'Has no value.',
  },
  containsToken: {
    operand: 'value',
    search: 'CONTAINS_TOKEN',
    types: ['string', 'enumeration', 'phone_number'],
    complement: ['notContainsToken'],
    meaning:
      'Text: holds every word given, in any order; `*` stands for any characters of a word. Several options: one of them is this one.',
  },
  notContainsToken: {
    operand: 'value',
    search: 'NOT_CONTAINS_TOKEN',
    types: ['string', 'enumeration', 'phone_number'],
    complement: ['containsToken'],
    meaning: 'Has a value, and `containsToken` does not match it.',
  },
} as const

const rows: Readonly<Record<Operator, OperatorFacts>> = operators

/** The row of an operator. */
export function operatorFacts(operator: Operator): OperatorFacts {
  return rows[operator]
}

/** Is this text the name of an operator? */
export function isOperator(name: string): name is Operator {
  return Object.hasOwn(operators, name)
}

/** The operators whose operand has that shape. */
export type OperatorTaking<Shape extends OperandShape> = {
  [O in Operator]: (typeof operators)[O]['operand'] extends Shape ? O : never
}[Operator]

/** Does this operator take an operand of that shape? */
export function takesOperand<Shape extends OperandShape>(
  operator: Operator,
  shape: Shape,
): operator is OperatorTaking<Shape> {
  return rows[operator].operand === shape
}

/** Can this operator be asked of properties of that type? */
export function applies(operator: Operator, type: PropertyType): boolean {
  return rows[operator].types.includes(type)
}
