import { isHoldfastError, type Schema } from '@holdfast/crm'
import type { Predicate, Query } from '../ast.ts'
import type { RecordReader } from '../compare.ts'
import type { EvaluateOptions } from '../evaluate.ts'
import { predicateKey } from '../identity.ts'
import { askAssociations, type PlanSteps, type PlanWork } from './ask.ts'
import { readPages } from './pages.ts'
import { planSearch, type PlannedSubquery, type SearchPlan } from './plan.ts'
import { createReading } from './reading.ts'
import { withAnswers } from './subqueries.ts'

/** What a plan has found, and what that took. */
export interface PlanOutcome<R extends RecordReader> extends Readonly<PlanWork> {
  /** The rows of the query, in its order. */
  readonly rows: readonly R[]
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
 * id. Records found twice count once. Subqueries are answered first, and lists of associations asked for where they decide; neither, when `options` know who is
 * associated with whom.
 */
export function* runPlan<R extends RecordReader>(
  schema: Schema,
  plan: SearchPlan,
  options: RunPlanOptions = {},
): PlanSteps<R, PlanOutcome<R>> {
  const work: PlanWork = { searches: 0, associationReads: 0, recordsRead: 0 }
  const rows = yield* rowsOf<R>(schema, plan, options, work)
  return { rows, ...work }
}

function* rowsOf<R extends RecordReader>(
  schema: Schema,
  asPlanned: SearchPlan,
  options: RunPlanOptions,
  work: PlanWork,
): PlanSteps<R, readonly R[]> {
  const plan = yield* withSubqueriesAnswered<R>(schema, asPlanned, options, work)
  const reading = createReading<R>(schema, plan, options, work)
  for (const groups of plan.searches) yield* readPages(plan, groups, { reading, work, pageRows: options.pageRows })
  return reading.rows()
}

/** So many ids are worth searching for; of more, found records are sifted. */
const mostIds = 1_000

function* withSubqueriesAnswered<R extends RecordReader>(
  schema: Schema,
  plan: SearchPlan,
  options: RunPlanOptions,
  work: PlanWork,
): PlanSteps<R, SearchPlan> {
  const { query } = plan
  if (options.associations !== undefined || plan.searches.length === 0 || query.where === null) return plan
  const answers = new Map<string, readonly string[]>()
  for (const subquery of plan.subqueries) {
    const ids = yield* idsOf<R>(schema, plan, subquery, options, work)
    answers.set(predicateKey(subquery.predicate), ids)
  }
  if (answers.size === 0) return plan
  const few = new Map([...answers].filter(([, ids]) => ids.length <= mostIds))
  const answered = (where: Predicate | null): Predicate | null => (where === null ? null : withAnswers(where, answers))
  const narrowed = narrowedPlan(schema, { ...query, where: withAnswers(query.where, few) }, plan, options) ?? plan
  return { ...narrowed, query: { ...query, where: answered(query.where) }, residual: answered(narrowed.residual) }
}

// With the ids it may take more searches than are allowed; then it is found without them, as it was planned.
function narrowedPlan(
  schema: Schema,
  query: Query,
  { properties }: SearchPlan,
  { switches }: RunPlanOptions,
): SearchPlan | null {
  try {
    return planSearch(schema, query, { properties, ...(switches === undefined ? {} : { switches }) })
  } catch (error) {
    if (isHoldfastError(error, 'query/not-searchable')) return null
    throw error
  }
}

// From the partners to who has them; where a label counts, back again, for labels are seen from one end only.
function* idsOf<R extends RecordReader>(
  schema: Schema,
  { query: { objectType } }: SearchPlan,
  { predicate, plan }: PlannedSubquery,
  options: RunPlanOptions,
  work: PlanWork,
): PlanSteps<R, readonly string[]> {
  const { objectType: partnerType, label } = predicate
  const partners = yield* rowsOf<R>(schema, plan, options, work)
  const partnerIds = partners.map(({ id }) => id)
  const links = yield* askAssociations<R>({ objectType: partnerType, ids: partnerIds, toObjectType: objectType }, work)
  const ids = [...new Set(links.map(({ to }) => to))]
  if (label === null) return ids
  const isPartner = new Set(partnerIds)
  const back = yield* askAssociations<R>({ objectType, ids, toObjectType: partnerType }, work)
  return [
    ...new Set(back.filter(({ to, labels }) => isPartner.has(to) && labels.includes(label)).map(({ from }) => from)),
  ]
}
