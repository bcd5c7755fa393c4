import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../rejection.fixture.ts'
import { createSteadyTime } from '../time.ts'
import { createVirtualTime, type VirtualTime } from '../virtual-time.fixture.ts'
import { createBudget, type BucketName, type Budget, type BudgetOptions, type BudgetState } from './budget.ts'
import type { Lane } from './lanes.ts'

interface Bench {
  readonly virtual: VirtualTime
  readonly budget: Budget
  /** Asks for a place; the request then takes `lastsMs`. */
  readonly ask: (
    lane: Lane,
    more?: { bucket?: BucketName; deadlineMs?: number; lastsMs?: number; signal?: AbortSignal },
  ) => Promise<void>
  /** Requests admitted, in order, with the time. */
  readonly admitted: { readonly lane: Lane; readonly bucket: BucketName; readonly at: number }[]
}

function createBench(options?: BudgetOptions): Bench {
  const virtual = createVirtualTime(0)
  const time = createSteadyTime(virtual.clock)
  const budget = createBudget({ time, timers: virtual.timers, random: () => 0, options })
  const admitted: { lane: Lane; bucket: BucketName; at: number }[] = []
  return {
    virtual,
    budget,
    admitted,
    async ask(lane, { bucket = 'general', deadlineMs = 3_600_000, lastsMs = 0, signal } = {}) {
      const release = await budget.enter({
        bucket,
        lane,
        operation: 'deals.get',
        deadlineAt: time() + deadlineMs,
        signal,
      })
      admitted.push({ lane, bucket, at: virtual.clock.now() })
      if (lastsMs > 0) await virtual.timers.sleep(lastsMs)
      release()
    },
  }
}

const wide = { inFlight: 1_000 }
const lane = fc.constantFrom<Lane>('interactive', 'outbox', 'freshness', 'pack', 'sweep')

