import { compareIds, HoldfastError } from '@holdfast/crm'
import { rowsWanted } from '../ast.ts'
import type { RecordReader } from '../compare.ts'
import { idProperty } from '../property-of.ts'
import { askSearch, type PlanSteps, type PlanWork } from './ask.ts'
import { searchLimits } from './limits.ts'
import type { SearchPlan } from './plan.ts'
import type { Reading } from './reading.ts'
import type { SearchBody, SearchFilterGroup } from './request.ts'
import { packGroupsBeyond } from './split.ts'

/** Where pages go, and how large they are. */
export interface Pages<R extends RecordReader> {
  readonly reading: Reading<R>
  readonly work: PlanWork
  /** Rows of the next page; by default as many as are worth asking for. */
  readonly pageRows: (() => number) | undefined
}

/** Reads one search of a plan to its end, beyond what paging reaches, or as far as its rows are wanted. */
export function* readPages<R extends RecordReader>(
  plan: SearchPlan,
  groups: readonly SearchFilterGroup[],
  pages: Pages<R>,
): PlanSteps<R, void> {
  const lastId = yield* pagesByOffset(plan, groups, pages)
  if (lastId !== null) yield* pagesBeyond(plan, groups, lastId, pages)
}

/** All pages that paging reaches. The answer is the greatest id read when there is more beyond, else null. */
function* pagesByOffset<R extends RecordReader>(
  plan: SearchPlan,
  groups: readonly SearchFilterGroup[],
  { reading, work, pageRows }: Pages<R>,
): PlanSteps<R, string | null> {
  let after: string | null = null
  for (;;) {
    const room = searchLimits.rows - Number(after ?? '0')
    const limit = Math.min(room, pageRowsOf(plan, pageRows))
    const body: SearchBody = { ...bodyOf(plan, groups), limit, ...(after === null ? {} : { after }) }
    const answer = yield* askSearch<R>({ objectType: plan.query.objectType, body }, work)
    yield* reading.take(answer.records, false)
    const last = answer.records.at(-1)
    if (answer.after === null || (last !== undefined && reading.isEnough(last))) return null
    // In another order than the id's, what was read says nothing about which ids are left.
    checkProgress(Number(answer.after) > Number(after ?? '0'))
    if (Number(answer.after) >= searchLimits.rows) return isByAscendingId(plan) && last !== undefined ? last.id : '0'
    after = answer.after
  }
}

function* pagesBeyond<R extends RecordReader>(
  plan: SearchPlan,
  groups: readonly SearchFilterGroup[],
  lastId: string,
  { reading, work, pageRows }: Pages<R>,
): PlanSteps<R, void> {
  const sorts = [{ propertyName: idProperty, direction: 'ASCENDING' }] as const
  const empty = { ...bodyOf(plan, []), limit: searchLimits.pageRows, after: String(searchLimits.rows), sorts }
  // The longest id there is, so that every step has the same parts.
  const parts = packGroupsBeyond(groups, '9'.repeat(20), empty).searches
  const isEnoughById = isByAscendingId(plan)
  for (const part of parts) {
    let beyond = lastId
    let after: string | null = null
    for (;;) {
      const id = beyond
      const filterGroups = part.map(({ filters }) => ({
        filters: filters.map((filter, at) => (at === 0 ? { ...filter, value: id } : filter)),
      }))
      const body: SearchBody = {
        ...bodyOf(plan, filterGroups),
        sorts,
        limit: pageRowsOf(plan, pageRows),
        ...(after === null ? {} : { after }),
      }
      const answer = yield* askSearch<R>({ objectType: plan.query.objectType, body }, work)
      yield* reading.take(answer.records, true)
      const last = answer.records.at(-1)
      if (answer.after === null || (last !== undefined && isEnoughById && reading.isEnough(last))) break
      // An empty page with more to come has been seen: it is paged over.
      checkProgress(last === undefined ? Number(answer.after) > Number(after ?? '0') : compareIds(last.id, id) > 0)
      after = last === undefined ? answer.after : null
      beyond = last?.id ?? id
    }
  }
}

// What comes again would be asked for again, for ever.
function checkProgress(isFurther: boolean): void {
  if (isFurther) return
  throw new HoldfastError(
    'engine/invariant',
    'A search answered a page that leads no further.',
    'Try again later; when it stays so, report it.',
    { room: 'query/search', rule: 'Q13' },
  )
}

function isByAscendingId({ sort }: SearchPlan): boolean {
  return sort.propertyName === idProperty && sort.direction === 'ASCENDING'
}

function bodyOf({ query, sort, properties }: SearchPlan, filterGroups: readonly SearchFilterGroup[]): SearchBody {
  const text = query.search?.trim() ?? ''
  return {
    ...(text === '' ? {} : { query: text }),
    filterGroups,
    sorts: [sort],
    properties,
    limit: searchLimits.pageRows,
  }
}

// One more than wanted shows whether the next record sorts alike; where the device has to sift, pages are full.
function pageRowsOf({ query, residual, searches }: SearchPlan, pageRows: Pages<never>['pageRows']): number {
  const wanted = rowsWanted(query)
  const isSifted = residual !== null || query.after !== null || searches.length > 1
  const worth = wanted === null || isSifted ? searchLimits.pageRows : wanted + 1
  return Math.min(pageRows?.() ?? worth, searchLimits.pageRows)
}
