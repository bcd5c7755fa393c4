import type { ApiError } from '../errors.ts'
import type { Requester, RequestOptions } from '../request.ts'
import type { Routes } from '../routes.ts'
import {
  parseRecordBatch,
  parseWrittenBatch,
  type BatchAnswer,
  type ErrorBody,
  type ReadRecord,
  type WrittenRecord,
} from '../wire/index.ts'
import { inChunks, sideBySide, throwUnlessAbsent } from './chunks.ts'
import { wireSpec, type NewObject, type ReadShape } from './objects.ts'

/** What reading several records gave. */
export interface ReadBatch {
  readonly records: readonly ReadRecord[]
  /** Ids under which there is no record (any more): archived, merged away, purged, or never there. */
  readonly missing: readonly string[]
  /** Those of them that a record in `records` has taken over, as far as the answer shows; `objects.get` of a missing id is the proof. */
  readonly merged: readonly { readonly from: string; readonly to: string }[]
}

/** What writing several records gave. An input of which neither list speaks has an unknown outcome: read before sending it again. */
export interface WrittenBatch {
  readonly written: readonly WrittenRecord[]
  /** What was certainly refused, by the inputs' trace ids. */
  readonly refused: readonly { readonly traceId: string; readonly error: ApiError }[]
}

/**
 * Several records at once (https://developers.hubspot.com/docs/guides/crm/using-object-apis).
 *
 * Reading and archiving take any number of ids and split them. A write is one request: 100 inputs at most, each with a `traceId` of its own
 * that the outcome is told by; the rest is the caller's to send, or {@link inChunks}' to split, so that a broken connection never hides what was
 * done before it. More, or one trace id twice, is a `TypeError`.
 */
export interface BatchOperations {
  /**
   * By id, or by the value of a unique property; 100 a request, 50 with history, sent side by side. The order of the answer means nothing.
   *
   * Rejects as a whole when HubSpot leaves out a record for any other reason than that it is not there.
   */
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

const mostInputs = 100
const mostWithHistory = 50

interface WriteInput {
  readonly objectWriteTraceId: string
  /** The id, or the value of `idProperty`, that names an existing record. */
  readonly id?: string
  readonly idProperty?: string
}

/** The batch operations on records. */
export function createBatchOperations(request: Requester, routes: Routes): BatchOperations {
  async function read(
    objectType: string,
    ids: readonly string[],
    shape: ReadShape & { readonly idProperty?: string },
    options: RequestOptions | undefined,
  ): Promise<ReadBatch> {
    const { records } = await request(
      {
        operation: `${objectType}.batch.read`,
        kind: 'read',
        method: 'POST',
        path: routes.recordBatch(objectType, 'read'),
        query: { archived: shape.archived === true ? 'true' : undefined },
        body: {
          inputs: ids.map((id) => ({ id })),
          properties: shape.properties ?? [],
          propertiesWithHistory: shape.propertiesWithHistory ?? [],
          ...(shape.idProperty !== undefined && { idProperty: shape.idProperty }),
        },
        parse: (body, tally, judge) => {
          const { results, errors } = parseRecordBatch(body, tally)
          throwUnlessAbsent(errors, judge)
          return { records: results }
        },
      },
      options,
    )
    return { records, ...absent(ids, records, shape.idProperty) }
  }

  async function write(
    objectType: string,
    batch: 'create' | 'update' | 'upsert',
    inputs: readonly WriteInput[],
    options: RequestOptions | undefined,
  ): Promise<WrittenBatch> {
    checkInputs(inputs)
    if (inputs.length === 0) return { written: [], refused: [] }
    return await request(
      {
        operation: `${objectType}.batch.${batch}`,
        kind: 'write',
        method: 'POST',
        path: routes.recordBatch(objectType, batch),
        body: { inputs },
        parse: (body, tally, judge) => attribute(inputs, parseWrittenBatch(body, tally), judge),
      },
      options,
    )
  }

  return {
    async read(objectType, ids, shape = {}, options) {
      const size = (shape.propertiesWithHistory ?? []).length > 0 ? mostWithHistory : mostInputs
      const answers = await sideBySide(inChunks(ids, size), options, (chunk, each) =>
        read(objectType, chunk, shape, each),
      )
      return {
        records: answers.flatMap(({ records }) => records),
        missing: answers.flatMap(({ missing }) => missing),
        merged: answers.flatMap(({ merged }) => merged),
      }
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
            empty: 'when-204',
            parse: () => undefined,
          },
          options,
        )
      }
    },
  }
}