describe('the budget', () => {
  test('[H1] never sends more than the limit in any stretch of a window, whatever is asked when', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            wait: fc.integer({ min: 0, max: 3_000 }),
            lane,
            bucket: fc.constantFrom<BucketName>('general', 'search'),
            lastsMs: fc.integer({ min: 0, max: 2_000 }),
          }),
          { maxLength: 60 },
        ),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (requests, perTenSeconds, searchesPerSecond) => {
          const { virtual, ask, admitted } = createBench({ perTenSeconds, searchesPerSecond, inFlight: 4 })
          const done: Promise<void>[] = []
          for (const { wait, ...request } of requests) {
            await virtual.advance(wait)
            done.push(ask(request.lane, request))
          }
          await virtual.advance(2_000_000)
          await Promise.all(done)
          expect(mostInWindow(times(admitted, 'general'), 10_000)).toBeLessThanOrEqual(perTenSeconds)
          expect(mostInWindow(times(admitted, 'search'), 1_000)).toBeLessThanOrEqual(searchesPerSecond)
        },
      ),
      { seed: 11, numRuns: 40 },
    )
  })

  test('uses at least nine tenths of the limit when writes want it all', async () => {
    const { virtual, ask, admitted } = createBench({ ...wide, perTenSeconds: 100 })
    const done = Array.from({ length: 1_000 }, () => ask('outbox'))
    await virtual.advance(100_000)
    expect(admitted.length).toBeGreaterThanOrEqual(900)
    await virtual.advance(100_000)
    await Promise.all(done)
  })

  test('serves the more urgent lane first when places are short', async () => {
    const { virtual, ask, admitted } = createBench({ inFlight: 1 })
    const lanes: Lane[] = ['sweep', 'sweep', 'pack', 'freshness', 'outbox', 'interactive']
    const done = lanes.map((each) => ask(each, { lastsMs: 100 }))
    await virtual.advance(2_000)
    await Promise.all(done)
    expect(admitted.map((each) => each.lane)).toEqual(['sweep', 'interactive', 'outbox', 'freshness', 'pack', 'sweep'])
  })

  test('serves a lane in the order in which it was asked', async () => {
    const { virtual, budget } = createBench({ inFlight: 1 })
    const order: string[] = []
    for (const operation of ['first', 'second', 'third']) {
      void budget.enter({ bucket: 'general', lane: 'pack', operation, deadlineAt: 1e9 }).then((release) => {
        order.push(operation)
        release()
      })
    }
    await virtual.settle()
    expect(order).toEqual(['first', 'second', 'third'])
  })

  test('[H2] keeps a share of every window for writes, however much is read', async () => {
    const { virtual, ask, admitted } = createBench({ ...wide, perTenSeconds: 20, reservedForWrites: 0.2 })
    const reads = Array.from({ length: 40 }, () => ask('interactive'))
    await virtual.settle()
    expect(admitted).toHaveLength(16)
    const writes = Array.from({ length: 6 }, () => ask('outbox'))
    await virtual.settle()
    expect(admitted.filter((each) => each.lane === 'outbox')).toHaveLength(4)
    await virtual.advance(60_000)
    await Promise.all([...reads, ...writes])
  })

  test('[H2] never lets background work take the places a person needs', async () => {
    const { virtual, ask, admitted } = createBench({ ...wide, perTenSeconds: 100 })
    const background = (['freshness', 'pack', 'sweep'] as const).flatMap((each) =>
      Array.from({ length: 100 }, () => ask(each)),
    )
    await virtual.settle()
    expect(admitted).toHaveLength(85)
    await ask('interactive')
    await virtual.advance(100_000)
    await Promise.all(background)
  })

  test('leaves a way open beside background requests that hang', async () => {
    const { virtual, ask, admitted } = createBench()
    const hanging = Array.from({ length: 10 }, () => ask('sweep', { lastsMs: 30_000 }))
    await virtual.settle()
    await ask('interactive')
    expect(admitted).toHaveLength(5)
    await virtual.advance(120_000)
    await Promise.all(hanging)
  })

  test('learns a larger limit from an answer', async () => {
    const { virtual, budget, ask, admitted } = createBench({ ...wide, perTenSeconds: 10 })
    budget.learn('general', limits(190, 190))
    const done = Array.from({ length: 200 }, () => ask('outbox'))
    await virtual.settle()
    expect(admitted).toHaveLength(190)
    await virtual.advance(20_000)
    await Promise.all(done)
  })

  test('leaves room for what other clients of the account have taken', async () => {
    const { virtual, budget, ask, admitted } = createBench(wide)
    await ask('outbox')
    // HubSpot counts 90 in its window; one is ours.
    budget.learn('general', limits(100, 10))
    const done = Array.from({ length: 50 }, () => ask('outbox'))
    await virtual.settle()
    expect(admitted).toHaveLength(11)
    await virtual.advance(20_000)
    await Promise.all(done)
  })

  test('does not take the limits of searches from headers that are not theirs', () => {
    const { budget } = createBench()
    budget.learn('search', limits(190, 0))
    expect(budget.state()).toMatchObject({ general: { limit: 100, used: 0 }, search: { limit: 5, used: 0 } })
  })

  test('tells the daily figure that HubSpot last said', () => {
    const { budget } = createBench()
    expect(budget.state().daily).toBeNull()
    const headers = { 'x-hubspot-ratelimit-daily': '1000', 'x-hubspot-ratelimit-daily-remaining': '7' }
    budget.learn('general', new Headers(headers))
    expect(budget.state().daily).toEqual({ limit: 1_000, remaining: 7 })
  })

  test.each([
    ['secondly', 'search', ['search']],
    ['ten-secondly', 'general', ['general']],
    ['ten-secondly', 'search', ['general', 'search']],
    ['daily', 'search', ['general', 'search']],
    ['migrating', 'general', ['general', 'search']],
    ['locked', 'general', ['general']],
  ] as const)('a refusal by the policy %s, met in %s, closes %j', (policy, bucket, closed) => {
    const { budget } = createBench()
    budget.close(bucket, policy, 5_000)
    const state = budget.state()
    expect((['general', 'search'] as const).filter((name) => state[name].closed?.policy === policy)).toEqual(closed)
  })

  test('lets nobody in while closed, and everybody afterwards', async () => {
    const { virtual, budget, ask, admitted } = createBench()
    budget.close('general', 'ten-secondly', 10_000)
    const done = [ask('interactive'), ask('outbox')]
    await virtual.advance(9_999)
    expect(admitted).toEqual([])
    await virtual.advance(1)
    await Promise.all(done)
    expect(times(admitted, 'general')).toEqual([10_000, 10_000])
  })

  test('opens again after up to a tenth more, so that refused clients do not come back together', () => {
    const virtual = createVirtualTime(0)
    const time = createSteadyTime(virtual.clock)
    const budget = createBudget({ time, timers: virtual.timers, random: () => 0.5 })
    budget.close('general', 'ten-secondly', 10_000)
    expect(budget.state().general.closed?.forMs).toBe(10_500)
  })

  test('refuses at once who cannot have a turn before the deadline', async () => {
    const { budget, ask } = createBench()
    budget.close('general', 'daily', 3_600_000)
    await expect(ask('interactive', { deadlineMs: 30_000 })).rejects.toMatchObject({
      code: 'api/rate-limited',
      details: { status: 0, policy: 'daily', retryAfterMs: 3_600_000 },
    })
  })

  test('refuses who already waits when a closing outlasts the deadline', async () => {
    const { virtual, budget, ask } = createBench({ inFlight: 1 })
    void ask('interactive', { lastsMs: 20_000 })
    const waiting = ask('interactive', { deadlineMs: 30_000 })
    const refused = rejectionOf(waiting)
    await virtual.settle()
    budget.close('general', 'migrating', 60_000)
    expect(await refused).toMatchObject({ code: 'api/rate-limited' })
    expect(budget.state().waiting.interactive).toBe(0)
  })

  test('refuses who has waited until the deadline, and says when there may be a place', async () => {
    const { virtual, ask } = createBench({ perTenSeconds: 1 })
    await ask('interactive')
    const refused = rejectionOf(ask('interactive', { deadlineMs: 4_000 }))
    await virtual.advance(4_000)
    expect(await refused).toMatchObject({
      code: 'api/rate-limited',
      details: { policy: 'ten-secondly', retryAfterMs: 6_250 },
    })
  })

  test('forgets a request that is aborted while it waits, and gives its turn to the next', async () => {
    const { virtual, budget, ask, admitted } = createBench({ perTenSeconds: 1 })
    await ask('interactive')
    const stop = new AbortController()
    const aborted = rejectionOf(ask('interactive', { signal: stop.signal }))
    const next = ask('sweep')
    stop.abort('changed my mind')
    expect(await aborted).toBe('changed my mind')
    expect(budget.state().waiting.interactive).toBe(0)
    await virtual.advance(10_250)
    await next
    expect(admitted).toHaveLength(2)
  })

  test('takes no place for a request that was aborted before', async () => {
    const { budget, ask } = createBench()
    await expect(ask('interactive', { signal: AbortSignal.abort('too late') })).rejects.toBe('too late')
    expect(budget.state().general.used).toBe(0)
  })

  test('is not closed for an hour by a clock that was set back an hour', async () => {
    const { virtual, ask, admitted } = createBench({ perTenSeconds: 1 })
    await virtual.advance(3_600_000)
    await ask('interactive')
    virtual.setClock(0)
    const next = ask('interactive')
    await virtual.advance(10_300)
    await next
    expect(admitted).toHaveLength(2)
  })

  test('keeps one timer, however many wait for however long', async () => {
    const { virtual, ask } = createBench({ perTenSeconds: 1 })
    await ask('interactive')
    const late = [9_000, 5_000, 7_000].map((deadlineMs) => rejectionOf(ask('interactive', { deadlineMs })))
    expect(virtual.sleeping()).toBe(1)
    await virtual.advance(9_000)
    await Promise.all(late)
  })

  test('lets go of a signal once the request had its turn', async () => {
    const { ask } = createBench()
    const { signal } = new AbortController()
    const held: unknown[] = []
    signal.addEventListener = (_type: string, listener: unknown) => void held.push(listener)
    signal.removeEventListener = (_type: string, listener: unknown) => void held.splice(held.indexOf(listener), 1)
    await ask('interactive', { signal })
    expect(held).toEqual([])
  })

  test('keeps no timer when nobody waits', async () => {
    const { virtual, ask } = createBench({ perTenSeconds: 1 })
    await ask('interactive')
    const done = ask('interactive')
    expect(virtual.sleeping()).toBe(1)
    await virtual.advance(10_250)
    await done
    expect(virtual.sleeping()).toBe(0)
  })

  test('counts a release once, however often it is called', async () => {
    const { budget } = createBench()
    const release = await budget.enter({ bucket: 'general', lane: 'pack', operation: 'deals.list', deadlineAt: 1e9 })
    release()
    release()
    expect(budget.state().inFlight).toBe(0)
  })

  test('tells a subscriber once of changes made together, until it unsubscribes', async () => {
    const { virtual, budget, ask } = createBench()
    const seen: BudgetState[] = []
    const unsubscribe = budget.subscribe((state) => seen.push(state))
    const done = [ask('interactive', { lastsMs: 100 }), ask('outbox', { lastsMs: 100 })]
    await virtual.settle()
    expect(seen.map(({ inFlight }) => inFlight)).toEqual([2])
    unsubscribe()
    await virtual.advance(100)
    await Promise.all(done)
    expect(seen).toHaveLength(1)
  })

  test.each([
    { perTenSeconds: 0 },
    { searchesPerSecond: 1.5 },
    { inFlight: NaN },
    { reservedForWrites: 0.6 },
    { reservedForWrites: NaN },
  ])('refuses options that are no figures: %j', (options) => {
    expect(() => createBench(options)).toThrow(TypeError)
  })
})

function limits(max: number, remaining: number): Headers {
  return new Headers({ 'x-hubspot-ratelimit-max': String(max), 'x-hubspot-ratelimit-remaining': String(remaining) })
}

function times(admitted: Bench['admitted'], bucket: BucketName): number[] {
  return admitted.filter((each) => each.bucket === bucket).map(({ at }) => at)
}

function mostInWindow(at: readonly number[], windowMs: number): number {
  return Math.max(0, ...at.map((from) => at.filter((each) => each >= from && each < from + windowMs).length))
}
