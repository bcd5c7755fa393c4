import { HoldfastError } from '@holdfast/crm'
import type { Parameter } from './ast.ts'

/** A {@link Parameter} that types know by its name. */
export interface Param<Name extends string> extends Parameter {
  readonly parameter: Name
}

/** How parameters are called. */
export const parameterName: RegExp = /^[A-Za-z][A-Za-z0-9_]{0,63}$/

/**
 * A value to be given later: `where('hubspot_owner_id', 'eq', param('owner'))`, then `bind({ owner: '42' })`.
 *
 * It stands for one value, for a whole list after `in` and `notIn`, or for the id of an associated record. Throws `TypeError` unless the name is made of
 * letters, digits and `_` and begins with a letter.
 */
export function param<const Name extends string>(name: Name): Param<Name> {
  if (!parameterName.test(name)) throw new TypeError('A parameter is named with letters, digits and "_".')
  return Object.freeze({ parameter: name })
}

/** Is this operand a parameter? */
export function isParameter(operand: unknown): operand is Parameter {
  return typeof operand === 'object' && operand !== null && Object.hasOwn(operand, 'parameter')
}

/** The error for running a query that leaves these parameters open. */
export function unboundQuery(objectType: string, parameters: readonly string[]): HoldfastError<'query/unbound'> {
  return new HoldfastError(
    'query/unbound',
    `This query leaves open: ${parameters.join(', ')}.`,
    'Bind a value to each parameter before the query is run.',
    { objectType, parameters },
  )
}