function checkInputs(inputs: readonly WriteInput[]): void {
  if (inputs.length > mostInputs)
    throw new TypeError('HubSpot takes at most 100 inputs in one batch: split them with inChunks.')
  if (new Set(inputs.map(({ objectWriteTraceId }) => objectWriteTraceId)).size < inputs.length)
    throw new TypeError('Two inputs of one batch have the same traceId: their outcomes could not be told apart.')
}

/** What was asked for and not answered. One stranger in place of one absent record is the survivor of a merge; more are not told apart. */
function absent(
  ids: readonly string[],
  records: readonly ReadRecord[],
  idProperty: string | undefined,
): Pick<ReadBatch, 'missing' | 'merged'> {
  // Values of unique properties are compared without case: HubSpot finds and keeps them so.
  const nameOf = (record: ReadRecord): string =>
    idProperty === undefined ? record.id : (record.properties[idProperty] ?? '').toLowerCase()
  const found = new Set(records.map(nameOf))
  const missing = ids.filter((id) => !found.has(idProperty === undefined ? id : id.toLowerCase()))
  const strangers = idProperty === undefined ? records.filter(({ id }) => !ids.includes(id)) : []
  const [from, to] = [missing[0], strangers[0]?.id]
  const isOnePair = missing.length === 1 && strangers.length === 1 && from !== undefined && to !== undefined
  return { missing, merged: isOnePair ? [{ from, to }] : [] }
}

/**
 * Gives every result and every refusal its input's trace id: the one echoed, else by the id or unique value it was named by, else, in a batch
 * of one, there is no choice. What cannot be told apart stays out, and is an unknown outcome.
 */
function attribute(
  inputs: readonly WriteInput[],
  { results, errors }: BatchAnswer<WrittenRecord>,
  judge: (error: ErrorBody) => ApiError,
): WrittenBatch {
  const known = new Set(inputs.map(({ objectWriteTraceId }) => objectWriteTraceId))
  const only = inputs.length === 1 ? [...known] : []
  const namedBy = (names: (input: WriteInput) => boolean): readonly string[] => {
    const named = inputs.filter(names).map(({ objectWriteTraceId }) => objectWriteTraceId)
    return named.length > 0 ? named : only
  }
  const written = results.map((result): WrittenRecord => {
    if (result.traceId !== null && known.has(result.traceId)) return result
    const [traceId = null, second] = namedBy(({ id, idProperty }) =>
      idProperty === undefined
        ? id === result.record.id
        : id?.toLowerCase() === result.record.properties[idProperty]?.toLowerCase(),
    )
    return { ...result, traceId: second === undefined ? traceId : null }
  })
  const done = new Set(written.map(({ traceId }) => traceId))
  const refused = errors.flatMap((body) => {
    const error = judge(body)
    if (error.code === 'api/unknown-outcome') return []
    const traced = (body.context.get('objectWriteTraceId') ?? []).filter((traceId) => known.has(traceId))
    const ids = body.context.get('ids') ?? []
    const traceIds = traced.length > 0 ? traced : namedBy(({ id }) => id !== undefined && ids.includes(id))
    return traceIds.filter((traceId) => !done.has(traceId)).map((traceId) => ({ traceId, error }))
  })
  return { written, refused }
}
