import type { AssociatedName, LabelOf, ObjectTypeName, PropertyName, RecordId, Schema } from '@holdfast/crm'
import { everyRecord, type Include, type Predicate, type Query } from './ast.ts'
import type { Executed, Execution, Executor, NoExecution } from './execution.ts'
import { idProperty, propertyOf } from './property-of.ts'
import type { Included, RowOf, Shown, Shows } from './row.ts'
import { buildQuery } from './steps.ts'
import type { ComparedValue, OperandOf, OperatorOf } from './typed-operand.ts'

/** What a predicate is made of inside `where(({ and, or, not, f }) => …)`. */
export interface PredicateTools<S extends Schema, O extends ObjectTypeName<S>> {
  /** One question to one property. */
  readonly f: <N extends PropertyName<S, O>, Op extends OperatorOf<S[O]['properties'][N]>>(
    name: N,
    operator: Op,
    ...operand: OperandOf<ComparedValue<S, O, N>, Op>
  ) => Predicate
  /** Is the record associated with that one? */
  readonly associatedTo: <T extends AssociatedName<S, O>>(
    objectType: T,
    id: RecordId<NoInfer<T>>,
    options?: AssociatedOptions<S, O, NoInfer<T>>,
  ) => Predicate
  /** All of them; of none: always. */
  readonly and: (...of: readonly Predicate[]) => Predicate
  /** One of them at least; of none: never. */
  readonly or: (...of: readonly Predicate[]) => Predicate
  /** Not so. Unlike HubSpot's `neq` and `notIn` this includes records without a value. */
  readonly not: (of: Predicate) => Predicate
}

/** Which associations count. */
export interface AssociatedOptions<S extends Schema, O extends ObjectTypeName<S>, T> {
  /** Only those with this label; without it, all. */
  readonly label?: LabelOf<S, O, T>
}

/** The steps that queries and includes share. Each returns a new value; nothing is ever changed. */
export interface QuerySteps<S extends Schema, O extends ObjectTypeName<S>> {
  /**
   * Keeps the records whose property satisfies the operator; several calls must all hold.
   *
   * Throws `HoldfastError` `query/invalid` for an operand that is empty or none of the property's type, where types could not say so.
   */
  where<N extends PropertyName<S, O>, Op extends OperatorOf<S[O]['properties'][N]>>(
    name: N,
    operator: Op,
    ...operand: OperandOf<ComparedValue<S, O, N>, Op>
  ): this
  /** Keeps the records that satisfy a predicate made of several. */
  where(build: (tools: PredicateTools<S, O>) => Predicate): this
  /** Keeps the records that are associated with that one. */
  associatedTo<T extends AssociatedName<S, O>>(
    objectType: T,
    id: RecordId<NoInfer<T>>,
    options?: AssociatedOptions<S, O, NoInfer<T>>,
  ): this
  /**
   * Keeps the records of which every word of the text occurs in a property that HubSpot searches by text. The last call counts; a blank text asks for
   * nothing, so a search box can be passed on as it is.
   */
  search(text: string): this
  /** Orders by that property, after those named before; the id decides last. Unset comes last in both directions. */
  orderBy(name: PropertyName<S, O>, direction?: 'asc' | 'desc'): this
  /** At most so many rows. Throws `TypeError` unless it is a whole number above zero. */
  limit(rows: number): this
}

/** A query of object type `O` that shows the properties `Names` and the included object types `Includes`. It is a value: building runs nothing. */
export interface QueryBuilder<
  S extends Schema,
  O extends ObjectTypeName<S>,
  Names extends PropertyName<S, O> = PropertyName<S, O>,
  Includes = unknown,
  E extends Execution = NoExecution,
>
  extends QuerySteps<S, O>, Shows<Shown<S, O, Names, Includes>> {
  /** The query as frozen plain data. */
  readonly ast: Query
  /** Equal for equal queries. */
  readonly key: string
  /** Shows these properties only. The last call counts. */
  select<N extends PropertyName<S, O>>(...names: readonly N[]): QueryBuilder<S, O, N, Includes, E>
  /**
   * Shows associated records with each row, under the name of their object type.
   *
   * Throws `TypeError` when a selected property has that name.
   */
  include<I extends IncludeCallbacks<S, O>>(
    includes: I & NothingElse<I, AssociatedName<S, O>>,
  ): QueryBuilder<S, O, Names, Merged<Includes, IncludesOf<I>>, E>
  /** The rows, now and after every change. */
  live(): Executed<E, RowOf<Shown<S, O, Names, Includes>>, 'live'>
  /** The rows, once. */
  get(options?: E['options']): Executed<E, RowOf<Shown<S, O, Names, Includes>>, 'get'>
  /** How the query would be answered, without asking. */
  explain(): Executed<E, RowOf<Shown<S, O, Names, Includes>>, 'explain'>
}

/** What to show of the records of type `O` that a record of type `From` is associated with. */
export interface IncludeBuilder<
  S extends Schema,
  From extends ObjectTypeName<S>,
  O extends ObjectTypeName<S>,
  Names extends PropertyName<S, O> = PropertyName<S, O>,
  Includes = unknown,
  Many extends boolean = true,
>
  extends QuerySteps<S, O>, Includable<Shown<S, O, Names, Includes>, Many> {
  /** Only associations with this label. */
  label(label: LabelOf<S, From, O>): this
  /** The first record or null, instead of a list. */
  first(): IncludeBuilder<S, From, O, Names, Includes, false>
  select<N extends PropertyName<S, O>>(...names: readonly N[]): IncludeBuilder<S, From, O, N, Includes, Many>
  include<I extends IncludeCallbacks<S, O>>(
    includes: I & NothingElse<I, AssociatedName<S, O>>,
  ): IncludeBuilder<S, From, O, Names, Merged<Includes, IncludesOf<I>>, Many>
}

declare const many: unique symbol

/** What an include's callback returns: an {@link IncludeBuilder} in whatever state. */
export interface Includable<Of = unknown, Many = boolean> extends Shows<Of> {
  readonly ast: Include
  readonly [many]?: Many
}

/** By associated object type, what to show of its records. */
export type IncludeCallbacks<S extends Schema, O extends ObjectTypeName<S>> = {
  readonly [T in AssociatedName<S, O>]?: (included: IncludeBuilder<S, O, T>) => Includable
}

/** What `include` was asked for, as rows need it. */
export type IncludesOf<I> = {
  readonly [T in keyof I]: I[T] extends (included: never) => Includable<infer Of, infer Many>
    ? Included<Of, Many>
    : never
}

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
  return buildQuery(schema, everyRecord(objectType), executor) as unknown as QueryBuilder<
    S,
    O,
    PropertyName<S, O>,
    unknown,
    E
  >
}
