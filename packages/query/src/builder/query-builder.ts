import type {
  AssociatedName,
  LabelOf,
  ObjectTypeName,
  PipelineId,
  PropertyName,
  RecordId,
  Schema,
  StageId,
} from '@holdfast/crm'
import { everyRecord, type Cursor, type Include, type Parameter, type Query } from '../ast.ts'
import type { Param } from '../parameter.ts'
import { idProperty, propertyOf } from '../property-of.ts'
import type { AggregateSteps, GroupNames } from './aggregate-builder.ts'
import { buildQuery } from './build-query.ts'
import type { Executed, Execution, Executor, NoExecution } from './execution.ts'
import type {
  Also,
  AnyFacts,
  Bindings,
  Facts,
  LeftOfAssociation,
  LeftOfProperty,
  NoFacts,
  OrderedBy,
  Recalls,
  Slot,
} from './facts.ts'
import type { AnyAsked, AssociatedOptions, LeftOf, OpenOf, Partner, PredicateTools } from './predicate-tools.ts'
import type { Included, RowOf, Shown, Shows } from './row.ts'
import type { ComparedValue, OperandOf, OperatorOf, SlotOf } from './typed-operand.ts'

/** What is built is a query, run as `E` says. */
export interface OfQuery<E extends Execution> {
  readonly query: E
}

/** What is built is an include of records that `From` is associated with. */
export interface OfInclude<From, Many> {
  readonly from: From
  readonly many: Many
}

/** What the next step goes on from: an include, a query, or while it leaves values open a template of one. */
export type Next<
  S extends Schema,
  O extends ObjectTypeName<S>,
  Names extends PropertyName<S, O>,
  Includes,
  K,
  F extends AnyFacts,
> =
  K extends OfQuery<infer E>
    ? [F['open']] extends [never]
      ? QueryBuilder<S, O, Names, Includes, E, F>
      : QueryTemplate<S, O, Names, Includes, E, F>
    : K extends OfInclude<infer From extends ObjectTypeName<S>, infer Many extends boolean>
      ? IncludeBuilder<S, From, O, Names, Includes, Many, F>
      : never

/** The steps that queries and includes share. Each returns a new value; nothing is ever changed. */
export interface QuerySteps<
  S extends Schema,
  O extends ObjectTypeName<S>,
  Names extends PropertyName<S, O>,
  Includes,
  K,
  F extends AnyFacts,
