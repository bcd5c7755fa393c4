import { objectTypes, type ObjectType } from '@holdfast/crm'
import { companyProperties } from '../data/company-properties.ts'
import { contactProperties } from '../data/contact-properties.ts'
import { dealProperties } from '../data/deal-properties.ts'
import { otherProperties } from '../data/other-properties.ts'
import { notFilterable, oneRequiredOnCreate, readOnlyTypes, requiredOnCreate } from '../data/rules.ts'
import { definitionOf, type PropertyRow } from './definitions.ts'
import { createPropertySet, type PropertySet } from './property-set.ts'
import { createRecordTable, type RecordTable } from './record-table.ts'
import { createSearchIndex, type SearchIndex } from './search-index.ts'

/** One object type of the account with all it holds. */
export interface TypeState extends ObjectType {
  readonly properties: PropertySet
  readonly records: RecordTable
  readonly index: SearchIndex
  readonly required: readonly string[]
  readonly oneRequired: readonly string[]
  readonly readOnly: boolean
  readonly notFilterable: readonly string[]
}

/** The object types of an account, found by name, singular name or id. */
export interface TypeRegistry {
  find(nameOrId: string): TypeState | undefined
  all(): readonly TypeState[]
}

/** HubSpot's own object types, each empty. */
export function createTypeRegistry(): TypeRegistry {
  const states = objectTypes.map(createTypeState)
  const byEveryName = new Map<string, TypeState>()
  for (const state of states) for (const name of [state.name, state.singular, state.id]) byEveryName.set(name, state)
  return { find: (nameOrId) => byEveryName.get(nameOrId), all: () => states }
}

function createTypeState(type: ObjectType): TypeState {
  const group = `${type.singular.replaceAll('_', '')}information`
  const properties = createPropertySet(
    propertyRows(type).map((row, displayOrder) => definitionOf(row, displayOrder, group)),
  )
  return {
    ...type,
    properties,
    records: createRecordTable(() => uniqueSlots(properties)),
    index: createSearchIndex((slot, text) => toNumber(properties, slot, text)),
    required: requiredOnCreate[type.name] ?? [],
    oneRequired: oneRequiredOnCreate[type.name] ?? [],
    readOnly: readOnlyTypes.has(type.name),
    notFilterable: notFilterable[type.name] ?? [],
  }
}

function propertyRows(type: ObjectType): readonly PropertyRow[] {
  switch (type.name) {
    case 'contacts':
      return contactProperties
    case 'companies':
      return companyProperties
    case 'deals':
      return dealProperties
  }
  return [
    ...(otherProperties[type.name] ?? []),
    [type.createdProperty, 'Create date', 'datetime', { readOnly: true }],
    [type.modifiedProperty, 'Last modified date', 'datetime', { readOnly: true }],
    ['hs_object_id', 'Record ID', 'number', { readOnly: true, unique: true }],
    ['hubspot_owner_id', 'Owner', 'owner'],
    ['hs_merged_object_ids', 'Merged record IDs', 'several', { readOnly: true, open: true }],
  ]
}

// Ids have a table of their own; only the others need an index of values.
function uniqueSlots(properties: PropertySet): readonly number[] {
  const all = properties.all()
  let slots = uniqueSlotsByList.get(all)
  if (slots === undefined) {
    slots = all
      .filter(({ definition: { hasUniqueValue, name } }) =>
        name === 'hs_additional_emails' ? true : hasUniqueValue && name !== 'hs_object_id',
      )
      .map(({ slot }) => slot)
    uniqueSlotsByList.set(all, slots)
  }
  return slots
}

const uniqueSlotsByList = new WeakMap<object, readonly number[]>()

function toNumber(properties: PropertySet, slot: number, text: string): number {
  const type = properties.all()[slot]?.definition.type
  return type === 'date' || type === 'datetime' ? Date.parse(text) : Number(text)
}
