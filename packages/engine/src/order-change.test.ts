import type { LocalKey } from '@holdfast/crm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderChange } from './order-change.ts'
import type { OrderChange } from './protocol.ts'

const parameters = { seed: Number(process.env['SEED'] ?? 20_261_126), numRuns: 2_000 }
const named = (numbers: readonly number[]): LocalKey[] => numbers.map((number) => `k${number}` as LocalKey)

test('an order with the change to another is the other', () => {
  const order = fc.uniqueArray(fc.nat(12), { maxLength: 10 }).map(named)
  fc.assert(
    fc.property(order, order, (before, after) => {
      expect(changed(before, orderChange(before, after))).toEqual(after)
    }),
    parameters,
  )
})

test.each([
  { name: 'moves to the top', move: (order: number[]) => order.unshift(...order.splice(90_000, 1)) },
  { name: 'moves to the end', move: (order: number[]) => order.push(...order.splice(10, 1)) },
  { name: 'enters', move: (order: number[]) => order.splice(50_000, 0, -1) },
  { name: 'leaves', move: (order: number[]) => order.splice(50_000, 1) },
  {
    name: 'moves up while another moves down',
    move: (order: number[]) => {
      order.splice(7, 0, ...order.splice(70_000, 1))
      order.splice(80_000, 0, ...order.splice(30, 1))
    },
  },
])('of a hundred thousand rows, few are named when one $name', ({ move }) => {
  const before = Array.from({ length: 100_000 }, (_, at) => at)
  const after = [...before]
  move(after)
  const change = orderChange(named(before), named(after))
  expect(changed(named(before), change)).toEqual(named(after))
  expect(change.out.length + change.into.length).toBeLessThanOrEqual(4)
})

function changed(before: readonly LocalKey[], { out, into, keys }: OrderChange): readonly LocalKey[] {
  const gone = new Set(out)
  const after = before.filter((_key, place) => !gone.has(place))
  into.forEach((place, at) => after.splice(place, 0, keys[at] as LocalKey))
  return after
}
