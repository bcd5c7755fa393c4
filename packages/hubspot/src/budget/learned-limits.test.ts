import { describe, expect, test } from 'vitest'
import { readLimits } from './learned-limits.ts'

const none = { limit: null, remaining: null, windowMs: null, dailyLimit: null, dailyRemaining: null }

describe('the rate limit headers', () => {
  test('of an ordinary answer are read', () => {
    const headers = new Headers({
      'X-HubSpot-RateLimit-Max': '190',
      'X-HubSpot-RateLimit-Remaining': '0',
      'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
      'X-HubSpot-RateLimit-Daily': '650000',
      'X-HubSpot-RateLimit-Daily-Remaining': '649999',
    })
    expect(readLimits(headers)).toEqual({
      limit: 190,
      remaining: 0,
      windowMs: 10_000,
      dailyLimit: 650_000,
      dailyRemaining: 649_999,
    })
  })

  test('of a search are absent', () => {
    expect(readLimits(new Headers())).toEqual(none)
  })

  test.each([
    ['a limit of nothing, which would close the budget for good', 'Max', '0'],
    ['a negative figure', 'Remaining', '-1'],
    ['a fraction', 'Max', '9.5'],
    ['an exponent', 'Daily', '1e9'],
    ['two figures joined by a proxy', 'Max', '100, 190'],
    ['a window of a day', 'Interval-Milliseconds', '86400000'],
    ['more digits than a number holds', 'Daily-Remaining', '9'.repeat(30)],
  ])('are ignored when they cannot be meant: %s', (_name, header, value) => {
    expect(readLimits(new Headers({ [`X-HubSpot-RateLimit-${header}`]: value }))).toEqual(none)
  })
})
