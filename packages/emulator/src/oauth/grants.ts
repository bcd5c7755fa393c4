import { ApiError } from '../api-error.ts'
import type { TimeSource } from '../clock.ts'
import type { App, Apps } from './apps.ts'
import { accessTokenSeconds, type Grant, type Tokens } from './tokens.ts'

/** What a user agrees to on the authorize page. */
export interface Authorization {
  /** The first app when absent. */
  readonly clientId?: string
  readonly redirectUri?: string
  /** What the app may do; everything it may ask for when absent. */
  readonly scopes?: readonly string[]
  readonly userId?: number
}

/** Why a token was not issued: the name HubSpot gives it in v1, and that of the OAuth standard. */
export type OAuthProblem =
  | 'BAD_GRANT_TYPE'
  | 'BAD_CLIENT_ID'
  | 'BAD_CLIENT_SECRET'
  | 'BAD_REDIRECT_URI'
  | 'BAD_AUTH_CODE'
  | 'BAD_REFRESH_TOKEN'
  | 'BAD_SCOPE'

/** Issues, refreshes and describes OAuth tokens. */
export interface OAuth {
  /** The user's agreement: a code that can be exchanged once. Throws `TypeError` for an unknown app, address or scope. */
  authorize(authorization: Authorization): string
  /** The answer to a token request; throws {@link OAuthRefusal}. */
  grant(form: URLSearchParams): object
  /** The app a request names; throws {@link OAuthRefusal}. */
  appOf(form: URLSearchParams): App
  /** An access or refresh token described, undefined when it is neither or no more. */
  describe(token: string): TokenDescription | undefined
}

/** What HubSpot tells of a token. */
export interface TokenDescription {
  readonly token_type: 'access' | 'refresh'
  readonly [field: string]: unknown
}

/** A token request refused; routes word it for their version. */
export class OAuthRefusal extends Error {
  readonly problem: OAuthProblem

  constructor(problem: OAuthProblem) {
    super(problem)
    this.name = 'OAuthRefusal'
    this.problem = problem
  }
}

const defaultUserId = 24_318_871
const scopesWithoutList = ['oauth']

interface OAuthParts {
  readonly portalId: number
  readonly clock: TimeSource
  readonly apps: Apps
  readonly tokens: Tokens
}

