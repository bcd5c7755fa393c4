import type { Requester, RequestOptions } from '../request.ts'
import type { Routes } from '../routes.ts'
import {
  parseAssociationPage,
  parseAssociationsBatch,
  parseLabels,
  parsePairAsBatch,
  parsePairBatch,
  type AssociationLabel,
  type AssociationPage,
  type AssociationTarget,
  type BatchAnswer,
  type Pair,
} from '../wire/index.ts'
import { inChunks, sideBySide, throwUnlessAbsent } from './chunks.ts'
import { wireSpec, type AssociationSpec } from './objects.ts'
import { readPages } from './pages.ts'

/** All records of one type that a record is associated with. */
export interface AssociationsOfRecord {
  readonly fromId: string
  readonly targets: readonly AssociationTarget[]
}

/** Two records and the types between them. */
export interface TypedPair extends Pair {
  readonly types: readonly AssociationSpec[]
}

/**
 * Links between records; every link exists in both directions
 * (https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associate-records/guide).
 */
export interface AssociationOperations {
  /** All associations of one record towards an object type, however many pages. */
  list(from: string, id: string, to: string, options?: RequestOptions): Promise<readonly AssociationTarget[]>
  /**
   * The same for many records, 1,000 a request, sent side by side; a record without any may be absent.
   *
   * Rejects as a whole when HubSpot leaves out a record for any other reason than that there is nothing.
   */
  batchRead(
    from: string,
    to: string,
    ids: readonly string[],
    options?: RequestOptions,
  ): Promise<readonly AssociationsOfRecord[]>
  /** Makes the unlabelled association; doing so twice is no error, and labels stay. */
  putDefault(from: string, fromId: string, to: string, toId: string, options?: RequestOptions): Promise<void>
  /** Replaces the labels of a pair with these types. */
  putLabelled(
    from: string,
    fromId: string,
    to: string,
    toId: string,
    types: readonly AssociationSpec[],
    options?: RequestOptions,
  ): Promise<void>
  /**
   * Adds associations, 2,000 a request, one after the other. Answers the pairs that HubSpot names as made.
   *
   * Rejects when HubSpot refuses one, though others may have been made by then: adding an association again changes nothing.
   */
  batchCreate(from: string, to: string, pairs: readonly TypedPair[], options?: RequestOptions): Promise<readonly Pair[]>
  /** Removes every association between two records. */
  archive(from: string, fromId: string, to: string, toId: string, options?: RequestOptions): Promise<void>
  /** Removes every association of the pairs, 100 a request. */
  batchArchive(from: string, to: string, pairs: readonly Pair[], options?: RequestOptions): Promise<void>
  /** Removes these types of the pairs, 100 a request; removing the unlabelled one removes all. */
  archiveLabels(from: string, to: string, pairs: readonly TypedPair[], options?: RequestOptions): Promise<void>
  /** The association types an account has in that direction. */
  labels(from: string, to: string, options?: RequestOptions): Promise<readonly AssociationLabel[]>
}

const mostRead = 1_000
const mostCreated = 2_000
const mostArchived = 100

