import type { Property } from '@holdfast/crm'
import type { AggregateFunction, AggregateQuery, Measure, Parameter } from '../ast.ts'
import { refusalOfGroup, refusalOfMeasure } from '../aggregate/index.ts'
import { propertyOf } from '../property-of.ts'
import { parseQuery } from './check-query.ts'
import { count, parseArray, parseName, parseObject, parseProperty, queryLimits, refuse, type Context } from './given.ts'

const functions: Readonly<Record<AggregateFunction, true>> = { count: true, sum: true, avg: true, min: true, max: true }

/** Takes a query for figures. */
export function parseAggregate(input: unknown, outer: Context, part: string): AggregateQuery<Parameter> {
  const given = parseObject(input, outer, part)
  const of = parseQuery(given['of'], outer, `${part}.of`)
  const context = { ...outer, objectType: of.objectType }
  const groupBy = parseGroups(given['groupBy'], context, `${part}.groupBy`)
  const measures = parseArray(given['measures'], context, `${part}.measures`)
    .map((each, at) => parseMeasure(each, context, `${part}.measures[${at}]`))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const names = [...groupBy, ...measures.map(({ name }) => name)]
  if (new Set(names).size < names.length)
    throw refuse(context, `${part}.measures`, 'Groups and figures of one row have names of their own.')
  if (names.length === 0) throw refuse(context, `${part}.measures`, 'Figures are asked for by name.')
  return Object.freeze({
    of: Object.freeze({ ...of, select: null, include: Object.freeze([]) }),
    groupBy,
    measures: Object.freeze(measures),
  })
}

function parseGroups(input: unknown, context: Context, part: string): readonly string[] {
  const names = parseArray(input, context, part)
  if (names.length > queryLimits.orderKeys)
    throw refuse(context, part, `Records are grouped by at most ${queryLimits.orderKeys} properties.`)
  return Object.freeze(
    names.map((each, at) => {
      const name = parseProperty(each, context, `${part}[${at}]`)
      const refusal = refusalOfGroup(name, definition(name, context, `${part}[${at}]`))
      if (refusal !== null) throw refuse(context, `${part}[${at}]`, refusal)
      return name
    }),
  )
}

function parseMeasure(input: unknown, context: Context, part: string): Measure {
  const given = parseObject(input, context, part)
  count(context, 'clauses', part)
  const name = parseName(given['name'], context, `${part}.name`)
  const { compute } = given
  if (!isFunction(compute)) throw refuse(context, `${part}.compute`, 'This is no function of an aggregate.')
  const property = given['property'] === null ? null : parseProperty(given['property'], context, `${part}.property`)
  const refusal = refusalOfMeasure(
    { name, compute, property },
    property === null ? null : definition(property, context, `${part}.property`),
  )
  if (refusal !== null) throw refuse(context, `${part}.property`, refusal)
  return Object.freeze({ name, compute, property })
}

function definition(name: string, { schema, objectType }: Context, part: string): Property {
  return propertyOf(schema, objectType, name, part)
}

function isFunction(name: unknown): name is AggregateFunction {
  return typeof name === 'string' && Object.hasOwn(functions, name)
}
