import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeValue, encodeValue, isReadable, wireToMoment, type Value } from './codec.ts'
import { propertyTypes, type Property } from './property.ts'

const parameters = { seed: Number(process.env['SEED'] ?? 20_261_123), numRuns: 1_000 }

const roles: Property = { type: 'enumeration', multiple: true }
const kinds: readonly Property[] = [...propertyTypes.map((type) => ({ type })), roles]

describe('a wire value is read', () => {
  test.each<[name: string, property: Property, wire: string, value: Value | null]>([
    ['text as it is', { type: 'string' }, ' Acme ', ' Acme '],
    ['phone as it is', { type: 'phone_number' }, '+49 30 1', '+49 30 1'],
    ['number', { type: 'number' }, '12.50', 12.5],
    ['number in scientific notation', { type: 'number' }, '1.5e3', 1500],
    ['number with separators: none', { type: 'number' }, '1,500', null],
    ['number in other bases: none', { type: 'number' }, '0x10', null],
    ['number with spaces: none', { type: 'number' }, ' 1', null],
    ['number beyond doubles: none', { type: 'number' }, '1e999', null],
    ['yes', { type: 'bool' }, 'true', true],
    ['no', { type: 'bool' }, 'false', false],
    ['neither: none', { type: 'bool' }, 'TRUE', null],
    ['day', { type: 'date' }, '2026-11-23', '2026-11-23'],
    ['day as its midnight in milliseconds', { type: 'date' }, '1795392000000', '2026-11-23'],
    ['day that is not in the calendar: none', { type: 'date' }, '2026-02-30', null],
    ['leap day', { type: 'date' }, '2028-02-29', '2028-02-29'],
    ['year zero: none', { type: 'date' }, '0000-01-01', null],
    ['moment', { type: 'datetime' }, '2026-01-01T00:00:00Z', 1_767_225_600_000],
    ['moment with a fraction', { type: 'datetime' }, '2026-01-01T00:00:00.001Z', 1_767_225_600_001],
    ['moment with a short fraction', { type: 'datetime' }, '2026-01-01T00:00:00.1Z', 1_767_225_600_100],
    ['moment with microseconds, cut off', { type: 'datetime' }, '2026-01-01T00:00:00.001999Z', 1_767_225_600_001],
    ['moment in another zone', { type: 'datetime' }, '2026-01-01T02:00+0200', 1_767_225_600_000],
    ['moment in milliseconds', { type: 'datetime' }, '1767225600000', 1_767_225_600_000],
    ['moment before 1970', { type: 'datetime' }, '-1', -1],
    ['moment of a day is its midnight', { type: 'datetime' }, '2026-01-01', 1_767_225_600_000],
    ['local time: none', { type: 'datetime' }, '2026-01-01T00:00:00', null],
    ['moment of a day not in the calendar: none', { type: 'datetime' }, '2026-02-30T00:00:00Z', null],
    ['moment of a 25th hour: none', { type: 'datetime' }, '2026-01-01T25:00:00Z', null],
    ['moment as HubSpot writes it', { type: 'datetime' }, '2026-10-27T23:59:58.987Z', 1_793_145_598_987],
    ['so written, a 25th hour: none', { type: 'datetime' }, '2026-01-01T25:00:00.000Z', null],
    ['so written, a 61st minute: none', { type: 'datetime' }, '2026-01-01T00:60:00.000Z', null],
    ['so written, month 0: none', { type: 'datetime' }, '2026-00-01T00:00:00.000Z', null],
    ['so written, day 0: none', { type: 'datetime' }, '2026-01-00T00:00:00.000Z', null],
    ['prose: none', { type: 'datetime' }, 'January 1, 2026', null],
    ['option, known or not', { type: 'enumeration', options: ['a'] }, 'b', 'b'],
    ['options', roles, 'A;B', ['A', 'B']],
    ['options to append', roles, ';A', ['A']],
  ])('%s', (_name, property, wire, value) => {
    expect(decodeValue(property, wire)).toEqual(value)
    expect(isReadable(property, wire)).toBe(value !== null)
  })

  test.each(kinds.map((property) => [property.multiple ? 'several options' : property.type, property] as const))(
    'unset in each of its three forms: %s',
    (_name, property) => {
      for (const wire of [null, undefined, '']) {
        expect(decodeValue(property, wire)).toBeNull()
        expect(isReadable(property, wire)).toBe(true)
      }
    },
  )

  test('[C2] without ever failing, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.oneof(fc.string(), fc.string({ unit: 'binary' }), dateLike),
        (property, wire) => {
          expect(decodeValue(property, wire) === null).toBe(wire === '' || !isReadable(property, wire))
        },
      ),
      parameters,
    )
  })
})

