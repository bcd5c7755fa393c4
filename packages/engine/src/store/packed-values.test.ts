import { isHoldfastError } from '@holdfast/crm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packValues, replaceValue, unpackValue, unpackValues, withoutLast } from './packed-values.ts'

test('each value of a text is found as it was put there, also without reading the others', () => {
  const awkward = fc.constantFrom('', '"', '\\', '\\"', '","', 'null', '\u2028', 'a\nb', ']', 'é"\\')
  const value = fc.option(fc.oneof(awkward, fc.string({ unit: 'binary' })))
  fc.assert(
    fc.property(fc.array(value, { maxLength: 6 }), value, (values, other) => {
      const text = packValues(values)
      expect(unpackValues(text)).toEqual(values)
      for (let count = 0; count <= values.length; count++)
        expect(withoutLast(text, count)).toBe(packValues(values.slice(0, values.length - count)))
      for (let place = 0; place < values.length + 2; place++)
        expect(unpackValue(text, place)).toBe(values[place] ?? null)
      values.forEach((_value, place) =>
        expect(replaceValue(text, place, other)).toBe(packValues(values.toSpliced(place, 1, other))),
      )
    }),
    { seed: Number(process.env['SEED'] ?? 20_261_125) },
  )
})

test.each(['', 'rubbish', '{"a":"b"}', 'null', '["a', '["a"', '["\\x"]'])(
  '[ST6] %o holds no values, and says so by its code',
  (text) => {
    const damaged = expect.toSatisfy((error) => isHoldfastError(error, 'store/corrupt'))
    expect(() => unpackValues(text)).toThrow(damaged)
  },
)

test.each(['["a', '["\\x"]', '["a\\"'])('[ST6] a value that %o holds no end of is damaged', (text) => {
  const damaged = expect.toSatisfy((error) => isHoldfastError(error, 'store/corrupt'))
  expect(() => unpackValue(text, 0)).toThrow(damaged)
})
