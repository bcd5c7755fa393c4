import { errorToData, type HoldfastError, type Schema } from '@holdfast/crm'
import type {
  EngineCommands,
  EngineEvent,
  EngineStatus,
  IntentDraft,
  PackedRow,
  Reply,
  ViewDelta,
  ViewMessage,
  ViewStatus,
  ViewRequest,
} from '@holdfast/engine/protocol'
import type { Runnable } from '@holdfast/query'
import { expose } from 'comlink'
import type { EngineWorker } from '../src/connection.ts'

/** A view that a page has opened. */
export interface FakeView {
  readonly query: Runnable
  readonly port: MessagePort
  /** Settles when the page closes it. */
  readonly closed: Promise<void>
  isClosed: boolean
  send(message: ViewMessage): void
}

/** One started worker. */
export interface FakeWorker {
  readonly endpoint: EngineWorker
  readonly views: FakeView[]
  readonly commits: (readonly IntentDraft[])[]
  isTerminated: boolean
  /** Dies as a worker does whose code threw. */
  crash(): void
  tell(event: EngineEvent): void
}

/** The commands, but that each unit committed is one call: how many come in one message is no test's business but that of batches. */
export interface FakeCommands extends Omit<EngineCommands, 'commit'> {
  commit(unit: readonly IntentDraft[]): Promise<Reply<null>>
}

/** An engine that does what a test says: each call of `start` is a new worker. `commands` replaces what the worker answers. */
export interface FakeEngine {
  readonly start: () => EngineWorker
  readonly workers: FakeWorker[]
  commands: Partial<FakeCommands>
  /** Settles with the next view that a page opens. */
  nextView(): Promise<FakeView>
  /** The worker started last. */
  current(): FakeWorker
}

export const quietStatus: EngineStatus = {
  online: true,
  role: 'leader',
  pending: 0,
  parked: 0,
  safeToClose: true,
  requests: {},
  asOf: null,
  paused: null,
  memory: { records: 0, columns: 0, associations: 0 },
}

export const completeStatus: ViewStatus = {
  completeness: 'complete',
  asOf: 1_000,
  why: [],
  total: null,
  pending: 0,
  source: 'cache',
}

/** A command that is never answered. */
export const silence = async (): Promise<never> => new Promise(() => undefined)

export function ok<T>(value: T): Reply<T> {
  return { ok: true, value }
}

export function refused(error: HoldfastError): Reply<never> {
  return { ok: false, error: errorToData(error) }
}

export function createFakeEngine(schema: Schema): FakeEngine {
  const workers: FakeWorker[] = []
  const waiting: ((view: FakeView) => void)[] = []
  const unseen: FakeView[] = []
  const engine: FakeEngine = {
    commands: {},
    workers,
    start() {
      const worker = startWorker()
      workers.push(worker)
      return worker.endpoint
    },
    async nextView() {
      const view = unseen.shift()
      return view ?? new Promise((resolve) => waiting.push(resolve))
    },
    current() {
      const worker = workers.at(-1)
      if (worker === undefined) throw new Error('No worker was started.')
      return worker
    },
  }

  function startWorker(): FakeWorker {
    const { port1, port2 } = new MessageChannel()
    const watchers: MessagePort[] = []
    const views: FakeView[] = []
    const commits: (readonly IntentDraft[])[] = []
    const generation = `generation ${workers.length + 1}`
    const worker: FakeWorker = {
      endpoint: Object.assign(port1, {
        terminate() {
          worker.isTerminated = true
          port1.close()
        },
      }),
      views,
      commits,
      isTerminated: false,
      crash: () => port1.dispatchEvent(new Event('error')),
      tell: (event) => watchers.forEach((port) => port.postMessage(event)),
    }
    const usual: FakeCommands = {
      hello: async () => ok({ generation, schema }),
      async openView(query, port) {
        const view = createView(query, port)
        views.push(view)
        const wait = waiting.shift()
        if (wait === undefined) unseen.push(view)
        else wait(view)
        return ok(null)
      },
      run: async () => ok({ rows: [], status: completeStatus, more: null }),
      moreRows: async () => ok({ rows: [], more: null }),
      explain: async () =>
        ok({
          decision: 'local',
          reason: 'everything is here',
          covered: 'all',
          plan: null,
          requests: [],
          estimatedRequests: 0,
          asOf: 1_000,
        }),
      read: async () => ok(null),
      readHere: async (records) => ok(records.map(() => null)),
      async commit(unit) {
        commits.push(unit)
        return ok(null)
      },
      async watch(port) {
        watchers.push(port)
        port.postMessage({ kind: 'status', status: quietStatus } satisfies EngineEvent)
        return ok(null)
      },
      repair: async () => ok(null),
      pin: async () => ok(null),
      unpin: async () => ok(null),
      refresh: async () => ok(null),
      close: async () => ok(null),
    }
    const one: FakeCommands = new Proxy(usual, {
      get: (_target, name: keyof FakeCommands) => engine.commands[name] ?? usual[name],
    })
    const commit: EngineCommands['commit'] = async (units) =>
      ok(await Promise.all(units.map((unit) => one.commit(unit))))
    const answering = new Proxy(one, {
      get: (_target, name: keyof EngineCommands) => (name === 'commit' ? commit : one[name]),
    })
    expose(answering, port2)
    return worker
  }

  return engine
}

function createView(query: Runnable, port: MessagePort): FakeView {
  let close: () => void = () => undefined
  const view: FakeView = {
    query,
    port,
    closed: new Promise((resolve) => (close = resolve)),
    isClosed: false,
    send: (message) => port.postMessage(message),
  }
  port.addEventListener('message', ({ data: request }: MessageEvent<ViewRequest>) => {
    if (request.kind !== 'close') return
    view.isClosed = true
    port.close()
    close()
  })
  port.start()
  return view
}

/** A packed row as the worker sends it; key and id are the same text. */
export function rowText(id: string, values: readonly (string | null)[], includes: PackedRow[5] = []): string {
  return JSON.stringify([id, id, [], 0, values, includes])
}

/** A first delta with these rows, all complete. */
export function firstDelta(rows: readonly string[], status: ViewStatus = completeStatus): ViewDelta {
  return { kind: 'delta', revision: 1, parts: 0, order: null, rows, status }
}
