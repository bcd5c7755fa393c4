export type { EngineOptions } from './engine.ts'
export type { ConflictPolicies, ConflictPolicy, ConflictValues } from './outbox/index.ts'
export { startEngine } from './start-engine.ts'
