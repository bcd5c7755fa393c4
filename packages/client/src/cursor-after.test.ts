import { queryBuilder } from '@holdfast/query'
import { expect, test } from 'vitest'
import { readRows, rowText, schema } from '../test/index.ts'
import { cursorAfter } from './cursor-after.ts'

const byAmount = queryBuilder(schema, 'deals')
  .select('amount', 'dealname')
  .orderBy('amount')
  .orderBy('hs_object_id', 'desc')
const [row] = readRows<{ readonly id: string }>(schema, byAmount.ast, [rowText('7', ['12500.00', 'Lift'])])

test('a page goes on behind the last row, by the values as HubSpot wrote them', () => {
  const cursor = cursorAfter(byAmount, row)
  expect(cursor).toEqual({ id: '7', values: ['12500.00', '7'] })
  expect(byAmount.after(cursor).ast.after).toEqual(cursor)
})

test('without a row it begins at the first', () => {
  expect(byAmount.after(cursorAfter(byAmount, undefined)).key).toBe(byAmount.key)
})

test('a row that does not show what it is ordered by is no place', () => {
  expect(() => cursorAfter(byAmount.orderBy('closedate'), row)).toThrow(TypeError)
})
