import type { ObjectType } from '@holdfast/crm'
import { activityProperties } from '../data/activity-properties.ts'
import { commerceProperties } from '../data/commerce-properties.ts'
import { companyProperties } from '../data/company-properties.ts'
import { contactProperties } from '../data/contact-properties.ts'
import { dealProperties } from '../data/deal-properties.ts'
import { otherProperties } from '../data/other-properties.ts'
import { createDefinitionTable, type DefinitionTable, type SavedTable } from './definition-table.ts'
import { definitionOf, type PropertyRow } from './definitions.ts'
import { createPropertyGroups, type PropertyGroup } from './property-groups.ts'
import { createPropertySet, type PropertySet, type SavedProperties } from './property-set.ts'
import { createRecordTable, type RecordState, type RecordTable, type SavedRecords } from './record-table.ts'
import type { RequiredProperties } from './required-properties.ts'
import type { ValidationRule } from './validation-rules.ts'
import { createSearchIndex, type SavedIndex, type SearchIndex } from './search-index.ts'

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

/** What one object type holds, as plain data. */
export interface SavedContents {
  readonly properties: SavedProperties
  readonly groups: SavedTable<PropertyGroup>
  readonly validations: SavedTable<readonly ValidationRule[]>
  readonly requirements: RequiredProperties
  readonly records: SavedRecords
  readonly index: SavedIndex
}

/** The contents as plain data. */
export function savedContents(contents: TypeContents): SavedContents {
  const { properties, groups, validations, requirements, records, index } = contents
  return {
    properties: properties.save(),
    groups: groups.save(),
    validations: validations.save(),
    requirements: { ...requirements },
    records: records.save(),
    index: index.save(statesById(records)),
  }
}

/** Puts saved contents in the place of those there are. */
export function loadContents(contents: TypeContents, saved: SavedContents): void {
  const { properties, groups, validations, requirements, records, index } = contents
  properties.load(saved.properties)
  groups.load(saved.groups)
  validations.load(saved.validations)
  Object.assign(requirements, saved.requirements)
  records.load(saved.records)
  index.load(statesById(records), saved.index)
}

function statesById(records: RecordTable): ReadonlyMap<number, RecordState> {
  return new Map(Array.from(records.all(), (state) => [state.id, state] as const))
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
