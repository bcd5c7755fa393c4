import { pipelineProperties, type Schema } from '@holdfast/crm'
import { everyRecord, type Cursor, type Include, type Parameter, type Query } from '../ast.ts'
import { bindQuery, type ParameterValues } from '../bind.ts'
import { queryName } from '../check/index.ts'
import { invalidQuery } from '../invalid-query.ts'
import { propertyOf } from '../property-of.ts'
import { aggregateSteps } from './build-aggregate.ts'
import { predicateTools, type OpenPredicate, type UntypedTools } from './build-predicate.ts'
import type { Execution } from './execution.ts'
import { frozen } from './frozen.ts'
import { running, type Building } from './running.ts'

/**
 * The builder without its types: the object behind every `QueryBuilder`, whose interface says what each step takes and gives.
 * It is a value for one query; a step makes the next one.
 */
export function buildQuery<E extends Execution>(building: Building<E>, query: Query<Parameter>): object {
  const { schema, name } = building
  const ast = frozen(query)
  return {
    ...steps(schema, ast, (next) => buildQuery(building, next)),
    ...aggregateSteps(building, ast),
    ...running(building, ast),
    name,
    named(next: string) {
      if (!queryName.test(next)) throw new TypeError('A name is a line of at most 100 characters.')
      return buildQuery({ ...building, name: next }, ast)
    },
    after: (cursor: Cursor | null) => buildQuery(building, { ...ast, after: checkCursor(ast, cursor) }),
    bind: (values: ParameterValues) => buildQuery(building, bindQuery(schema, ast, values)),
  }
}

function buildInclude(schema: Schema, from: string, include: Include<Parameter>): IncludedValue {
  const ast = frozen(include)
  const next = (change: Partial<Include<Parameter>>): IncludedValue => buildInclude(schema, from, { ...ast, ...change })
  return {
    ...steps(schema, ast.query, (query) => next({ query })),
    ast,
    label: (label: string) => next({ label: checkLabel(schema, from, ast.objectType, label) }),
    first: () => next({ first: true, query: { ...ast.query, limit: 1 } }),
  }
}

interface IncludedValue {
  readonly ast: Include<Parameter>
  readonly label: (label: string) => IncludedValue
  readonly first: () => IncludedValue
}

type IncludeCallback = (included: IncludedValue) => IncludedValue

function steps(schema: Schema, query: Query<Parameter>, next: (query: Query<Parameter>) => object): object {
  const { objectType } = query
  const tools = predicateTools(schema, objectType)
  const and = (predicate: OpenPredicate): object => next({ ...query, where: conjunction(query.where, predicate) })
  return {
    where: (
      first: string | ((tools: UntypedTools) => OpenPredicate),
      operator: string,
      ...operand: readonly unknown[]
    ) => and(typeof first === 'function' ? first(tools) : tools.f(first, operator, ...operand)),
    associatedTo: (...of: Parameters<UntypedTools['associatedTo']>) => and(tools.associatedTo(...of)),
    hasAssociated: (...of: Parameters<UntypedTools['hasAssociated']>) => and(tools.hasAssociated(...of)),
    inPipeline: (pipeline: string, ...stages: readonly string[]) =>
      and(inPipeline(schema, objectType, tools, pipeline, stages)),
    search: (text: string) => next({ ...query, search: text.trim() === '' ? null : text }),
    orderBy: (property: string, direction: 'asc' | 'desc' = 'asc') => {
      propertyOf(schema, objectType, property, 'orderBy')
      if (query.after !== null)
        throw new TypeError('A cursor is a place in an order: order first, then go on after it.')
      return next({ ...query, orderBy: [...query.orderBy, { property, direction }] })
    },
    offset: (rows: number) => {
      if (!Number.isSafeInteger(rows) || rows < 0) throw new TypeError('An offset is a whole number, zero or more.')
      return next({ ...query, offset: rows })
    },
    limit: (rows: number) => {
      if (!Number.isSafeInteger(rows) || rows < 1) throw new TypeError('A limit is a whole number above zero.')
      return next({ ...query, limit: rows })
    },
    select: (...names: readonly string[]) => {
      for (const name of names) propertyOf(schema, objectType, name, 'select')
      return next(withDistinctNames({ ...query, select: [...new Set(names)].sort() }))
    },
    include: (callbacks: Readonly<Record<string, IncludeCallback>>) =>
      next(withDistinctNames({ ...query, include: mergeIncludes(schema, query, callbacks) })),
  }
}

// Stage ids are unique within their pipeline only, so both are asked for.
function inPipeline(
  schema: Schema,
  objectType: string,
  { f, and }: UntypedTools,
  pipeline: string,
  stages: readonly string[],
): OpenPredicate {
  const pipelines = schema[objectType]?.pipelines ?? {}
  const known = Object.hasOwn(pipelines, pipeline) ? pipelines[pipeline] : undefined
  if (known === undefined || stages.some((stage) => !known.includes(stage)))
    throw invalidQuery(
      objectType,
      'inPipeline',
      `The schema has no such pipeline of ${objectType}, or no such stage of it.`,
      'Add it to the "pipelines" of the object type.',
    )
  const { pipelineProperty, stageProperty } = pipelineProperties(objectType)
  const ofPipeline = f(pipelineProperty, 'eq', pipeline)
  return stages.length === 0 ? ofPipeline : and(ofPipeline, f(stageProperty, 'in', stages))
}

function conjunction(where: OpenPredicate | null, predicate: OpenPredicate): OpenPredicate {
  if (where === null) return predicate
  return { kind: 'and', of: where.kind === 'and' ? [...where.of, predicate] : [where, predicate] }
}

function checkCursor({ orderBy }: Query<Parameter>, cursor: Cursor | null): Cursor | null {
  if (cursor === null || cursor.values.length === orderBy.length) return cursor
  throw new TypeError('This is a place in another order: a cursor has a value for each key.')
}

function mergeIncludes(
  schema: Schema,
  query: Query<Parameter>,
  callbacks: Readonly<Record<string, IncludeCallback>>,
): readonly Include<Parameter>[] {
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
  return [...earlier, ...later].sort((a, b) => (a.objectType < b.objectType ? -1 : 1))
}

// Included rows sit beside the selected values, under the name of their object type.
function withDistinctNames(query: Query<Parameter>): Query<Parameter> {
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
