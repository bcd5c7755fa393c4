import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { EmulatorOptions } from '../options.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

const contacts = '/crm/objects/2026-09/contacts'

function arrange(options: EmulatorOptions = {}): { emulator: Emulator; call: Caller } {
  const emulator = createEmulator({ clock: frozen, ...options, switches: { ...quiet, ...options.switches } })
  return { emulator, call: createCaller(emulator) }
}

function send(emulator: Emulator, path: string, init: RequestInit): Promise<Response> {
  return emulator.fetch(new Request(`http://emulator.test${path}`, init))
}

describe('a token', () => {
  test.each([[{}], [{ authorization: '' }], [{ authorization: 'Basic abc' }], [{ authorization: 'Bearer ' }]])(
    'is needed: %j is 401',
    async (headers) => {
      const response = await send(arrange().emulator, contacts, { headers })
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ status: 'error', category: 'INVALID_AUTHENTICATION' })
    },
  )

  test('may be any, unless the emulator was told which', async () => {
    const { emulator, call } = arrange()
    expect((await call('GET', contacts)).status).toBe(200)
    emulator.setTokens(['secret'])
    expect((await call('GET', contacts)).status).toBe(401)
    expect((await createCaller(emulator, 'secret')('GET', contacts)).status).toBe(200)
    emulator.setTokens(null)
    expect((await call('GET', contacts)).status).toBe(200)
  })

  test('can expire', async () => {
    const { emulator, call } = arrange()
    emulator.expireToken('test')
    const { status, body } = await call('GET', contacts)
    expect([status, body['category']]).toEqual([401, 'EXPIRED_AUTHENTICATION'])
  })
})

describe('a body', () => {
  test.each(['{', '"text', 'undefined', '{"a":}', '\u0000', '{"properties":{}}garbage'])(
    'that is no JSON is 400: %j',
    async (body) => {
      const headers = { authorization: 'Bearer test', 'content-type': 'application/json' }
      const response = await send(arrange().emulator, contacts, { method: 'POST', headers, body })
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ category: 'VALIDATION_ERROR' })
    },
  )

  test.each(['null', '[]', '1', '"x"', 'true'])('that is no object is 400: %s', async (body) => {
    const headers = { authorization: 'Bearer test', 'content-type': 'application/json' }
    expect((await send(arrange().emulator, contacts, { method: 'POST', headers, body })).status).toBe(400)
  })

  test('of another content type is 415', async () => {
    const headers = { authorization: 'Bearer test', 'content-type': 'text/plain' }
    expect((await send(arrange().emulator, contacts, { method: 'POST', headers, body: '{}' })).status).toBe(415)
  })
})

describe('every answer', () => {
  test.each([
    ['GET', contacts, 200],
    ['GET', `${contacts}/1`, 404],
    ['GET', '/nowhere', 404],
    ['POST', '/crm/objects/2026-09/boats', 400],
    ['PUT', contacts, 405],
    ['GET', '/crm/objects/2019-01/contacts', 404],
  ] as const)('of %s %s (%d) is JSON with a correlation id', async (method, path, status) => {
    const { headers, ...reply } = await arrange().call(method, path, method === 'GET' ? undefined : {})
    expect(reply.status).toBe(status)
    expect(headers.get('content-type')).toBe('application/json;charset=utf-8')
    expect(headers.get('x-hubspot-correlation-id')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  })

  test('ignores slashes at the end of the path', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', {})
    expect((await call('GET', `${contacts}/${id}/`)).status).toBe(200)
    expect((await call('GET', '/crm/v3/owners/')).status).toBe(200)
  })

  test('has no CORS headers, as HubSpot has none, unless the switch says so', async () => {
    const { emulator, call } = arrange()
    expect((await call('OPTIONS', contacts)).status).toBe(405)
    expect((await call('GET', contacts)).headers.get('access-control-allow-origin')).toBeNull()
    emulator.setSwitches({ cors: true })
    expect((await call('OPTIONS', contacts)).status).toBe(204)
    expect((await call('GET', contacts)).headers.get('access-control-allow-origin')).toBe('*')
  })

  test('to a URL that is too long is 414', async () => {
    expect((await arrange().call('GET', `${contacts}?properties=${'x,'.repeat(8_000)}`)).status).toBe(414)
  })
})

