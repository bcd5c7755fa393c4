import type { Requester, RequestOptions } from '../request.ts'
import type { Routes } from '../routes.ts'
import {
  parseAssociationPage,
  parseAssociationsBatch,
  parseLabels,
  parsePairBatch,
  type AssociationLabel,
  type AssociationTarget,
  type Pair,
} from '../wire/index.ts'
import { inChunks } from './chunks.ts'
import { wireSpec, type AssociationSpec } from './objects.ts'

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
  /** The same for many records, 1,000 a request; a record without any may be absent. */
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
  /** Adds associations, 2,000 a request. Answers the pairs that HubSpot names as made. */
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
  ): Promise<AssociationTarget[]> {
    const targets: AssociationTarget[] = []
    for (let after = first, isFirst = true; after !== null || isFirst; isFirst = false) {
      const page = await request(
        {
          operation: 'associations.list',
          kind: 'read',
          method: 'GET',
          path: routes.links(from, id, to),
          query: { limit: '500', after: after ?? undefined },
          parse: parseAssociationPage,
        },
        options,
      )
      targets.push(...page.targets)
      after = page.after
    }
    return targets
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
      const lists: AssociationsOfRecord[] = []
      for (const chunk of inChunks(ids, mostRead)) {
        const { results } = await request(
          {
            operation: 'associations.batch.read',
            kind: 'read',
            method: 'POST',
            path: routes.associationBatch(from, to, 'read'),
            body: { inputs: chunk.map((id) => ({ id })) },
            parse: parseAssociationsBatch,
          },
          options,
        )
        for (const { fromId, targets, after } of results) {
          lists.push({
            fromId,
            targets: after === null ? targets : [...targets, ...(await rest(from, fromId, to, after, options))],
          })
        }
      }
      return lists
    },
    async putDefault(from, fromId, to, toId, options) {
      await request(
        {
          operation: 'associations.put',
          kind: 'write',
          method: 'PUT',
          path: routes.defaultLink(from, fromId, to, toId),
          empty: 'always',
          parse: () => undefined,
        },
        options,
      )
    },
    async putLabelled(from, fromId, to, toId, types, options) {
      await request(
        {
          operation: 'associations.put',
          kind: 'write',
          method: 'PUT',
          path: routes.link(from, fromId, to, toId),
          body: types.map(wireSpec),
          empty: 'always',
          parse: () => undefined,
        },
        options,
      )
    },
    async batchCreate(from, to, pairs, options) {
      const made: Pair[] = []
      for (const chunk of inChunks(pairs, mostCreated)) {
        const { results } = await request(
          {
            operation: 'associations.batch.create',
            kind: 'write',
            method: 'POST',
            path: routes.associationBatch(from, to, 'create'),
            body: {
              inputs: chunk.map(({ fromId, toId, types }) => ({
                from: { id: fromId },
                to: { id: toId },
                types: types.map(wireSpec),
              })),
            },
            parse: parsePairBatch,
          },
          options,
        )
        made.push(...results)
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
