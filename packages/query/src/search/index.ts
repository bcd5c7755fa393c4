export { searchLimits } from './limits.ts'
export { compileSearch } from './request.ts'
export type {
  SearchBody,
  SearchFilter,
  SearchFilterGroup,
  SearchOptions,
  SearchRequest,
  SearchSort,
} from './request.ts'
