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
import { invalidQuery } from './invalid-query.ts'
import { idProperty, propertyOf } from './property-of.ts'
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
  const { property: name } = predicate
  const property = propertyOf(context.schema, context.objectType, name, part)
  const read = wireReader(name)
  const comparable = comparableOf(name, property)
  const operand = (wire: string, of: string): Comparable => {
    const value = comparable(wire)
    if (value === undefined) throw badOperand(context.objectType, `${part}.${of}`, name)
    return value
  }
  switch (predicate.kind) {
    case 'presence': {
      const wanted = predicate.operator === 'has'
      return (record) => (comparable(read(record)) !== undefined) === wanted
    }
    case 'list': {
      const values = new Set(predicate.values.map((value, at) => operand(value, `values[${at}]`)))
      const wanted = predicate.operator === 'in'
      return (record) => {
        const value = comparable(read(record))
        return value !== undefined && values.has(value) === wanted
      }
    }
    case 'between': {
      const ordered = orderedComparable(comparable, property, context.switches)
      operand(predicate.from, 'from')
      operand(predicate.to, 'to')
      const from = ordered(predicate.from) as Comparable
      const to = ordered(predicate.to) as Comparable
      return (record) => {
        const value = ordered(read(record))
        return value !== undefined && value >= from && value <= to
      }
    }
    case 'compare':
      return compileComparison(predicate.operator, predicate.value, {
        ...context,
        name,
        property,
        comparable,
        part: `${part}.value`,
      })
  }
}

interface PropertyContext extends Context {
  readonly name: string
  readonly property: Property
  readonly comparable: ReadComparable
  readonly part: string
}

function compileComparison(operator: ComparisonOperator, wire: string, context: PropertyContext): Matches {
  const { name, property, part, switches } = context
  const read = wireReader(name)
  const equality = context.comparable
  const ordered = orderedComparable(equality, property, switches)
  if (equality(wire) === undefined) throw badOperand(context.objectType, part, name)
  const operand = equality(wire) as Comparable
  const bound = ordered(wire) as Comparable
  switch (operator) {
    case 'eq':
      return (record) => equality(read(record)) === operand
    case 'neq':
      return (record) => {
        const value = equality(read(record))
        return value !== undefined && value !== operand
      }
    case 'lt':
      return (record) => {
        const value = ordered(read(record))
        return value !== undefined && value < bound
      }
    case 'lte':
      return (record) => {
        const value = ordered(read(record))
        return value !== undefined && value <= bound
      }
    case 'gt':
      return (record) => {
        const value = ordered(read(record))
        return value !== undefined && value > bound
      }
    case 'gte':
      return (record) => {
        const value = ordered(read(record))
        return value !== undefined && value >= bound
      }
    case 'containsToken': {
      const contains = compileTokens(wire, context)
      return (record) => {
        const value = read(record)
        return !isUnset(value) && contains(value)
      }
    }
    case 'notContainsToken': {
      const contains = compileTokens(wire, context)
      const unset = switches.notContainsMatchesUnset
      return (record) => {
        const value = read(record)
        return isUnset(value) ? unset : !contains(value)
      }
    }
  }
}

// What counts as a token depends on the type: a word of a text, an option of several, the whole of a single option.
function compileTokens(wire: string, context: PropertyContext): (value: string) => boolean {
  const { property, switches } = context
  if (property.type === 'enumeration' && property.multiple !== true) return (value) => value === wire
  if (property.type === 'enumeration' && switches.multiSelectByOption) return (value) => value.split(';').includes(wire)
  const patterns = parseTokenPatterns(wire)
  if (patterns.length === 0)
    throw invalidQuery(
      context.objectType,
      context.part,
      `The text to find in ${context.objectType}.${context.name} holds no letter, digit or "*".`,
      'Give at least one word.',
    )
  return (value) => matchesTokens(patterns, tokenize(value))
}

function orderedComparable(equality: ReadComparable, property: Property, switches: Switches): ReadComparable {
  const isText = property.type === 'string' || property.type === 'phone_number'
  return isText && !switches.orderedStringsIgnoreCase ? (wire) => (isUnset(wire) ? undefined : wire) : equality
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

/** The error for a search text where HubSpot names no property that it would look into. */
export function noSearchedProperties(objectType: string): Error {
  return invalidQuery(
    objectType,
    'search',
    `No property of ${objectType} is known to be searched by text.`,
    'Use `containsToken` on the property that holds it.',
  )
}

function badOperand(objectType: string, part: string, name: string): Error {
  return invalidQuery(
    objectType,
    part,
    name === idProperty
      ? `An operand for ${objectType}.${name} is no id.`
      : `An operand for ${objectType}.${name} is unset or none of the property's type.`,
    'Give a wire value of that type; ask for records without a value with `notHas`.',
  )
}
