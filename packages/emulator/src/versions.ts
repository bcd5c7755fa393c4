/** How one version of the API differs from the others. */
export interface ApiVersion {
  readonly name: string
  /** Status of a batch that succeeded in part. */
  readonly partialStatus: 200 | 207
  /** Are required properties enforced on create? */
  readonly enforcesRequired: boolean
  /** How record ids are written in association answers. */
  readonly associationIds: 'number' | 'string'
  /** Status of an association batch create, and of the archiving batches. */
  readonly associationBatchCreated: 200 | 201
  readonly associationBatchArchived: 200 | 204
  /** Is deleting a stage that records stand in refused without being asked to check? */
  readonly keepsStagesInUse: boolean
  /** Status of a batch create of properties. */
  readonly definitionBatchCreated: 200 | 201
}

const legacy = {
  partialStatus: 207,
  enforcesRequired: false,
  associationIds: 'number',
  associationBatchCreated: 201,
  associationBatchArchived: 204,
  keepsStagesInUse: false,
  definitionBatchCreated: 201,
} as const

const dated = { ...legacy, associationIds: 'string', associationBatchArchived: 200 } as const

const enforcing = {
  ...dated,
  partialStatus: 200,
  enforcesRequired: true,
  associationBatchCreated: 200,
  keepsStagesInUse: true,
  definitionBatchCreated: 200,
} as const

/**
 * The versions answered, by the name they have in paths. Dated ones come each March and September and live 18 months
 * (https://developers.hubspot.com/docs/api-reference/legacy/migration-guide); required properties are enforced from 2026-09 on
 * (https://developers.hubspot.com/changelog/crm-api-write-validation-enforcement).
 */
export const apiVersions: ReadonlyMap<string, ApiVersion> = new Map(
  [
    { name: 'v3', ...legacy },
    { name: 'v4', ...legacy },
    { name: '2025-09', ...dated },
    { name: '2026-03', ...dated },
    { name: '2026-09-beta', ...enforcing },
    { name: '2026-09', ...enforcing },
  ].map((version) => [version.name, version]),
)

/** For paths that carry no version of their own, e.g. `/oauth/v1`: as before there were dates. */
export const undated: ApiVersion = { name: 'v1', ...legacy }

/** Families of paths that move their version when they become dated. */
export type PathFamily =
  | 'objects'
  | 'objectAssociations'
  | 'objectAssociationsV3'
  | 'associations'
  | 'associationsV3'
  | 'properties'
  | 'pipelines'
  | 'owners'
  | 'lists'
  | 'imports'
  | 'propertyValidations'
  | 'schemas'
  | 'objectLibrary'
  | 'limits'
  | 'dealSplits'
  | 'accountInfo'
  | 'oauth'
  | 'webhooks'
  | 'journal'
  | 'journalLocal'
  | 'journalSubscriptions'
  | 'journalSnapshots'

const beforeDate: Record<PathFamily, readonly string[]> = {
  objects: ['/crm/:version{v3}/objects', '/crm/objects/:version'],
  objectAssociations: ['/crm/:version{v4}/objects', '/crm/objects/:version'],
  objectAssociationsV3: ['/crm/:version{v3}/objects'],
  associations: ['/crm/:version{v4}/associations', '/crm/associations/:version'],
  associationsV3: ['/crm/:version{v3}/associations'],
  properties: ['/crm/:version{v3}/properties', '/crm/properties/:version'],
  pipelines: ['/crm/:version{v3}/pipelines', '/crm/pipelines/:version'],
  owners: ['/crm/:version{v3}/owners', '/crm/owners/:version'],
  lists: ['/crm/:version{v3}/lists', '/crm/lists/:version'],
  imports: ['/crm/:version{v3}/imports', '/crm/imports/:version'],
  propertyValidations: ['/crm/:version{v3}/property-validations', '/crm/property-validations/:version'],
  schemas: ['/crm-object-schemas/:version/schemas', '/crm/:version{v3}/schemas'],
  objectLibrary: ['/crm/:version{v3}/object-library', '/crm/object-library/:version'],
  limits: ['/crm/:version{v3}/limits', '/crm/limits/:version'],
  dealSplits: ['/crm/:version{v3}/objects/deals/splits', '/deal-splits/:version'],
  accountInfo: ['/account-info/:version'],
  oauth: ['/oauth/:version'],
  webhooks: ['/webhooks/:version'],
  journal: ['/webhooks-journal/journal/:version'],
  journalLocal: ['/webhooks-journal/journal-local/:version'],
  journalSubscriptions: ['/webhooks-journal/subscriptions/:version'],
  journalSnapshots: ['/webhooks-journal/snapshots/:version'],
}

/** The route patterns of one operation in every version: legacy prefixes and the dated one. */
export function pathsOf(family: PathFamily, rest: string): readonly string[] {
  return beforeDate[family].map((prefix) => prefix + rest)
}
