export { disjunctionOf, predicateOfClauses } from './disjunction.ts'
export type { Clause, Literal } from './disjunction.ts'
export { pushNegations } from './negation.ts'
