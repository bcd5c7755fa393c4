import { compareIds, HoldfastError, type Schema } from '@holdfast/crm'
import { rowsWanted } from '../ast.ts'
import { compileOrder, type Matches, type Order, type RecordReader } from '../compare.ts'
import { compileAfter } from '../cursor.ts'
import { compilePredicate, type EvaluateOptions } from '../evaluate.ts'
import { idProperty } from '../property-of.ts'
import { searchLimits } from './limits.ts'
import type { SearchPlan } from './plan.ts'
import type { SearchBody, SearchFilterGroup, SearchRequest } from './request.ts'
import { packGroupsBeyond } from './split.ts'

/** What HubSpot answers to one search request. */
export interface SearchAnswer<R extends RecordReader> {
  readonly records: readonly R[]
  /** The `paging.next.after`; null on the last page. */
  readonly after: string | null
}

/** What a plan has found, and what that took. */
export interface PlanOutcome<R extends RecordReader> {
  /** The rows of the query, in its order. */
  readonly rows: readonly R[]
  readonly requests: number
  /** Records that were looked at, those found twice counted twice. */
  readonly recordsRead: number
}

/** How a plan is carried out. */
export interface RunPlanOptions extends EvaluateOptions {
  /** Rows of the next page; by default as many as are worth asking for. */
  readonly pageRows?: () => number
}

/**
 * Carries out a plan, one request at a time: it yields each request and is given the answer, so whoever sends decides how and when.
 *
 * A search ends where its answers end, or where the rows wanted all sort strictly before the last one read. Where paging ends at 10,000 rows, reading goes on by
 * id. Records found twice count once.
 */
export function* runPlan<R extends RecordReader>(
  schema: Schema,
  plan: SearchPlan,
  options: RunPlanOptions = {},
): Generator<SearchRequest, PlanOutcome<R>, SearchAnswer<R>> {
  const reading = createReading<R>(schema, plan, options)
  for (const groups of plan.searches) {
    const lastId = yield* pages(plan, groups, reading, options)
    if (lastId !== null) yield* pagesBeyond(plan, groups, lastId, reading, options)
  }
  return reading.outcome()
}

interface Reading<R> {
  /** Takes a page in; `isWhole` when its search was wider than planned, so that the whole predicate decides. */
  readonly take: (records: readonly R[], isWhole: boolean) => void
  /** Can nothing that sorts at or after this record be among the rows wanted? */
  readonly isEnough: (last: R) => boolean
  readonly outcome: () => PlanOutcome<R & RecordReader>
}

function createReading<R extends RecordReader>(schema: Schema, plan: SearchPlan, options: RunPlanOptions): Reading<R> {
  const { query } = plan
  const order = compileOrder(schema, query, options.switches)
  const isBefore = strictlyBefore(schema, plan, options)
  const isAfter = compileAfter(schema, query, options.switches)
  const wanted = rowsWanted(query)
  const matchesOf = (where: SearchPlan['residual']): Matches =>
    compilePredicate(schema, { objectType: query.objectType, where, search: null }, options)
  const residual = matchesOf(plan.residual)
  let whole: Matches | null = null
  const found = new Map<string, R>()
  let best: readonly R[] = []
  let requests = 0
  let recordsRead = 0
  return {
    take(records, isWhole) {
      requests++
      recordsRead += records.length
      const matches = isWhole ? (whole ??= matchesOf(query.where)) : residual
      for (const record of records)
        if (!found.has(record.id) && matches(record) && isAfter(record)) found.set(record.id, record)
      if (wanted !== null) best = [...found.values()].sort(order).slice(0, wanted)
    },
    isEnough(last) {
      const least = wanted === null ? undefined : best[wanted - 1]
      return least !== undefined && isBefore(least, last)
    },
    outcome: () => {
      const first = wanted === null ? [...found.values()].sort(order) : best
      return { rows: first.slice(query.offset), requests, recordsRead }
    },
  }
}

// By the key that HubSpot sorts by alone: how it orders equals is not documented, so one of them may come on the next page.
function strictlyBefore(
  schema: Schema,
  { query, sort }: SearchPlan,
  options: RunPlanOptions,
): (a: RecordReader, b: RecordReader) => boolean {
  if (sort.propertyName === idProperty) {
    const sign = sort.direction === 'ASCENDING' ? 1 : -1
    return (a, b) => sign * compareIds(a.id, b.id) <= 0
  }
  const order: Order = compileOrder(
    schema,
    {
      objectType: query.objectType,
      orderBy: [{ property: sort.propertyName, direction: sort.direction === 'ASCENDING' ? 'asc' : 'desc' }],
    },
    options.switches,
  )
  // Of two that sort alike the id would decide, here in either direction.
  return (a, b) => order({ ...read(a), id: '1' }, { ...read(b), id: '0' }) < 0
}

function read(record: RecordReader): { readonly read: (name: string) => string | null } {
  return { read: (name) => record.read(name) }
}

/** All pages that paging reaches. The answer is the greatest id read when there is more beyond, else null. */
function* pages<R extends RecordReader>(
  plan: SearchPlan,
  groups: readonly SearchFilterGroup[],
  reading: Reading<R>,
  options: RunPlanOptions,
): Generator<SearchRequest, string | null, SearchAnswer<R>> {
  let after: string | null = null
  for (;;) {
    const room = searchLimits.rows - Number(after ?? '0')
    const limit = Math.min(room, pageRowsOf(plan, options))
    const body: SearchBody = { ...bodyOf(plan, groups), limit, ...(after === null ? {} : { after }) }
    const answer: SearchAnswer<R> = yield { objectType: plan.query.objectType, body }
    reading.take(answer.records, false)
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
  reading: Reading<R>,
  options: RunPlanOptions,
): Generator<SearchRequest, void, SearchAnswer<R>> {
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
        limit: pageRowsOf(plan, options),
        ...(after === null ? {} : { after }),
      }
      const answer: SearchAnswer<R> = yield { objectType: plan.query.objectType, body }
      reading.take(answer.records, true)
      const last: R | undefined = answer.records.at(-1)
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
function pageRowsOf({ query, residual, searches }: SearchPlan, { pageRows }: RunPlanOptions): number {
  const wanted = rowsWanted(query)
  const isSifted = residual !== null || query.after !== null || searches.length > 1
  const worth = wanted === null || isSifted ? searchLimits.pageRows : wanted + 1
  return Math.min(pageRows?.() ?? worth, searchLimits.pageRows)
}
