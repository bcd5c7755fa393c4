import { describe, expect, test } from 'vitest'
import { createBudget, type BudgetOptions } from './budget/index.ts'
import { createRequester, type Call, type RequestEvent, type RequestOptions } from './request.ts'
import { rejectionOf } from './rejection.fixture.ts'
import { createSteadyTime } from './time.ts'
import { createTransport } from './transport.ts'
import { createVirtualTime, type VirtualTime } from './virtual-time.fixture.ts'

const read: Call<unknown> = { operation: 'deals.get', kind: 'read', method: 'GET', path: '/x', parse: (body) => body }
const write: Call<unknown> = { ...read, operation: 'deals.update', kind: 'write', method: 'PATCH', body: {} }
const erase: Call<unknown> = { ...write, operation: 'deals.archive', method: 'DELETE', empty: 'when-204' }

type Reply = Response | 'hang' | 'drop'

interface Bench {
  readonly virtual: VirtualTime
  readonly request: (call: Call<unknown>, options?: RequestOptions) => Promise<unknown>
  /** How many requests have arrived. */
  readonly arrived: () => number
  readonly events: readonly RequestEvent[]
}

/** Answers one request after the other with `replies`, the last of them for ever. */
function createBench(replies: readonly (() => Reply)[], options?: BudgetOptions): Bench {
  const virtual = createVirtualTime()
  const time = createSteadyTime(virtual.clock)
  const events: RequestEvent[] = []
  let arrived = 0
  const transport = createTransport({
    origin: 'http://hub.example',
    timers: virtual.timers,
    maxAnswerBytes: 10_000,
    async fetch() {
      const reply = replies[Math.min(arrived, replies.length - 1)]?.()
      arrived += 1
      if (reply === undefined || reply === 'hang') return await new Promise(() => undefined)
      if (reply === 'drop') throw new TypeError('fetch failed')
      return reply
    },
  })
  const budget = createBudget({ time, timers: virtual.timers, random: () => 0, options })
  const onRequest = (event: RequestEvent): void => void events.push(event)
  const request = createRequester({ transport, budget, time, clock: virtual.clock, onRequest })
  return { virtual, request, arrived: () => arrived, events }
}

const done = (): Response => Response.json({ id: '1' })
const limited =
  (policyName: string, headers: Readonly<Record<string, string>> = {}) =>
  (): Response =>
    Response.json({ status: 'error', errorType: 'RATE_LIMIT', policyName }, { status: 429, headers })
const status = (code: number) => (): Response =>
  Response.json({ status: 'error', correlationId: 'c' }, { status: code })

describe('a request', () => {
  test.each([
    ['a read that was limited', read, limited('TEN_SECONDLY_ROLLING'), 10_000],
    ['a write that was limited', write, limited('TEN_SECONDLY_ROLLING'), 10_000],
    ['a write to a locked record', write, status(423), 2_000],
    ['a write that is told when', write, limited('TEN_SECONDLY_ROLLING', { 'retry-after': '4' }), 4_000],
  ])(
    '[H7] is sent again after the pause when HubSpot certainly did nothing: %s',
    async (_name, call, refusal, pause) => {
      const { virtual, request, arrived } = createBench([refusal, done])
      const result = request(call)
      await virtual.advance(pause - 1)
      expect(arrived()).toBe(1)
      await virtual.advance(1)
      expect(await result).toEqual({ id: '1' })
    },
  )

  test.each<[string, Call<unknown>, () => Reply, string]>([
    ['a write that got no answer', write, () => 'drop', 'api/unknown-outcome'],
    ['a write that met a 500', write, status(500), 'api/unknown-outcome'],
    ['a write that met a 503', write, status(503), 'api/unknown-outcome'],
    ['a deletion answered by nothing in particular', erase, () => new Response(''), 'api/unknown-outcome'],
    ['a deletion answered by a page', erase, () => new Response('<html>'), 'api/unknown-outcome'],
    ['a write that was refused', write, status(400), 'api/refused'],
    ['a read that met a 500', read, status(500), 'api/unavailable'],
    ['a read that got no answer', read, () => 'drop', 'api/offline'],
  ])('[H7] is sent once otherwise: %s', async (_name, call, reply, code) => {
    const { virtual, request, arrived } = createBench([reply])
    const refused = rejectionOf(request(call))
    await virtual.advance(100_000)
    expect(await refused).toMatchObject({ code })
    expect(arrived()).toBe(1)
  })

  test('keeps its place: it goes before those of its lane that came later', async () => {
    const { virtual, request } = createBench([limited('TEN_SECONDLY_ROLLING'), done], { inFlight: 1 })
    const order: string[] = []
    const first = request(read, { lane: 'pack' }).then(() => order.push('first'))
    const second = request(read, { lane: 'pack' }).then(() => order.push('second'))
    await virtual.advance(10_000)
    await Promise.all([first, second])
    expect(order).toEqual(['first', 'second'])
  })

  test('gives up at once when the pause is longer than its deadline, with the reason', async () => {
    const { request } = createBench([limited('DAILY')])
    await expect(request(read, { deadlineMs: 60_000 })).rejects.toMatchObject({
      code: 'api/rate-limited',
      details: { status: 429, policy: 'daily', retryAfterMs: 3_600_000 },
    })
  })

  test('gives up at its deadline when every pause is followed by the next', async () => {
    const { virtual, request, arrived } = createBench([limited('TEN_SECONDLY_ROLLING')])
    const refused = rejectionOf(request(read, { deadlineMs: 25_000 }))
    await virtual.advance(25_000)
    expect(await refused).toMatchObject({ code: 'api/rate-limited' })
    expect(arrived()).toBe(3)
  })

  test.each([
    ['a read', read, 'api/unavailable'],
    ['a write', write, 'api/unknown-outcome'],
  ])('that is never answered ends after 30 seconds: %s', async (_name, call, code) => {
    const { virtual, request } = createBench([() => 'hang'])
    const ended = rejectionOf(request(call, { deadlineMs: 600_000 }))
    await virtual.advance(30_000)
    expect(await ended).toMatchObject({ code })
  })

  test('ends at a deadline that is nearer', async () => {
    const { virtual, request } = createBench([() => 'hang'])
    const ended = rejectionOf(request(read, { deadlineMs: 500 }))
    await virtual.advance(500)
    expect(await ended).toMatchObject({ code: 'api/unavailable' })
  })

  test('makes room for the next when it ends without an answer', async () => {
    const { virtual, request } = createBench([() => 'hang', done], { inFlight: 1 })
    const first = rejectionOf(request(read))
    const second = request(read, { deadlineMs: 60_000 })
    await virtual.advance(30_000)
    expect(await first).toMatchObject({ code: 'api/unavailable' })
    expect(await second).toEqual({ id: '1' })
  })
})

