import { describeObjectType, type Property, type Schema } from '@holdfast/crm'
import type { ComparisonOperator, Predicate, Query } from './ast.ts'
import {
  comparableOf,
  compileOrder,
  isUnset,
  wireReader,
  type Comparable,
  type ReadComparable,
  type RecordReader,
} from './compare.ts'
import { invalidQuery, noSearchedProperties } from './invalid-query.ts'
import { refusalOfOperand } from './operand.ts'
import { propertyOf } from './property-of.ts'
import { defaultSwitches, type Switches } from './switches.ts'
import { matchesTokens, parseTokenPatterns, tokenize } from './tokenize.ts'

/** Is the record associated with that one? A null label asks for any association, a label for one of that label. */
export type AssociationTest = (recordId: string, objectType: string, id: string, label: string | null) => boolean

/** Does the record match? */
export type Matches = (record: RecordReader) => boolean

/** What evaluation may need besides schema and query. */
export interface EvaluateOptions {
  readonly switches?: Switches
  /** Needed when the query asks for associations. */
  readonly associated?: AssociationTest
}

/**
 * The meaning of a query on one record, as HubSpot's search has it: `where` and the search text, compiled to a closure once, so that nothing of the query
 * is interpreted per record.
 *
 * Throws `HoldfastError` `query/invalid` when the query names what the schema does not hold or gives an operand that is none of the property's
 * type, and `TypeError` when it asks for associations and no `associated` is given.
 */
export function compilePredicate(
  schema: Schema,
  query: Pick<Query, 'objectType' | 'where' | 'search'>,
  options: EvaluateOptions = {},
): Matches {
  const context = { schema, objectType: query.objectType, switches: defaultSwitches, ...options }
  const where = query.where === null ? null : compile(query.where, context, 'where')
  const search = compileSearchText(query)
  if (where === null) return search ?? (() => true)
  return search === null ? where : (record) => where(record) && search(record)
}

/** The records a query wants, in its order: the plain way, without an index. Its includes are not followed. */
export function runQuery<R extends RecordReader>(
  schema: Schema,
  query: Query,
  records: Iterable<R>,
  options: EvaluateOptions = {},
): R[] {
  const matches = compilePredicate(schema, query, options)
  const rows = [...records].filter((record) => matches(record)).sort(compileOrder(schema, query, options.switches))
  return query.limit === null ? rows : rows.slice(0, query.limit)
}

interface Context {
  readonly schema: Schema
  readonly objectType: string
  readonly switches: Switches
  readonly associated?: AssociationTest
}

function compile(predicate: Predicate, context: Context, part: string): Matches {
  switch (predicate.kind) {
    case 'and': {
      const all = predicate.of.map((each, at) => compile(each, context, `${part}.of[${at}]`))
      return (record) => all.every((matches) => matches(record))
    }
    case 'or': {
      const any = predicate.of.map((each, at) => compile(each, context, `${part}.of[${at}]`))
      return (record) => any.some((matches) => matches(record))
    }
    case 'not': {
      const matches = compile(predicate.of, context, `${part}.of`)
      return (record) => !matches(record)
    }
    case 'associated':
      return compileAssociated(predicate, context)
    case 'compare':
    case 'between':
    case 'list':
    case 'presence':
      return compileProperty(predicate, context, part)
  }
}

type PropertyPredicate = Extract<Predicate, { readonly property: string }>

function compileProperty(predicate: PropertyPredicate, context: Context, part: string): Matches {
  const subject = subjectOf(predicate, context, part)
  switch (predicate.kind) {
    case 'presence': {
      const wanted = predicate.operator === 'has'
      return (record) => (subject.equality(record) !== undefined) === wanted
    }
    case 'list': {
      const { equality } = subject
      const values = new Set(predicate.values.map((value, at) => subject.equalityOperand(value, `values[${at}]`)))
      const wanted = predicate.operator === 'in'
      return (record) => {
        const value = equality(record)
        return value !== undefined && values.has(value) === wanted
      }
    }
    case 'between': {
      const { order } = subject
      const from = subject.orderOperand(predicate.from, 'from')
      const to = subject.orderOperand(predicate.to, 'to')
      return (record) => {
        const value = order(record)
        return value !== undefined && value >= from && value <= to
      }
    }
    case 'compare':
      return compileComparison(predicate.operator, predicate.value, subject, context.switches)
  }
}

