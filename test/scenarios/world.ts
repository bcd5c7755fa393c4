import { createEmulator, type Emulator, type EmulatorOptions } from '@holdfast/emulator'
import type {
  EngineCommands,
  EngineEvent,
  EngineStatus,
  IntentDraft,
  ParkedIntent,
  PinState,
  Reply,
  ViewMessage,
  ViewStatus,
  WriteState,
} from '@holdfast/engine/protocol'
import {
  createEngine,
  createLocalChannels,
  createLocalLocks,
  createTestLifecycle,
  createVirtualTime,
  openSession,
  seededRandom,
  type Disk,
  type EngineOptions,
  type Http,
  type Ports,
  type Session,
  type VirtualTime,
} from '@holdfast/engine/testing'
import type { Query } from '@holdfast/query'
import { schemaFingerprint } from '@holdfast/crm'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { schema } from './schema.ts'

/** One HubSpot account, one device with any number of tabs, and time that moves only when told. */
export interface World {
  readonly emulator: Emulator
  readonly time: VirtualTime
  /** The device's network: while false, requests fail as `fetch` does. */
  online: boolean
  /** Opens a tab: an engine of its own over the device's storage. */
  openTab(options?: Partial<EngineOptions<typeof schema>>): Promise<Tab>
  /** Clears the device's storage, as a person can in the browser's settings. */
  clearSiteData(): Promise<void>
  /** Lets time pass in small steps until `condition` holds. Fails after `limitMs` of virtual time. */
  until(condition: () => boolean, limitMs?: number): Promise<void>
  close(): Promise<void>
}

/** A tab as its page sees it. */
export interface Tab {
  readonly engine: EngineCommands
  /** What is inside of it. */
  readonly session: Session
  /** Shows a query until the tab is closed. */
  show(query: Query): Promise<Shown>
  status(): EngineStatus
  parked(): readonly ParkedIntent[]
  pins(): readonly PinState[]
  state(key: string): WriteState | undefined
  troubles(): readonly string[]
  commit(unit: readonly IntentDraft[]): Promise<void>
  /** Ends the tab as closing it would. */
  close(): Promise<void>
  /** Ends the tab as a crash would: nothing of it runs any more, storage keeps what was complete. */
  kill(): void
}

/** A query on screen. */
export interface Shown {
  rows(): readonly ShownRow[]
  status(): ViewStatus
  /** Messages so far. */
  messages(): number
  /** Shows it no longer. */
  close(): void
}

/** A row, unpacked. */
export interface ShownRow {
  readonly key: string
  readonly id: string
  readonly pending: readonly string[]
  readonly values: readonly (string | null)[]
  readonly includes: readonly unknown[]
}

const start = Date.UTC(2026, 10, 24, 8)

/** What a world begins with. */
export interface WorldOptions extends Omit<EmulatorOptions, 'clock'> {
  /** How far the device's clock is ahead of HubSpot's. */
  readonly skewMs?: number
  /** The device's storage; an empty one when absent. */
  readonly disk?: Disk
}

/** A fresh world. The emulator's clock is the world's. */
export function createWorld({
  skewMs = 0,
  disk = { indexedDB: new IDBFactory(), IDBKeyRange },
  ...options
}: WorldOptions = {}): World {
  const time = createVirtualTime(start, () => new Promise((resolve) => setImmediate(resolve)))
  const emulator = createEmulator({ ...options, clock: time.clock })
  const locks = createLocalLocks()
  const channel = createLocalChannels()
  const tabs = new Set<Tab>()
  let opened = 0

  async function openTab(engineOptions: Partial<EngineOptions<typeof schema>> = {}): Promise<Tab> {
    const random = seededRandom(++opened)
    const power = createPower()
    const http: Http = async (request) => {
      if (!world.online) throw new TypeError('Failed to fetch')
      request.headers.set('authorization', 'Bearer test')
      return power.answer(await emulator.fetch(request))
    }
    const ports = power.over({
      clock: { now: () => time.clock.now() + skewMs },
      timers: time.timers,
      random,
      http,
      locks,
      channel,
      disk,
      lifecycle: createTestLifecycle(),
    })
    const sessions: Session[] = []
    const engine = createEngine(
      ports,
      { schema, origin: 'http://hubspot.test', freshnessMs: 5_000, ...engineOptions },
      async (...given) => {
        const session = await openSession(...given)
        sessions.push(session)
        return session
      },
    )
    unwrap(await engine.hello({ protocol: 6, fingerprint: schemaFingerprint(schema), account: '1234567', pack: null }))
    const [session] = sessions
    if (session === undefined) throw new Error('No account was opened.')
    const tab = await createTab(engine, session, power)
    tabs.add(tab)
    return tab
  }

  const world: World = {
    emulator,
    time,
    online: true,
    openTab,
    async clearSiteData() {
      for (const { name } of await disk.indexedDB.databases())
        if (name !== undefined) disk.indexedDB.deleteDatabase(name)
      await time.settle()
    },
    async until(condition, limitMs = 60_000) {
      for (let passed = 0; passed <= limitMs; passed += 100) {
        await time.settle()
        if (condition()) return
        await time.advance(100)
      }
      throw new Error(`The condition did not come true within ${limitMs} ms.`)
    },
    async close() {
      for (const tab of tabs) await tab.close()
    },
  }
  return world
}

