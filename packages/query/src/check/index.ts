export { checkQuery, checkRunnable, checkTemplate } from './check.ts'
export { queryLimits } from './given.ts'
export { parseQuery, queryName, queryToJson } from './json.ts'
export type { WrittenQuery } from './json.ts'
