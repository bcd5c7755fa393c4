import type { Property, Schema } from '@holdfast/crm'
import { invalidQuery } from './invalid-query.ts'

/** The property that holds a record's own id. Every object type has it, whether its schema says so or not. */
export const idProperty = 'hs_object_id'

const idDefinition: Property = { type: 'number', readOnly: true, unique: true }

/** What the schema says of a property. Throws `HoldfastError` `query/invalid` naming `part` when it does not hold it. */
export function propertyOf(schema: Schema, objectType: string, name: string, part: string): Property {
  const objectSchema = Object.hasOwn(schema, objectType) ? schema[objectType] : undefined
  if (objectSchema === undefined)
    throw invalidQuery(
      objectType,
      'objectType',
      `The schema has no object type "${objectType}".`,
      'Add it to the schema, or query another.',
    )
  const property = Object.hasOwn(objectSchema.properties, name) ? objectSchema.properties[name] : undefined
  if (property !== undefined) return property
  if (name === idProperty) return idDefinition
  throw invalidQuery(
    objectType,
    part,
    `${objectType} has no property "${name}" in the schema.`,
    'Add it to the schema, or correct its name.',
  )
}
