import { describe, expect, test } from 'vitest'
import { createTransport, type Outcome, type Transport, type TransportPorts } from './transport.ts'
import { createVirtualTime } from './virtual-time.fixture.ts'

const get = { method: 'GET', path: '/crm/owners/2026-09' } as const

interface Bench {
  readonly virtual: ReturnType<typeof createVirtualTime>
  readonly send: (...args: Parameters<Transport['send']>) => Promise<Outcome>
}

function createBench(fetch: TransportPorts['fetch'], more: Partial<TransportPorts> = {}): Bench {
  const virtual = createVirtualTime()
  const ports = { origin: 'http://hub.example', timers: virtual.timers, maxAnswerBytes: 1_000, fetch, ...more }
  const transport = createTransport(ports)
  return { virtual, send: (...args) => transport.send(...args) }
}

async function answerTo(response: Response): Promise<Outcome> {
  return await createBench(async () => response).send(get, { timeoutMs: 1_000 })
}

describe('a request', () => {
  test.each([
    ['http://hub.example', undefined, 'http://hub.example/crm/owners/2026-09'],
    ['http://hub.example/', undefined, 'http://hub.example/crm/owners/2026-09'],
    ['http://hub.example/gate/', undefined, 'http://hub.example/gate/crm/owners/2026-09'],
    ['/crm', 'https://app.example/deals/1?x#y', 'https://app.example/crm/crm/owners/2026-09'],
  ])('below the origin %s goes to its place', async (origin, base, url) => {
    const urls: string[] = []
    const { send } = createBench(
      async (request) => {
        urls.push(request.url)
        return new Response('{}')
      },
      { origin, base },
    )
    await send(get, { timeoutMs: 1_000 })
    expect(urls).toEqual([url])
  })

  test('carries its query escaped and leaves out what is undefined', async () => {
    let url = ''
    const { send } = createBench(async (request) => {
      url = request.url
      return new Response('{}')
    })
    await send({ ...get, query: { after: 'a&b=c', archived: undefined, properties: 'a,b' } }, { timeoutMs: 1_000 })
    expect(new URL(url).searchParams.get('after')).toBe('a&b=c')
    expect([...new URL(url).searchParams.keys()]).toEqual(['after', 'properties'])
  })

  test('carries its body as JSON, and the headers a server gives', async () => {
    let sent: unknown
    const { send } = createBench(
      async (request) => {
        const { headers, method, redirect } = request
        sent = [method, redirect, headers.get('content-type'), headers.get('authorization'), await request.json()]
        return new Response('{}')
      },
      { headers: async () => ({ authorization: 'Bearer x' }) },
    )
    await send({ method: 'POST', path: '/crm/x', body: { a: 1 } }, { timeoutMs: 1_000 })
    expect(sent).toEqual(['POST', 'manual', 'application/json', 'Bearer x', { a: 1 }])
  })

  test.each([400, 429, 500, 503])('is never sent twice by itself, not after %d either', async (status) => {
    let sent = 0
    const { send } = createBench(async () => {
      sent += 1
      return new Response('{}', { status, headers: { 'retry-after': '0' } })
    })
    await send(get, { timeoutMs: 1_000 })
    expect(sent).toBe(1)
  })

  test('is not sent when its headers cannot be made', async () => {
    let sent = 0
    const { send } = createBench(
      async () => {
        sent += 1
        return new Response('{}')
      },
      { headers: () => Promise.reject(new Error('no token')) },
    )
    expect(await send(get, { timeoutMs: 1_000 })).toMatchObject({ kind: 'not-sent' })
    expect(sent).toBe(0)
  })

  test.each(['', '/crm', 'ftp://hub.example', 'http://hub.example/?a=1', 'http://user:secret@hub.example'])(
    'needs an origin that is an address: not "%s"',
    (origin) => {
      expect(() => createBench(async () => new Response(), { origin })).toThrow(TypeError)
    },
  )
})

