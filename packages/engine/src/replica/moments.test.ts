import { expect, test } from 'vitest'
import { isMomentsPack, packMoments, unpackMoments } from './moments.ts'

test.each([
  ['few', 70_000, 3],
  ['as many as there are codes', 70_000, 65_536],
  ['more', 70_000, 65_537],
  ['none', 0, 1],
])('moments of %s values come back from a pack', (_name, rows, values) => {
  const all = Float64Array.from({ length: rows + 5 }, (_, row) => 1.7e12 + (row % values))
  const pack = packMoments(all, rows)
  expect([isMomentsPack(pack, rows), isMomentsPack(pack, rows + 1)]).toEqual([true, false])
  expect(unpackMoments(pack)).toEqual(all.slice(0, rows))
})
