import { expect, test } from 'vitest'
import { canonicalDate, canonicalDatetime, isNumberText, parseMoment } from './wire-values.ts'

test.each(['0', '12', '-3.5', '+7', '.5', '5.', '1e3', '-2.5E-7', ' 8 ', '007'])('takes %j as a number', (text) => {
  expect(isNumberText(text)).toBe(true)
})

test.each(['', ' ', '1,000', '1.2.3', 'abc', '0x10', '1e', 'Infinity', 'NaN', '--1', '1 2', '1e999', '１２'])(
  'refuses %j as a number',
  (text) => {
    expect(isNumberText(text)).toBe(false)
  },
)

test('a long run of digits with a letter at its end is refused at once', () => {
  const start = performance.now()
  expect(isNumberText(`${'1'.repeat(65_000)}x`)).toBe(false)
  expect(performance.now() - start).toBeLessThan(200)
})

test.each([
  ['2026-11-24', '2026-11-24'],
  ['2024-02-29', '2024-02-29'],
  ['1795478400000', '2026-11-24'],
  ['0', '1970-01-01'],
  ['-86400000', '1969-12-31'],
  ['2026-11-24T00:00:00Z', '2026-11-24'],
  ['2026-11-24T01:00:00+01:00', '2026-11-24'],
  ['2026-02-30', undefined],
  ['2023-02-29', undefined],
  ['1795478400001', undefined],
  ['2026-11-24T08:00:00Z', undefined],
  ['24.11.2026', undefined],
  ['', undefined],
])('reads %j as the day %j', (text, day) => {
  expect(canonicalDate(text)).toBe(day)
})

test.each([
  ['1795478400000', '2026-11-24T00:00:00Z'],
  ['1795478400001', '2026-11-24T00:00:00.001Z'],
  ['2026-11-24T08:30Z', '2026-11-24T08:30:00Z'],
  ['2026-11-24T08:30:15.123456Z', '2026-11-24T08:30:15.123Z'],
  ['2026-11-24T08:30:15+02:00', '2026-11-24T06:30:15Z'],
  ['2026-11-24', '2026-11-24T00:00:00Z'],
  ['2026-11-24T08:30', undefined],
  ['2026-11-24T25:00:00Z', undefined],
  ['yesterday', undefined],
  ['99999999999999999', undefined],
])('reads %j as the moment %j', (text, moment) => {
  expect(canonicalDatetime(text)).toBe(moment)
})

test('a moment beyond the calendar is none', () => {
  expect(parseMoment('8640000000000001')).toBeUndefined()
})
