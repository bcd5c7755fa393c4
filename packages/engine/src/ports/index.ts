import { systemChannel, type OpenChannel } from './channel.ts'
import { systemClock, type Clock } from './clock.ts'
import { systemDisk, type Disk } from './disk.ts'
import { systemHttp, type Http } from './http.ts'
import { systemLifecycle, type Lifecycle } from './lifecycle.ts'
import { systemLocks, type Locks } from './locks.ts'
import { systemRandom, type Random } from './random.ts'
import { systemTimers, type Timers } from './timers.ts'

/** Everything through which the engine touches the world. Nothing else in it knows time, chance, storage or network. */
export interface Ports {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly http: Http
  readonly locks: Locks
  readonly channel: OpenChannel
  readonly disk: Disk
  readonly lifecycle: Lifecycle
}

/** The real world, as a browser's worker sees it. */
export function systemPorts(): Ports {
  return {
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    http: systemHttp,
    locks: systemLocks(),
    channel: systemChannel,
    disk: systemDisk(),
    lifecycle: systemLifecycle,
  }
}

export { createLocalChannels, type Channel, type OpenChannel } from './channel.ts'
export type { Clock } from './clock.ts'
export type { Disk } from './disk.ts'
export type { Http } from './http.ts'
export { createTestLifecycle, type Lifecycle } from './lifecycle.ts'
export { createLocalLocks, type Locks } from './locks.ts'
export { seededRandom, type Random } from './random.ts'
export { systemTimers, type Timers } from './timers.ts'
export { createServerTime, type ServerTime } from './server-time.ts'
export { createVirtualTime, type VirtualTime } from './virtual-time.ts'
