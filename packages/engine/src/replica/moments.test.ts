import { expect, test } from 'vitest'
import { isMomentsPack, Moments } from './moments.ts'

test.each([
  ['few', 70_000, 3],
  ['as many as there are codes', 70_000, 65_536],
  ['more', 70_000, 65_537],
  ['none', 0, 1],
])('moments of %s values come back from a pack, and go on from there', (_name, rows, values) => {
  const of = (row: number): number => 1.7e12 + (row % values)
  const all = new Moments()
  for (let row = 0; row < rows + 5; row++) all.set(row, of(row))
  const pack = all.pack(rows)
  expect([isMomentsPack(pack, rows), isMomentsPack(pack, rows + 1)]).toEqual([true, false])
  const again = new Moments()
  again.restore(pack)
  const read = (): number[] => Array.from({ length: rows }, (_, row) => again.get(row))
  expect([read(), again.get(rows)]).toEqual([Array.from({ length: rows }, (_, row) => of(row)), 0])
  again.set(rows + 1, 5)
  expect([read(), again.get(rows), again.get(rows + 1)]).toEqual([
    Array.from({ length: rows }, (_, row) => of(row)),
    0,
    5,
  ])
})
