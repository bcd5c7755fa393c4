import fc from 'fast-check'
import { expect, test } from 'vitest'
import { complement, holds, includes, intersect, intervals, unite, type Cut, type Intervals } from './interval.ts'

const parameters = { seed: Number(process.env['SEED'] ?? 20_261_124), numRuns: 3_000 }
const values = [0, 1, 1.5, 2, 2.5, 3, 4]

const cut: fc.Arbitrary<Cut | null> = fc.option(fc.record({ value: fc.constantFrom(1, 2, 3), after: fc.boolean() }))
const lists: fc.Arbitrary<Intervals> = fc
  .array(
    fc.tuple(cut, cut).map(([from, to]) => intervals(from, to)),
    { maxLength: 4 },
  )
  .map((parts) => parts.reduce<Intervals>(unite, []))

const inside = (of: Intervals): readonly boolean[] => values.map((value) => holds(of, value))

test('[Q8] intervals unite, intersect and turn over as the values in them do', () => {
  fc.assert(
    fc.property(lists, lists, (a, b) => {
      const [left, right] = [inside(a), inside(b)]
      expect(inside(unite(a, b))).toEqual(values.map((_, at) => left[at] || right[at]))
      expect(inside(intersect(a, b))).toEqual(values.map((_, at) => left[at] && right[at]))
      expect(includes(a, b)).toBe(right.every((is, at) => !is || left[at]))
      expect(inside(complement(a))).toEqual(left.map((is) => !is))
    }),
    parameters,
  )
})

test('equal sets of values are equal lists', () => {
  fc.assert(
    fc.property(lists, lists, (a, b) => {
      expect(unite(a, b)).toEqual(unite(b, a))
      expect(complement(complement(a))).toEqual(a)
      expect(complement(intersect(a, b))).toEqual(unite(complement(a), complement(b)))
    }),
    parameters,
  )
})
