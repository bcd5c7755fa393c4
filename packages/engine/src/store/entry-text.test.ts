import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyEntry, type CacheEntry } from './cache-entry.ts'
import { encodeEntry, parseEntry } from './entry-text.ts'
import { packValues } from './packed-values.ts'

const entry: CacheEntry = {
  ...emptyEntry,
  records: [
    {
      objectType: 'deals',
      records: [
        ['1', 10, 20, packValues(['one', null])],
        ['2', 11, 20, packValues(['two', 'more'])],
      ],
    },
  ],
  coverage: [{ shape: 'all', objectType: 'deals', claim: { boundary: '2', total: 2 } }],
}
const withValues = (values: string): CacheEntry => ({
  ...emptyEntry,
  records: [{ objectType: 'deals', records: [['1', 10, 20, values]] }],
})
const text = encodeEntry(entry)

describe('[ST6] the text of an entry', () => {
  test('is read back as it was', () => {
    expect(parseEntry(text)).toEqual(entry)
  })

  test.each<[string, unknown]>([
    ['is none', 7],
    ['is empty', ''],
    ['was cut', text.slice(0, -20)],
    ['has another id in it', text.replace('"2",11', '"3",11')],
    ['has another moment in it', text.replace('"2",11', '"2",12')],
    ['claims something else', text.replace('"total":2', '"total":3')],
    ['has another value in it', text.replace('"two"', '"too"')],
    ['lacks a record’s values', text.replace('["one",null]\n', '')],
    ['has values in each other’s place', text.replace('["one",null]\n["two","more"]', '["two","more"]\n["one",null]')],
    ['has no sum', text.slice(0, text.lastIndexOf('\n'))],
    ['was written with values that are rubbish', encodeEntry(withValues('rubbish'))],
    ['was written with values that are none', encodeEntry(withValues(''))],
    ['was written with values in two lines', encodeEntry(withValues('["a"]\n["b"]'))],
  ])('is none when it %s', (_name, damaged) => {
    expect(damaged).not.toBe(text)
    expect(parseEntry(damaged)).toBeNull()
  })

  test('is none when any one character is another', () => {
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.string({ minLength: 1, maxLength: 1 }), (at, other) => {
        fc.pre(text[at] !== other)
        expect(parseEntry(text.slice(0, at) + other + text.slice(at + 1))).toBeNull()
      }),
      { seed: Number(process.env['SEED'] ?? 20_261_125), numRuns: 500 },
    )
  })
})
