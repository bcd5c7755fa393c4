import type { Property } from '@holdfast/crm'
import { comparableOf } from './compare.ts'
import type { Operator } from './operators.ts'
import { idProperty } from './property-of.ts'
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
