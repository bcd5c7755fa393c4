import { standardObjectTypes, type StandardName } from './data/object-types.ts'

/** What holds for every record of one of HubSpot's own object types. */
export interface ObjectType {
  /** The plural name used in paths and here, e.g. `deals`. */
  readonly name: string
  /** The id that every path takes as well, e.g. `0-3`. */
  readonly id: string
  /** The name in association filters and imports, e.g. `deal`. */
  readonly singular: string
  /** The property holding when a record was created. */
  readonly createdProperty: string
  /** The property that moves with every change; delta sync and watermarks rest on it. */
  readonly modifiedProperty: string
  /** Properties answered when a request names none. */
  readonly defaultProperties: readonly string[]
  /** Properties that a search's `query` text looks into. */
  readonly searchedProperties: readonly string[]
  /** Its pipeline and stage properties, for types that have pipelines. */
  readonly pipeline?: { readonly pipelineProperty: string; readonly stageProperty: string }
}

/** The name of one of HubSpot's own object types. */
export type StandardObjectTypeName = StandardName

/** HubSpot's own object types, in the order of their ids. */
export const objectTypes: readonly ObjectType[] = standardObjectTypes

const byEveryName: ReadonlyMap<string, ObjectType> = new Map(
  standardObjectTypes.flatMap((type: ObjectType) =>
    [type.name, type.id, type.singular].map((name) => [name, type] as const),
  ),
)

/**
 * The standard object type of that name, singular name or id; undefined for custom object types and unknown names.
 *
 * Ids and names: https://developers.hubspot.com/docs/api-reference/legacy/crm/understanding-the-crm and the object guides of version 2026-09
 * (invoices are `0-53`).
 */
export function findObjectType(nameOrId: string): ObjectType | undefined {
  return byEveryName.get(nameOrId)
}

/**
 * What holds for an object type of any kind. A custom one (`2-123`, `p_cars`, `p123_cars`) creates with `hs_createdate` and modifies with
 * `hs_lastmodifieddate`, and cannot be named in association filters
 * (https://developers.hubspot.com/docs/api-reference/legacy/crm/objects/custom-objects/guide).
 */
export function describeObjectType(nameOrId: string): ObjectType {
  return findObjectType(nameOrId) ?? customObjectType(nameOrId)
}

/** Is this the name of a custom object type, as HubSpot writes them: `2-123`, `p_cars` or `p123_cars`? */
export function isCustomObjectTypeName(name: string): boolean {
  return /^(2-\d{1,20}|p\d{0,20}_[A-Za-z][A-Za-z0-9_]{0,99})$/.test(name)
}

function customObjectType(name: string): ObjectType {
  return {
    name,
    id: name,
    singular: name,
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
  }
}
