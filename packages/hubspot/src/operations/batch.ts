import type { ApiError } from '../errors.ts'
import type { Requester, RequestOptions } from '../request.ts'
import type { Routes } from '../routes.ts'
import { parseRecordBatch, parseWrittenBatch, type ReadRecord, type WrittenRecord } from '../wire/index.ts'
import { inChunks } from './chunks.ts'
import { wireSpec, type NewObject, type ReadShape } from './objects.ts'

/** What reading several records gave. */
export interface ReadBatch {
  readonly records: readonly ReadRecord[]
  /** Ids asked for under which HubSpot answered nothing: archived, merged away, purged, or never there. */
  readonly missing: readonly string[]
}

/** What writing several records gave. An input of which neither list speaks has an unknown outcome. */
export interface WrittenBatch {
  readonly written: readonly WrittenRecord[]
  /** What was certainly refused, by the inputs' trace ids. */
  readonly refused: readonly { readonly traceId: string; readonly error: ApiError }[]
}

/** Several records at once, 100 a request; more are split. */
export interface BatchOperations {
  /** By id, or by the value of a unique property. The order of the answer means nothing. */
  read(
    objectType: string,
    ids: readonly string[],
    shape?: Pick<ReadShape, 'properties' | 'propertiesWithHistory' | 'archived'> & { readonly idProperty?: string },
    options?: RequestOptions,
  ): Promise<ReadBatch>
  create(
    objectType: string,
    inputs: readonly (NewObject & { readonly traceId: string })[],
    options?: RequestOptions,
  ): Promise<WrittenBatch>
  update(
    objectType: string,
    inputs: readonly {
      readonly id: string
      readonly properties: Readonly<Record<string, string>>
      readonly traceId: string
    }[],
    options?: RequestOptions,
  ): Promise<WrittenBatch>
  /** Creates or updates by the value of a unique property; associations cannot be given. */
  upsert(
    objectType: string,
    idProperty: string,
    inputs: readonly {
      readonly value: string
      readonly properties: Readonly<Record<string, string>>
      readonly traceId: string
    }[],
    options?: RequestOptions,
  ): Promise<WrittenBatch>
  archive(objectType: string, ids: readonly string[], options?: RequestOptions): Promise<void>
}

// https://developers.hubspot.com/docs/guides/crm/using-object-apis
const mostInputs = 100

/** The batch operations on records. */
export function createBatchOperations(request: Requester, routes: Routes): BatchOperations {
  async function write(
    objectType: string,
    batch: 'create' | 'update' | 'upsert',
    inputs: readonly { readonly objectWriteTraceId: string }[],
    options: RequestOptions | undefined,
  ): Promise<WrittenBatch> {
    const written: WrittenRecord[] = []
    const refused: { traceId: string; error: ApiError }[] = []
    for (const chunk of inChunks(inputs, mostInputs, ({ objectWriteTraceId }) => objectWriteTraceId)) {
      const answer = await request(
        {
          operation: `${objectType}.batch.${batch}`,
          kind: 'write',
          method: 'POST',
          path: routes.recordBatch(objectType, batch),
          body: { inputs: chunk },
          parse: (body, tally, judge) => {
            const { results, errors } = parseWrittenBatch(body, tally)
            return {
              results,
              errors: errors.map((error) => ({
                traceIds: error.context.get('objectWriteTraceId') ?? [],
                error: judge(error),
              })),
            }
          },
        },
        options,
      )
      written.push(...answer.results)
      for (const { traceIds, error } of answer.errors) refused.push(...traceIds.map((traceId) => ({ traceId, error })))
    }
    return { written, refused }
  }

  return {
    async read(objectType, ids, shape = {}, options) {
      const records: ReadRecord[] = []
      const asked = inChunks(ids, mostInputs)
      for (const chunk of asked) {
        const { results } = await request(
          {
            operation: `${objectType}.batch.read`,
            kind: 'read',
            method: 'POST',
            path: routes.recordBatch(objectType, 'read'),
            query: { archived: shape.archived === true ? 'true' : undefined },
            body: {
              inputs: chunk.map((id) => ({ id })),
              properties: shape.properties ?? [],
              propertiesWithHistory: shape.propertiesWithHistory ?? [],
              ...(shape.idProperty !== undefined && { idProperty: shape.idProperty }),
            },
            parse: parseRecordBatch,
          },
          options,
        )
        records.push(...results)
      }
      const found = new Set(
        records.map((record) =>
          shape.idProperty === undefined ? record.id : (record.properties[shape.idProperty] ?? record.id),
        ),
      )
      return { records, missing: asked.flat().filter((id) => !found.has(id)) }
    },
    create: (objectType, inputs, options) =>
      write(
        objectType,
        'create',
        inputs.map(({ traceId, properties, associations }) => ({
          objectWriteTraceId: traceId,
          properties,
          associations: (associations ?? []).map(({ to, types }) => ({ to: { id: to }, types: types.map(wireSpec) })),
        })),
        options,
      ),
    update: (objectType, inputs, options) =>
      write(
        objectType,
        'update',
        inputs.map(({ traceId, id, properties }) => ({ objectWriteTraceId: traceId, id, properties })),
        options,
      ),
    upsert: (objectType, idProperty, inputs, options) =>
      write(
        objectType,
        'upsert',
        inputs.map(({ traceId, value, properties }) => ({
          objectWriteTraceId: traceId,
          id: value,
          idProperty,
          properties,
        })),
        options,
      ),
    async archive(objectType, ids, options) {
      for (const chunk of inChunks(ids, mostInputs)) {
        await request(
          {
            operation: `${objectType}.batch.archive`,
            kind: 'write',
            method: 'POST',
            path: routes.recordBatch(objectType, 'archive'),
            body: { inputs: chunk.map((id) => ({ id })) },
            empty: 'always',
            parse: () => undefined,
          },
          options,
        )
      }
    },
  }
}
