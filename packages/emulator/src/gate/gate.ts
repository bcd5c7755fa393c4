import type { Context } from 'hono'
import type { Account } from '../account/index.ts'
import { ApiError, ErrorAnswer } from '../api-error.ts'
import { ConnectionLost, strikeOf, type Faults, type Sent, type Strike } from '../faults/index.ts'
import { checkScopes, requiredScopes, unauthorized, type Credentials, type Tokens } from '../oauth/index.ts'
import { uuid, type Random } from '../random.ts'
import type { Answer, Call, Part, Route } from '../route.ts'
import { apiVersions, undated } from '../versions.ts'
import type { Limits } from './limits.ts'
import { parseJson, parseParts } from './request-body.ts'
import type { RequestLog } from './requests.ts'

/** What every request passes on its way to an operation and back: counting, faults, token, limits, scopes, version, body, headers. */
export interface Gate {
  /** `route` is undefined when no path fits; `methods` are those the path has. */
  pass(route: Route | undefined, context: Context, methods?: readonly string[]): Promise<Response>
  /** The answer to a mistake of ours; lost connections stay lost. */
  failed(error: unknown): Response
}

interface GateParts {
  readonly account: Account
  readonly limits: Limits
  readonly faults: Faults
  readonly log: RequestLog
  readonly random: Random
  readonly tokens: Tokens
  readonly sleep: (durationMs: number) => Promise<void>
}

/** One request on its way. */
interface Passing {
  readonly method: string
  readonly path: string
  readonly requestId: string
  readonly bodyText: string
  readonly parts: readonly Part[]
  readonly strike: Strike
}

const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers': 'authorization, content-type',
}

/** The gate of one account. */
export function createGate({ account, limits, faults, log, random, tokens, sleep }: GateParts): Gate {
  async function pass(route: Route | undefined, context: Context, methods: readonly string[] = []): Promise<Response> {
    const { method } = context.req
    const path = withoutSlashes(context.req.path)
    const requestId = uuid(random)
    const lane = route?.lane ?? 'unknown'
    const seq = log.begin({ at: account.clock.now(), method, path, lane, requestId })
    const strike = strikeOf(faults.take({ method, path, lane }), sleep)
    const bodyText = await context.req.text()
    const contentType = context.req.header('content-type') ?? ''
    const parts = route?.takes === 'multipart' ? await parseParts(contentType, bodyText) : []
    const request = { method, path, requestId, bodyText, parts, strike }
    const instead = await strike.before()
    const answer = await strike.after(instead ?? answerTo(() => operate(route, context, request, methods)))
    const sent = strike.sent(compose(answer, requestId, limitHeaders(route, context)))
    log.end(seq, sent.status)
    return new Response(sent.text, { status: sent.status, headers: sent.headers })
  }

  function operate(route: Route | undefined, context: Context, request: Passing, methods: readonly string[]): Answer {
    const { method, path } = request
    if (method === 'OPTIONS' && account.switches().cors) return { status: 204 }
    if (route === undefined) throw unknownPath(account.switches().wrongMethod === '405' ? methods : [])
    if (versionOf(context) === undefined) throw unknownPath([])
    if (context.req.url.length > account.switches().limitUrlCharacters)
      throw new ApiError(414, { message: 'HTTP 414 URI Too Long' })
    const credentials = credentialsOf(route, context)
    if (credentials !== null) {
      limits.take(credentials, route.lane)
      if (credentials.scopes !== null) checkScopes(credentials.scopes, requiredScopes(account, method, path))
    }
    return route.handle(callOf(route, context, request, credentials))
  }

  function callOf(route: Route, context: Context, request: Passing, credentials: Credentials | null): Call {
    const { method, path, requestId, bodyText, parts, strike } = request
    const { origin, searchParams: query } = new URL(context.req.url)
    const version = versionOf(context) ?? undated
    const contentType = context.req.header('content-type') ?? ''
    const isForm = route.takes === 'form'
    return {
      version,
      query,
      body:
        route.takes !== undefined
          ? undefined
          : strike.body(parseJson(method, contentType, bodyText, account.switches().wrongContentType)),
      bodyText,
      parts,
      form: isForm ? new URLSearchParams([...new URLSearchParams(bodyText), ...query]) : new URLSearchParams(),
      path,
      origin,
      credentials,
      write: {
        origin: { at: account.clock.now(), method, path, requestId },
        source: { sourceType: 'INTEGRATION', sourceId: String(credentials?.appId ?? '2894417') },
        enforcesRequired: version.enforcesRequired,
        lagMs: strike.lagMs,
      },
      param: (name) => context.req.param(name) ?? '',
    }
  }

  function credentialsOf(route: Route, context: Context): Credentials | null {
    if (route.auth === 'none') return null
    const token = bearer(context)
    if (token !== undefined) return tokens.check(token)
    if (route.auth === 'developer' && context.req.query('hapikey')) return null
    throw unauthorized(
      'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
      'INVALID_AUTHENTICATION',
    )
  }

  function limitHeaders(route: Route | undefined, context: Context): Readonly<Record<string, string>> {
    const token = bearer(context)
    if (route === undefined || route.auth === 'none' || token === undefined) return {}
    return limits.headers(tokens.kindOf(token), route.lane)
  }

  function compose(answer: Answer, requestId: string, more: Readonly<Record<string, string>>): Sent {
    const date = new Date(account.clock.now()).toUTCString()
    const headers = new Headers({ date, 'x-hubspot-correlation-id': requestId, ...more })
    if (account.switches().cors) for (const [name, value] of Object.entries(corsHeaders)) headers.set(name, value)
    const body = answer.body instanceof ErrorAnswer ? answer.body.withIds(requestId) : answer.body
    if (body !== undefined) headers.set('content-type', 'application/json;charset=utf-8')
    for (const [name, value] of Object.entries(answer.headers ?? {})) headers.set(name, value)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return { status: answer.status, headers, text: body === undefined || answer.status === 204 ? null : text }
  }

  function failed(error: unknown): Response {
    if (error instanceof ConnectionLost) throw error
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return Response.json({ status: 'error', message: `The emulator made a mistake: ${cause}` }, { status: 500 })
  }

  return { pass, failed }
}

function answerTo(operation: () => Answer): Answer {
  try {
    return operation()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { status: error.status, body: new ErrorAnswer(error.body), headers: error.headers }
  }
}

// Undefined for a version nobody has; a path without one is as old as versions are.
function versionOf(context: Context): Call['version'] | undefined {
  const name = context.req.param('version')
  return name === undefined ? undated : apiVersions.get(name)
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

function bearer(context: Context): string | undefined {
  return /^Bearer +(\S+)\s*$/i.exec(context.req.header('authorization') ?? '')?.[1]
}
