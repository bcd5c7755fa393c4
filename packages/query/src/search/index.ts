export { searchLimits } from './limits.ts'
export { planSearch } from './plan.ts'
export type { PlanOptions, SearchPlan } from './plan.ts'
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
export type { PlanOutcome, RunPlanOptions, SearchAnswer } from './run-plan.ts'
