import type { Schema } from '@holdfast/crm'
import type { Parameter, Runnable } from '../ast.ts'
import { bindQuery, type ParameterValues } from '../bind.ts'
import type { WrittenQuery } from '../check/index.ts'
import type { Executed, Execution, Executor } from './execution.ts'
import { frozen } from './frozen.ts'
import { running } from './running.ts'

/** A row of a query that no type knows: values by name, each to be looked at before it is believed. Rows for records hold `id` and `$`, too. */
export type NamedValues = Readonly<Record<string, unknown>>

/** A query that was written down, to be run as a built one is. Nothing is added to it: what it asks was decided where it was written. */
export interface ParsedQuery<E extends Execution> {
  readonly ast: Runnable<Parameter>
  /** The key of the equal query that is built, so that both share one answer. */
  readonly key: string
  readonly name: string | null
  /** The query with these values. Throws as `bindQuery` does. */
  bind(values: ParameterValues): ParsedQuery<E>
  /** The rows, now and after every change. This and its neighbours throw `HoldfastError` `query/unbound` while values are left open. */
  live(): Executed<E, NamedValues, 'live'>
  /** The rows, once. */
  get(options?: E['options']): Executed<E, NamedValues, 'get'>
  /** How the query would be answered, without asking. */
  explain(): Executed<E, NamedValues, 'explain'>
}

/** The query that `parseQuery` read, run by `executor`. */
export function parsedQuery<E extends Execution>(
  schema: Schema,
  { name, query }: WrittenQuery,
  executor: Executor<E>,
): ParsedQuery<E> {
  // As for the builder: the interface promises what running does.
  return Object.freeze({
    ...running({ schema, executor, name }, frozen(query)),
    name,
    bind: (values: ParameterValues) => parsedQuery(schema, { name, query: bindQuery(schema, query, values) }, executor),
  }) as unknown as ParsedQuery<E>
}
