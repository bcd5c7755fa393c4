import type { StandardObjectTypeName } from '@holdfast/crm'
import type { idProperty } from '../property-of.ts'
import type { unfilterableProperties } from '../search/index.ts'

/** What types remember of a query besides what it shows, by what the steps taken so far said. */
export interface Facts<Left, Open, Sorted> {
  /** What search cannot say of it, a {@link ResidualReason}. */
  readonly left: Left
  /** The values it leaves open, each a {@link Slot}. */
  readonly open: Open
  /** The names of the properties that it is ordered by. */
  readonly sorted: Sorted
}

/** Facts of any kind. */
export type AnyFacts = Facts<unknown, unknown, unknown>

/** Of a query about which nothing was said yet. */
export type NoFacts = Facts<never, never, never>

/** The facts `F`, and that search leaves `Left` and values `Open` are open. */
export type Also<F extends AnyFacts, Left, Open> = Facts<F['left'] | Left, F['open'] | Open, F['sorted']>

/** The facts `F`, and an order by `N` after what the order had before. */
export type OrderedBy<F extends AnyFacts, N, Direction> = Facts<
  F['left'] | LeftOfOrder<F['sorted'], N, Direction>,
  F['open'],
  F['sorted'] | N
>

// The id decides last anyway, nothing decides after it, and a property decides once.
type LeftOfOrder<Sorted, N, Direction> = [Sorted] extends [never]
  ? never
  : typeof idProperty extends Sorted
    ? never
    : [N] extends [Sorted]
      ? never
      : [N, Direction] extends [typeof idProperty, 'asc']
        ? never
        : 'order'

/** A value left open: the name it is bound by, and what can be bound. */
export interface Slot<Name extends string, Value> {
  readonly name: Name
  readonly value: Value
}

/** The values to bind, by the names of the slots; a name that stands in several places takes what fits all of them. */
export type Bindings<Open> = {
  readonly [N in Open extends Slot<infer Name, unknown> ? Name : never]: ValueOfSlot<Open, N>
}

type ValueOfSlot<Open, N extends string> = (
  Open extends Slot<N, infer Value> ? (value: Value) => void : never
) extends (value: infer Value) => void
  ? Value
  : never

declare const facts: unique symbol

/** Carries {@link Facts} through the types; nothing of it exists at run time. */
export interface Recalls<F> {
  readonly [facts]?: F
}

/** What search cannot say of a query, as a union of {@link ResidualReason}s; `never` when it can say it in full. The same as `residualReasons` at run time. */
export type ResidualOf<Q> = Q extends Recalls<Facts<infer Left, unknown, unknown>> ? Left : never

/** Can HubSpot's search find exactly the records of this query? `false` means that the device has to look at what it finds. */
export type Remotable<Q> = [ResidualOf<Q>] extends [never] ? true : false

type Unfilterable = typeof unfilterableProperties

/** What search leaves of a question to property `N` of object type `O`. */
export type LeftOfProperty<O, N> = O extends keyof Unfilterable
  ? N extends Unfilterable[O][number]
    ? 'unfilterable'
    : never
  : never

/** What search leaves of an association of `O` with `T` by the label `L`. */
export type LeftOfAssociation<O, T, L> =
  | ([L] extends [never] ? never : 'label')
  | (O | T extends StandardObjectTypeName ? never : 'custom-object-type')
