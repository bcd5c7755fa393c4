import { notFound } from '../api-error.ts'
import type { Account } from '../account/index.ts'
import { OAuthRefusal, refusalAnswer, type OAuth, type Tokens } from '../oauth/index.ts'
import type { Answer, Call, Route } from '../route.ts'
import { pathsOf } from '../versions.ts'

/** OAuth tokens (https://developers.hubspot.com/docs/api-reference/2026-03/authentication/manage-oauth-tokens). */
export function oauthRoutes(account: Account, oauth: OAuth, tokens: Tokens): readonly Route[] {
  const open = { auth: 'none', takes: 'form', lane: 'oauth' } as const
  return [
    {
      ...open,
      method: 'POST',
      paths: ['/oauth/v1/token', ...pathsOf('oauth', '/token')],
      handle: (call) => refusable(account, call, () => grant(oauth, call)),
    },
    {
      ...open,
      method: 'POST',
      paths: pathsOf('oauth', '/token/introspect'),
      handle: (call) => refusable(account, call, () => introspect(oauth, call)),
    },
    {
      ...open,
      method: 'POST',
      paths: pathsOf('oauth', '/token/revoke'),
      handle: (call) => refusable(account, call, () => revoke(oauth, tokens, call)),
    },
    {
      ...open,
      method: 'GET',
      paths: ['/oauth/v1/access-tokens/:token', '/oauth/v1/refresh-tokens/:token'],
      handle: (call) => describe(oauth, call),
    },
    {
      ...open,
      method: 'DELETE',
      paths: ['/oauth/v1/refresh-tokens/:token'],
      handle: (call) => forget(tokens, call),
    },
  ]
}

// What the first version tells of tokens; scopes, account and user came with the later ones.
const firstGrant = ['token_type', 'access_token', 'refresh_token', 'expires_in']
const firstDescription = ['token', 'token_type', 'hub_id', 'user_id', 'user', 'hub_domain', 'scopes']
const firstOfType = { access: ['app_id', 'expires_in'], refresh: ['client_id'] } as const

function grant(oauth: OAuth, call: Call): Answer {
  const granted = oauth.grant(call.form)
  return { status: 200, body: isFirst(call) ? only(granted, firstGrant) : granted }
}

function isFirst({ path }: Call): boolean {
  return path.startsWith('/oauth/v1/')
}

function only(body: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name)))
}

// An unknown token is not an error of the request, but one that is not active (RFC 7662).
function introspect(oauth: OAuth, { form }: Call): Answer {
  oauth.appOf(form)
  const described = oauth.describe(form.get('token') ?? '')
  return { status: 200, body: described === undefined ? { active: false } : { active: true, ...described } }
}

function revoke(oauth: OAuth, tokens: Tokens, { form }: Call): Answer {
  const app = oauth.appOf(form)
  const token = form.get('token') ?? ''
  const grant = tokens.find('access_token', token) ?? tokens.find('refresh_token', token)
  if (grant?.appId === app.appId) tokens.revoke(token)
  return { status: 204 }
}

function describe(oauth: OAuth, call: Call): Answer {
  const wanted = call.path.includes('/access-tokens/') ? 'access' : 'refresh'
  const described = oauth.describe(call.param('token'))
  if (described?.token_type !== wanted) throw notFound()
  return { status: 200, body: only(described, [...firstDescription, ...firstOfType[wanted]]) }
}

// Access tokens made with it live on until they expire.
function forget(tokens: Tokens, call: Call): Answer {
  if (tokens.find('refresh_token', call.param('token')) === undefined) throw notFound()
  tokens.revoke(call.param('token'))
  return { status: 204 }
}

function refusable(account: Account, call: Call, action: () => Answer): Answer {
  try {
    return action()
  } catch (error) {
    if (!(error instanceof OAuthRefusal)) throw error
    const form = account.switches().oauthErrors
    throw refusalAnswer(error.problem, form === 'by-version' ? (isFirst(call) ? 'hubspot' : 'standard') : form)
  }
}