describe('an answer', () => {
  test.each([
    ['JSON', '{"a":1}', { kind: 'json', value: { a: 1 } }],
    ['JSON that is no object', ' [] ', { kind: 'json', value: [] }],
    ['nothing', ' \n', { kind: 'empty' }],
    ['a page', '\n<!DOCTYPE html><p>Sign in</p>', { kind: 'html' }],
    ['a page without doctype', '<HTML><body>', { kind: 'html' }],
    ['text', 'Bad Gateway', { kind: 'other' }],
    ['half of JSON', '{"results":[', { kind: 'other' }],
    ['more than allowed', `"${'x'.repeat(1_000)}"`, { kind: 'other' }],
  ])('is told apart by what it holds, not by what it says it is: %s', async (_name, text, body) => {
    const response = new Response(text, { status: 200, headers: { 'content-type': 'text/html' } })
    expect(await answerTo(response)).toMatchObject({ kind: 'answered', status: 200, body })
  })

  test('is not read on once it is larger than allowed', async () => {
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1
        controller.enqueue(new Uint8Array(400))
      },
    })
    expect(await answerTo(new Response(endless))).toMatchObject({ body: { kind: 'other' } })
    expect(pulled).toBeLessThan(10)
  })

  test('that is no UTF-8 is not guessed at', async () => {
    expect(await answerTo(new Response(new Uint8Array([0x22, 0xff, 0x22])))).toMatchObject({ body: { kind: 'other' } })
  })

  test('without a body is empty', async () => {
    expect(await answerTo(new Response(null, { status: 204 }))).toMatchObject({ status: 204, body: { kind: 'empty' } })
  })

  test('that leads elsewhere is not followed', async () => {
    expect(await answerTo(Response.redirect('http://portal.example/', 302))).toEqual({ kind: 'redirected' })
  })

  test('that breaks off is as good as none', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"results":'))
        controller.error(new TypeError('terminated'))
      },
    })
    expect(await answerTo(new Response(broken))).toMatchObject({ kind: 'dropped' })
  })

  test('that never comes ends with the time-out, also when fetch ignores its signal', async () => {
    const { virtual, send } = createBench(() => new Promise(() => undefined))
    const outcome = send(get, { timeoutMs: 1_000 })
    await virtual.advance(1_000)
    expect(await outcome).toEqual({ kind: 'timed-out' })
  })

  test('whose body never ends, ends with the time-out', async () => {
    const { virtual, send } = createBench(async () => new Response(new ReadableStream()))
    const outcome = send(get, { timeoutMs: 1_000 })
    await virtual.advance(1_000)
    expect(await outcome).toEqual({ kind: 'timed-out' })
  })

  test('that fails in any way is an outcome, not a throw', async () => {
    const { send } = createBench(() => {
      throw new TypeError('fetch failed')
    })
    expect(await send(get, { timeoutMs: 1_000 })).toMatchObject({ kind: 'dropped' })
  })
})

describe('aborting', () => {
  test('ends the wait with the reason, and the request with it', async () => {
    let request: Request | undefined
    const { virtual, send } = createBench((given) => {
      request = given
      return new Promise(() => undefined)
    })
    const stop = new AbortController()
    const outcome = send(get, { timeoutMs: 1_000, signal: stop.signal })
    await virtual.settle()
    stop.abort('enough')
    expect(await outcome).toEqual({ kind: 'aborted', reason: 'enough' })
    expect(request?.signal.aborted).toBe(true)
  })

  test('before sending sends nothing', async () => {
    let sent = 0
    const { send } = createBench(async () => {
      sent += 1
      return new Response('{}')
    })
    expect(await send(get, { timeoutMs: 1_000, signal: AbortSignal.abort('enough') })).toMatchObject({
      kind: 'aborted',
    })
    expect(sent).toBe(0)
  })

  test('leaves no timer behind, nor does an answer', async () => {
    const { virtual, send } = createBench(async () => new Response('{}'))
    await send(get, { timeoutMs: 1_000 })
    expect(virtual.sleeping()).toBe(0)
  })
})
