export { rootOf, type Need } from './assess.ts'
export { createLedger, type Boundary, type Claim, type Ledger } from './ledger.ts'
export type { Load, LoadContext as NeedContext, ViewListener } from './mounted-query.ts'
export { createPlanner, type Planner } from './planner.ts'