describe('aborting', () => {
  test('[H8] a read ends with the reason', async () => {
    const { virtual, request } = createBench([() => 'hang'])
    const stop = new AbortController()
    const ended = rejectionOf(request(read, { signal: stop.signal }))
    await virtual.settle()
    stop.abort('enough')
    expect(await ended).toBe('enough')
  })

  test('[H8] a write that was sent ends with an unknown outcome, one that was not with the reason', async () => {
    const { virtual, request, arrived } = createBench([() => 'hang'], { inFlight: 1 })
    const stop = new AbortController()
    const sent = rejectionOf(request(write, { signal: stop.signal }))
    const waiting = rejectionOf(request(write, { signal: stop.signal }))
    await virtual.settle()
    stop.abort('enough')
    expect(await sent).toMatchObject({ code: 'api/unknown-outcome' })
    expect(await waiting).toBe('enough')
    expect(arrived()).toBe(1)
  })

  test('[H8] a write whose turn has come and that has not left yet ends with the reason', async () => {
    const { virtual, request, arrived } = createBench([done])
    const stop = new AbortController()
    const ended = rejectionOf(request(write, { signal: stop.signal }))
    stop.abort('enough')
    expect(await ended).toBe('enough')
    await virtual.settle()
    expect(arrived()).toBe(0)
  })

  test('[H8] a write that waits out a pause ends with the reason: HubSpot did nothing', async () => {
    const { virtual, request, arrived } = createBench([limited('TEN_SECONDLY_ROLLING'), done])
    const stop = new AbortController()
    const ended = rejectionOf(request(write, { signal: stop.signal }))
    await virtual.advance(5_000)
    stop.abort('enough')
    expect(await ended).toBe('enough')
    await virtual.advance(60_000)
    expect(arrived()).toBe(1)
  })
})

describe('what is told of requests', () => {
  test('is each one, with its lane, status and time, and nothing of its data', async () => {
    const { virtual, request, events } = createBench([limited('TEN_SECONDLY_ROLLING'), done])
    const result = request(read, { lane: 'freshness' })
    await virtual.advance(10_000)
    await result
    expect(events).toEqual([
      { lane: 'freshness', operation: 'deals.get', status: 429, ms: 0, at: 1_000_000, dropped: 0 },
      { lane: 'freshness', operation: 'deals.get', status: 200, ms: 0, at: 1_010_000, dropped: 0 },
    ])
  })

  test('is told before the operation settles', async () => {
    const { request, events } = createBench([done])
    await request(read)
    expect(events).toHaveLength(1)
  })

  test.each([
    ['reads', read, 'interactive'],
    ['writes', write, 'outbox'],
  ])('has a lane of its own for %s that name none', async (_name, call, lane) => {
    const { request, events } = createBench([done])
    await request(call)
    expect(events.map((event) => event.lane)).toEqual([lane])
  })
})
