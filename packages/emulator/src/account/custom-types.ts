import type { ObjectType } from '@holdfast/crm'
import { customTypeRow, type TypeRow } from '../data/object-types.ts'

/** An association type that a custom object type was defined with, as schemas tell it. */
export interface SchemaAssociation {
  readonly id: string
  readonly name: string
  readonly fromObjectTypeId: string
  readonly toObjectTypeId: string
  readonly createdAt: string
  readonly updatedAt: string
}

/** What the account's administrators defined a custom object type as, except its properties. Plain data. */
export interface CustomType {
  /** `2-…`; the number is the account's own. */
  readonly objectTypeId: string
  readonly name: string
  /** `p{account}_{name}`: its name everywhere in the emulator. */
  readonly fullyQualifiedName: string
  readonly labels: { readonly singular: string; readonly plural: string }
  readonly description?: string
  readonly primaryDisplayProperty?: string
  readonly secondaryDisplayProperties: readonly string[]
  readonly searchableProperties: readonly string[]
  readonly requiredProperties: readonly string[]
  readonly associations: readonly SchemaAssociation[]
  readonly allowsSensitiveProperties: boolean
  readonly archived: boolean
  readonly createdAt: string
  readonly updatedAt: string
}

/** The names a custom object type is found by (https://developers.hubspot.com/docs/api-reference/legacy/crm/objects/schemas/guide). */
export function namesOf({ objectTypeId, fullyQualifiedName, name }: CustomType): readonly string[] {
  return [objectTypeId, fullyQualifiedName, `p_${name}`, name]
}

/** What the rest of the emulator knows of any object type, for a custom one. */
export function objectTypeOf({ objectTypeId, fullyQualifiedName, searchableProperties }: CustomType): ObjectType {
  return {
    name: fullyQualifiedName,
    id: objectTypeId,
    singular: fullyQualifiedName,
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: searchableProperties,
    pipeline: { pipelineProperty: 'hs_pipeline', stageProperty: 'hs_pipeline_stage' },
  }
}

/** What is special about it. */
export function typeRowOf({ labels, requiredProperties }: CustomType): TypeRow {
  return { ...customTypeRow, labels: [labels.singular, labels.plural], required: requiredProperties }
}
