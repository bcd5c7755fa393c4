import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { EmulatorOptions } from '../options.ts'
import { createCaller, frozen, quiet } from '../testing.ts'
import { defaultApp } from './apps.ts'

const contacts = '/crm/objects/2026-09/contacts'
const dated = '/oauth/2026-03/token'

type Answer = { readonly status: number; readonly body: Record<string, unknown> | null; readonly headers: Headers }

function arrange(options: EmulatorOptions = {}): {
  emulator: Emulator
  form: (path: string, fields: Record<string, string>, method?: string) => Promise<Answer>
  use: (token: unknown) => Promise<number>
} {
  const emulator = createEmulator({
    clock: frozen,
    tokens: [],
    ...options,
    switches: { ...quiet, ...options.switches },
  })
  const form = async (path: string, fields: Record<string, string>, method = 'POST'): Promise<Answer> => {
    const body = method === 'POST' ? { body: new URLSearchParams(fields) } : {}
    const response = await emulator.fetch(new Request(`http://emulator.test${path}`, { method, ...body }))
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text), headers: response.headers }
  }
  return { emulator, form, use: async (token) => (await createCaller(emulator, String(token))('GET', contacts)).status }
}

const app = { client_id: defaultApp.clientId, client_secret: defaultApp.clientSecret }

function exchange(code: string): Record<string, string> {
  return { grant_type: 'authorization_code', code, ...app }
}

describe.each(['/oauth/v1/token', '/oauth/v3/token', dated])('%s', (path) => {
  test('exchanges a code once, for a token of 30 minutes and one to refresh it with', async () => {
    const { emulator, form, use } = arrange()
    const code = emulator.authorize({ scopes: ['crm.objects.contacts.read'] })
    const { status, body } = await form(path, exchange(code))
    expect([status, body]).toMatchObject([200, { token_type: 'bearer', expires_in: 1800 }])
    const told = path === '/oauth/v1/token' ? undefined : { hub_id: 147_892_301, scopes: ['crm.objects.contacts.read'] }
    expect([body?.['hub_id'], body?.['scopes']]).toEqual([told?.hub_id, told?.scopes])
    expect(String(body?.['access_token']).length).toBeLessThanOrEqual(300)
    expect(await use(body?.['access_token'])).toBe(200)
    expect((await form(path, exchange(code))).status).toBe(400)
    emulator.clock.advance(1_800_000 - 1)
    expect(await use(body?.['access_token'])).toBe(200)
    emulator.clock.advance(1)
    expect(await use(body?.['access_token'])).toBe(401)
  })

  test('refreshes: the refresh token stays, the access token is new', async () => {
    const { emulator, form, use } = arrange()
    const first = (await form(path, exchange(emulator.authorize({ scopes: ['crm.objects.contacts.read'] })))).body
    emulator.clock.advance(90 * 86_400_000)
    const fields = { grant_type: 'refresh_token', refresh_token: String(first?.['refresh_token']), ...app }
    const { body } = await form(path, fields)
    expect(body?.['refresh_token']).toBe(first?.['refresh_token'])
    expect(await use(body?.['access_token'])).toBe(200)
  })

  test('gives an app a token of its own, which no account stands behind', async () => {
    const { form } = arrange()
    const { status, body } = await form(path, { grant_type: 'client_credentials', scope: 'a b', ...app })
    expect([status, body]).toMatchObject([200, { expires_in: 1800 }])
    if (path !== '/oauth/v1/token') expect(body?.['scopes']).toEqual(['a', 'b'])
    expect(Object.keys(body ?? {})).not.toEqual(expect.arrayContaining(['hub_id', 'refresh_token']))
  })
})

test('a code is short-lived', async () => {
  const { emulator, form } = arrange()
  const code = emulator.authorize()
  emulator.clock.advance(60_000)
  expect((await form(dated, exchange(code))).status).toBe(400)
})

test('a code that names an address is exchanged with that address only', async () => {
  const { emulator, form } = arrange()
  const code = emulator.authorize({ redirectUri: 'https://app.example/back' })
  expect((await form(dated, { ...exchange(code), redirect_uri: 'https://evil.example' })).status).toBe(400)
  expect((await form(dated, { ...exchange(code), redirect_uri: 'https://app.example/back' })).status).toBe(200)
})

