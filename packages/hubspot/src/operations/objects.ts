import type { AssociationCategory } from '@holdfast/crm'
import type { Requester, RequestOptions } from '../request.ts'
import type { Routes } from '../routes.ts'
import { parseOneRecord, parseRecordPage, type ReadRecord, type RecordPage } from '../wire/index.ts'

/** Which properties to answer; without `properties` HubSpot answers the type's default ones. */
export interface ReadShape {
  readonly properties?: readonly string[]
  readonly propertiesWithHistory?: readonly string[]
  /** Object types whose associations to answer inline, one entry per label. */
  readonly associations?: readonly string[]
  /** Archived records instead of living ones. */
  readonly archived?: boolean
}

/** A type of association, as writes name it. */
export interface AssociationSpec {
  readonly category: AssociationCategory
  readonly typeId: number
}

/** A record to make, with associations from it to records that exist. */
export interface NewObject {
  readonly properties: Readonly<Record<string, string>>
  readonly associations?: readonly { readonly to: string; readonly types: readonly AssociationSpec[] }[]
}

/** Single records (https://developers.hubspot.com/docs/guides/crm/using-object-apis). */
export interface ObjectOperations {
  /** A page of at most 100 records in the order of their ids (50 with history). */
  list(
    objectType: string,
    shape?: ReadShape & { readonly limit?: number; readonly after?: string },
    options?: RequestOptions,
  ): Promise<RecordPage>
  /** One record by id, or by the value of a unique property. A merged id answers its survivor. Throws `api/gone` when there is none. */
  get(
    objectType: string,
    id: string,
    shape?: ReadShape & { readonly idProperty?: string },
    options?: RequestOptions,
  ): Promise<ReadRecord>
  /** Answers changed and default properties only. Throws `api/conflict` when a unique value is taken. */
  create(objectType: string, record: NewObject, options?: RequestOptions): Promise<ReadRecord>
  /** Sets the properties named, `""` clears. Answers changed and default properties only. */
  update(
    objectType: string,
    id: string,
    properties: Readonly<Record<string, string>>,
    options?: RequestOptions,
  ): Promise<ReadRecord>
  /** Moves the record to the recycle bin; doing so twice is no error. */
  archive(objectType: string, id: string, options?: RequestOptions): Promise<void>
}

/** The operations on single records. */
export function createObjectOperations(request: Requester, routes: Routes): ObjectOperations {
  return {
    list: (objectType, shape = {}, options) =>
      request(
        {
          operation: `${objectType}.list`,
          kind: 'read',
          method: 'GET',
          path: routes.records(objectType),
          query: { ...readQuery(shape), limit: String(shape.limit ?? 100), after: shape.after },
          parse: parseRecordPage,
        },
        options,
      ),
    get: (objectType, id, shape = {}, options) =>
      request(
        {
          operation: `${objectType}.get`,
          kind: 'read',
          method: 'GET',
          path: routes.record(objectType, id, shape.idProperty),
          query: { ...readQuery(shape), idProperty: shape.idProperty },
          parse: parseOneRecord,
        },
        options,
      ),
    create: (objectType, record, options) =>
      request(
        {
          operation: `${objectType}.create`,
          kind: 'write',
          method: 'POST',
          path: routes.records(objectType),
          body: {
            properties: record.properties,
            associations: (record.associations ?? []).map(({ to, types }) => ({
              to: { id: to },
              types: types.map(wireSpec),
            })),
          },
          parse: parseOneRecord,
        },
        options,
      ),
    update: (objectType, id, properties, options) =>
      request(
        {
          operation: `${objectType}.update`,
          kind: 'write',
          method: 'PATCH',
          path: routes.record(objectType, id),
          body: { properties },
          parse: parseOneRecord,
        },
        options,
      ),
    archive: (objectType, id, options) =>
      request(
        {
          operation: `${objectType}.archive`,
          kind: 'write',
          method: 'DELETE',
          path: routes.record(objectType, id),
          empty: 'when-204',
          parse: () => undefined,
        },
        options,
      ),
  }
}

/** A type of association as bodies spell it. */
export function wireSpec({ category, typeId }: AssociationSpec): {
  readonly associationCategory: AssociationCategory
  readonly associationTypeId: number
} {
  return { associationCategory: category, associationTypeId: typeId }
}

function readQuery({
  properties,
  propertiesWithHistory,
  associations,
  archived,
}: ReadShape): Record<string, string | undefined> {
  return {
    properties: commas(properties),
    propertiesWithHistory: commas(propertiesWithHistory),
    associations: commas(associations),
    archived: archived === true ? 'true' : undefined,
  }
}

function commas(names: readonly string[] | undefined): string | undefined {
  return names === undefined || names.length === 0 ? undefined : names.join(',')
}
