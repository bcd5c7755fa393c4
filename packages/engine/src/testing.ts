export { createEngine, type EngineOptions } from './engine.ts'
export { openSession, type Session, type SessionOptions } from './session.ts'
export {
  createLocalChannels,
  createLocalLocks,
  createTestLifecycle,
  createVirtualTime,
  seededRandom,
  type Channel,
  type Clock,
  type Disk,
  type Http,
  type Lifecycle,
  type Locks,
  type OpenChannel,
  type Ports,
  type Random,
  type Timers,
  type VirtualTime,
} from './ports/index.ts'
