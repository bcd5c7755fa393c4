import { encodeValue, type Property, type Schema } from '@holdfast/crm'
import { comparableOf } from './compare.ts'
import { invalidQuery } from './invalid-query.ts'
import type { Operator } from './operators.ts'
import { idProperty, propertyOf } from './property-of.ts'
import { parseTokenPatterns } from './tokenize.ts'

/**
 * Why this wire value cannot be an operand there, in a sentence without the value; null when it can.
 *
 * HubSpot answers 400 for an empty value and for text where a number or date belongs
 * (https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm).
 */
export function refusalOfOperand(operator: Operator, name: string, property: Property, wire: string): string | null {
  if (wire === '') return `An operand for "${name}" is empty; ask for records without a value with \`notHas\`.`
  if (comparableOf(name, property)(wire) === undefined)
    return name === idProperty
      ? `An operand for "${name}" is no id of a record in HubSpot.`
      : `An operand for "${name}" is not of type ${property.type}.`
  const isTokenOperator = operator === 'containsToken' || operator === 'notContainsToken'
  if (isTokenOperator && property.type !== 'enumeration' && parseTokenPatterns(wire).length === 0)
    return `The words to find in "${name}" hold no letter, digit or "*".`
  return null
}

/**
 * The wire value of an operand as an application has it.
 *
 * Throws `HoldfastError` `value/invalid` for what is no value of the property, and `query/invalid` for what is no operand there.
 */
export function encodeOperand(
  schema: Schema,
  objectType: string,
  name: string,
  operator: Operator,
  value: unknown,
): string {
  const property = propertyOf(schema, objectType, name, `where ${name}`)
  const wire = name === idProperty && typeof value === 'string' ? value : encodeValue(oneOf(property), value, name)
  const refusal = refusalOfOperand(operator, name, property, wire)
  if (refusal !== null) throw invalidQuery(objectType, `where ${name}`, refusal, 'Correct the operand.')
  return wire
}

// A property that holds several options is asked about one at a time.
function oneOf(property: Property): Property {
  return property.multiple === true ? { ...property, multiple: false } : property
}
