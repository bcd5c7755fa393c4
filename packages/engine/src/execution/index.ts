export { replicaAssociations } from './associations.ts'
export { firstRows, type Ordering } from './first-rows.ts'
export { compileRows, selectRows, selectSet, type Asked, type Selection } from './select-rows.ts'
