import type { AssociatedName, LabelOf, ObjectTypeName, RecordId, Schema } from '@holdfast/crm'
import type { Parameter, Predicate, Query } from '../ast.ts'
import type { Param } from '../parameter.ts'
import type { Facts, LeftOfAssociation, LeftOfProperty, Recalls, Slot } from './facts.ts'
import type { Shows } from './row.ts'
import type { ComparedValue, OperandOf, OperatorOf, SlotOf } from './typed-operand.ts'

declare const asked: unique symbol

/**
 * A predicate in the making: plain data, of which types remember what search leaves of it as it stands (`Left`), what when it is negated (`Negated`), and the
 * values it leaves open.
 */
export interface Asked<Left, Negated, Open> {
  readonly kind: Predicate['kind']
  readonly [asked]?: { readonly left: Left; readonly negated: Negated; readonly open: Open }
}

/** A predicate in the making, of any kind. */
export type AnyAsked = Asked<unknown, unknown, unknown>

/** What search leaves of predicates. */
export type LeftOf<A> = A extends Asked<infer Left, unknown, unknown> ? Left : never
/** What search leaves of predicates when they are negated. */
export type NegatedOf<A> = A extends Asked<unknown, infer Negated, unknown> ? Negated : never
/** The values that predicates leave open. */
export type OpenOf<A> = A extends Asked<unknown, unknown, infer Open> ? Open : never

/**
 * What an associated record has to satisfy: a predicate made with its own tools, or a query for its object type, of which the predicate counts; one with a
 * search text or a window is refused.
 */
export type Partner<S extends Schema, T extends ObjectTypeName<S>, Open> =
  | ((tools: NoInfer<PredicateTools<S, T>>) => Asked<unknown, unknown, Open>)
  | (QueryFor<T> & Recalls<Facts<unknown, Open, unknown>>)

/** A query for records of the object type `T`. */
export interface QueryFor<T> extends Shows<{ readonly objectType: T }> {
  readonly ast: Query<Parameter>
}

/** Which associations count. */
export interface AssociatedOptions<L> {
  /** Only those with this label; without it, all. */
  readonly label?: L
}

/** What a predicate is made of inside `where(({ and, or, not, f }) => …)`. */
export interface PredicateTools<S extends Schema, O extends ObjectTypeName<S>> {
  /** One question to one property. */
  readonly f: <
    N extends keyof S[O]['properties'] & string,
    Op extends OperatorOf<S[O]['properties'][N]>,
    P extends string = never,
  >(
    name: N,
    operator: Op,
    ...operand: OperandOf<ComparedValue<S, O, N>, Op, P>
  ) => Asked<LeftOfProperty<O, N>, LeftOfProperty<O, N>, SlotOf<P, Op, ComparedValue<S, O, N>>>
  /** Is the record associated with that one, or with one that satisfies a predicate? */
  readonly associatedTo: {
    <T extends AssociatedName<S, O>, P extends string = never, L extends LabelOf<S, O, NoInfer<T>> = never>(
      objectType: T,
      id: RecordId<NoInfer<T>> | Param<P>,
      options?: AssociatedOptions<L>,
    ): Asked<
      LeftOfAssociation<O, T, L>,
      LeftOfAssociation<O, T, L> | 'not-associated',
      P extends string ? Slot<P, RecordId<T>> : never
    >
    <T extends AssociatedName<S, O>, Open>(
      objectType: T,
      partner: Partner<S, NoInfer<T>, Open>,
      options?: AssociatedOptions<LabelOf<S, O, NoInfer<T>>>,
    ): Asked<'has-associated', 'has-associated', Open>
  }
  /** Is the record associated with any of that object type, or with one that satisfies a predicate? */
  readonly hasAssociated: <T extends AssociatedName<S, O>, Open = never>(
    objectType: T,
    partner?: Partner<S, NoInfer<T>, Open> | null,
    options?: AssociatedOptions<LabelOf<S, O, NoInfer<T>>>,
  ) => Asked<'has-associated', 'has-associated', Open>
  /** All of them; of none: always. */
  readonly and: <A extends readonly AnyAsked[]>(
    ...of: A
  ) => Asked<LeftOf<A[number]>, NegatedOf<A[number]>, OpenOf<A[number]>>
  /** One of them at least; of none: never. */
  readonly or: <A extends readonly AnyAsked[]>(
    ...of: A
  ) => Asked<LeftOf<A[number]>, NegatedOf<A[number]>, OpenOf<A[number]>>
  /** Not so. Unlike HubSpot's `neq` and `notIn` this includes records without a value. */
  readonly not: <A extends AnyAsked>(of: A) => Asked<NegatedOf<A>, LeftOf<A>, OpenOf<A>>
}
