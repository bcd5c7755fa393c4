import { compareIds, HoldfastError } from '@holdfast/crm'
import { rowsWanted } from '../ast.ts'
import type { RecordReader } from '../compare.ts'
import { idProperty } from '../property-of.ts'
import { askSearch, type PlanSteps, type PlanWork } from './ask.ts'
import { searchLimits } from './limits.ts'
import type { SearchPlan } from './plan.ts'
import type { Reading } from './reading.ts'
import type { SearchBody, SearchFilterGroup } from './request.ts'
import { packGroupsBeyond, type Packed } from './split.ts'

/** Where pages go, and how large they are. */
export interface Pages<R extends RecordReader> {
  readonly reading: Reading<R>
  readonly work: PlanWork
  /** Rows of the next page; by default as many as are worth asking for. */
  readonly pageRows: (() => number) | undefined
}

/**
 * Reads one search of a plan to its end, or as far as its rows are wanted.
 *
 * In the order of ids each page begins after the last id of the one before: then no record is missed because another one changed meanwhile and moved the rows. By
 * offset it goes in other orders, and where filters leave no room for the id; there, too, ids take over where paging ends.
 */
export function* readPages<R extends RecordReader>(
  plan: SearchPlan,
  groups: readonly SearchFilterGroup[],
  pages: Pages<R>,
): PlanSteps<R, void> {
  const byId = packBeyond(plan, groups)
  if (isByAscendingId(plan) && byId.isExact && byId.searches.length === 1) {
    yield* pagesBeyond(plan, { first: groups, next: byId.searches[0] ?? [], isWhole: false }, null, pages)
    return
  }
  const lastId = yield* pagesByOffset(plan, groups, pages)
  if (lastId === null) return
  for (const next of byId.searches) yield* pagesBeyond(plan, { first: next, next, isWhole: true }, lastId, pages)
}

function packBeyond(plan: SearchPlan, groups: readonly SearchFilterGroup[]): Packed {
  const empty = { ...bodyOf(plan, []), after: String(searchLimits.rows), sorts: byAscendingId }
  // The longest id there is, so that every step has the same parts.
  return packGroupsBeyond(groups, '9'.repeat(20), empty)
}

const byAscendingId = [{ propertyName: idProperty, direction: 'ASCENDING' }] as const

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

/** Filter groups of pages by id. */
interface GroupsById {
  /** Of the page that begins with the first id. */
  readonly first: readonly SearchFilterGroup[]
  /** Of the others, each led by a filter for ids beyond one. */
  readonly next: readonly SearchFilterGroup[]
  /** Did a filter have to make room for that one, so that the whole predicate decides? */
  readonly isWhole: boolean
}

function* pagesBeyond<R extends RecordReader>(
  plan: SearchPlan,
  { first, next, isWhole }: GroupsById,
  lastId: string | null,
  { reading, work, pageRows }: Pages<R>,
): PlanSteps<R, void> {
  const isEnoughById = isByAscendingId(plan)
  let beyond = lastId
  let after: string | null = null
  for (;;) {
    const id = beyond
    const body: SearchBody = {
      ...bodyOf(plan, id === null ? first : withId(next, id)),
      sorts: byAscendingId,
      limit: pageRowsOf(plan, pageRows),
      ...(after === null ? {} : { after }),
    }
    const answer = yield* askSearch<R>({ objectType: plan.query.objectType, body }, work)
    yield* reading.take(answer.records, isWhole)
    const last = answer.records.at(-1)
    if (answer.after === null || (last !== undefined && isEnoughById && reading.isEnough(last))) return
    // An empty page with more to come has been seen: it is paged over.
    checkProgress(
      last === undefined ? Number(answer.after) > Number(after ?? '0') : id === null || compareIds(last.id, id) > 0,
    )
    after = last === undefined ? answer.after : null
    beyond = last?.id ?? id
  }
}

function withId(groups: readonly SearchFilterGroup[], id: string): readonly SearchFilterGroup[] {
  return groups.map(({ filters }) => ({
    filters: filters.map((filter, at) => (at === 0 ? { ...filter, value: id } : filter)),
  }))
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
