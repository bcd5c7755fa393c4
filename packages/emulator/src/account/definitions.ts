/** One value of an enumeration, as the API describes it. */
export interface OptionDefinition {
  readonly label: string
  readonly value: string
  readonly displayOrder: number
  readonly hidden: boolean
  readonly description?: string
}

/** The types of properties (https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide). */
export type DefinitionType = 'string' | 'number' | 'bool' | 'date' | 'datetime' | 'enumeration' | 'phone_number'

/** How carefully values must be handled; reading lists what is not sensitive unless asked. */
export type DataSensitivity = 'non_sensitive' | 'sensitive' | 'highly_sensitive'

/** A property as the properties API answers it, in HubSpot's own field names. */
export interface PropertyDefinition {
  readonly name: string
  readonly label: string
  readonly type: DefinitionType
  readonly fieldType: string
  readonly groupName: string
  readonly description: string
  readonly options: readonly OptionDefinition[]
  readonly displayOrder: number
  readonly hidden: boolean
  readonly formField: boolean
  readonly hasUniqueValue: boolean
  readonly calculated: boolean
  readonly calculationFormula?: string
  readonly externalOptions: boolean
  readonly referencedObjectType?: string
  readonly hubspotDefined: boolean
  readonly archived: boolean
  readonly archivedAt?: string
  readonly dataSensitivity: DataSensitivity
  readonly showCurrencySymbol?: boolean
  readonly currencyPropertyName?: string
  readonly numberDisplayHint?: string
  readonly textDisplayHint?: string
  readonly dateDisplayHint?: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly modificationMetadata: {
    readonly archivable: boolean
    readonly readOnlyDefinition: boolean
    readonly readOnlyValue: boolean
    /** Only for enumerations: may their options not be changed either? */
    readonly readOnlyOptions?: boolean
  }
}

/** A type together with the way it is edited, as tables of facts name it. */
export type PropertyKind =
  | 'text'
  | 'textarea'
  | 'html'
  | 'phone'
  | 'number'
  | 'computedNumber'
  | 'computedText'
  | 'bool'
  | 'computedBool'
  | 'date'
  | 'datetime'
  | 'select'
  | 'radio'
  | 'several'
  | 'owner'

const kinds: Readonly<Record<PropertyKind, readonly [DefinitionType, fieldType: string]>> = {
  text: ['string', 'text'],
  textarea: ['string', 'textarea'],
  html: ['string', 'html'],
  phone: ['string', 'phonenumber'],
  number: ['number', 'number'],
  computedNumber: ['number', 'calculation_equation'],
  computedText: ['string', 'calculation_equation'],
  bool: ['bool', 'booleancheckbox'],
  computedBool: ['bool', 'calculation_equation'],
  date: ['date', 'date'],
  datetime: ['datetime', 'date'],
  select: ['enumeration', 'select'],
  radio: ['enumeration', 'radio'],
  several: ['enumeration', 'checkbox'],
  owner: ['enumeration', 'select'],
}

/** A property in short, for tables of facts: name, label, kind, and what is special about it. */
export type PropertyRow = readonly [
  name: string,
  label: string,
  kind: PropertyKind,
  special?: {
    readonly group?: string
    readonly description?: string
    /** Option values, or `[value, label]` where the label is not the value made readable. */
    readonly options?: readonly (string | readonly [value: string, label: string])[]
    readonly readOnly?: true
    readonly unique?: true
    readonly hidden?: true
    /** Made by an account's administrator rather than by HubSpot. */
    readonly custom?: true
    /** Options live elsewhere (pipelines, currencies), so any text is taken here. */
    readonly open?: true
    /** HubSpot's own, but accounts add options to it. */
    readonly ownOptions?: true
  },
]

const epoch = '2019-10-30T03:30:17.883Z'

/** The definition a row of a table of facts stands for. */
export function definitionOf(row: PropertyRow, displayOrder: number, group: string): PropertyDefinition {
  const [name, label, kind, special = {}] = row
  const [type, fieldType] = kinds[kind]
  const calculated = fieldType === 'calculation_equation'
  const ownerReference = kind === 'owner' ? { referencedObjectType: 'OWNER' } : {}
  return {
    name,
    label,
    type,
    fieldType,
    groupName: special.group ?? group,
    description: special.description ?? '',
    options: (special.options ?? booleanOptions(type)).map(optionOf),
    displayOrder,
    hidden: special.hidden ?? false,
    formField: !calculated && !special.readOnly,
    hasUniqueValue: special.unique ?? false,
    calculated,
    externalOptions: kind === 'owner' || special.open === true,
    ...ownerReference,
    hubspotDefined: !special.custom,
    archived: false,
    dataSensitivity: 'non_sensitive',
    createdAt: epoch,
    updatedAt: epoch,
    modificationMetadata: {
      archivable: special.custom ?? false,
      readOnlyDefinition: !special.custom,
      readOnlyValue: calculated || (special.readOnly ?? false),
      ...(type === 'enumeration' ? { readOnlyOptions: !special.custom && !special.ownOptions } : {}),
    },
  }
}

/** May several options be chosen at once (joined by `;`)? */
export function takesSeveral(definition: PropertyDefinition): boolean {
  return definition.type === 'enumeration' && definition.fieldType === 'checkbox'
}

function booleanOptions(type: DefinitionType): readonly (readonly [string, string])[] {
  return type === 'bool'
    ? [
        ['true', 'Yes'],
        ['false', 'No'],
      ]
    : []
}

function optionOf(option: string | readonly [string, string], displayOrder: number): OptionDefinition {
  const [value, label] = typeof option === 'string' ? [option, readable(option)] : option
  return { label, value, displayOrder, hidden: false }
}

/** A name or option made readable: `MARKETING_EVENT` becomes `Marketing event`. */
export function readable(value: string): string {
  const words = value.toLowerCase().replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
