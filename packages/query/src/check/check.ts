import type { Schema } from '@holdfast/crm'
import type { Parameter, Query, Runnable } from '../ast.ts'
import { parseAggregate } from './check-aggregate.ts'
import { freshContext, parseQuery } from './check-query.ts'

/**
 * Takes a query from outside (a message, a file, a link) as one of this schema. The answer is a frozen copy with nothing in it that a query does not have.
 *
 * Throws `HoldfastError` `query/invalid` naming the part: an unknown object type, property, operator or label, an operand that is none of the
 * property's type, an include whose name a selected property has, or more than {@link queryLimits}; and `query/unbound` when it leaves values open.
 */
export function checkQuery(schema: Schema, query: unknown): Query {
  // Nothing open was let through.
  return parseQuery(query, freshContext(schema, false), 'query') as Query
}

/** Takes a query for records or for figures, as {@link checkQuery} does. */
export function checkRunnable(schema: Schema, query: unknown): Runnable {
  return parseRunnable(schema, query, false) as Runnable
}

/** Takes a query that may leave values open. */
export function checkTemplate(schema: Schema, query: unknown): Runnable<Parameter> {
  return parseRunnable(schema, query, true)
}

function parseRunnable(schema: Schema, query: unknown, isOpen: boolean): Runnable<Parameter> {
  const isForFigures = typeof query === 'object' && query !== null && Object.hasOwn(query, 'measures')
  const parse = isForFigures ? parseAggregate : parseQuery
  return parse(query, freshContext(schema, isOpen), 'query')
}
