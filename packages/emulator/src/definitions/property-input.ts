import type { DataSensitivity, DefinitionType, OptionDefinition, PropertyDefinition } from '../account/index.ts'
import { invalid, malformed } from '../api-error.ts'
import { toIso } from '../clock.ts'
import { asArray, asObject, asOptionalFlag, asOptionalText, asText, field, type JsonObject } from '../input.ts'
import type { Switches } from '../switches.ts'

/** The ways a property of each type can be edited (https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide). */
const fieldTypes: Readonly<Record<DefinitionType, readonly string[]>> = {
  string: ['text', 'textarea', 'html', 'file', 'phonenumber', 'calculation_equation'],
  number: ['number', 'calculation_equation'],
  bool: ['booleancheckbox', 'calculation_equation'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox', 'calculation_equation'],
  date: ['date'],
  datetime: ['date'],
  phone_number: ['phonenumber', 'text'],
}

const sensitivities: readonly DataSensitivity[] = ['non_sensitive', 'sensitive', 'highly_sensitive']

/** The fields that are copied as they are. */
const hints = ['currencyPropertyName', 'numberDisplayHint', 'textDisplayHint', 'dateDisplayHint'] as const

/** What a create or a patch of a property may carry besides what identifies it. */
type Editable = Pick<PropertyDefinition, 'label' | 'fieldType' | 'groupName' | 'description' | 'options'> &
  Pick<PropertyDefinition, 'displayOrder' | 'hidden' | 'formField'>

/** The definition that the body of a create asks for. Throws `ApiError` 400 for what the properties guide does not allow. */
export function parseNewProperty(
  body: JsonObject,
  at: number,
  { propertyNames }: Pick<Switches, 'propertyNames'>,
): PropertyDefinition {
  refuseMissing(body, ['name', 'label', 'type', 'fieldType', 'groupName'])
  const type = typeOf(asText(field(body, 'type'), 'type'))
  const editable = editableOf(body, type, {
    label: '',
    fieldType: '',
    groupName: '',
    description: '',
    options: [],
    displayOrder: -1,
    hidden: false,
    formField: false,
  })
  const calculated = editable.fieldType === 'calculation_equation'
  const externalOptions = asOptionalFlag(field(body, 'externalOptions'), 'externalOptions')
  if (type === 'enumeration' && editable.options.length === 0 && !externalOptions && !calculated)
    throw invalid('A property of type enumeration needs options.')
  return {
    name: nameOf(asText(field(body, 'name'), 'name'), propertyNames),
    type,
    ...editable,
    hasUniqueValue: asOptionalFlag(field(body, 'hasUniqueValue'), 'hasUniqueValue'),
    calculated,
    externalOptions,
    hubspotDefined: false,
    archived: false,
    dataSensitivity: sensitivityOf(asOptionalText(field(body, 'dataSensitivity'), 'dataSensitivity')),
    ...extrasOf(body),
    createdAt: toIso(at),
    updatedAt: toIso(at),
    modificationMetadata: {
      archivable: true,
      readOnlyDefinition: false,
      readOnlyValue: calculated,
      ...(type === 'enumeration' ? { readOnlyOptions: false } : {}),
    },
  }
}

/**
 * `before` with what the body of a patch changes. Options are replaced as a whole. Throws `ApiError` 400 for another type or uniqueness, which
 * never change, and for HubSpot's own properties unless only their options change, and may.
 */
export function parsePatch(body: JsonObject, before: PropertyDefinition, at: number): PropertyDefinition {
  const { readOnlyDefinition, readOnlyOptions } = before.modificationMetadata
  const changed = Object.keys(body)
  if (readOnlyDefinition && !(changed.every((name) => name === 'options') && readOnlyOptions === false))
    throw invalid(`The definition of property "${before.name}" is read only.`)
  for (const name of ['type', 'hasUniqueValue'] as const)
    if (field(body, name) !== undefined && field(body, name) !== before[name])
      throw invalid(`"${name}" of property "${before.name}" cannot be changed.`)
  const editable = editableOf(body, before.type, before)
  if (before.type === 'enumeration' && before.options.length > 0 && editable.options.length === 0)
    throw invalid('A property of type enumeration needs options.')
  return { ...before, ...editable, ...extrasOf(body), updatedAt: toIso(at) }
}

/** What `dataSensitivity` asks for; what is not sensitive unless stated. */
export function sensitivityOf(text: string | null | undefined): DataSensitivity {
  const found = sensitivities.find((each) => each === (text ?? 'non_sensitive'))
  if (found === undefined) throw invalid(`dataSensitivity must be one of ${sensitivities.join(', ')}.`)
  return found
}

/** A whole number of either sign, as display orders are; `otherwise` when absent. */
export function displayOrderOf(body: JsonObject, otherwise: number): number {
  const value = field(body, 'displayOrder')
  if (value === undefined || value === null) return otherwise
  if (typeof value !== 'number' || !Number.isInteger(value) || value < -1 || value > 2_147_483_647)
    throw malformed('displayOrder must be a whole number of -1 or more.')
  return value
}

/** 400 that names every field of `names` that the body lacks. */
export function refuseMissing(body: JsonObject, names: readonly string[]): void {
  const missing = names.filter((name) => field(body, name) === undefined || field(body, name) === null)
  if (missing.length > 0) throw malformed(`Some required fields were not set: [${missing.join(', ')}]`)
}

function editableOf(body: JsonObject, type: DefinitionType, before: Editable): Editable {
  const text = (name: 'label' | 'fieldType' | 'groupName' | 'description'): string =>
    asOptionalText(field(body, name), name) ?? before[name]
  const flag = (name: 'hidden' | 'formField'): boolean =>
    field(body, name) === undefined ? before[name] : asOptionalFlag(field(body, name), name)
  const fieldType = text('fieldType')
  if (!fieldTypes[type].includes(fieldType))
    throw invalid(`fieldType "${fieldType}" does not fit type "${type}": one of ${fieldTypes[type].join(', ')} does.`)
  const label = text('label')
  if (label.trim() === '') throw invalid('label must not be empty.')
  const options = field(body, 'options')
  return {
    label,
    fieldType,
    groupName: text('groupName'),
    description: text('description'),
    options: options === undefined || options === null ? optionsFor(type, before.options) : optionsOf(options, type),
    displayOrder: displayOrderOf(body, before.displayOrder),
    hidden: flag('hidden'),
    formField: flag('formField'),
  }
}

function extrasOf(body: JsonObject): Partial<PropertyDefinition> {
  const texts = [...hints, 'calculationFormula', 'referencedObjectType'].flatMap((name) => {
    const value = asOptionalText(field(body, name), name)
    return value === undefined ? [] : [[name, value] as const]
  })
  const shows = field(body, 'showCurrencySymbol')
  return {
    ...Object.fromEntries(texts),
    ...(shows === undefined ? {} : { showCurrencySymbol: asOptionalFlag(shows, 'showCurrencySymbol') }),
  }
}

function optionsOf(value: unknown, type: DefinitionType): readonly OptionDefinition[] {
  const options = asArray(value, 'options').map((item, index) => {
    const option = asObject(item, 'an option')
    refuseMissing(option, ['label', 'value'])
    const description = asOptionalText(field(option, 'description'), 'description')
    return {
      label: asText(field(option, 'label'), 'label'),
      value: asText(field(option, 'value'), 'value'),
      displayOrder: displayOrderOf(option, index),
      hidden: asOptionalFlag(field(option, 'hidden'), 'hidden'),
      ...(description === undefined ? {} : { description }),
    }
  })
  for (const name of ['label', 'value'] as const)
    if (new Set(options.map((option) => option[name])).size < options.length)
      throw invalid(`Every option needs a ${name} of its own.`)
  if (type === 'bool' && options.some((option) => option.value !== 'true' && option.value !== 'false'))
    throw invalid('The options of a property of type bool are true and false.')
  return optionsFor(type, options)
}

function optionsFor(type: DefinitionType, options: readonly OptionDefinition[]): readonly OptionDefinition[] {
  if (type === 'enumeration') return options
  if (type !== 'bool') return []
  if (options.length > 0) return options
  return [
    { label: 'Yes', value: 'true', displayOrder: 0, hidden: false },
    { label: 'No', value: 'false', displayOrder: 1, hidden: false },
  ]
}

function typeOf(text: string): DefinitionType {
  if (!Object.hasOwn(fieldTypes, text))
    throw invalid(`type must be one of ${Object.keys(fieldTypes).join(', ')}, not "${text}".`)
  return text as DefinitionType
}

function nameOf(text: string, propertyNames: Switches['propertyNames']): string {
  const name = propertyNames === 'lowered' ? text.toLowerCase() : text
  const allowed = propertyNames === 'kept' ? /^[A-Za-z][A-Za-z0-9_]{0,99}$/ : /^[a-z][a-z0-9_]{0,99}$/
  if (!allowed.test(name))
    throw invalid(`"${text}" is no name of a property: lower case letters, digits and underscores, a letter first.`)
  return name
}