> {
  /**
   * Keeps the records whose property satisfies the operator; several calls must all hold.
   *
   * Throws `HoldfastError` `query/invalid` for an operand that is empty or none of the property's type, where types could not say so.
   */
  where<
    N extends keyof S[O]['properties'] & string,
    Op extends OperatorOf<S[O]['properties'][N]>,
    P extends string = never,
  >(
    name: N,
    operator: Op,
    ...operand: OperandOf<ComparedValue<S, O, N>, Op, P>
  ): Next<S, O, Names, Includes, K, Also<F, LeftOfProperty<O, N>, SlotOf<P, Op, ComparedValue<S, O, N>>>>
  /** Keeps the records that satisfy a predicate made of several. */
  where<A extends AnyAsked>(
    build: (tools: NoInfer<PredicateTools<S, O>>) => A,
  ): Next<S, O, Names, Includes, K, Also<F, LeftOf<A>, OpenOf<A>>>
  /** Keeps the records that are associated with that one. */
  associatedTo<T extends AssociatedName<S, O>, P extends string = never, L extends LabelOf<S, O, NoInfer<T>> = never>(
    objectType: T,
    id: RecordId<NoInfer<T>> | Param<P>,
    options?: AssociatedOptions<L>,
  ): Next<
    S,
    O,
    Names,
    Includes,
    K,
    Also<F, LeftOfAssociation<O, T, L>, P extends string ? Slot<P, RecordId<T>> : never>
  >
  /** Keeps the records that are associated with one that satisfies a predicate. */
  associatedTo<T extends AssociatedName<S, O>, Open>(
    objectType: T,
    partner: Partner<S, NoInfer<T>, Open>,
    options?: AssociatedOptions<LabelOf<S, O, NoInfer<T>>>,
  ): Next<S, O, Names, Includes, K, Also<F, 'has-associated', Open>>
  /** Keeps the records that are associated with any of that object type, or with one that satisfies a predicate. */
  hasAssociated<T extends AssociatedName<S, O>, Open = never>(
    objectType: T,
    partner?: Partner<S, NoInfer<T>, Open> | null,
    options?: AssociatedOptions<LabelOf<S, O, NoInfer<T>>>,
  ): Next<S, O, Names, Includes, K, Also<F, 'has-associated', Open>>
  /** Keeps the records in that pipeline of the schema, and in one of these stages of it; without a stage, in any. */
  inPipeline<P extends PipelineId<S, O>>(
    pipeline: P,
    ...stages: readonly StageId<S, O, NoInfer<P>>[]
  ): Next<S, O, Names, Includes, K, F>
  /**
   * Keeps the records of which every word of the text occurs in a property that HubSpot searches by text. The last call counts; a blank text asks for
   * nothing, so a search box can be passed on as it is.
   */
  search(text: string): Next<S, O, Names, Includes, K, F>
  /** Orders by that property, after those named before; the id decides last. Unset comes last in both directions. */
  orderBy<N extends keyof S[O]['properties'] & string, Direction extends 'asc' | 'desc' = 'asc'>(
    name: N,
    direction?: Direction,
  ): Next<S, O, Names, Includes, K, OrderedBy<F, N, Direction>>
  /** Passes over so many rows. Throws `TypeError` unless it is a whole number, zero or more. */
  offset(rows: number): Next<S, O, Names, Includes, K, F>
  /** At most so many rows. Throws `TypeError` unless it is a whole number above zero. */
  limit(rows: number): Next<S, O, Names, Includes, K, F>
  /** Shows these properties only. The last call counts. */
  select<N extends keyof S[O]['properties'] & string>(...names: readonly N[]): Next<S, O, N, Includes, K, F>
  /**
   * Shows associated records with each row, under the name of their object type.
   *
   * Throws `TypeError` when a selected property has that name.
   */
  include<I extends IncludeCallbacks<S, O>>(
    includes: I & NothingElse<I, AssociatedName<S, O>>,
  ): Next<S, O, Names, Merged<Includes, IncludesOf<I>>, K, Also<F, never, OpenOfIncludes<I>>>
}

/** The steps of queries that includes do not have. */
export interface RootSteps<
  S extends Schema,
  O extends ObjectTypeName<S>,
  Names extends PropertyName<S, O>,
  Includes,
  E extends Execution,
  F extends AnyFacts,
>
  extends
    QuerySteps<S, O, Names, Includes, OfQuery<E>, F>,
    AggregateSteps<S, O, never, E, F>,
    Shows<Shown<S, O, Names, Includes>>,
    Recalls<F> {
  /** Equal for equal queries. */
  readonly key: string
  /** What people and servers call it; null without a name. It does not belong to the key. */
  readonly name: string | null
  /** The same query by that name. Throws `TypeError` unless it is a line of at most 100 characters. */
  named(name: string): Next<S, O, Names, Includes, OfQuery<E>, F>
  /**
   * Goes on after the place of a cursor, in the order as it is by now; null begins at the first row, so that a page can be asked for with what came with the last.
   *
   * Throws `TypeError` for a cursor of another order.
   */
  after<C extends Cursor | null>(
    cursor: C,
  ): Next<S, O, Names, Includes, OfQuery<E>, Also<F, C extends null ? never : 'after', never>>
  /** Groups the records that agree in these properties; figures are then about each group. */
  groupBy<const Groups extends readonly PropertyName<S, O>[]>(
    ...names: GroupNames<S, O, Groups>
  ): AggregateSteps<S, O, Groups[number], E, F>
}

/** A query of object type `O` that shows the properties `Names` and the included object types `Includes`. It is a value: building runs nothing. */
export interface QueryBuilder<
  S extends Schema,
  O extends ObjectTypeName<S>,
  Names extends PropertyName<S, O> = PropertyName<S, O>,
  Includes = unknown,
  E extends Execution = NoExecution,
  F extends AnyFacts = NoFacts,
