import type { ObjectTypeName, Property, PropertyName, PropertyType, RecordId, Schema, SingleOf } from '@holdfast/crm'
import type { ListOperator } from '../ast.ts'
import type { Operator, operators } from '../operators.ts'
import type { Param } from '../parameter.ts'
import type { idProperty } from '../property-of.ts'
import type { Slot } from './facts.ts'

/** The operators of each property type, as {@link operators} has them. */
export type OperatorsByType = {
  readonly [T in PropertyType]: {
    readonly [Op in Operator]: T extends (typeof operators)[Op]['types'][number] ? Op : never
  }[Operator]
}

/** The operators that property `P` can be asked with. */
export type OperatorOf<P extends Property> = OperatorsByType[P['type']]

/** One value to compare property `N` with. The id property takes ids as they are; they may exceed what a number holds. */
export type ComparedValue<S extends Schema, O extends ObjectTypeName<S>, N extends PropertyName<S, O>> = [N] extends [
  typeof idProperty,
]
  ? RecordId<O> | number
  : SingleOf<S[O]['properties'][N]>

/**
 * What follows the operator `Op` in a call, given what one value of the property is: nothing, a value, a range or a list. A parameter called `P` may stand for
 * a value, and for a whole list.
 */
export type OperandOf<Value, Op extends Operator, P extends string = never> = {
  readonly none: []
  readonly value: [value: Value | Param<P>]
  readonly range: [range: readonly [from: Value | Param<P>, to: Value | Param<P>]]
  readonly values: [values: readonly Value[] | Param<P>]
}[(typeof operators)[Op]['operand']]

/** The slot that a parameter called `P` leaves after `Op`; none when there is no parameter. */
export type SlotOf<P extends string, Op, Value> = P extends string
  ? Slot<P, Op extends ListOperator ? readonly Value[] : Value>
  : never