/** The operations on associations. */
export function createAssociationOperations(request: Requester, routes: Routes): AssociationOperations {
  async function rest(
    from: string,
    id: string,
    to: string,
    first: string | null,
    options: RequestOptions | undefined,
  ): Promise<readonly AssociationTarget[]> {
    const pages = await readPages<AssociationPage>(first, (after, check) =>
      request(
        {
          operation: 'associations.list',
          kind: 'read',
          method: 'GET',
          path: routes.links(from, id, to),
          query: { limit: '500', after },
          parse: (body) => check(parseAssociationPage(body)),
        },
        options,
      ),
    )
    return pages.flatMap(({ targets }) => targets)
  }

  async function readChunk(
    from: string,
    to: string,
    ids: readonly string[],
    options: RequestOptions | undefined,
  ): Promise<readonly AssociationsOfRecord[]> {
    const answered = await request(
      {
        operation: 'associations.batch.read',
        kind: 'read',
        method: 'POST',
        path: routes.associationBatch(from, to, 'read'),
        body: { inputs: ids.map((id) => ({ id })) },
        parse: (body, _tally, judge) => {
          const { results, errors } = parseAssociationsBatch(body)
          throwUnlessAbsent(errors, judge)
          return results
        },
      },
      options,
    )
    const lists: AssociationsOfRecord[] = []
    for (const { fromId, targets, after } of answered) {
      const more = after === null ? [] : await rest(from, fromId, to, after, options)
      lists.push({ fromId, targets: [...targets, ...more] })
    }
    return lists
  }

  /** Writes one or many pairs and refuses to call it done when HubSpot names an error among them. */
  async function put(
    operation: string,
    method: 'PUT' | 'POST',
    path: string,
    body: unknown,
    parse: (body: unknown) => BatchAnswer<Pair>,
    options: RequestOptions | undefined,
  ): Promise<readonly Pair[]> {
    return await request(
      {
        operation,
        kind: 'write',
        method,
        path,
        body,
        parse: (answer, _tally, judge) => {
          const { results, errors } = parse(answer)
          const [error] = errors
          if (error !== undefined) throw judge(error)
          return results
        },
      },
      options,
    )
  }

  async function send(
    operation: string,
    path: string,
    inputs: readonly (readonly unknown[])[],
    options: RequestOptions | undefined,
  ): Promise<void> {
    for (const chunk of inputs)
      await request(
        {
          operation,
          kind: 'write',
          method: 'POST',
          path,
          body: { inputs: chunk },
          empty: 'always',
          parse: () => undefined,
        },
        options,
      )
  }

  return {
    list: (from, id, to, options) => rest(from, id, to, null, options),
    async batchRead(from, to, ids, options) {
      const lists = await sideBySide(inChunks(ids, mostRead), options, (chunk, each) =>
        readChunk(from, to, chunk, each),
      )
      return lists.flat()
    },
    async putDefault(from, fromId, to, toId, options) {
      const path = routes.defaultLink(from, fromId, to, toId)
      await put('associations.put', 'PUT', path, undefined, parsePairBatch, options)
    },
    async putLabelled(from, fromId, to, toId, types, options) {
      const path = routes.link(from, fromId, to, toId)
      await put('associations.put', 'PUT', path, types.map(wireSpec), parsePairAsBatch, options)
    },
    async batchCreate(from, to, pairs, options) {
      const made: Pair[] = []
      for (const chunk of inChunks(pairs, mostCreated)) {
        const inputs = chunk.map(({ fromId, toId, types }) => ({
          from: { id: fromId },
          to: { id: toId },
          types: types.map(wireSpec),
        }))
        const path = routes.associationBatch(from, to, 'create')
        made.push(...(await put('associations.batch.create', 'POST', path, { inputs }, parsePairBatch, options)))
      }
      return made
    },
    async archive(from, fromId, to, toId, options) {
      await request(
        {
          operation: 'associations.archive',
          kind: 'write',
          method: 'DELETE',
          path: routes.link(from, fromId, to, toId),
          empty: 'when-204',
          parse: () => undefined,
        },
        options,
      )
    },
    batchArchive: (from, to, pairs, options) =>
      send(
        'associations.batch.archive',
        routes.associationBatch(from, to, 'archive'),
        inChunks(pairs, mostArchived).map((chunk) =>
          chunk.map(({ fromId, toId }) => ({ from: { id: fromId }, to: [{ id: toId }] })),
        ),
        options,
      ),
    archiveLabels: (from, to, pairs, options) =>
      send(
        'associations.batch.labels.archive',
        routes.associationBatch(from, to, 'labels/archive'),
        inChunks(pairs, mostArchived).map((chunk) =>
          chunk.map(({ fromId, toId, types }) => ({
            from: { id: fromId },
            to: { id: toId },
            types: types.map(wireSpec),
          })),
        ),
        options,
      ),
    labels: (from, to, options) =>
      request(
        {
          operation: 'associations.labels',
          kind: 'read',
          method: 'GET',
          path: routes.labels(from, to),
          parse: parseLabels,
        },
        options,
      ),
  }
}
