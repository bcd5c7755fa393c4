import type { Schema } from '@holdfast/crm'
import { everyRecord, type Include, type Predicate, type Query } from './ast.ts'
import type { Execution, Executor } from './execution.ts'
import { queryKey } from './identity.ts'
import { invalidQuery } from './invalid-query.ts'
import { predicateTools, type UntypedTools } from './predicate-tools.ts'
import { propertyOf } from './property-of.ts'

/**
 * The builder without its types: the object behind every `QueryBuilder`, whose interface says what each step takes and gives.
 * It is a value for one query; a step makes the next one.
 */
export function buildQuery<E extends Execution>(
  schema: Schema,
  query: Query,
  executor: Executor<E> | undefined,
): object {
  const ast = frozen(query)
  let key: string | undefined
  const ownKey = (): string => (key ??= queryKey(ast))
  const runner = (): Executor<E> => {
    if (executor === undefined) throw new TypeError('This query was built to be passed on: nobody here runs it.')
    return executor
  }
  return {
    ...steps(schema, ast, (next) => buildQuery(schema, next, executor)),
    ast,
    get key() {
      return ownKey()
    },
    live: () => runner().live(ast, ownKey()),
    get: (options?: E['options']) => runner().get(ast, ownKey(), options),
    explain: () => runner().explain(ast, ownKey()),
  }
}

function buildInclude(schema: Schema, from: string, include: Include): IncludedValue {
  const ast = frozen(include)
  const next = (change: Partial<Include>): IncludedValue => buildInclude(schema, from, { ...ast, ...change })
  return {
    ...steps(schema, ast.query, (query) => next({ query })),
    ast,
    label: (label: string) => next({ label: checkLabel(schema, from, ast.objectType, label) }),
    first: () => next({ first: true, query: { ...ast.query, limit: 1 } }),
  }
}

interface IncludedValue {
  readonly ast: Include
  readonly label: (label: string) => IncludedValue
  readonly first: () => IncludedValue
}

type IncludeCallback = (included: IncludedValue) => IncludedValue

function steps(schema: Schema, query: Query, next: (query: Query) => object): object {
  const { objectType } = query
  const tools = predicateTools(schema, objectType)
  const and = (predicate: Predicate): object => next({ ...query, where: conjunction(query.where, predicate) })
  return {
    where: (first: string | ((tools: UntypedTools) => Predicate), operator: string, ...operand: readonly unknown[]) =>
      and(typeof first === 'function' ? first(tools) : tools.f(first, operator, ...operand)),
    associatedTo: (...of: Parameters<UntypedTools['associatedTo']>) => and(tools.associatedTo(...of)),
    search: (text: string) => next({ ...query, search: text.trim() === '' ? null : text }),
    orderBy: (property: string, direction: 'asc' | 'desc' = 'asc') => {
      propertyOf(schema, objectType, property, 'orderBy')
      return next({ ...query, orderBy: [...query.orderBy, { property, direction }] })
    },
    limit: (rows: number) => {
      if (!Number.isSafeInteger(rows) || rows < 1) throw new TypeError('A limit is a whole number above zero.')
      return next({ ...query, limit: rows })
    },
    select: (...names: readonly string[]) => {
      for (const name of names) propertyOf(schema, objectType, name, 'select')
      return next(withDistinctNames({ ...query, select: [...new Set(names)] }))
    },
    include: (callbacks: Readonly<Record<string, IncludeCallback>>) =>
      next(withDistinctNames({ ...query, include: mergeIncludes(schema, query, callbacks) })),
  }
}

function conjunction(where: Predicate | null, predicate: Predicate): Predicate {
  if (where === null) return predicate
  return { kind: 'and', of: where.kind === 'and' ? [...where.of, predicate] : [where, predicate] }
}

function mergeIncludes(
  schema: Schema,
  query: Query,
  callbacks: Readonly<Record<string, IncludeCallback>>,
): readonly Include[] {
  const earlier = query.include.filter(({ objectType }) => !Object.hasOwn(callbacks, objectType))
  const later = Object.entries(callbacks).map(([objectType, describe]) => {
    if (!Object.hasOwn(schema[query.objectType]?.associations ?? {}, objectType))
      throw invalidQuery(
        query.objectType,
        'include',
        `${query.objectType} is not associated with "${objectType}" in the schema.`,
        'Add the association to the schema, or include another object type.',
      )
    const included = buildInclude(schema, query.objectType, {
      objectType,
      label: null,
      first: false,
      query: everyRecord(objectType),
    })
    return describe(included).ast
  })
  return [...earlier, ...later]
}

// Included rows sit beside the selected values, under the name of their object type.
function withDistinctNames(query: Query): Query {
  const taken = query.include.find(({ objectType }) => query.select?.includes(objectType))
  if (taken !== undefined)
    throw new TypeError(`A row has one "${taken.objectType}": leave the property of that name out, or the include.`)
  return query
}

function checkLabel(schema: Schema, from: string, to: string, label: string): string {
  if (schema[from]?.associations[to]?.labels.includes(label)) return label
  throw invalidQuery(
    from,
    'include.label',
    `Associations of ${from} with ${to} have no label "${label}".`,
    'Add it to the schema, or use another.',
  )
}

/** Frozen all the way down; what is frozen already is not walked again. */
function frozen<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value
  for (const each of Object.values(value)) if (typeof each === 'object' && each !== null) frozen(each)
  return Object.freeze(value)
}
