import { isHoldfastError } from '@holdfast/crm'
import { queryBuilder } from '@holdfast/query'
import { describe, expect, test } from 'vitest'
import { firstDelta, readRows, schema } from '../test/index.ts'
import { createRowList } from './rows.ts'

const byStage = queryBuilder(schema, 'deals')
  .groupBy('dealstage')
  .aggregate(({ count, avg, max }) => ({ deals: count(), mean: avg('amount'), last: max('createdate') })).ast
// Figures come in the order of their names: deals, last, mean.
const text = (stage: string | null, ...figures: readonly unknown[]): string =>
  JSON.stringify([JSON.stringify([stage]), [stage], figures])

test('a row of figures has the values of its group and the figures, each decoded to its type', () => {
  const rows = readRows(schema, byStage, [
    text('closedwon', 3, '2026-01-01T00:00:00.000Z', 2.5),
    text(null, 1, null, null),
  ])
  expect(rows).toEqual([
    { dealstage: 'closedwon', deals: 3, last: 1_767_225_600_000, mean: 2.5 },
    { dealstage: null, deals: 1, last: null, mean: null },
  ])
})

test('[CL4] a group of which no figure changed stays the same object', () => {
  const list = createRowList(schema, byStage)
  list.apply(firstDelta([text('a', 1, null, 1), text('b', 1, null, 1)]))
  const [a, b] = list.rows
  list.apply({ ...firstDelta([text('b', 2, null, 1)]), revision: 2, order: null })
  expect(list.rows[0]).toBe(a)
  expect(list.rows[1]).not.toBe(b)
})

describe('a text that is no row of the figures asked for is refused', () => {
  test.each<[name: string, text: string]>([
    ['a record', JSON.stringify(['k', '1', [], 0, [], []])],
    ['too few figures', text('a', 1)],
    ['a figure that is none', text('a', 1, null, true)],
  ])('%s', (_name, given) => {
    const read = (): unknown => readRows(schema, byStage, [given])
    expect(read).toThrow(expect.toSatisfy((error) => isHoldfastError(error, 'engine/invariant')))
  })
})
