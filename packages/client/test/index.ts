export { collect, errorOf, type Collected } from './collect.ts'
export {
  completeStatus,
  createFakeEngine,
  firstDelta,
  ok,
  quietStatus,
  refused,
  rowText,
  silence,
  type FakeEngine,
  type FakeView,
  type FakeWorker,
} from './fake-engine.ts'
export { readRows } from './read-rows.ts'
export { schema } from './schema.ts'
