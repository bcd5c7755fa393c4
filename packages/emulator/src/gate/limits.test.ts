import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { Switches } from '../switches.ts'
import { createCaller, frozen, type Caller } from '../testing.ts'

const list = '/crm/objects/2026-09/contacts'
const search = `${list}/search`

function arrange(switches: Partial<Switches>): { emulator: Emulator; call: Caller } {
  const emulator = createEmulator({ clock: frozen, switches })
  return { emulator, call: createCaller(emulator) }
}

async function statuses(count: number, send: () => ReturnType<Caller>): Promise<readonly number[]> {
  const all: number[] = []
  for (let index = 0; index < count; index++) all.push((await send()).status)
  return all
}

describe('the ten-second limit', () => {
  test('rolls: room comes back as the oldest requests pass', async () => {
    const { emulator, call } = arrange({ limitTenSecondly: 3 })
    const send = (): ReturnType<Caller> => call('GET', list)
    await send()
    emulator.clock.advance(4_000)
    expect(await statuses(3, send)).toEqual([200, 200, 429])
    emulator.clock.advance(5_999)
    expect((await send()).status).toBe(429)
    emulator.clock.advance(1)
    expect(await statuses(2, send)).toEqual([200, 429])
  })

  test('is each token’s own', async () => {
    const { emulator, call } = arrange({ limitTenSecondly: 1 })
    const other = createCaller(emulator, 'other')
    expect(await statuses(2, () => call('GET', list))).toEqual([200, 429])
    expect((await other('GET', list)).status).toBe(200)
  })

  test('counts a batch as one request', async () => {
    const { call } = arrange({ limitTenSecondly: 2 })
    const inputs = Array.from({ length: 100 }, () => ({ properties: {} }))
    const send = (): ReturnType<Caller> => call('POST', `${list}/batch/create`, { inputs })
    expect(await statuses(3, send)).toEqual([201, 201, 429])
  })

  test('answers 429 with a body of its own form', async () => {
    const { call } = arrange({ limitTenSecondly: 1 })
    await call('GET', list)
    const { body, headers } = await call('GET', list)
    expect(body).toEqual({
      status: 'error',
      message: 'You have reached your ten_secondly_rolling limit.',
      errorType: 'RATE_LIMIT',
      policyName: 'TEN_SECONDLY_ROLLING',
      correlationId: headers.get('x-hubspot-correlation-id'),
      requestId: headers.get('x-hubspot-correlation-id'),
    })
    expect(headers.get('retry-after')).toBeNull()
  })

  test('tells when to come back when the switch says so', async () => {
    const { call } = arrange({ limitTenSecondly: 1, retryAfterOnLimit: true })
    await call('GET', list)
    expect((await call('GET', list)).headers.get('retry-after')).toBe('10')
  })

  test('is told in headers', async () => {
    const { call } = arrange({ limitTenSecondly: 190, limitDaily: 1_000 })
    await call('GET', list)
    const { headers } = await call('GET', list)
    expect(headers.get('x-hubspot-ratelimit-max')).toBe('190')
    expect(headers.get('x-hubspot-ratelimit-remaining')).toBe('188')
    expect(headers.get('x-hubspot-ratelimit-interval-milliseconds')).toBe('10000')
    expect(headers.get('x-hubspot-ratelimit-daily')).toBe('1000')
    expect(headers.get('x-hubspot-ratelimit-daily-remaining')).toBe('998')
  })
})

describe('the search limit', () => {
  test('is five a second for the account, whoever asks, and apart from the others', async () => {
    const { emulator, call } = arrange({ limitTenSecondly: 1 })
    const other = createCaller(emulator, 'other')
    expect(await statuses(4, () => call('POST', search, {}))).toEqual([200, 200, 200, 200])
    expect(await statuses(2, () => other('POST', search, {}))).toEqual([200, 429])
    expect((await call('GET', list)).status).toBe(200)
    emulator.clock.advance(1_000)
    expect((await call('POST', search, {})).status).toBe(200)
  })

  test('has the message clients look for, and no headers', async () => {
    const { call } = arrange({ limitSearchSecondly: 1 })
    const first = await call('POST', search, {})
    const { body, headers } = await call('POST', search, {})
    expect(body).toMatchObject({ policyName: 'SECONDLY', message: 'You have reached your secondly limit.' })
    for (const each of [first.headers, headers])
      expect([...each.keys()].filter((name) => name.includes('ratelimit'))).toEqual([])
  })
})

describe('the daily limit', () => {
  test('starts anew at midnight in the account’s time zone', async () => {
    const { emulator, call } = arrange({ limitDaily: 2 })
    const send = (): ReturnType<Caller> => call('GET', list)
    expect(await statuses(3, send)).toEqual([200, 200, 429])
    expect((await send()).body).toMatchObject({ policyName: 'DAILY', message: 'You have reached your daily limit.' })
    // 08:00 UTC is 09:00 in Berlin: fifteen hours to midnight there.
    emulator.clock.advance(15 * 3_600_000 - 1)
    expect((await send()).status).toBe(429)
    emulator.clock.advance(1)
    expect((await send()).status).toBe(200)
  })

  test('is told as usage', async () => {
    const { call } = arrange({})
    await call('GET', list)
    const { body } = await call('GET', '/account-info/2026-09/api-usage/daily/private-apps')
    expect(body.results).toMatchObject([{ usageLimit: 1_000_000, currentUsage: 2 }])
  })
})

test('a request over the limit changes nothing', async () => {
  const { emulator, call } = arrange({ limitTenSecondly: 1 })
  await call('POST', list, { properties: {} })
  await call('POST', list, { properties: {} })
  expect([emulator.account.records('contacts').length, emulator.audit().length]).toEqual([1, 1])
})
