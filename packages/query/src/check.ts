import { describeObjectType, isTemporaryId, type Property, type Schema } from '@holdfast/crm'
import type { Cursor, Include, OrderKey, Predicate, Query } from './ast.ts'
import { invalidQuery, noSearchedProperties } from './invalid-query.ts'
import { refusalOfOperand } from './operand.ts'
import { applies, isOperator, takesOperand, type Operator } from './operators.ts'
import { idProperty, propertyOf } from './property-of.ts'

/** What a query from outside may weigh; far above what people write, far below what would stall a worker. */
export const queryLimits = {
  /** Predicates within predicates, and includes within includes. */
  depth: 8,
  /** Predicates of all kinds, includes counted in. */
  clauses: 200,
  /** Operands and names of selected properties, includes counted in. */
  values: 10_000,
  /** Properties to order by. */
  orderKeys: 8,
  /** HubSpot's own limit for the search text. */
  searchCharacters: 3_000,
} as const

/**
 * Takes a query from outside (a message, a file, a link) as one of this schema. The answer is a frozen copy with nothing in it that a query does not have.
 *
 * Throws `HoldfastError` `query/invalid` naming the part: an unknown object type, property, operator or label, an operand that is none of the
 * property's type, an include whose name a selected property has, or more than {@link queryLimits}.
 */
export function checkQuery(schema: Schema, query: unknown): Query {
  return parseQuery(query, { schema, objectType: 'unknown', depth: 1, counted: { clauses: 0, values: 0 } }, 'query')
}

interface Context {
  readonly schema: Schema
  readonly objectType: string
  readonly depth: number
  /** What the whole query has used up of its limits so far. */
  readonly counted: { clauses: number; values: number }
}

function parseQuery(input: unknown, outer: Context, part: string): Query {
  const given = parseObject(input, outer, part)
  checkDepth(outer, part)
  const objectType = parseName(given['objectType'], outer, `${part}.objectType`)
  const context: Context = { ...outer, objectType }
  // Throws for an object type that the schema does not hold.
  propertyOf(context.schema, objectType, idProperty, part)
  const select = parseSelect(given['select'], context, `${part}.select`)
  const orderBy = parseOrder(given['orderBy'], context, `${part}.orderBy`)
  return Object.freeze({
    objectType,
    where: given['where'] === null ? null : parsePredicate(given['where'], { ...context, depth: 1 }, `${part}.where`),
    search: parseSearch(given['search'], context, `${part}.search`),
    select,
    orderBy,
    after: parseCursor(given['after'], orderBy, context, `${part}.after`),
    offset: parseOffset(given['offset'], context, `${part}.offset`),
    limit: parseLimit(given['limit'], context, `${part}.limit`),
    include: parseIncludes(given['include'], select, context, `${part}.include`),
  })
}

function parsePredicate(input: unknown, context: Context, part: string): Predicate {
  const given = parseObject(input, context, part)
  checkDepth(context, part)
  count(context, 'clauses', part)
  const inner = { ...context, depth: context.depth + 1 }
  const { kind } = given
  switch (kind) {
    case 'and':
    case 'or': {
      const of = parseArray(given['of'], context, `${part}.of`)
      return Object.freeze({
        kind,
        of: Object.freeze(of.map((each, at) => parsePredicate(each, inner, `${part}.of[${at}]`))),
      })
    }
    case 'not':
      return Object.freeze({ kind, of: parsePredicate(given['of'], inner, `${part}.of`) })
    case 'associated':
      return parseAssociated(given, context, part)
    case 'hasAssociated':
      return parseHasAssociated(given, inner, part)
    case 'compare':
    case 'between':
    case 'list':
    case 'presence':
      return parsePropertyPredicate(kind, given, context, part)
  }
  throw refuse(context, `${part}.kind`, 'This is no kind of predicate.')
}

type PropertyKind = Extract<Predicate, { readonly property: string }>['kind']

