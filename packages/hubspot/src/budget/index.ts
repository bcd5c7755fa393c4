export type { Policy } from './bucket.ts'
export { createBudget } from './budget.ts'
export type { BucketName, BucketState, Budget, BudgetOptions, BudgetState, BudgetView, Entrant } from './budget.ts'
export type { Lane } from './lanes.ts'
