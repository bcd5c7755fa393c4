import { describe, expect, test } from 'vitest'
import { createServerTime } from './server-time.ts'

const hour = 3_600_000

function deviceAhead(aheadMs: number, dateHeader: (serverNow: number) => string | null) {
  const server = { now: Date.UTC(2026, 10, 24, 8) }
  const clock = { now: () => server.now + aheadMs }
  const time = createServerTime(clock, async () => {
    server.now += 80
    const date = dateHeader(server.now)
    return new Response('{}', date === null ? {} : { headers: { date } })
  })
  return { server, clock, time, ask: () => time.http(new Request('http://hubspot.test/')) }
}

const truthful = (now: number): string => new Date(now).toUTCString()

describe('HubSpot’s clock', () => {
  test.each([hour, -hour, 400 * 24 * hour])(
    'is known to the second after one answer, on a device %i ms ahead',
    async (aheadMs) => {
      const { server, time, ask } = deviceAhead(aheadMs, truthful)
      await ask()
      expect(Math.abs(time.now() - server.now)).toBeLessThanOrEqual(1_000)
      expect(Number.isInteger(time.now())).toBe(true)
    },
  )

  test('is the device’s own when they agree, so that whole seconds in the header bring no jitter', async () => {
    const { clock, time, ask } = deviceAhead(700, truthful)
    await ask()
    expect(time.now()).toBe(clock.now())
  })

  test('tells a moment before the first answer rightly once it is asked after it', async () => {
    const { server, time, ask } = deviceAhead(hour, truthful)
    const begun = server.now
    const mark = time.mark()
    await ask()
    expect(Math.abs(mark() - begun)).toBeLessThanOrEqual(1_000)
  })

  test.each([
    ['no header', null],
    ['no date', 'soon'],
    ['an empty one', ''],
  ])('stays the device’s with %s', async (_name, header) => {
    const { clock, time, ask } = deviceAhead(hour, () => header)
    await ask()
    expect(time.now()).toBe(clock.now())
  })
})
