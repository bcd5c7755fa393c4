import { refusalOfGroup, refusalOfMeasure } from '../aggregate/index.ts'
import type { AggregateFunction, AggregateQuery, Measure, Parameter, Query } from '../ast.ts'
import { bindQuery, type ParameterValues } from '../bind.ts'
import { invalidQuery } from '../invalid-query.ts'
import { propertyOf } from '../property-of.ts'
import type { Execution } from './execution.ts'
import { frozen } from './frozen.ts'
import { running, type Building } from './running.ts'

type Figure = Omit<Measure, 'name'>
type Tools = Readonly<Record<AggregateFunction, (property?: string) => Figure>>

/** The ways from a query to figures about its rows, without their types. */
export function aggregateSteps<E extends Execution>(building: Building<E>, query: Query<Parameter>): object {
  return {
    ...figuresOf(building, query, []),
    groupBy: (...names: readonly string[]) => figuresOf(building, query, [...new Set(names)]),
  }
}

function figuresOf<E extends Execution>(
  building: Building<E>,
  query: Query<Parameter>,
  groupBy: readonly string[],
): object {
  const of = { ...query, select: null, include: [] }
  const build = (figures: Readonly<Record<string, Figure>>): object =>
    buildAggregate(building, { of, groupBy, measures: measuresOf(figures) })
  const alone = (compute: AggregateFunction) => (property?: string) => build({ [compute]: tools[compute](property) })
  return {
    aggregate: (describe: (tools: Tools) => Readonly<Record<string, Figure>>) => build(describe(tools)),
    count: alone('count'),
    sum: alone('sum'),
    avg: alone('avg'),
    min: alone('min'),
    max: alone('max'),
  }
}

const figure =
  (compute: AggregateFunction) =>
  (property?: string): Figure => ({ compute, property: property ?? null })

const tools: Tools = {
  count: figure('count'),
  sum: figure('sum'),
  avg: figure('avg'),
  min: figure('min'),
  max: figure('max'),
}

function measuresOf(figures: Readonly<Record<string, Figure>>): readonly Measure[] {
  return Object.entries(figures)
    .map(([name, { compute, property }]) => ({ name, compute, property }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function buildAggregate<E extends Execution>(building: Building<E>, query: AggregateQuery<Parameter>): object {
  const ast = frozen(query)
  checkNames(ast)
  const { schema } = building
  const { objectType } = ast.of
  const refuse = (part: string, refusal: string | null): void => {
    if (refusal !== null) throw invalidQuery(objectType, part, refusal, 'Ask for something else.')
  }
  for (const name of ast.groupBy)
    refuse(`groupBy ${name}`, refusalOfGroup(name, propertyOf(schema, objectType, name, 'groupBy')))
  for (const measure of ast.measures) {
    const { name, property } = measure
    const definition = property === null ? null : propertyOf(schema, objectType, property, 'aggregate')
    refuse(`aggregate ${name}`, refusalOfMeasure(measure, definition))
  }
  return {
    ...running(building, ast),
    bind: (values: ParameterValues) => buildAggregate(building, bindQuery(schema, ast, values)),
  }
}

function checkNames({ groupBy, measures }: AggregateQuery<Parameter>): void {
  if (measures.length === 0) throw new TypeError('Name at least one figure.')
  const taken = measures.find(({ name }) => groupBy.includes(name))
  if (taken !== undefined) throw new TypeError(`A row has one "${taken.name}": give the figure another name.`)
}
