import type { Context } from 'hono'
import type { Account } from '../account/index.ts'
import { ApiError, malformed, type ErrorBody } from '../api-error.ts'
import { ConnectionLost, type Fault, type Faults } from './faults.ts'
import type { Limits } from './limits.ts'
import type { Random } from '../random.ts'
import type { RequestLog } from './requests.ts'
import type { Answer, Call, Route } from '../route.ts'
import { apiVersions } from '../versions.ts'

/** What every request passes on its way to an operation and back: counting, faults, token, limits, version, body, headers. */
export interface Gate {
  /** `route` is undefined when no path fits; `methods` are those the path has. */
  pass(route: Route | undefined, context: Context, methods?: readonly string[]): Promise<Response>
  /** The answer to a mistake of ours; lost connections stay lost. */
  failed(error: unknown): Response
  setTokens(tokens: readonly string[] | null): void
  expireToken(token: string): void
}

interface GateParts {
  readonly account: Account
  readonly limits: Limits
  readonly faults: Faults
  readonly log: RequestLog
  readonly random: Random
  readonly sleep: (durationMs: number) => Promise<void>
  readonly tokens: readonly string[] | null
}

const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers': 'authorization, content-type',
}

/** The gate of one account. */
export function createGate({ account, limits, faults, log, random, sleep, tokens: firstTokens }: GateParts): Gate {
  let tokens = firstTokens
  const expired = new Set<string>()

  async function pass(route: Route | undefined, context: Context, methods: readonly string[] = []): Promise<Response> {
    const { method } = context.req
    const path = withoutSlashes(context.req.path)
    const requestId = uuid(random)
    const lane = route?.lane ?? 'unknown'
    const seq = log.begin({ at: account.clock.now(), method, path, lane, requestId })
    const fault = faults.take(method, path)
    const bodyText = await context.req.text()
    await harm(fault, 'before')
    const answer =
      (fault?.kind === 'status' && fault.when !== 'after' ? faultAnswer(fault) : undefined) ??
      answerTo(() => operate(route, context, { method, path, requestId, bodyText, methods }))
    await harm(fault, 'after')
    const last = fault?.kind === 'status' && fault.when === 'after' ? faultAnswer(fault) : answer
    log.end(seq, last.status)
    const token = bearer(context) ?? ''
    return respond(last, requestId, route === undefined || token === '' ? {} : limits.headers(token, route.lane))
  }

  function operate(
    route: Route | undefined,
    context: Context,
    request: { method: string; path: string; requestId: string; bodyText: string; methods: readonly string[] },
  ): Answer {
    const { method, path, requestId, bodyText, methods } = request
    if (method === 'OPTIONS' && account.switches().cors) return { status: 204 }
    if (route === undefined) throw unknownPath(methods)
    const version = apiVersions.get(context.req.param('version') ?? '')
    if (version === undefined) throw unknownPath([])
    if (context.req.url.length > account.switches().limitUrlCharacters)
      throw new ApiError(414, { message: 'HTTP 414 URI Too Long' })
    limits.take(checkToken(context), route.lane)
    const at = account.clock.now()
    const call: Call = {
      version,
      query: new URL(context.req.url).searchParams,
      body: parseBody(context, bodyText),
      bodyText,
      path,
      write: {
        origin: { at, method, path, requestId },
        source: { sourceType: 'INTEGRATION', sourceId: '2894417' },
        enforcesRequired: version.enforcesRequired,
      },
      param: (name) => context.req.param(name) ?? '',
    }
    return route.handle(call)
  }

  async function harm(fault: Fault | undefined, moment: 'before' | 'after'): Promise<void> {
    if (fault === undefined) return
    if (fault.kind === 'drop' && moment === 'before') throw new ConnectionLost()
    if (fault.kind === 'apply-then-drop' && moment === 'after') throw new ConnectionLost()
    if (fault.kind === 'delay' && (fault.when ?? 'before') === moment) await sleep(fault.delayMs ?? 1_000)
  }

  function checkToken(context: Context): string {
    const token = bearer(context)
    if (token === undefined)
      throw unauthorized(
        'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
        'INVALID_AUTHENTICATION',
      )
    if (expired.has(token))
      throw unauthorized('The OAuth token used to make this call expired.', 'EXPIRED_AUTHENTICATION')
    if (tokens !== null && !tokens.includes(token))
      throw unauthorized('The token used to make this call is not known.', 'INVALID_AUTHENTICATION')
    return token
  }

  function respond(answer: Answer, requestId: string, limitHeaders: Readonly<Record<string, string>>): Response {
    const date = new Date(account.clock.now()).toUTCString()
    const headers = new Headers({ date, 'x-hubspot-correlation-id': requestId, ...limitHeaders })
    if (account.switches().cors) for (const [name, value] of Object.entries(corsHeaders)) headers.set(name, value)
    const body = answer.body instanceof ErrorAnswer ? answer.body.withIds(requestId) : answer.body
    if (body !== undefined) headers.set('content-type', 'application/json;charset=utf-8')
    for (const [name, value] of Object.entries(answer.headers ?? {})) headers.set(name, value)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return new Response(body === undefined || answer.status === 204 ? null : text, { status: answer.status, headers })
  }

  function failed(error: unknown): Response {
    if (error instanceof ConnectionLost) throw error
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return Response.json({ status: 'error', message: `The emulator made a mistake: ${cause}` }, { status: 500 })
  }

  return {
    pass,
    failed,
    setTokens: (next) => void (tokens = next),
    expireToken: (token) => void expired.add(token),
  }
}

/** An error body that still lacks the ids of its request. */
class ErrorAnswer {
  readonly body: ErrorBody

  constructor(body: ErrorBody) {
    this.body = body
  }

  // Only the bodies of limits name the request twice.
  withIds(requestId: string): object {
    const ids =
      this.body.policyName === undefined ? { correlationId: requestId } : { correlationId: requestId, requestId }
    return { status: 'error', ...this.body, ...ids }
  }
}

function answerTo(operation: () => Answer): Answer {
  try {
    return operation()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { status: error.status, body: new ErrorAnswer(error.body), headers: error.headers }
  }
}

function faultAnswer({ status = 500, body, headers = {} }: Fault): Answer {
  return { status, body: body ?? new ErrorAnswer({ message: 'internal error', category: 'INTERNAL_ERROR' }), headers }
}

function unknownPath(methods: readonly string[]): ApiError {
  return methods.length === 0
    ? new ApiError(404, { message: 'No such path.' })
    : new ApiError(405, { message: 'HTTP 405 Method Not Allowed' }, { allow: methods.join(', ') })
}

function withoutSlashes(path: string): string {
  let end = path.length
  while (end > 1 && path[end - 1] === '/') end--
  return path.slice(0, end)
}

function unauthorized(message: string, category: string): ApiError {
  return new ApiError(401, { message, category })
}

function bearer(context: Context): string | undefined {
  return /^Bearer +(\S+)\s*$/i.exec(context.req.header('authorization') ?? '')?.[1]
}

function parseBody(context: Context, text: string): unknown {
  if (context.req.method === 'GET' || text.trim() === '') return undefined
  if (!/json/i.test(context.req.header('content-type') ?? ''))
    throw new ApiError(415, { message: 'HTTP 415 Unsupported Media Type' })
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('it cannot be parsed.')
  }
}

function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, (_, index) => (index === 12 ? '4' : random.between(0, 15).toString(16))).join(
    '',
  )
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
