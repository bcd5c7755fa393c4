import { isTemporaryId, type Schema } from '@holdfast/crm'
import { isAggregate, type AggregateQuery, type Parameter, type Predicate, type Query, type Runnable } from './ast.ts'
import { encodeOperand } from './operand.ts'
import type { Operator } from './operators.ts'
import { isParameter, unboundQuery } from './parameter.ts'

/** Values by the names of parameters, as an application has them: dates, numbers, options, ids; lists after `in` and `notIn`. */
export type ParameterValues = Readonly<Record<string, unknown>>

/** What a template is once its values are bound. */
export type Bound<Q> = Q extends AggregateQuery<Parameter> ? AggregateQuery : Query

/**
 * A query with every parameter replaced by its value.
 *
 * Throws `HoldfastError` `query/unbound` naming the parameters without a value, `value/invalid` or `query/invalid` for values that cannot stand there, and
 * `TypeError` for a value of a parameter that the query does not have.
 */
export function bindQuery<Q extends Runnable<Parameter>>(schema: Schema, query: Q, values: ParameterValues): Bound<Q> {
  const names = parametersOf(query)
  const missing = names.filter((name) => !Object.hasOwn(values, name))
  if (missing.length > 0) throw unboundQuery(rootOf(query).objectType, missing)
  for (const name of Object.keys(values))
    if (!names.includes(name)) throw new TypeError(`This query has no parameter "${name}".`)
  return filled(query, valuesOf(schema, values)) as Bound<Q>
}

/** The names of the parameters that a query leaves open, each once, in alphabetical order. */
export function parametersOf(query: Runnable<Parameter>): readonly string[] {
  const names = new Set<string>()
  const note = ({ parameter }: Parameter): string => {
    names.add(parameter)
    return ''
  }
  filled(query, { one: note, several: (parameter) => [note(parameter)], id: note })
  return [...names].sort()
}

/** Is everything in the query bound? */
export function isBound(query: Runnable<Parameter>): query is Runnable {
  return parametersOf(query).length === 0
}

/** The query that says which records. */
export function rootOf<Open extends Parameter>(query: Runnable<Open>): Query<Open> {
  return isAggregate(query) ? query.of : query
}

/** Where a parameter stands, and what goes there instead. */
interface Filling {
  readonly one: (parameter: Parameter, objectType: string, property: string, operator: Operator) => string
  readonly several: (
    parameter: Parameter,
    objectType: string,
    property: string,
    operator: Operator,
  ) => readonly string[]
  readonly id: (parameter: Parameter, objectType: string) => string
}

function valuesOf(schema: Schema, values: ParameterValues): Filling {
  return {
    one: ({ parameter }, objectType, property, operator) =>
      encodeOperand(schema, objectType, property, operator, values[parameter]),
    several({ parameter }, objectType, property, operator) {
      const list = values[parameter]
      if (!Array.isArray(list)) throw new TypeError(`"${operator}" takes a list, so "${parameter}" is one.`)
      return list.map((value) => encodeOperand(schema, objectType, property, operator, value))
    },
    id({ parameter }, objectType) {
      const id = values[parameter]
      if (typeof id === 'string' && (/^\d{1,20}$/.test(id) || isTemporaryId(id))) return id
      throw new TypeError(`The parameter "${parameter}" is not an id of ${objectType}.`)
    },
  }
}

function filled(query: Runnable<Parameter>, filling: Filling): Runnable {
  return isAggregate(query) ? { ...query, of: filledQuery(query.of, filling) } : filledQuery(query, filling)
}

function filledQuery(query: Query<Parameter>, filling: Filling): Query {
  return {
    ...query,
    where: query.where === null ? null : filledPredicate(query.where, query.objectType, filling),
    include: query.include.map((include) => ({ ...include, query: filledQuery(include.query, filling) })),
  }
}

function filledPredicate(predicate: Predicate<Parameter>, objectType: string, filling: Filling): Predicate {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return { kind: predicate.kind, of: predicate.of.map((each) => filledPredicate(each, objectType, filling)) }
    case 'not':
      return { kind: 'not', of: filledPredicate(predicate.of, objectType, filling) }
    case 'hasAssociated': {
      const { where } = predicate
      return { ...predicate, where: where === null ? null : filledPredicate(where, predicate.objectType, filling) }
    }
    case 'associated':
      return {
        ...predicate,
        id: isParameter(predicate.id) ? filling.id(predicate.id, predicate.objectType) : predicate.id,
      }
    case 'presence':
      return predicate
    case 'compare': {
      const { property, operator, value } = predicate
      return { ...predicate, value: isParameter(value) ? filling.one(value, objectType, property, operator) : value }
    }
    case 'between': {
      const end = (operand: string | Parameter): string =>
        isParameter(operand) ? filling.one(operand, objectType, predicate.property, 'between') : operand
      return { ...predicate, from: end(predicate.from), to: end(predicate.to) }
    }
    case 'list': {
      const { property, operator, values } = predicate
      return {
        ...predicate,
        values: isParameter(values) ? filling.several(values, objectType, property, operator) : values,
      }
    }
  }
}
