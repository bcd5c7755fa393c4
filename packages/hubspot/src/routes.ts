import { findObjectType, isCustomObjectTypeName } from '@holdfast/crm'
import type { ApiVersion } from './version.ts'

/** What an operation of the batch endpoints of records is called in its path. */
export type RecordBatch = 'read' | 'create' | 'update' | 'upsert' | 'archive'

/** What an operation of the batch endpoints of associations is called in its path. */
export type AssociationBatch = 'read' | 'create' | 'archive' | 'labels/archive' | 'associate/default'

/**
 * Every path this package asks for, below the origin.
 *
 * All arguments are checked: a path is made of constants and of segments that cannot leave their place. A segment of a wrong shape is a
 * caller's bug, a `TypeError`.
 */
export interface Routes {
  records(objectType: string): string
  /** `id` is a record id, or any text when `idProperty` names the unique property it is a value of. */
  record(objectType: string, id: string, idProperty?: string): string
  search(objectType: string): string
  recordBatch(objectType: string, batch: RecordBatch): string
  /** All associations of one record towards an object type. */
  links(from: string, id: string, to: string): string
  /** The associations of one pair of records. */
  link(from: string, id: string, to: string, toId: string): string
  defaultLink(from: string, id: string, to: string, toId: string): string
  associationBatch(from: string, to: string, batch: AssociationBatch): string
  labels(from: string, to: string): string
  properties(objectType: string): string
  pipelines(objectType: string): string
  owners(): string
  account(): string
}

type Family = 'records' | 'links' | 'associations' | 'properties' | 'pipelines' | 'owners' | 'account'

// Dated: version 2026-09 reads `/crm/objects/2026-09/deals`, 2026-03 the same with its own date.
// https://developers.hubspot.com/docs/guides/crm/using-object-apis and .../legacy/migration-guide
const families: Record<Family, { readonly dated: (date: string) => string; readonly v3: string }> = {
  records: { dated: (date) => `/crm/objects/${date}`, v3: '/crm/v3/objects' },
  links: { dated: (date) => `/crm/objects/${date}`, v3: '/crm/v4/objects' },
  associations: { dated: (date) => `/crm/associations/${date}`, v3: '/crm/v4/associations' },
  properties: { dated: (date) => `/crm/properties/${date}`, v3: '/crm/v3/properties' },
  pipelines: { dated: (date) => `/crm/pipelines/${date}`, v3: '/crm/v3/pipelines' },
  owners: { dated: (date) => `/crm/owners/${date}`, v3: '/crm/v3/owners' },
  account: { dated: (date) => `/account-info/${date}`, v3: '/account-info/v3' },
}

/** The paths of one version of the API. */
export function createRoutes(version: ApiVersion): Routes {
  const at = (family: Family): string => (version === 'v3' ? families[family].v3 : families[family].dated(version))
  const links = (from: string, id: string): string => `${at('links')}/${type(from)}/${recordSegment(id)}/associations`
  return {
    records: (objectType) => `${at('records')}/${type(objectType)}`,
    record: (objectType, id, idProperty) =>
      `${at('records')}/${type(objectType)}/${idProperty === undefined ? recordSegment(id) : valueSegment(id)}`,
    search: (objectType) => `${at('records')}/${type(objectType)}/search`,
    recordBatch: (objectType, batch) => `${at('records')}/${type(objectType)}/batch/${batch}`,
    links: (from, id, to) => `${links(from, id)}/${type(to)}`,
    link: (from, id, to, toId) => `${links(from, id)}/${type(to)}/${recordSegment(toId)}`,
    defaultLink: (from, id, to, toId) => `${links(from, id)}/default/${type(to)}/${recordSegment(toId)}`,
    associationBatch: (from, to, batch) => `${at('associations')}/${type(from)}/${type(to)}/batch/${batch}`,
    labels: (from, to) => `${at('associations')}/${type(from)}/${type(to)}/labels`,
    properties: (objectType) => `${at('properties')}/${type(objectType)}`,
    pipelines: (objectType) => `${at('pipelines')}/${type(objectType)}`,
    owners: () => at('owners'),
    account: () => `${at('account')}/details`,
  }
}

// HubSpot serves these by id and promises no name for them in paths; ids are taken everywhere.
// https://developers.hubspot.com/docs/api-reference/legacy/crm/understanding-the-crm
const servedById: ReadonlySet<string> = new Set(['appointments', 'courses', 'listings', 'marketing_events', 'services'])

function type(nameOrId: string): string {
  const standard = findObjectType(nameOrId)
  if (standard !== undefined) return servedById.has(standard.name) ? standard.id : standard.name
  if (isCustomObjectTypeName(nameOrId)) return nameOrId
  throw new TypeError(
    'Not an object type: give a name such as "deals", an id such as "0-3", or a custom type as HubSpot names it.',
  )
}

function recordSegment(id: string): string {
  if (!/^[0-9]{1,20}$/.test(id)) throw new TypeError('Not the id of a record: HubSpot knows numeric ids only.')
  return id
}

// A dot segment would climb out of the path even when it is escaped, because URL parsers undo `%2e`.
function valueSegment(value: string): string {
  if (value === '' || value === '.' || value === '..')
    throw new TypeError('Not the value of a unique property: it is empty or nothing but dots.')
  return encodeURIComponent(value)
}
