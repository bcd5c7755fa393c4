import type { ObjectTypeName, Property, PropertyName, Schema, ValueOf } from '@holdfast/crm'
import type { measuredTypes } from '../aggregate/index.ts'
import type { AggregateQuery, Parameter } from '../ast.ts'
import type { Executed, Execution } from './execution.ts'
import type { AnyFacts, Bindings, Facts, Recalls } from './facts.ts'
import type { FiguresRow, Measured, ShownFigures, Shows } from './row.ts'

/** What a property that `compute` is not of would have to be besides: no name is. */
export interface NotMeasured<Compute> {
  readonly cannotBeComputed: Compute
}

/** What a property that records cannot be grouped by would have to be besides: no name is. */
export interface NotGrouped {
  readonly holdsSeveralOptions: true
}

// Only the property that was named is looked at: going through all names of an object type, to offer those that fit, costs more than all else that is
// typed here (see the type cost test).
type IfMeasured<
  P extends Property,
  Compute extends keyof typeof measuredTypes,
> = P['type'] extends (typeof measuredTypes)[Compute][number] ? unknown : NotMeasured<Compute>
type IfGrouped<P extends Property> = [P] extends [{ readonly multiple: true }] ? NotGrouped : unknown

/** The name `N` of a property, if `compute` can be asked of it. */
export type MeasuredName<
  S extends Schema,
  O extends ObjectTypeName<S>,
  N extends PropertyName<S, O>,
  Compute extends keyof typeof measuredTypes,
> = N & IfMeasured<S[O]['properties'][N], Compute>

/** Names of properties, if records can be grouped by each: those that hold one value. */
export type GroupNames<S extends Schema, O extends ObjectTypeName<S>, Names extends readonly PropertyName<S, O>[]> = {
  readonly [At in keyof Names]: Names[At] & IfGrouped<S[O]['properties'][Names[At]]>
}

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
  readonly sum: <N extends PropertyName<S, O>>(name: MeasuredName<S, O, N, 'sum'>) => Measured<number>
  /** The average of the values; of none, null. */
  readonly avg: <N extends PropertyName<S, O>>(name: MeasuredName<S, O, N, 'avg'>) => Measured<number | null>
  /** The least value; of none, null. */
  readonly min: <N extends PropertyName<S, O>>(name: MeasuredName<S, O, N, 'min'>) => Measured<ValueAt<S, O, N> | null>
  /** The greatest value; of none, null. */
  readonly max: <N extends PropertyName<S, O>>(name: MeasuredName<S, O, N, 'max'>) => Measured<ValueAt<S, O, N> | null>
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
  aggregate<M extends Measures>(build: (tools: NoInfer<MeasureTools<S, O>>) => M): Aggregated<S, O, Groups, M, E, F>
  /** How many records. */
  count(): Aggregated<S, O, Groups, { readonly count: Measured<number> }, E, F>
  /** The sum of a property. */
  sum<N extends PropertyName<S, O>>(
    name: MeasuredName<S, O, N, 'sum'>,
  ): Aggregated<S, O, Groups, { readonly sum: Measured<number> }, E, F>
  /** The average of a property. */
  avg<N extends PropertyName<S, O>>(
    name: MeasuredName<S, O, N, 'avg'>,
  ): Aggregated<S, O, Groups, { readonly avg: Measured<number | null> }, E, F>
  /** The least value of a property. */
  min<N extends PropertyName<S, O>>(
    name: MeasuredName<S, O, N, 'min'>,
  ): Aggregated<S, O, Groups, { readonly min: Measured<ValueAt<S, O, N> | null> }, E, F>
  /** The greatest value of a property. */
  max<N extends PropertyName<S, O>>(
    name: MeasuredName<S, O, N, 'max'>,
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