function parsePropertyPredicate(kind: PropertyKind, given: Given, context: Context, part: string): Predicate {
  const name = parseName(given['property'], context, `${part}.property`)
  const property = propertyOf(context.schema, context.objectType, name, `${part}.property`)
  const operator = kind === 'between' ? kind : given['operator']
  if (typeof operator !== 'string' || !isOperator(operator))
    throw refuse(context, `${part}.operator`, 'This is no operator.')
  if (!applies(operator, property.type))
    throw refuse(
      context,
      `${part}.operator`,
      `"${operator}" does not apply to ${context.objectType}.${name}, which is of type ${property.type}.`,
    )
  const operand = (value: unknown, of: string): string =>
    parseOperand(value, operator, name, property, context, `${part}.${of}`)
  if (kind === 'compare' && takesOperand(operator, 'value'))
    return Object.freeze({ kind, property: name, operator, value: operand(given['value'], 'value') })
  if (kind === 'between' && takesOperand(operator, 'range'))
    return Object.freeze({
      kind,
      property: name,
      from: operand(given['from'], 'from'),
      to: operand(given['to'], 'to'),
    })
  if (kind === 'list' && takesOperand(operator, 'values')) {
    const values = parseArray(given['values'], context, `${part}.values`)
    return Object.freeze({
      kind,
      property: name,
      operator,
      values: Object.freeze(values.map((value, at) => operand(value, `values[${at}]`))),
    })
  }
  if (kind === 'presence' && takesOperand(operator, 'none')) return Object.freeze({ kind, property: name, operator })
  throw refuse(context, `${part}.operator`, `"${operator}" is no operator of a "${kind}" predicate.`)
}

function parseOperand(
  input: unknown,
  operator: Operator,
  name: string,
  property: Property,
  context: Context,
  part: string,
): string {
  if (typeof input !== 'string') throw refuse(context, part, 'An operand is a wire value, so a string.')
  count(context, 'values', part)
  const refusal = refusalOfOperand(operator, name, property, input)
  if (refusal !== null) throw refuse(context, part, refusal)
  return input
}

function parseAssociated(given: Given, context: Context, part: string): Predicate {
  const objectType = parseAssociatedName(given['objectType'], context, `${part}.objectType`)
  return Object.freeze({
    kind: 'associated',
    objectType,
    id: parseId(given['id'], context, `${part}.id`),
    label: parseLabel(given['label'], objectType, context, `${part}.label`),
  })
}

function parseHasAssociated(given: Given, context: Context, part: string): Predicate {
  const objectType = parseAssociatedName(given['objectType'], context, `${part}.objectType`)
  const partner = { ...context, objectType }
  return Object.freeze({
    kind: 'hasAssociated',
    objectType,
    where: given['where'] === null ? null : parsePredicate(given['where'], partner, `${part}.where`),
    label: parseLabel(given['label'], objectType, context, `${part}.label`),
  })
}

function parseId(input: unknown, context: Context, part: string): string {
  if (typeof input !== 'string' || !(/^\d{1,20}$/.test(input) || isTemporaryId(input)))
    throw refuse(context, part, 'This is no id of a record.')
  count(context, 'values', part)
  return input
}

function parseIncludes(
  input: unknown,
  select: readonly string[] | null,
  context: Context,
  part: string,
): readonly Include[] {
  const includes = parseArray(input, context, part).map((each, at) => parseInclude(each, context, `${part}[${at}]`))
  includes.forEach(({ objectType }, at) => {
    if (includes.findIndex((other) => other.objectType === objectType) !== at)
      throw refuse(context, `${part}[${at}]`, `"${objectType}" is included twice.`)
    if (select?.includes(objectType))
      throw refuse(context, `${part}[${at}]`, `A selected property is called "${objectType}" as well.`)
  })
  return Object.freeze(includes)
}

function parseInclude(input: unknown, context: Context, part: string): Include {
  const given = parseObject(input, context, part)
  count(context, 'clauses', part)
  const objectType = parseAssociatedName(given['objectType'], context, `${part}.objectType`)
  const query = parseQuery(given['query'], { ...context, depth: context.depth + 1 }, `${part}.query`)
  if (query.objectType !== objectType)
    throw refuse(context, `${part}.query.objectType`, 'An include asks for one object type and its query for another.')
  const { first } = given
  if (typeof first !== 'boolean') throw refuse(context, `${part}.first`, '"first" is true or false.')
  return Object.freeze({
    objectType,
    label: parseLabel(given['label'], objectType, context, `${part}.label`),
    first,
    query,
  })
}

function parseAssociatedName(input: unknown, context: Context, part: string): string {
  const name = parseName(input, context, part)
  const associations = context.schema[context.objectType]?.associations ?? {}
  if (!Object.hasOwn(associations, name))
    throw refuse(context, part, `${context.objectType} is not associated with "${name}" in the schema.`)
  return name
}

function parseLabel(input: unknown, target: string, context: Context, part: string): string | null {
  if (input === null) return null
  const label = parseName(input, context, part)
  if (!context.schema[context.objectType]?.associations[target]?.labels.includes(label))
    throw refuse(context, part, `Associations of ${context.objectType} with ${target} have no label "${label}".`)
  return label
}

