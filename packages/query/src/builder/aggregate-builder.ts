import type { ObjectTypeName, Property, PropertyName, Schema, ValueOf } from '@holdfast/crm'
import type { measuredTypes } from '../aggregate/index.ts'
import type { AggregateQuery, Parameter } from '../ast.ts'
import type { idProperty } from '../property-of.ts'
import type { Executed, Execution } from './execution.ts'
import type { AnyFacts, Bindings, Facts, Recalls } from './facts.ts'
import type { FiguresRow, Measured, ShownFigures, Shows } from './row.ts'

/** The properties of which `compute` can be asked. */
export type MeasuredName<S extends Schema, O extends ObjectTypeName<S>, Compute extends keyof typeof measuredTypes> = {
  [N in PropertyName<S, O>]: S[O]['properties'][N]['type'] extends (typeof measuredTypes)[Compute][number] ? N : never
}[PropertyName<S, O>]

/** The properties that records can be grouped by: those that hold one value. */
export type GroupName<S extends Schema, O extends ObjectTypeName<S>> = {
  [N in PropertyName<S, O>]: S[O]['properties'][N] extends { readonly multiple: true }
    ? never
    : N extends typeof idProperty
      ? never
      : N
}[PropertyName<S, O>]

type ValueAt<
  S extends Schema,
  O extends ObjectTypeName<S>,
  N extends PropertyName<S, O>,
> = S[O]['properties'][N] extends Property ? ValueOf<S[O]['properties'][N]> : never

/** What figures are made of inside `aggregate(({ count, sum }) => …)`. */
export interface MeasureTools<S extends Schema, O extends ObjectTypeName<S>> {
  /** How many records, or how many of them have a value of that property. */
  readonly count: (name?: PropertyName<S, O>) => Measured<number>
  /** The sum of the values; of none, zero. It is exact: ten times 0.1 is 1. */
  readonly sum: (name: MeasuredName<S, O, 'sum'>) => Measured<number>
  /** The average of the values; of none, null. */
  readonly avg: (name: MeasuredName<S, O, 'avg'>) => Measured<number | null>
  /** The least value; of none, null. */
  readonly min: <N extends MeasuredName<S, O, 'min'>>(name: N) => Measured<ValueAt<S, O, N> | null>
  /** The greatest value; of none, null. */
  readonly max: <N extends MeasuredName<S, O, 'max'>>(name: N) => Measured<ValueAt<S, O, N> | null>
}

/** Figures by the names that rows will have them under. */
export type Measures = Readonly<Record<string, Measured<unknown>>>

/** The ways from a query to figures about its rows, one row for each group by `Groups`. */
export interface AggregateSteps<
  S extends Schema,
  O extends ObjectTypeName<S>,
  Groups extends PropertyName<S, O>,
  E extends Execution,
  F extends AnyFacts,
> {
  /** Several figures, each under a name. Throws `TypeError` for a name that a group has, and for none at all. */
  aggregate<M extends Measures>(build: (tools: MeasureTools<S, O>) => M): Aggregated<S, O, Groups, M, E, F>
  /** How many records. */
  count(): Aggregated<S, O, Groups, { readonly count: Measured<number> }, E, F>
  /** The sum of a property. */
  sum(name: MeasuredName<S, O, 'sum'>): Aggregated<S, O, Groups, { readonly sum: Measured<number> }, E, F>
  /** The average of a property. */
  avg(name: MeasuredName<S, O, 'avg'>): Aggregated<S, O, Groups, { readonly avg: Measured<number | null> }, E, F>
  /** The least value of a property. */
  min<N extends MeasuredName<S, O, 'min'>>(
    name: N,
  ): Aggregated<S, O, Groups, { readonly min: Measured<ValueAt<S, O, N> | null> }, E, F>
  /** The greatest value of a property. */
  max<N extends MeasuredName<S, O, 'max'>>(
    name: N,
  ): Aggregated<S, O, Groups, { readonly max: Measured<ValueAt<S, O, N> | null> }, E, F>
}

/** A query for figures, or a template of one while it leaves values open. */
export type Aggregated<
  S extends Schema,
  O extends ObjectTypeName<S>,
  Groups extends PropertyName<S, O>,
  M,
  E extends Execution,
  F extends AnyFacts,
> = [F['open']] extends [never] ? AggregateBuilder<S, O, Groups, M, E, F> : AggregateTemplate<S, O, Groups, M, E, F>

/** A query for figures. It is a value: building runs nothing. */
export interface AggregateBuilder<
  S extends Schema,
  O extends ObjectTypeName<S>,
  Groups extends PropertyName<S, O>,
  M,
  E extends Execution,
  F extends AnyFacts,
>
  extends Shows<ShownFigures<S, O, Groups, M>>, Recalls<F> {
  /** The query as frozen plain data. */
  readonly ast: AggregateQuery
  /** Equal for equal queries. */
  readonly key: string
  /** The figures, now and after every change. */
  live(): Executed<E, FiguresRow<S, O, Groups, M>, 'live'>
  /** The figures, once. */
  get(options?: E['options']): Executed<E, FiguresRow<S, O, Groups, M>, 'get'>
  /** How the query would be answered, without asking. */
  explain(): Executed<E, FiguresRow<S, O, Groups, M>, 'explain'>
}

/** A query for figures that leaves values open. */
export interface AggregateTemplate<
  S extends Schema,
  O extends ObjectTypeName<S>,
  Groups extends PropertyName<S, O>,
  M,
  E extends Execution,
  F extends AnyFacts,
>
  extends Shows<ShownFigures<S, O, Groups, M>>, Recalls<F> {
  readonly ast: AggregateQuery<Parameter>
  readonly key: string
  /** The query with these values. */
  bind(values: Bindings<F['open']>): AggregateBuilder<S, O, Groups, M, E, Facts<F['left'], never, F['sorted']>>
}
