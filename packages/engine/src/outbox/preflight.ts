import {
  HoldfastError,
  isReadable,
  type ObjectSchema,
  type Property,
  type Schema,
  type WriteRefusal,
} from '@holdfast/crm'
import type { AssociationDraft, IntentDraft } from '../protocol.ts'

/**
 * Refuses what HubSpot would refuse, before anything is recorded, so that a form can say so offline.
 *
 * Throws `HoldfastError` `write/invalid` naming the property and the reason, never the value.
 */
export function checkDraft(schema: Schema, draft: IntentDraft): void {
  const objectSchema = Object.hasOwn(schema, draft.objectType) ? schema[draft.objectType] : undefined
  if (objectSchema === undefined)
    throw refusal(draft.objectType, null, 'unknown-property', `The schema has no object type "${draft.objectType}".`)
  switch (draft.kind) {
    case 'create':
      checkProperties(draft.objectType, objectSchema, draft.properties)
      checkRequired(draft.objectType, objectSchema, draft.properties)
      for (const to of draft.associations) checkAssociation(draft.objectType, objectSchema, to)
      break
    case 'update':
      if (Object.keys(draft.properties).length === 0)
        throw refusal(draft.objectType, null, 'empty', 'The update changes nothing.')
      checkProperties(draft.objectType, objectSchema, draft.properties)
      checkNotCleared(draft.objectType, objectSchema, draft.properties)
      break
    case 'associate':
    case 'disassociate':
      checkAssociation(draft.objectType, objectSchema, draft.to)
      break
    case 'archive':
      break
  }
}

function checkProperties(
  objectType: string,
  { properties }: ObjectSchema,
  values: Readonly<Record<string, string>>,
): void {
  for (const [name, wire] of Object.entries(values)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (property === undefined)
      throw refusal(objectType, name, 'unknown-property', `${objectType} has no property "${name}" in the schema.`)
    if (property.readOnly === true) throw refusal(objectType, name, 'read-only', `${objectType}.${name} is read-only.`)
    if (typeof wire !== 'string' || !isReadable(property, wire))
      throw refusal(objectType, name, 'wrong-type', `The value for ${objectType}.${name} is no ${property.type}.`)
    if (!isAllowedOption(property, wire))
      throw refusal(objectType, name, 'unknown-option', `${objectType}.${name} has no such option.`)
    // https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide
    if (wire.length > 65_536)
      throw refusal(objectType, name, 'wrong-type', `The value for ${objectType}.${name} exceeds 65,536 characters.`)
  }
}

function isAllowedOption({ options, multiple }: Property, wire: string): boolean {
  if (options === undefined || wire === '') return true
  return multiple === true
    ? wire.split(';').every((option) => option === '' || options.includes(option))
    : options.includes(wire)
}

function checkRequired(
  objectType: string,
  { properties }: ObjectSchema,
  values: Readonly<Record<string, string>>,
): void {
  for (const [name, { requiredOnCreate }] of Object.entries(properties)) {
    if (requiredOnCreate === true && (values[name] ?? '') === '')
      throw refusal(objectType, name, 'required', `A new record of ${objectType} needs "${name}".`)
  }
}

function checkNotCleared(
  objectType: string,
  { properties }: ObjectSchema,
  values: Readonly<Record<string, string>>,
): void {
  for (const [name, wire] of Object.entries(values)) {
    if (wire === '' && properties[name]?.requiredOnCreate === true)
      throw refusal(objectType, name, 'required', `${objectType}.${name} cannot be cleared.`)
  }
}

function checkAssociation(
  objectType: string,
  { associations }: ObjectSchema,
  { objectType: toType, label }: AssociationDraft,
): void {
  const association = Object.hasOwn(associations, toType) ? associations[toType] : undefined
  if (association === undefined)
    throw refusal(objectType, null, 'not-associated', `The schema does not associate ${objectType} with ${toType}.`)
  if (label !== null && !association.labels.includes(label))
    throw refusal(
      objectType,
      null,
      'unknown-label',
      `The schema has no label "${label}" from ${objectType} to ${toType}.`,
    )
}

function refusal(
  objectType: string,
  property: string | null,
  reason: WriteRefusal,
  what: string,
): HoldfastError<'write/invalid'> {
  return new HoldfastError('write/invalid', what, 'Correct the write; nothing was recorded.', {
    objectType,
    property,
    reason,
  })
}
