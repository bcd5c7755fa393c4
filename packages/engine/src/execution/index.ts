export { replicaAssociations } from './associations.ts'
export { compileRows, selectRows, type Asked, type Selection } from './select-rows.ts'
export { topRows } from './top-rows.ts'