describe('a fault', () => {
  const create = { properties: { firstname: 'Ada' } }

  test('drop loses the request', async () => {
    const { emulator, call } = arrange()
    emulator.addFault({ kind: 'drop' })
    await expect(call('POST', contacts, create)).rejects.toThrow(TypeError)
    expect(emulator.account.records('contacts')).toEqual([])
    expect((await call('POST', contacts, create)).status).toBe(201)
  })

  test('apply-then-drop loses the answer only', async () => {
    const { emulator, call } = arrange()
    emulator.addFault({ kind: 'apply-then-drop' })
    await expect(call('POST', contacts, create)).rejects.toThrow('fetch failed')
    expect(emulator.account.records('contacts')).toHaveLength(1)
    expect(emulator.audit()).toHaveLength(1)
  })

  test.each([
    ['before', 0],
    ['after', 1],
  ] as const)('status %s the request is applied leaves %d records', async (when, count) => {
    const { emulator, call } = arrange()
    emulator.addFault({ kind: 'status', status: 503, when, body: { message: 'down' }, headers: { 'retry-after': '3' } })
    const { status, body, headers } = await call('POST', contacts, create)
    expect([status, body, headers.get('retry-after')]).toEqual([503, { message: 'down' }, '3'])
    expect(emulator.account.records('contacts')).toHaveLength(count)
  })

  test('delay waits before or after', async () => {
    const waited: number[] = []
    const emulator = createEmulator({
      switches: quiet,
      sleep: async (durationMs) => {
        waited.push(durationMs, emulator.audit().length)
      },
    })
    emulator.addFault({ kind: 'delay', delayMs: 250 })
    emulator.addFault({ kind: 'delay', delayMs: 750, when: 'after' })
    const call = createCaller(emulator)
    await call('POST', contacts, create)
    await call('POST', contacts, create)
    expect(waited).toEqual([250, 0, 750, 2])
  })

  test('delay can be cut short by aborting, which does not undo the write', async () => {
    let finish = (): void => undefined
    const emulator = createEmulator({
      switches: quiet,
      sleep: () => new Promise<void>((resolve) => (finish = resolve)),
    })
    emulator.addFault({ kind: 'delay' })
    const [controller, headers] = [
      new AbortController(),
      { authorization: 'Bearer x', 'content-type': 'application/json' },
    ]
    const init = { method: 'POST', headers, body: JSON.stringify(create), signal: controller.signal }
    const sent = send(emulator, contacts, init)
    await new Promise((resolve) => setImmediate(resolve))
    controller.abort(new Error('deadline'))
    await expect(sent).rejects.toThrow('deadline')
    await expect(send(emulator, contacts, init)).rejects.toThrow('deadline')
    finish()
    await new Promise((resolve) => setImmediate(resolve))
    expect(emulator.account.records('contacts')).toHaveLength(1)
  })

  test('hits those that match, after letting some pass, as often as told', async () => {
    const { emulator, call } = arrange()
    emulator.addFault({ kind: 'status', status: 502, match: { method: 'get', path: '/contacts' }, skip: 1, times: 2 })
    const seen: number[] = []
    for (const [method, path] of [
      ['GET', '/crm/v3/owners'],
      ['POST', contacts],
      ['GET', contacts],
      ['GET', contacts],
      ['GET', `${contacts}/1`],
      ['GET', contacts],
    ] as const)
      seen.push((await call(method, path, method === 'POST' ? create : undefined)).status)
    expect(seen).toEqual([200, 201, 200, 502, 502, 200])
  })

  test('can be called off', async () => {
    const { emulator, call } = arrange()
    emulator.addFault({ kind: 'drop', times: 5 })
    emulator.clearFaults()
    expect((await call('GET', contacts)).status).toBe(200)
  })

  test.each([
    [{ kind: 'explode' }],
    [{ kind: 'drop', times: 0 }],
    [{ kind: 'status', status: 42 }],
    [{ kind: 'delay', delayMs: -1 }],
    [{ kind: 'status', when: 'later' }],
    [{ kind: 'drop', match: { path: 1 } }],
  ])('that is none is a TypeError: %j', (fault) => {
    expect(() => arrange().emulator.addFault(fault as never)).toThrow(TypeError)
  })
})

describe('the audit', () => {
  test('lists applied writes in order, with values as sent', async () => {
    const { emulator, call } = arrange()
    const { body, headers } = await call('POST', contacts, { properties: { firstname: 'Ada', annualrevenue: 5 } })
    emulator.clock.advance(10)
    await call('PATCH', `${contacts}/${body.id}`, { properties: { firstname: '' } })
    await call('PATCH', `${contacts}/${body.id}`, { properties: { nope: '' } })
    await call('DELETE', `${contacts}/${body.id}`)
    const at = frozen.now()
    expect(emulator.audit()).toEqual([
      {
        seq: 1,
        at,
        method: 'POST',
        path: contacts,
        requestId: headers.get('x-hubspot-correlation-id'),
        kind: 'create',
        objectType: 'contacts',
        id: body.id,
        properties: { firstname: 'Ada', annualrevenue: '5' },
      },
      expect.objectContaining({ seq: 2, at: at + 10, method: 'PATCH', kind: 'update', properties: { firstname: '' } }),
      expect.objectContaining({ seq: 3, method: 'DELETE', kind: 'archive', id: body.id }),
    ])
  })

  test('does not list what is arranged from inside', () => {
    const { emulator } = arrange({ demo: { contacts: 5 } })
    emulator.account.archive('contacts', emulator.account.create('contacts', {}))
    expect(emulator.audit()).toEqual([])
  })
})

test('requests are counted by lane, refused and dropped ones too', async () => {
  const { emulator, call } = arrange({ switches: { limitTenSecondly: 4 } })
  await call('GET', contacts)
  await call('POST', `${contacts}/search`, {})
  await call('POST', contacts, { properties: {} })
  await call('GET', `${contacts}/1`)
  await call('GET', '/crm/v3/owners')
  await call('GET', '/crm/v3/owners')
  await call('GET', '/nowhere')
  emulator.addFault({ kind: 'drop' })
  await expect(call('GET', contacts)).rejects.toThrow('fetch failed')
  const { total, byLane, recent } = emulator.requests()
  expect([total, byLane]).toEqual([8, { list: 2, search: 1, write: 1, get: 1, definition: 2, unknown: 1 }])
  expect(recent.map(({ status }) => status)).toEqual([200, 200, 201, 404, 200, 429, 404, 0])
})

test('reset brings back the beginning', async () => {
  const { emulator, call } = arrange({ demo: { contacts: 20 }, seed: 4 })
  const before = emulator.account.records('contacts')
  await call('DELETE', `${contacts}/${before[0]?.id}`)
  emulator.setSwitches({ unsetAs: 'absent' })
  emulator.addFault({ kind: 'drop' })
  emulator.reset()
  expect(emulator.account.records('contacts')).toEqual(before)
  expect([emulator.audit(), emulator.requests().total, emulator.switches().unsetAs]).toEqual([[], 0, 'null'])
  expect((await call('GET', contacts)).status).toBe(200)
})
