import type { AggregateFunction } from '../ast.ts'
import type { LocalKey, ObjectTypeName, PropertyName, RecordId, Schema, ValueOf } from '@holdfast/crm'

/** What is known of a row besides its values. */
export interface RowState {
  /** Stays the same for ever, also when a temporary id becomes a real one: the key for user interfaces. */
  readonly key: LocalKey
  /** Names of the properties whose shown value HubSpot does not have yet. */
  readonly pending: readonly string[]
  readonly archived: boolean
  /** `local` until HubSpot has the record. */
  readonly source: 'remote' | 'local'
}

/** What is known of an included row besides its values. */
export interface IncludedState<Label> extends RowState {
  /** The labels of the association that brought it; the same record may be another's without them. */
  readonly labels: readonly Label[]
}

/** What a query says of its rows, by name rather than by shape; the shape is computed once, by {@link RowOf}. */
export interface Shown<S extends Schema, O extends ObjectTypeName<S>, Names, Includes> {
  readonly schema: S
  readonly objectType: O
  readonly names: Names
  /** By object type, an {@link Included}. */
  readonly includes: Includes
}

/** What an include says: the rows it brings, whether there may be more than one, and how their associations may be labelled. */
export interface Included<Of, Many, Label> {
  readonly of: Of
  readonly many: Many
  readonly label: Label
}

/** What a query for figures says of its rows. */
export interface ShownFigures<S extends Schema, O extends ObjectTypeName<S>, Groups, Measures> {
  readonly schema: S
  readonly objectType: O
  /** The names of the properties that make a group. */
  readonly groups: Groups
  /** The figures by their names. */
  readonly measures: Measures
}

/** A figure that is computed, for types: `Value` is what it gives. */
export interface Measured<Value> {
  readonly compute: AggregateFunction
  readonly property: string | null
  readonly [measured]?: Value
}

type Flat<T> = { [K in keyof T]: T[K] } & {}

/** A row of a query: its id and state, the selected values, and the included rows beside them. Any value may be unset, so any may be null. */
export type Row<
  S extends Schema,
  O extends ObjectTypeName<S>,
  Names extends PropertyName<S, O>,
  Includes,
  State = RowState,
> = Flat<
  { readonly id: RecordId<O>; readonly $: State } & {
    readonly [N in Names]: ValueOf<S[O]['properties'][N]> | null
  } & { readonly [T in keyof Includes]: IncludedRows<Includes[T]> }
>

type IncludedRows<I> =
  I extends Included<infer Of, infer Many, infer Label>
    ? Many extends true
      ? readonly RowOf<Of, IncludedState<Label>>[]
      : RowOf<Of, IncludedState<Label>> | null
    : never

/** One row of figures: what the records of the group share, and the figures beside it. */
export type FiguresRow<
  S extends Schema,
  O extends ObjectTypeName<S>,
  Groups extends PropertyName<S, O>,
  Measures,
> = Flat<
  { readonly [N in Groups]: ValueOf<S[O]['properties'][N]> | null } & {
    readonly [M in keyof Measures]: Measures[M] extends Measured<infer Value> ? Value : never
  }
>

/** The row that `Shown` or `ShownFigures` stands for. */
export type RowOf<Of, State = RowState> =
  Of extends Shown<infer S, infer O, infer Names, infer Includes>
    ? Row<S, O, Names & PropertyName<S, O>, Includes, State>
    : Of extends ShownFigures<infer S, infer O, infer Groups, infer Measures>
      ? FiguresRow<S, O, Groups & PropertyName<S, O>, Measures>
      : never

declare const shown: unique symbol
declare const measured: unique symbol

/** Carries a {@link Shown} through the types; nothing of it exists at run time. */
export interface Shows<Of> {
  readonly [shown]?: Of
}

/** The rows of a query: `ResultOf<typeof query>[number]` is one of them. */
export type ResultOf<Q> = Q extends Shows<infer Of> ? readonly RowOf<Of>[] : never