/** OAuth of one account. */
export function createOAuth({ portalId, clock, apps, tokens }: OAuthParts): OAuth {
  function authorize({ clientId, redirectUri, scopes, userId = defaultUserId }: Authorization): string {
    const app = clientId === undefined ? apps.all()[0] : apps.byClientId(clientId)
    if (app === undefined) throw new TypeError('There is no app of that client id.')
    if (redirectUri !== undefined && app.redirectUris?.includes(redirectUri) === false)
      throw new TypeError('The app does not send users back to that address.')
    const granted = scopes ?? app.scopes ?? scopesWithoutList
    if (!mayAsk(app, granted)) throw new TypeError('The app may not ask for one of these scopes.')
    const to = { scopes: granted, userId, redirectUri: redirectUri ?? null }
    return tokens.issue('authorization_code', app, to).token
  }

  function grant(form: URLSearchParams): object {
    const app = appOf(form)
    const grantOf = new Map([
      ['authorization_code', exchange],
      ['refresh_token', refresh],
      ['client_credentials', clientCredentials],
    ]).get(form.get('grant_type') ?? '')
    if (grantOf === undefined) throw new OAuthRefusal('BAD_GRANT_TYPE')
    return grantOf(app, form)
  }

  function appOf(form: URLSearchParams): App {
    const app = apps.byClientId(form.get('client_id') ?? '')
    if (app === undefined) throw new OAuthRefusal('BAD_CLIENT_ID')
    if (form.get('client_secret') !== app.clientSecret) throw new OAuthRefusal('BAD_CLIENT_SECRET')
    return app
  }

  function exchange(app: App, form: URLSearchParams): object {
    const code = tokens.find('authorization_code', form.get('code') ?? '')
    if (code?.appId !== app.appId) throw new OAuthRefusal('BAD_AUTH_CODE')
    if (code.redirectUri !== null && code.redirectUri !== form.get('redirect_uri'))
      throw new OAuthRefusal('BAD_REDIRECT_URI')
    tokens.revoke(code.token)
    return answer(tokens.issue('access_token', app, code), tokens.issue('refresh_token', app, code))
  }

  function refresh(app: App, form: URLSearchParams): object {
    const known = tokens.find('refresh_token', form.get('refresh_token') ?? '')
    if (known?.appId !== app.appId) throw new OAuthRefusal('BAD_REFRESH_TOKEN')
    return answer(tokens.issue('access_token', app, known), known)
  }

  function clientCredentials(app: App, form: URLSearchParams): object {
    const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '')
    if (!mayAsk(app, scopes)) throw new OAuthRefusal('BAD_SCOPE')
    return answer(tokens.issue('access_token', app, { scopes, userId: null }), null)
  }

  function answer(access: Grant, refreshToken: Grant | null): object {
    return {
      token_type: 'bearer',
      access_token: access.token,
      ...(refreshToken === null ? {} : { refresh_token: refreshToken.token }),
      expires_in: accessTokenSeconds,
      token_use: 'access_token',
      scopes: access.scopes,
      ...accountOf(access),
    }
  }

  function describe(token: string): TokenDescription | undefined {
    const grant = tokens.find('access_token', token) ?? tokens.find('refresh_token', token)
    if (grant === undefined) return undefined
    const { use, scopes, clientId, appId, expiresAt } = grant
    return {
      token,
      token_type: use === 'access_token' ? 'access' : 'refresh',
      token_use: use,
      client_id: clientId,
      app_id: appId,
      scopes,
      ...accountOf(grant),
      ...(expiresAt === null ? {} : { expires_in: Math.round((expiresAt - clock.now()) / 1_000) }),
    }
  }

  // An app's own token belongs to no account.
  function accountOf({ userId }: Grant): object {
    if (userId === null) return {}
    return {
      hub_id: portalId,
      user_id: userId,
      user: 'mara.lindqvist@lindqvist-okafor.example',
      hub_domain: 'lindqvist-okafor.example',
    }
  }

  return { authorize, grant, appOf, describe }
}

function mayAsk({ scopes }: App, asked: readonly string[]): boolean {
  return scopes === undefined || asked.every((scope) => scopes.includes(scope))
}

const standardNames: Record<OAuthProblem, string> = {
  BAD_GRANT_TYPE: 'unsupported_grant_type',
  BAD_CLIENT_ID: 'invalid_client',
  BAD_CLIENT_SECRET: 'invalid_client',
  BAD_REDIRECT_URI: 'invalid_grant',
  BAD_AUTH_CODE: 'invalid_grant',
  BAD_REFRESH_TOKEN: 'invalid_grant',
  BAD_SCOPE: 'invalid_scope',
}

const messages: Record<OAuthProblem, string> = {
  BAD_GRANT_TYPE: 'missing or unknown grant type',
  BAD_CLIENT_ID: 'missing or unknown client id',
  BAD_CLIENT_SECRET: 'missing or invalid client secret',
  BAD_REDIRECT_URI: 'redirect uri does not match the one of the code',
  BAD_AUTH_CODE: 'missing or unknown auth code',
  BAD_REFRESH_TOKEN: 'missing or invalid refresh token',
  BAD_SCOPE: 'one or more scopes are invalid',
}

/** The 400 of a refused token request: HubSpot's own `status`, or the names of RFC 6749 section 5.2 beside it. */
export function refusalAnswer(problem: OAuthProblem, form: 'hubspot' | 'standard'): ApiError {
  const message = messages[problem]
  if (form === 'hubspot') return new ApiError(400, { status: problem, message })
  return new ApiError(400, { message, error: standardNames[problem], error_description: message })
}