/** Texts that nearly are days and moments. */
const dateLike = fc
  .tuple(
    fc.integer({ min: 0, max: 9999 }),
    fc.integer({ min: 0, max: 13 }),
    fc.integer({ min: 0, max: 32 }),
    fc.constantFrom('', 'T10:00:00Z', 'T24:00Z', 'T23:60Z'),
  )
  .map(
    ([year, month, day, time]) =>
      `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}${time}`,
  )

const firstMoment = Date.parse('0001-01-01')
const lastMoment = Date.parse('9999-12-31')
const values: Readonly<Record<Property['type'] | 'several', fc.Arbitrary<Value>>> = {
  string: fc.string({ minLength: 1 }),
  phone_number: fc.string({ minLength: 1 }),
  number: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  bool: fc.boolean(),
  date: fc.integer({ min: firstMoment, max: lastMoment }).map((time) => new Date(time).toISOString().slice(0, 10)),
  datetime: fc.integer({ min: firstMoment, max: lastMoment }),
  enumeration: fc.string({ minLength: 1 }),
  several: fc.array(
    fc.string({ minLength: 1 }).filter((option) => !option.includes(';')),
    { minLength: 1 },
  ),
}

describe('a value is written', () => {
  test.each(kinds.map((property) => [property.multiple ? 'several' : property.type, property] as const))(
    '[C1] and read again is the same: %s',
    (kind, property) => {
      fc.assert(
        fc.property(values[kind], (value) => {
          expect(decodeValue(property, encodeValue(property, value, 'p'))).toEqual(value)
        }),
        parameters,
      )
    },
  )

  test.each<[name: string, property: Property, value: unknown, wire: string]>([
    ['nothing, to clear the property', { type: 'number' }, null, ''],
    ['no options, to clear the property', roles, [], ''],
    ['a moment in UTC', { type: 'datetime' }, 0, '1970-01-01T00:00:00.000Z'],
    ['a whole number without a fraction', { type: 'number' }, 12_500, '12500'],
    ['negative zero as zero', { type: 'number' }, -0, '0'],
    ['options without spaces', roles, ['A', 'B'], 'A;B'],
  ])('%s', (_name, property, value, wire) => {
    expect(encodeValue(property, value, 'p')).toBe(wire)
  })

  test.each<[name: string, property: Property, value: unknown]>([
    ['text for a number', { type: 'number' }, '5'],
    ['a number that is none', { type: 'number' }, NaN],
    ['a number without end', { type: 'number' }, Infinity],
    ['text for yes', { type: 'bool' }, 'yes'],
    ['milliseconds for a day', { type: 'date' }, 1_795_392_000_000],
    ['ten digits for a day', { type: 'date' }, '1795392000'],
    ['a day not in the calendar', { type: 'date' }, '2026-02-30'],
    ['a Date for a moment', { type: 'datetime' }, new Date(0)],
    ['half a millisecond', { type: 'datetime' }, 0.5],
    ['a moment after year 9999', { type: 'datetime' }, 8.64e15],
    ['one option for several', roles, 'A'],
    ['an option that would be two', roles, ['A;B']],
    ['undefined', { type: 'string' }, undefined],
  ])('%s is refused, without the value in the error', (_name, property, value) => {
    expect(() => encodeValue(property, value, 'amount')).toThrow(
      expect.objectContaining({
        code: 'value/invalid',
        details: { property: 'amount', expected: expect.any(String) },
        message: expect.not.stringContaining(String(value)),
      }),
    )
  })
})

test('the moment of a wire value is that of a day or of a time', () => {
  expect(wireToMoment('2026-11-23')).toBe(1_795_392_000_000)
  expect(wireToMoment('1795392000000')).toBe(1_795_392_000_000)
  expect(wireToMoment('soon')).toBeNull()
})
