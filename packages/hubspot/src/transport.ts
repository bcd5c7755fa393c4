import type { Timers } from './time.ts'

/** A request in words of HTTP; everything in it is final. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the origin, from `routes.ts`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  /** Sent as JSON. */
  readonly body?: unknown
}

/** What was in an answer: JSON of any shape, nothing, a page of a browser, or something else that is not JSON (or too much of it). */
export type AnswerBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'empty' }
  | { readonly kind: 'html' }
  | { readonly kind: 'other' }

/** What became of a request. */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: Headers; readonly body: AnswerBody }
  /** Something wanted to send us elsewhere, which HubSpot never does. */
  | { readonly kind: 'redirected' }
  /** It was not sent: its headers could not be made. */
  | { readonly kind: 'not-sent'; readonly cause: unknown }
  /** No answer, or half of one; `fetch` does not tell whether the request had left. */
  | { readonly kind: 'dropped'; readonly cause: unknown }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'aborted'; readonly reason: unknown }

/** Sends one request and reads its answer; never throws, never tries twice. */
export interface Transport {
  send(
    request: HttpRequest,
    limits: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
  ): Promise<Outcome>
}

/** What the transport is made of. */
export interface TransportPorts {
  /** Where HubSpot's own paths begin: `https://crm.example`, or `/crm` together with `base`. */
  readonly origin: string
  /** What a relative origin is relative to. */
  readonly base?: string | undefined
  /** Headers that every request needs, for programs that may hold a token; never in a browser. */
  readonly headers?: (() => HeadersInit | Promise<HeadersInit>) | undefined
  readonly fetch: (request: Request) => Promise<Response>
  readonly timers: Timers
  /** The largest answer that is read. */
  readonly maxAnswerBytes: number
}

/** The transport over `fetch`. Throws `TypeError` when `origin` and `base` together are no http address. */
export function createTransport(ports: TransportPorts): Transport {
  const root = rootOf(ports.origin, ports.base)

  async function exchange(request: HttpRequest, signal: AbortSignal): Promise<Outcome> {
    const headers = await headersOf(ports, request)
    if (headers.kind === 'not-sent') return headers
    const url = new URL(root + request.path)
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, value)
    }
    signal.throwIfAborted()
    const response = await ports.fetch(
      new Request(url, {
        method: request.method,
        headers: headers.value,
        ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
        redirect: 'manual',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
        signal,
      }),
    )
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      void response.body?.cancel().catch(() => undefined)
      return { kind: 'redirected' }
    }
    const body = await readBody(response, ports.maxAnswerBytes)
    return { kind: 'answered', status: response.status, headers: response.headers, body }
  }

  return {
    async send(request, { timeoutMs, signal }) {
      if (signal?.aborted === true) return { kind: 'aborted', reason: signal.reason }
      const stop = new AbortController()
      const watch = new AbortController()
      const abort = new Promise<Outcome>((resolve) => {
        signal?.addEventListener('abort', () => resolve({ kind: 'aborted', reason: signal.reason }), {
          signal: watch.signal,
        })
      })
      const expiry = ports.timers.sleep(timeoutMs, watch.signal).then(
        (): Outcome => ({ kind: 'timed-out' }),
        // The timer was stopped because the race is over, or timers are broken: then nothing ends it but the answer.
        () => new Promise<Outcome>(() => undefined),
      )
      const answer = exchange(request, stop.signal).catch((cause: unknown): Outcome => ({ kind: 'dropped', cause }))
      // A race, because a `fetch` that ignores its signal must not hold the caller.
      const outcome = await Promise.race([answer, expiry, abort])
      watch.abort()
      stop.abort()
      return outcome
    },
  }
}

function rootOf(origin: string, base: string | undefined): string {
  let url: URL
  try {
    url = base === undefined ? new URL(origin) : new URL(origin, base)
  } catch (cause) {
    throw new TypeError('The origin is no address: give an absolute one, or a relative one together with `base`.', {
      cause,
    })
  }
  if (!/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '' || url.username !== '')
    throw new TypeError('The origin is not a plain http address: leave out query, fragment and user.')
  return url.href.replace(/\/+$/, '')
}

async function headersOf(
  ports: TransportPorts,
  request: HttpRequest,
): Promise<
  { readonly kind: 'made'; readonly value: Headers } | { readonly kind: 'not-sent'; readonly cause: unknown }
> {
  try {
    const headers = new Headers(await ports.headers?.())
    headers.set('accept', 'application/json')
    if (request.body !== undefined) headers.set('content-type', 'application/json')
    return { kind: 'made', value: headers }
  } catch (cause) {
    return { kind: 'not-sent', cause }
  }
}

async function readBody(response: Response, maxBytes: number): Promise<AnswerBody> {
  const text = await readText(response, maxBytes)
  if (text === null) return { kind: 'other' }
  if (text.trim() === '') return { kind: 'empty' }
  // The body decides, not its declared type: gateways and portals mislabel both ways.
  if (/^\s*<(!doctype|html|head|body|script|meta)\b/i.test(text)) return { kind: 'html' }
  try {
    return { kind: 'json', value: JSON.parse(text) }
  } catch {
    return { kind: 'other' }
  }
}

/** The body as text; null when it is larger than `maxBytes` or no UTF-8. Rejects when the connection breaks. */
async function readText(response: Response, maxBytes: number): Promise<string | null> {
  if (response.body === null) return ''
  const reader = response.body.getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    bytes += value?.byteLength ?? 0
    if (bytes > maxBytes) {
      void reader.cancel().catch(() => undefined)
      return null
    }
    try {
      text += decoder.decode(value, { stream: !done })
    } catch {
      void reader.cancel().catch(() => undefined)
      return null
    }
    if (done) return text
  }
}
