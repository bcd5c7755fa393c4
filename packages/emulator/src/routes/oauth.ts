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
      handle: (call) => refusable(account, call, () => ({ status: 200, body: oauth.grant(call.form) })),
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
  return { status: 200, body: described }
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
    const isFirst = call.path.startsWith('/oauth/v1/')
    throw refusalAnswer(error.problem, form === 'by-version' ? (isFirst ? 'hubspot' : 'standard') : form)
  }
}
