import type { RecordReader } from '../compare.ts'
import type { SearchRequest } from './request.ts'

/**
 * Records whose lists of associations one request reads
 * (https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associate-records/guide).
 */
const listsPerRequest = 1_000

/** A request of a plan: a search, or a reading of associations. */
export type PlanRequest = ({ readonly kind: 'search' } & SearchRequest) | AssociationsRequest

/** Wants every association of these records with records of another object type; at most 1,000 records at once. */
export interface AssociationsRequest {
  readonly kind: 'associations'
  readonly objectType: string
  readonly ids: readonly string[]
  readonly toObjectType: string
}

/** What HubSpot answers to one search request. */
export interface SearchAnswer<R extends RecordReader> {
  readonly records: readonly R[]
  /** The `paging.next.after`; null on the last page. */
  readonly after: string | null
}

/** The whole lists that were asked for. */
export interface AssociationsAnswer {
  readonly links: readonly FoundLink[]
}

/** That two records are associated, and by which labels, in our spelling and as seen from the first. */
export interface FoundLink {
  readonly from: string
  readonly to: string
  readonly labels: readonly string[]
}

/** The answer to a {@link PlanRequest}, of the same kind. */
export type PlanAnswer<R extends RecordReader> = SearchAnswer<R> | AssociationsAnswer

/** A part of carrying out a plan: yields requests, is given answers, and comes to a result. */
export type PlanSteps<R extends RecordReader, Result> = Generator<PlanRequest, Result, PlanAnswer<R>>

/** What carrying out a plan has taken so far. */
export interface PlanWork {
  searches: number
  associationReads: number
  recordsRead: number
}

/** Asks for one page. */
export function* askSearch<R extends RecordReader>(
  request: SearchRequest,
  work: PlanWork,
): PlanSteps<R, SearchAnswer<R>> {
  const answer = yield { kind: 'search', ...request }
  if (!('records' in answer)) throw new TypeError('A search is answered with records.')
  work.searches++
  work.recordsRead += answer.records.length
  return answer
}

/** Asks for whole lists, in as many readings as it takes. */
export function* askAssociations<R extends RecordReader>(
  { objectType, ids, toObjectType }: Omit<AssociationsRequest, 'kind'>,
  work: PlanWork,
): PlanSteps<R, readonly FoundLink[]> {
  const links: FoundLink[] = []
  for (let at = 0; at < ids.length; at += listsPerRequest) {
    const some = ids.slice(at, at + listsPerRequest)
    const answer = yield { kind: 'associations', objectType, ids: some, toObjectType }
    if (!('links' in answer)) throw new TypeError('A reading of associations is answered with links.')
    work.associationReads++
    links.push(...answer.links)
  }
  return links
}
