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

/** What a query says of its rows, by name rather than by shape; the shape is computed once, by {@link RowOf}. */
export interface Shown<S extends Schema, O extends ObjectTypeName<S>, Names, Includes> {
  readonly schema: S
  readonly objectType: O
  readonly names: Names
  /** By object type, an {@link Included}. */
  readonly includes: Includes
}

/** What an include says: the rows it brings, and whether there may be more than one. */
export interface Included<Of, Many> {
  readonly of: Of
  readonly many: Many
}

type Flat<T> = { [K in keyof T]: T[K] } & {}

/** A row of a query: its id and state, the selected values, and the included rows beside them. Any value may be unset, so any may be null. */
export type Row<S extends Schema, O extends ObjectTypeName<S>, Names extends PropertyName<S, O>, Includes> = Flat<
  { readonly id: RecordId<O>; readonly $: RowState } & {
    readonly [N in Names]: ValueOf<S[O]['properties'][N]> | null
  } & { readonly [T in keyof Includes]: IncludedRows<Includes[T]> }
>

type IncludedRows<I> =
  I extends Included<infer Of, infer Many> ? (Many extends true ? readonly RowOf<Of>[] : RowOf<Of> | null) : never

/** The row that `Shown` stands for. */
export type RowOf<Of> =
  Of extends Shown<infer S, infer O, infer Names, infer Includes>
    ? O extends ObjectTypeName<S>
      ? Row<S, O, Names & PropertyName<S, O>, Includes>
      : never
    : never

declare const shown: unique symbol

/** Carries a {@link Shown} through the types; nothing of it exists at run time. */
export interface Shows<Of> {
  readonly [shown]?: Of
}

/** The rows of a query: `ResultOf<typeof query>[number]` is one of them. */
export type ResultOf<Q> = Q extends Shows<infer Of> ? readonly RowOf<Of>[] : never