test.each([
  ['no grant type', { ...app }, 'BAD_GRANT_TYPE', 'unsupported_grant_type'],
  ['an unknown app', { ...exchange('x'), client_id: 'x' }, 'BAD_CLIENT_ID', 'invalid_client'],
  ['a wrong secret', { ...exchange('x'), client_secret: 'x' }, 'BAD_CLIENT_SECRET', 'invalid_client'],
  ['an unknown code', exchange('x'), 'BAD_AUTH_CODE', 'invalid_grant'],
  ['an unknown refresh token', { ...app, grant_type: 'refresh_token' }, 'BAD_REFRESH_TOKEN', 'invalid_grant'],
])('%s is refused in the words of the version', async (_name, fields, ours, standard) => {
  const { form } = arrange()
  expect((await form('/oauth/v1/token', fields)).body).toMatchObject({ status: ours })
  expect((await form(dated, fields)).body).toMatchObject({ status: 'error', error: standard })
})

test('the first version takes its fields in the query string too', async () => {
  const { emulator, form } = arrange()
  const query = new URLSearchParams(exchange(emulator.authorize())).toString()
  expect((await form(`/oauth/v1/token?${query}`, {})).status).toBe(200)
})

test('introspection tells what a token is, until it is revoked', async () => {
  const { emulator, form, use } = arrange()
  const { access_token, refresh_token } =
    (await form(dated, exchange(emulator.authorize({ scopes: ['oauth'] })))).body ?? {}
  const ask = async (token: unknown): Promise<unknown> =>
    (await form(`${dated}/introspect`, { ...app, token: String(token) })).body
  expect(await ask(access_token)).toMatchObject({ active: true, token_use: 'access_token', expires_in: 1800 })
  expect(await ask(refresh_token)).toMatchObject({ active: true, token_use: 'refresh_token' })
  expect(await ask('x')).toEqual({ active: false })
  expect((await form(`${dated}/revoke`, { ...app, token: String(access_token) })).status).toBe(204)
  expect(await ask(access_token)).toEqual({ active: false })
  expect(await use(access_token)).toBe(401)
  expect((await form(`${dated}/introspect`, { token: String(refresh_token) })).status).toBe(400)
})

test('the first version describes tokens by path, and forgets a refresh token', async () => {
  const { emulator, form, use } = arrange()
  const { access_token, refresh_token } = (await form(dated, exchange(emulator.authorize()))).body ?? {}
  const access = `/oauth/v1/access-tokens/${String(access_token)}`
  const refresh = `/oauth/v1/refresh-tokens/${String(refresh_token)}`
  expect((await form(access, {}, 'GET')).body).toMatchObject({ token_type: 'access', app_id: defaultApp.appId })
  expect((await form(refresh, {}, 'GET')).body).toMatchObject({ token_type: 'refresh', client_id: defaultApp.clientId })
  expect((await form(access.replace('access-', 'refresh-'), {}, 'GET')).status).toBe(404)
  expect((await form(refresh, {}, 'DELETE')).status).toBe(204)
  expect((await form(refresh, {}, 'GET')).status).toBe(404)
  expect(await use(access_token)).toBe(403)
})

test('an OAuth app has 110 requests in ten seconds, all its tokens together, and no count of the day', async () => {
  const { emulator, form } = arrange({ switches: { limitOAuthTenSecondly: 110, limitDaily: 1 } })
  const authorization = { scopes: ['crm.objects.contacts.read'] }
  const tokens = [
    (await form(dated, exchange(emulator.authorize(authorization)))).body?.['access_token'],
    (await form(dated, exchange(emulator.authorize(authorization)))).body?.['access_token'],
  ]
  const callers = tokens.map((token) => createCaller(emulator, String(token)))
  const answers = []
  for (let index = 0; index < 111; index++) answers.push(await callers[index % 2]?.('GET', contacts))
  expect(answers.map((answer) => answer?.status)).toEqual([...Array.from({ length: 110 }, () => 200), 429])
  const headers = answers[0]?.headers
  expect(headers?.get('x-hubspot-ratelimit-max')).toBe('110')
  expect(headers?.has('x-hubspot-ratelimit-daily')).toBe(false)
})

test.each([
  ['an unknown app', { clientId: 'x' }],
  ['an address it does not use', { redirectUri: 'https://evil.example' }],
  ['a scope it may not ask for', { scopes: ['crm.import'] }],
])('nobody agrees to %s', (_name, authorization) => {
  const own = { ...defaultApp, redirectUris: ['https://app.example'], scopes: ['oauth'] }
  expect(() => arrange({ apps: [own] }).emulator.authorize(authorization)).toThrow(TypeError)
})

test('over HTTP the user agrees by a command', async () => {
  const { emulator, form } = arrange()
  const answer = await createCaller(emulator)('POST', '/_emulator/oauth/authorize', { scopes: ['oauth'] })
  expect((await form(dated, exchange(String(answer.body['code'])))).status).toBe(200)
})