function compileComparison(operator: ComparisonOperator, wire: string, subject: Subject, switches: Switches): Matches {
  const { equality, order, wireOf } = subject
  const operand = subject.equalityOperand(wire, 'value')
  const bound = subject.orderOperand(wire, 'value')
  switch (operator) {
    case 'eq':
      return (record) => equality(record) === operand
    case 'neq':
      return (record) => {
        const value = equality(record)
        return value !== undefined && value !== operand
      }
    case 'lt':
      return (record) => {
        const value = order(record)
        return value !== undefined && value < bound
      }
    case 'lte':
      return (record) => {
        const value = order(record)
        return value !== undefined && value <= bound
      }
    case 'gt':
      return (record) => {
        const value = order(record)
        return value !== undefined && value > bound
      }
    case 'gte':
      return (record) => {
        const value = order(record)
        return value !== undefined && value >= bound
      }
    case 'containsToken':
    case 'notContainsToken': {
      const contains = compileTokens(wire, subject.property, switches)
      const wanted = operator === 'containsToken'
      const unset = !wanted && switches.notContainsMatchesUnset
      return (record) => {
        const value = wireOf(record)
        return isUnset(value) ? unset : contains(value) === wanted
      }
    }
  }
}

/** A property as one predicate asks it. */
interface Subject {
  readonly property: Property
  readonly wireOf: (record: RecordReader) => string | null
  /** The record's value as equality sees it, undefined when unset. */
  readonly equality: (record: RecordReader) => Comparable | undefined
  /** The record's value as greater and less see it; differs from equality for text, by a switch. */
  readonly order: (record: RecordReader) => Comparable | undefined
  /** The operand in the form of `equality`; throws when it is none. */
  readonly equalityOperand: (wire: string, of: string) => Comparable
  /** The operand in the form of `order`; throws when it is none. */
  readonly orderOperand: (wire: string, of: string) => Comparable
}

function subjectOf(predicate: PropertyPredicate, context: Context, part: string): Subject {
  const { property: name } = predicate
  const property = propertyOf(context.schema, context.objectType, name, part)
  const operator = predicate.kind === 'between' ? 'between' : predicate.operator
  const wireOf = wireReader(name)
  const equality = comparableOf(name, property)
  const order = orderComparable(equality, property, context.switches)
  const operandIn = (comparable: ReadComparable) => (wire: string, of: string) => {
    const refusal = refusalOfOperand(operator, name, property, wire)
    const value = comparable(wire)
    if (refusal === null && value !== undefined) return value
    throw invalidQuery(context.objectType, `${part}.${of}`, refusal ?? 'This operand has no value.', 'Correct it.')
  }
  return {
    property,
    wireOf,
    equality: (record) => equality(wireOf(record)),
    order: (record) => order(wireOf(record)),
    equalityOperand: operandIn(equality),
    orderOperand: operandIn(order),
  }
}

function orderComparable(equality: ReadComparable, property: Property, switches: Switches): ReadComparable {
  const isText = property.type === 'string' || property.type === 'phone_number'
  return isText && !switches.orderedStringsIgnoreCase ? (wire) => (isUnset(wire) ? undefined : wire) : equality
}

// What counts as a token depends on the type: a word of a text, an option of several, the whole of a single option.
function compileTokens(wire: string, property: Property, switches: Switches): (value: string) => boolean {
  if (property.type === 'enumeration' && property.multiple !== true) return (value) => value === wire
  if (property.type === 'enumeration' && switches.multiSelectByOption) return (value) => value.split(';').includes(wire)
  const patterns = parseTokenPatterns(wire)
  return (value) => matchesTokens(patterns, tokenize(value))
}

function compileAssociated(predicate: Extract<Predicate, { kind: 'associated' }>, context: Context): Matches {
  const { associated } = context
  if (associated === undefined)
    throw new TypeError('This query asks for associations: give `associated` to evaluate it.')
  return (record) => associated(record.id, predicate.objectType, predicate.id, predicate.label)
}

// Every word must occur in one of the properties that HubSpot searches for the type; which word in which does not matter.
function compileSearchText({ objectType, search }: Pick<Query, 'objectType' | 'search'>): Matches | null {
  const words = search === null ? [] : search.toLowerCase().match(/\S+/g)
  if (words === null || words.length === 0) return null
  const { searchedProperties } = describeObjectType(objectType)
  if (searchedProperties.length === 0) throw noSearchedProperties(objectType)
  return (record) => {
    const texts = searchedProperties.map((name) => record.read(name)?.toLowerCase() ?? '')
    return words.every((word) => texts.some((text) => text.includes(word)))
  }
}
