import type { ObjectType } from '@holdfast/crm'
import { activityProperties } from '../data/activity-properties.ts'
import { commerceProperties } from '../data/commerce-properties.ts'
import { companyProperties } from '../data/company-properties.ts'
import { contactProperties } from '../data/contact-properties.ts'
import { dealProperties } from '../data/deal-properties.ts'
import { otherProperties } from '../data/other-properties.ts'
import { createDefinitionTable, type DefinitionTable } from './definition-table.ts'
import { definitionOf, type PropertyRow } from './definitions.ts'
import { createPropertyGroups, type PropertyGroup } from './property-groups.ts'
import { createPropertySet, type PropertySet } from './property-set.ts'
import { createRecordTable, type RecordTable } from './record-table.ts'
import type { RequiredProperties } from './required-properties.ts'
import type { ValidationRule } from './validation-rules.ts'
import { createSearchIndex, type SearchIndex } from './search-index.ts'

/** What one object type holds. */
export interface TypeContents {
  readonly properties: PropertySet
  readonly groups: DefinitionTable<PropertyGroup>
  /** The rules that values are held to, by property. */
  readonly validations: DefinitionTable<readonly ValidationRule[]>
  readonly requirements: RequiredProperties
  readonly records: RecordTable
  readonly index: SearchIndex
}

/** The properties every record of the type has, standing in the group of that name unless the facts say otherwise, and no records. */
export function emptyContents(type: ObjectType, group: string, groupLabel: string): TypeContents {
  const definitions = propertyRows(type).map((row, displayOrder) => definitionOf(row, displayOrder, group))
  const properties = createPropertySet(definitions)
  return {
    properties,
    groups: createPropertyGroups(definitions, groupLabel),
    validations: createDefinitionTable(),
    requirements: { always: [], conditional: [] },
    records: createRecordTable(() => uniqueSlots(properties)),
    index: createSearchIndex((slot, text) => toNumber(properties, slot, text)),
  }
}

// The first three have all theirs in one table, the dates among them.
const wholeRows: Readonly<Record<string, readonly PropertyRow[]>> = {
  contacts: contactProperties,
  companies: companyProperties,
  deals: dealProperties,
}

const ownRows: Readonly<Record<string, readonly PropertyRow[]>> = {
  ...activityProperties,
  ...commerceProperties,
  ...otherProperties,
}

function propertyRows(type: ObjectType): readonly PropertyRow[] {
  const whole = wholeRows[type.name]
  if (whole !== undefined) return whole
  return [
    ...(ownRows[type.name] ?? pipelineRows(type)),
    [type.createdProperty, 'Create date', 'datetime', { readOnly: true }],
    [type.modifiedProperty, 'Last modified date', 'datetime', { readOnly: true }],
    ['hs_object_id', 'Record ID', 'number', { readOnly: true, unique: true }],
    ['hubspot_owner_id', 'Owner', 'owner'],
    ['hs_merged_object_ids', 'Merged record IDs', 'several', { readOnly: true, open: true }],
  ]
}

function pipelineRows({ pipeline }: ObjectType): readonly PropertyRow[] {
  if (pipeline === undefined) return []
  return [
    [pipeline.pipelineProperty, 'Pipeline', 'select', { open: true }],
    [pipeline.stageProperty, 'Stage', 'select', { open: true }],
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
  const type = properties.typeAt(slot)
  return type === 'date' || type === 'datetime' ? Date.parse(text) : Number(text)
}
