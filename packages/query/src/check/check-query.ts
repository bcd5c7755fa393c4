import { describeObjectType, type Schema } from '@holdfast/crm'
import type { Cursor, Include, OrderKey, Parameter, Query } from '../ast.ts'
import { noSearchedProperties } from '../invalid-query.ts'
import { idProperty, propertyOf } from '../property-of.ts'
import { parseAssociatedName, parseLabel, parsePredicate, parseRecordId } from './check-predicate.ts'
import {
  checkDepth,
  count,
  parseArray,
  parseName,
  parseObject,
  parseProperty,
  queryLimits,
  refuse,
  type Context,
} from './given.ts'

/** A check that has seen nothing yet. */
export function freshContext(schema: Schema, isOpen: boolean): Context {
  return { schema, objectType: 'unknown', depth: 1, isOpen, counted: { clauses: 0, values: 0 } }
}

/** Takes a query, with values left open where the context allows it. */
export function parseQuery(input: unknown, outer: Context, part: string): Query<Parameter> {
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

function parseIncludes(
  input: unknown,
  select: readonly string[] | null,
  context: Context,
  part: string,
): readonly Include<Parameter>[] {
  const includes = parseArray(input, context, part).map((each, at) => parseInclude(each, context, `${part}[${at}]`))
  includes.forEach(({ objectType }, at) => {
    if (includes.findIndex((other) => other.objectType === objectType) !== at)
      throw refuse(context, `${part}[${at}]`, `"${objectType}" is included twice.`)
    if (select?.includes(objectType))
      throw refuse(context, `${part}[${at}]`, `A selected property is called "${objectType}" as well.`)
  })
  return Object.freeze(includes.sort((a, b) => (a.objectType < b.objectType ? -1 : 1)))
}

function parseInclude(input: unknown, context: Context, part: string): Include<Parameter> {
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

function parseSelect(input: unknown, context: Context, part: string): readonly string[] | null {
  if (input === null) return null
  const names = parseArray(input, context, part).map((each, at) => parseProperty(each, context, `${part}[${at}]`))
  return Object.freeze([...new Set(names)].sort())
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
    id: parseRecordId(given['id'], context, `${part}.id`),
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
