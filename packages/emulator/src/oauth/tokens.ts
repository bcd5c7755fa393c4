import { ApiError } from '../api-error.ts'
import type { TimeSource } from '../clock.ts'
import type { Random } from '../random.ts'
import type { App } from './apps.ts'

/** A bearer token to take, with the scopes it has: all when absent. */
export type TokenOption = string | { readonly token: string; readonly scopes?: readonly string[] }

/** Who asks. */
export interface Credentials {
  readonly token: string
  /** `private`: a private app's token or a service key; `oauth`: an installed app for an account; `app`: an app for itself. */
  readonly kind: 'private' | 'oauth' | 'app'
  /** Null has all. */
  readonly scopes: ReadonlySet<string> | null
  readonly appId: number | null
}

/** One issued OAuth token. */
export interface Grant {
  readonly use: 'access_token' | 'refresh_token' | 'authorization_code'
  readonly token: string
  readonly appId: number
  readonly clientId: string
  readonly kind: 'oauth' | 'app'
  readonly scopes: readonly string[]
  /** Null for an app's own token. */
  readonly userId: number | null
  readonly redirectUri: string | null
  /** Null: until it is revoked. */
  readonly expiresAt: number | null
}

/** How long an access token lives: 30 minutes (https://developers.hubspot.com/docs/api-reference/2026-03/authentication/manage-oauth-tokens). */
export const accessTokenSeconds = 1_800

/** How long an authorization code can be exchanged; "short-lived" in the documentation. */
const codeSeconds = 60

/** Bearer tokens: those given, and those issued by OAuth. */
export interface Tokens {
  /** Who `token` speaks for. Throws `ApiError` 401. */
  check(token: string): Credentials
  /** Whose requests a token's are, whether or not it is taken. */
  kindOf(token: string): Pick<Credentials, 'token' | 'kind' | 'appId'>
  /** The tokens taken from now on besides issued ones; null takes any. */
  set(tokens: readonly TokenOption[] | null): void
  /** From now on this token is answered as expired. */
  expire(token: string): void
  issue(use: Grant['use'], app: App, to: GrantTo): Grant
  /** A token of that use which has neither expired nor been revoked. */
  find(use: Grant['use'], token: string): Grant | undefined
  /** Forgets a token; it is unknown from now on. */
  revoke(token: string): void
  save(): SavedTokens
  load(saved: SavedTokens): void
}

/** What a token is issued for. */
export interface GrantTo {
  readonly scopes: readonly string[]
  readonly userId: number | null
  readonly redirectUri?: string | null
}

/** All tokens as plain data. */
export interface SavedTokens {
  readonly taken: readonly TokenOption[] | null
  readonly expired: readonly string[]
  readonly revoked: readonly string[]
  readonly grants: readonly Grant[]
}

interface TokensParts {
  readonly clock: TimeSource
  readonly random: Random
  readonly tokens: readonly TokenOption[] | null
  readonly expiredCategory: () => string
}

/** Takes `tokens`, or any when null. */
export function createTokens({ clock, random, tokens, expiredCategory }: TokensParts): Tokens {
  let taken = tokens
  let expired = new Set<string>()
  let revoked = new Set<string>()
  let grants = new Map<string, Grant>()

  function check(token: string): Credentials {
    const grant = grants.get(token)
    if (expired.has(token) || (grant !== undefined && isOver(grant)))
      throw unauthorized('The OAuth token used to make this call expired.', expiredCategory())
    if (grant?.use === 'access_token')
      return { token, kind: grant.kind, scopes: new Set(grant.scopes), appId: grant.appId }
    const given = taken?.find((each) => (typeof each === 'string' ? each : each.token) === token)
    if ((taken !== null && given === undefined) || grant !== undefined || revoked.has(token))
      throw unauthorized('The token used to make this call is not known.', 'INVALID_AUTHENTICATION')
    const scopes = typeof given === 'object' ? given.scopes : undefined
    return { token, kind: 'private', scopes: scopes === undefined ? null : new Set(scopes), appId: null }
  }

  function kindOf(token: string): Pick<Credentials, 'token' | 'kind' | 'appId'> {
    const grant = grants.get(token)
    return { token, kind: grant?.kind ?? 'private', appId: grant?.appId ?? null }
  }

  function issue(use: Grant['use'], app: App, { scopes, userId, redirectUri = null }: GrantTo): Grant {
    const seconds = { access_token: accessTokenSeconds, authorization_code: codeSeconds, refresh_token: null }[use]
    const grant: Grant = {
      use,
      token: tokenText(random, use),
      appId: app.appId,
      clientId: app.clientId,
      kind: userId === null ? 'app' : 'oauth',
      scopes,
      userId,
      redirectUri,
      expiresAt: seconds === null ? null : clock.now() + seconds * 1_000,
    }
    grants.set(grant.token, grant)
    return grant
  }

  function find(use: Grant['use'], token: string): Grant | undefined {
    const grant = grants.get(token)
    return grant?.use === use && !isOver(grant) && !expired.has(token) ? grant : undefined
  }

  function isOver({ expiresAt }: Grant): boolean {
    return expiresAt !== null && expiresAt <= clock.now()
  }

  function revoke(token: string): void {
    grants.delete(token)
    revoked.add(token)
  }

  return {
    check,
    kindOf,
    set: (next) => void (taken = next),
    expire: (token) => void expired.add(token),
    issue,
    find,
    revoke,
    save: () => ({ taken, expired: [...expired], revoked: [...revoked], grants: [...grants.values()] }),
    load(saved) {
      taken = saved.taken
      expired = new Set(saved.expired)
      revoked = new Set(saved.revoked)
      grants = new Map(saved.grants.map((grant) => [grant.token, grant]))
    },
  }
}

/** A 401. */
export function unauthorized(message: string, category: string): ApiError {
  return new ApiError(401, { message, category })
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function tokenText(random: Random, use: Grant['use']): string {
  const length = use === 'access_token' ? 200 : 36
  const text = Array.from({ length }, () => letters.charAt(random.between(0, letters.length - 1))).join('')
  return use === 'access_token' ? text : `eu1-${text}`
}
