import type { Schema } from '@holdfast/crm'
import type { Parameter, Runnable } from '../ast.ts'
import { isBound, parametersOf, rootOf } from '../bind.ts'
import { queryKey } from '../identity.ts'
import { unboundQuery } from '../parameter.ts'
import type { Execution, Executor } from './execution.ts'

/** What all steps of one building go on with. */
export interface Building<E extends Execution> {
  readonly schema: Schema
  readonly executor: Executor<E> | undefined
  readonly name: string | null
}

/** The data of a query, and the ways to run it. Running throws `HoldfastError` `query/unbound` while values are left open. */
export function running<E extends Execution>({ executor }: Building<E>, ast: Runnable<Parameter>): object {
  let key: string | undefined
  const ownKey = (): string => (key ??= queryKey(ast))
  function run<Answer>(by: (executor: Executor<E>, query: Runnable, key: () => string) => Answer): Answer {
    if (!isBound(ast)) throw unboundQuery(rootOf(ast).objectType, parametersOf(ast))
    if (executor === undefined) throw new TypeError('This query was built to be passed on: nobody here runs it.')
    return by(executor, ast, ownKey)
  }
  return {
    ast,
    // As a getter, since most queries that are built are steps on the way to another.
    get key() {
      return ownKey()
    },
    live: () => run((by, query, of) => by.live(query, of)),
    get: (options?: E['options']) => run((by, query, of) => by.get(query, of, options)),
    explain: () => run((by, query, of) => by.explain(query, of)),
  }
}
