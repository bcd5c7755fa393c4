import { Client } from '@hubspot/api-client'
import { createEmulator, serveEmulator, type Emulator, type EmulatorOptions } from '@holdfast/emulator'
import { answerComplaints, type Operation } from './client/answers.ts'

/** An answer as it went over the wire. */
export interface Exchange {
  readonly request: string
  readonly status: number
  readonly body: string
}

/** An account, the official client in front of it, and what the client thinks of its answers. */
export interface World {
  /** Every answer it gets is judged; it is otherwise the client as installed. */
  readonly client: Client
  readonly emulator: Emulator
  readonly exchanges: readonly Exchange[]
  /** The methods called so far. */
  readonly called: ReadonlySet<string>
  /** What is wrong with the answers so far. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

/** Opens an account of its own for one test; the client tries each call so many times. */
export async function openWorld(options: EmulatorOptions = {}, retries = 1): Promise<World> {
  const emulator = createEmulator(options)
  const exchanges: Exchange[] = []
  const fetch = async (request: Request): Promise<Response> => {
    const answer = await emulator.fetch(request)
    const body = await answer.clone().text()
    exchanges.push({ request: `${request.method} ${request.url}`, status: answer.status, body })
    return answer
  }
  const server = await serveEmulator({ emulator: { ...emulator, fetch } })
  const called = new Set<string>()
  const complaints: string[] = []

  // One call may send several requests when it is retried: each answer counts.
  async function judged(name: string, operation: Operation, call: () => Promise<unknown>): Promise<unknown> {
    const from = exchanges.length
    try {
      return await call()
    } finally {
      for (const { request, status, body } of exchanges.slice(from))
        for (const complaint of answerComplaints(operation, status, body))
          complaints.push(`${name} (${request}): ${complaint}`)
    }
  }

  function observed<Target extends object>(target: Target, path: string): Target {
    return new Proxy(target, {
      get(from, key) {
        const value: unknown = Reflect.get(from, key)
        if (typeof key !== 'string' || key.startsWith('_')) return value
        const name = path === '' ? key : `${path}.${key}`
        if (typeof value === 'function') return callOf(from, path, name, value)
        return typeof value === 'object' && value !== null && key !== 'config' ? observed(value, name) : value
      },
    })
  }

  function callOf(from: object, path: string, name: string, method: Function): unknown {
    return (...parameters: readonly unknown[]) => {
      called.add(name)
      const operation = operationOf(from, path, name)
      const call = (): unknown => Reflect.apply(method, from, parameters)
      return operation === undefined ? call() : judged(name, operation, call as () => Promise<unknown>)
    }
  }

  const client = new Client({
    accessToken: 'pat-eu1-test',
    developerApiKey: 'developer',
    basePath: server.url,
    numberOfApiCallRetries: retries,
  })
  return {
    client: observed(client, ''),
    emulator,
    exchanges,
    called,
    complaints,
    close: () => server.close(),
  }
}

// `crm.lineItems.batchApi.read` is `read` of `BatchApi` in the area `crm/line_items`; `getAll` of a family reads page by page.
function operationOf(from: object, path: string, name: string): Operation | undefined {
  const method = name.slice(path.length + 1)
  const [, api] = /^Promise(\w+Api)$/.exec(from.constructor.name) ?? []
  const folders = path.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`).split('.')
  if (api !== undefined) return { area: folders.slice(0, -1).join('/'), api, method }
  if (path.endsWith('Api')) throw new TypeError(`${name} is of no class whose answers can be judged.`)
  if (method === 'getAll') return { area: folders.join('/'), api: 'BasicApi', method: 'getPage' }
  return undefined
}
