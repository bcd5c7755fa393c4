export type { ConflictPolicies, ConflictPolicy, ConflictValues, PolicyOf } from './conflict.ts'
export { createDelivery } from './delivery.ts'
export { createOutbox, type Outbox } from './outbox.ts'
export { createProveLine } from './prove-line.ts'
