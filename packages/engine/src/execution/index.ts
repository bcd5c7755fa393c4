export { replicaAssociations } from './associations.ts'
export { firstRows, type Ordering } from './first-rows.ts'
export { compileRows, selectMatches, selectRows, type Asked, type Selection } from './select-rows.ts'
