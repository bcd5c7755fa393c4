export type {
  AssociationsAnswer,
  AssociationsRequest,
  FoundLink,
  PlanAnswer,
  PlanRequest,
  PlanSteps,
  PlanWork,
  SearchAnswer,
} from './ask.ts'
export { searchLimits } from './limits.ts'
export { planSearch } from './plan.ts'
export type { PlannedSubquery, PlanOptions, SearchPlan } from './plan.ts'
export { residualReasons } from './remotable.ts'
export type { ResidualReason } from './remotable.ts'
export { unfilterableProperties } from './unfilterable.ts'
export { compileSearch } from './request.ts'
export type {
  SearchBody,
  SearchFilter,
  SearchFilterGroup,
  SearchOptions,
  SearchRequest,
  SearchSort,
} from './request.ts'
export { runPlan } from './run-plan.ts'
export type { PlanOutcome, RunPlanOptions } from './run-plan.ts'
export { listedTypesIn } from './subqueries.ts'
export type { Subquery } from './subqueries.ts'