/** What keeps a tab running. */
interface Power {
  isOn(): boolean
  /** The end: no timer fires, no message arrives, no answer comes, locks are released. What storage had begun it completes. */
  cut(): void
  /** The value while the power is on, nothing for ever after. */
  answer<T>(value: T): T | Promise<T>
  /** The ports of this tab. */
  over(ports: Ports): Ports
}

function createPower(): Power {
  const { promise: end, resolve: cut } = deferred()
  let isOn = true
  const never = new Promise<never>(() => undefined)
  const whileOn = (run: () => void) => () => {
    if (isOn) run()
  }
  return {
    isOn: () => isOn,
    cut() {
      isOn = false
      cut()
    },
    answer: (value) => (isOn ? value : never),
    over: (ports) => ({
      ...ports,
      timers: {
        after: (ms, run) => ports.timers.after(ms, whileOn(run)),
        sleep: async (ms, signal) => {
          await ports.timers.sleep(ms, signal)
          if (!isOn) await never
        },
      },
      locks: {
        hold: (name, options, run) => ports.locks.hold(name, options, (lost) => Promise.race([run(lost), end])),
      },
      channel: (name) => {
        const channel = ports.channel(name)
        return {
          post(message) {
            if (isOn) channel.post(message)
          },
          listen: (receive) =>
            channel.listen((message) => {
              if (isOn) receive(message)
            }),
          close: () => channel.close(),
        }
      },
    }),
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

async function createTab(engine: EngineCommands, session: Session, power: Power): Promise<Tab> {
  const states = new Map<string, WriteState>()
  const troubles: string[] = []
  let parked: readonly ParkedIntent[] = []
  let pins: readonly PinState[] = []
  const events = listen<EngineEvent>((event) => {
    if (event.kind === 'parked') parked = event.parked
    else if (event.kind === 'intents') for (const { key, state } of event.changes) states.set(key, state)
    else if (event.kind === 'pins') pins = event.pins
    else if (event.kind === 'trouble') troubles.push(event.error.code)
  })
  unwrap(await engine.watch(events.far))
  const shown = new Set([events])

  return {
    engine,
    session,
    async show(query) {
      const rows = new Map<string, ShownRow>()
      let order: readonly string[] = []
      let viewStatus: ViewStatus | undefined
      let messages = 0
      const port = listen<ViewMessage>((message) => {
        messages++
        if (message.kind === 'failed') throw new Error(message.error.message)
        const sent = message.rows.map((text) => unpack(text, query.select))
        for (const row of sent) rows.set(row.key, row)
        if (message.kind === 'part') throw new Error('The rows of a test are few.')
        if (message.revision === 1) order = sent.map(({ key }) => key)
        if (message.order !== null) {
          const { out, into, keys } = message.order
          const next = order.filter((_key, place) => !out.includes(place))
          into.forEach((place, at) => next.splice(place, 0, keys[at] ?? ''))
          order = next
          const visible = new Set(order)
          for (const key of rows.keys()) if (!visible.has(key)) rows.delete(key)
        }
        viewStatus = message.status
      })
      shown.add(port)
      unwrap(await engine.openView(query, port.far))
      return {
        rows: () => order.flatMap((key) => rows.get(key) ?? []),
        status() {
          if (viewStatus === undefined) throw new Error('Nothing was shown yet.')
          return viewStatus
        },
        messages: () => messages,
        close() {
          shown.delete(port)
          port.end()
        },
      }
    },
    // What the page hears of it a frame later.
    status: () => session.status(),
    parked: () => parked,
    pins: () => pins,
    state: (key) => states.get(key),
    troubles: () => troubles,
    async commit(unit) {
      unwrap(await engine.commit([unit])).forEach(unwrap)
    },
    async close() {
      for (const port of shown) port.close()
      if (!power.isOn()) return
      unwrap(await engine.close())
      power.cut()
    },
    kill() {
      power.cut()
      for (const port of shown) port.close()
    },
  }
}

interface Listening {
  readonly far: MessagePort
  /** Tells the engine that nobody listens any more. */
  end(): void
  /** Ends as a crash does, without a word. */
  close(): void
}

function listen<T>(receive: (message: T) => void): Listening {
  const { port1, port2 } = new MessageChannel()
  port1.addEventListener('message', (event: MessageEvent<T>) => {
    receive(event.data)
    port1.postMessage({ kind: 'taken' })
  })
  port1.start()
  return {
    far: port2,
    end() {
      port1.postMessage({ kind: 'close' })
      port1.close()
    },
    close: () => port1.close(),
  }
}

// The engine gives values in the order of their names, so that queries of one key have one shape of row; here they stand as they were asked for.
function unpack(text: string, select: Query['select']): ShownRow {
  const [key, id, pending, , values, includes] = JSON.parse(text)
  const names = select?.toSorted()
  return { key, id, pending, values: select?.map((name) => values[names?.indexOf(name) ?? -1]) ?? values, includes }
}

/** The value of a reply; an error reply is thrown as an `Error` with its code. */
export function unwrap<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value
  throw Object.assign(new Error(reply.error.message), { code: reply.error.code, details: reply.error.details })
}
