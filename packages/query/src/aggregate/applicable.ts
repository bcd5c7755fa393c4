import type { Property } from '@holdfast/crm'
import type { Measure } from '../ast.ts'
import { idProperty } from '../property-of.ts'

/** The property types of which a function can be asked; null takes records as well. */
export const measuredTypes = {
  count: ['string', 'number', 'bool', 'date', 'datetime', 'enumeration', 'phone_number'],
  sum: ['number'],
  avg: ['number'],
  min: ['number', 'date', 'datetime'],
  max: ['number', 'date', 'datetime'],
} as const

/** Why this cannot be computed, in a sentence; null when it can. */
export function refusalOfMeasure({ compute, property: name }: Measure, property: Property | null): string | null {
  if (property === null || name === null) return compute === 'count' ? null : `"${compute}" is of a property.`
  if (name === idProperty && compute !== 'count') return `Ids are counted, not computed with: "${compute}".`
  const types: readonly Property['type'][] = measuredTypes[compute]
  return types.includes(property.type) ? null : `"${compute}" is not of "${name}", which is of type ${property.type}.`
}

/** Why records cannot be grouped by this property, in a sentence; null when they can. */
export function refusalOfGroup(name: string, property: Property): string | null {
  if (name === idProperty) return 'Each record is a group by its id.'
  return property.multiple === true ? `"${name}" holds several options, so a record would be in several groups.` : null
}
