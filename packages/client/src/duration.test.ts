import { describe, expect, test } from 'vitest'
import { durationMs } from './duration.ts'

describe('a duration', () => {
  test.each([
    { given: 0, ms: 0 },
    { given: 1_500, ms: 1_500 },
    { given: '250ms', ms: 250 },
    { given: '30s', ms: 30_000 },
    { given: '5m', ms: 300_000 },
    { given: '1.5h', ms: 5_400_000 },
    { given: '7d', ms: 604_800_000 },
  ] as const)('$given is $ms milliseconds', ({ given, ms }) => {
    expect(durationMs(given)).toBe(ms)
  })

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, '5', '5 m', 'm', '', '-5m', '5minutes'])(
    '%s is none',
    (given) => {
      expect(() => durationMs(given as '5m')).toThrow(TypeError)
    },
  )
})
