import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDate, compareIds, instant, isTemporaryId, recordId, temporaryId } from './record.ts'

const parameters = { seed: Number(process.env['SEED'] ?? 20_261_123), numRuns: 1_000 }

const ids = fc.oneof(
  fc.bigInt({ min: 1n, max: 10n ** 19n }).map(String),
  fc.string().map((unique) => temporaryId(unique)),
)

test('[C4] ids are ordered by number, exactly and however long; temporary ones come last', () => {
  fc.assert(
    fc.property(ids, ids, (a, b) => {
      const expected = isTemporaryId(a)
        ? isTemporaryId(b)
          ? Number(a > b) - Number(a < b)
          : 1
        : isTemporaryId(b)
          ? -1
          : Number(BigInt(a) > BigInt(b)) - Number(BigInt(a) < BigInt(b))
      expect(Math.sign(compareIds(a, b))).toBe(expected)
    }),
    parameters,
  )
})

test('an id from outside is numeric or temporary', () => {
  expect(recordId('deals', '123')).toBe('123')
  expect(recordId('deals', temporaryId('a'))).toBe('local:a')
  for (const id of ['', '12a', '-1', '1'.repeat(21)]) expect(() => recordId('deals', id)).toThrow(TypeError)
})

describe('a day', () => {
  test.each(['2026-11-23', '2028-02-29', '0050-01-01'])('%s is one', (text) => {
    expect(calendarDate(text)).toBe(text)
  })

  test.each(['2026-02-30', '2026-1-1', '2026-11-23T00:00:00Z', '1795392000', ''])('%s is none', (text) => {
    expect(() => calendarDate(text)).toThrow(TypeError)
  })
})

describe('a moment', () => {
  test.each([
    ['milliseconds', 1_767_225_600_000],
    ['milliseconds as text', '1767225600000'],
    ['ISO 8601 with a zone', '2026-01-01T01:00:00+01:00'],
    ['a day, its midnight in UTC', '2026-01-01'],
    ['a Date', new Date(1_767_225_600_000)],
  ])('is made from %s', (_name, moment) => {
    expect(instant(moment)).toBe(1_767_225_600_000)
  })

  test.each([
    ['a local time, which is another moment on every device', '2026-01-01T00:00:00'],
    ['prose', 'tomorrow'],
    ['a Date that is none', new Date(NaN)],
    ['a fraction of a millisecond', 0.5],
    ['a number beyond all dates', 9e15],
  ])('is not %s', (_name, moment) => {
    expect(() => instant(moment)).toThrow(TypeError)
  })
})
