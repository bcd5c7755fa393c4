export { associationTest } from './association-test.ts'
export { packRecord } from './pack-record.ts'
export { createView, type View, type ViewChange } from './view.ts'
