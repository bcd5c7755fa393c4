export { parseSearch } from './search-request.ts'
export { runSearch } from './search.ts'
