import { createEmulator, type Emulator } from '@holdfast/emulator'
import {
  createEngine,
  createLocalChannels,
  createLocalLocks,
  createTestLifecycle,
  createVirtualTime,
  seededRandom,
} from '@holdfast/engine/testing'
import { expose } from 'comlink'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import type { EngineWorker } from '../src/connection.ts'
import { schema } from './schema.ts'

/** The real engine over a port, on a device of its own, with an emulated account. Time moves only when told. */
export interface EngineWorld {
  readonly emulator: Emulator
  /** Starts a worker over the device's storage. */
  readonly start: () => EngineWorker
  /** While false, requests fail as `fetch` does. */
  online: boolean
  /** The worker started last dies. */
  crash(): void
  /** Lets time pass until `condition` holds; fails after a minute of it. */
  until(condition: () => boolean): Promise<void>
  /** What `promise` gives, letting time pass meanwhile. */
  passing<T>(promise: Promise<T>): Promise<T>
}

export function createEngineWorld(): EngineWorld {
  const time = createVirtualTime(Date.UTC(2026, 10, 24, 8), async () => new Promise((resolve) => setImmediate(resolve)))
  const emulator = createEmulator({ seed: 7, demo: { contacts: 40, companies: 10, deals: 30 }, clock: time.clock })
  const disk = { indexedDB: new IDBFactory(), IDBKeyRange }
  const locks = createLocalLocks()
  const channel = createLocalChannels()
  let workers = 0
  let crash = (): void => undefined

  function start(): EngineWorker {
    const { port1, port2 } = new MessageChannel()
    let isDead = false
    const engine = createEngine(
      {
        clock: time.clock,
        timers: time.timers,
        random: seededRandom(++workers),
        locks: {
          hold: async (name, options, run) =>
            locks.hold(name, options, async (lost) => Promise.race([run(lost), ended])),
        },
        channel,
        disk,
        lifecycle: createTestLifecycle(),
        async http(request) {
          if (!world.online) throw new TypeError('Failed to fetch')
          if (isDead) return new Promise(() => undefined)
          request.headers.set('authorization', 'Bearer test')
          return emulator.fetch(request)
        },
      },
      { schema, origin: 'http://hubspot.test', freshnessMs: 5_000 },
    )
    let end: () => void = () => undefined
    const ended = new Promise<void>((resolve) => (end = resolve))
    expose(engine, port2)
    const terminate = (): void => {
      isDead = true
      end()
      port1.close()
    }
    crash = () => {
      isDead = true
      end()
      port1.dispatchEvent(new Event('error'))
    }
    return Object.assign(port1, { terminate })
  }

  async function until(condition: () => boolean): Promise<void> {
    for (let passedMs = 0; passedMs < 60_000; passedMs += 100) {
      await time.settle()
      if (condition()) return
      await time.advance(100)
    }
    throw new Error('The condition did not come true within a minute.')
  }

  const world: EngineWorld = {
    emulator,
    start,
    online: true,
    crash: () => crash(),
    until,
    async passing(promise) {
      let isSettled = false
      const settle = (): void => void (isSettled = true)
      promise.then(settle, settle)
      await until(() => isSettled)
      return promise
    },
  }
  return world
}
