export { replicaAssociations } from './associations.ts'
export { packRecord } from './pack-record.ts'
export { createView, type View, type ViewChange } from './view.ts'