> extends RootSteps<S, O, Names, Includes, E, F> {
  /** The query as frozen plain data. */
  readonly ast: Query
  /** The rows, now and after every change. */
  live(): Executed<E, RowOf<Shown<S, O, Names, Includes>>, 'live'>
  /** The rows, once. */
  get(options?: E['options']): Executed<E, RowOf<Shown<S, O, Names, Includes>>, 'get'>
  /** How the query would be answered, without asking. */
  explain(): Executed<E, RowOf<Shown<S, O, Names, Includes>>, 'explain'>
}

/** A query that leaves values open: it goes on being built, and runs once they are bound. */
export interface QueryTemplate<
  S extends Schema,
  O extends ObjectTypeName<S>,
  Names extends PropertyName<S, O>,
  Includes,
  E extends Execution,
  F extends AnyFacts,
> extends RootSteps<S, O, Names, Includes, E, F> {
  /** The query as frozen plain data, with its parameters. */
  readonly ast: Query<Parameter>
  /** The query with these values. Throws as `bindQuery` does, where types could not say so. */
  bind(values: Bindings<F['open']>): QueryBuilder<S, O, Names, Includes, E, Facts<F['left'], never, F['sorted']>>
}

/** What to show of the records of type `O` that a record of type `From` is associated with. */
export interface IncludeBuilder<
  S extends Schema,
  From extends ObjectTypeName<S>,
  O extends ObjectTypeName<S>,
  Names extends PropertyName<S, O> = PropertyName<S, O>,
  Includes = unknown,
  Many extends boolean = true,
  F extends AnyFacts = NoFacts,
>
  extends
    QuerySteps<S, O, Names, Includes, OfInclude<From, Many>, F>,
    Includable<Shown<S, O, Names, Includes>, Many, LabelOf<S, From, O>, F> {
  /** Only associations with this label. */
  label(label: LabelOf<S, From, O>): IncludeBuilder<S, From, O, Names, Includes, Many, F>
  /** The first record or null, instead of a list. */
  first(): IncludeBuilder<S, From, O, Names, Includes, false, F>
}

declare const many: unique symbol
declare const label: unique symbol

/** What an include's callback returns: an {@link IncludeBuilder} in whatever state. */
export interface Includable<Of = unknown, Many = unknown, Label = unknown, F = unknown> extends Shows<Of>, Recalls<F> {
  readonly ast: Include<Parameter>
  readonly [many]?: Many
  readonly [label]?: Label
}

/** By associated object type, what to show of its records. */
export type IncludeCallbacks<S extends Schema, O extends ObjectTypeName<S>> = {
  readonly [T in AssociatedName<S, O>]?: (included: IncludeBuilder<S, O, T>) => Includable
}

/** What `include` was asked for, as rows need it. */
export type IncludesOf<I> = {
  readonly [T in keyof I]: I[T] extends (included: never) => Includable<infer Of, infer Many, infer Label>
    ? Included<Of, Many, Label>
    : never
}

/** The values that includes leave open. */
export type OpenOfIncludes<I> = {
  readonly [T in keyof I]: I[T] extends (included: never) => Recalls<Facts<unknown, infer Open, unknown>> ? Open : never
}[keyof I]

/** A key that is not among `Keys` has no value that fits. */
export type NothingElse<I, Keys> = { readonly [K in Exclude<keyof I, Keys>]: never }

/** `Later` over `Earlier`. */
export type Merged<Earlier, Later> = unknown extends Earlier ? Later : Omit<Earlier, keyof Later> & Later

/**
 * The beginning of queries for an object type: every record, all properties of the schema.
 *
 * `executor` runs them and `E` says what that gives; without one, queries are data to pass on and running throws `TypeError`.
 */
export function queryBuilder<S extends Schema, O extends ObjectTypeName<S>, E extends Execution = NoExecution>(
  schema: S,
  objectType: O,
  executor?: Executor<E>,
): QueryBuilder<S, O, PropertyName<S, O>, unknown, E> {
  propertyOf(schema, objectType, idProperty, 'objectType')
  // The one place where names become types: the interface promises what the steps do.
  return buildQuery({ schema, executor, name: null }, everyRecord(objectType)) as unknown as QueryBuilder<
    S,
    O,
    PropertyName<S, O>,
    unknown,
    E
  >
}