function parseSelect(input: unknown, context: Context, part: string): readonly string[] | null {
  if (input === null) return null
  const names = parseArray(input, context, part).map((each, at) => parseProperty(each, context, `${part}[${at}]`))
  return Object.freeze(names)
}

function parseOrder(input: unknown, context: Context, part: string): readonly OrderKey[] {
  const keys = parseArray(input, context, part)
  if (keys.length > queryLimits.orderKeys)
    throw refuse(context, part, `A query is ordered by at most ${queryLimits.orderKeys} properties.`)
  return Object.freeze(
    keys.map((each, at) => {
      const given = parseObject(each, context, `${part}[${at}]`)
      const { direction } = given
      if (direction !== 'asc' && direction !== 'desc')
        throw refuse(context, `${part}[${at}].direction`, 'A direction is "asc" or "desc".')
      return Object.freeze({
        property: parseProperty(given['property'], context, `${part}[${at}].property`),
        direction,
      })
    }),
  )
}

function parseCursor(input: unknown, orderBy: readonly OrderKey[], context: Context, part: string): Cursor | null {
  if (input === null) return null
  const given = parseObject(input, context, part)
  const values = parseArray(given['values'], context, `${part}.values`)
  if (values.length !== orderBy.length)
    throw refuse(context, `${part}.values`, 'A cursor has a value for each key of the order.')
  return Object.freeze({
    id: parseId(given['id'], context, `${part}.id`),
    values: Object.freeze(values.map((value, at) => parseCursorValue(value, context, `${part}.values[${at}]`))),
  })
}

// Whatever a record may hold, as it holds it: what cannot be read sorts as unset.
function parseCursorValue(input: unknown, context: Context, part: string): string | null {
  count(context, 'values', part)
  if (input === null || typeof input === 'string') return input
  throw refuse(context, part, 'What a record holds is a wire value, or null.')
}

function parseOffset(input: unknown, context: Context, part: string): number {
  if (typeof input !== 'number' || !Number.isSafeInteger(input) || input < 0)
    throw refuse(context, part, 'An offset is a whole number of rows.')
  return input
}

function parseProperty(input: unknown, context: Context, part: string): string {
  const name = parseName(input, context, part)
  count(context, 'values', part)
  propertyOf(context.schema, context.objectType, name, part)
  return name
}

function parseSearch(input: unknown, context: Context, part: string): string | null {
  if (input === null) return null
  if (typeof input !== 'string' || input.length > queryLimits.searchCharacters)
    throw refuse(context, part, `A search text is a string of at most ${queryLimits.searchCharacters} characters.`)
  if (input.trim() === '') return null
  if (describeObjectType(context.objectType).searchedProperties.length === 0)
    throw noSearchedProperties(context.objectType)
  return input
}

function parseLimit(input: unknown, context: Context, part: string): number | null {
  if (input === null) return null
  if (typeof input !== 'number' || !Number.isSafeInteger(input) || input < 1)
    throw refuse(context, part, 'A limit is a whole number of rows, at least one.')
  return input
}

type Given = Readonly<Record<string, unknown>>

function parseObject(input: unknown, context: Context, part: string): Given {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw refuse(context, part, 'An object is needed here.')
  return input as Given
}

function parseArray(input: unknown, context: Context, part: string): readonly unknown[] {
  if (!Array.isArray(input)) throw refuse(context, part, 'A list is needed here.')
  if (input.length > queryLimits.values) throw refuse(context, part, 'This list is too long for a query.')
  return input
}

/** No name of HubSpot's is longer; what is longer would only fill error texts. */
const longestName = 255

function parseName(input: unknown, context: Context, part: string): string {
  if (typeof input !== 'string' || input.length === 0 || input.length > longestName)
    throw refuse(context, part, 'A name is needed here.')
  return input
}

function checkDepth(context: Context, part: string): void {
  if (context.depth > queryLimits.depth)
    throw refuse(context, part, `A query is nested at most ${queryLimits.depth} deep.`)
}

function count(context: Context, what: 'clauses' | 'values', part: string): void {
  const { counted } = context
  if (++counted[what] > queryLimits[what])
    throw refuse(context, part, `A query holds at most ${queryLimits[what]} ${what}.`)
}

function refuse(context: Context, part: string, what: string): Error {
  return invalidQuery(context.objectType, part, what, 'Build the query with the builder, or correct that part.')
}
