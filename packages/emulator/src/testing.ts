import type { Emulator } from './emulator.ts'

/** An answer, read. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  /** The parsed body; null when there is none. Tests look into it freely, so it is typed as what they expect to find. */
  readonly body: ReplyBody
}

/** The parts of bodies that tests look at. */
export interface ReplyBody {
  readonly id: string
  readonly properties: Record<string, string | null>
  readonly results: readonly ReplyBody[]
  readonly [name: string]: unknown
}

/** Sends requests to an emulator as a client would. */
export interface Caller {
  (method: string, path: string, body?: unknown): Promise<Reply>
}

/** A caller with a token of its own. */
export function createCaller(emulator: Pick<Emulator, 'fetch'>, token = 'test'): Caller {
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await emulator.fetch(new Request(`http://emulator.test${path}`, { method, headers, ...sent }))
    const text = await response.text()
    const parsed: unknown = text === '' ? null : JSON.parse(text)
    return { status: response.status, headers: response.headers, body: parsed as ReplyBody }
  }
}

/** A clock that stands still: only `advance` moves it. */
export const frozen: { now(): number } = { now: () => Date.UTC(2026, 10, 24, 8) }

/** Switches under which nothing but the thing tested decides: no lag, no limits. */
export const quiet: {
  readonly searchLagMs: number
  readonly definitionLagMs: number
  readonly limitSearchSecondly: number
  readonly limitTenSecondly: number
} = { searchLagMs: 0, definitionLagMs: 0, limitSearchSecondly: 1_000_000, limitTenSecondly: 1_000_000 }
