import { expect, test } from 'vitest'
import { createSteadyTime } from './time.ts'

test('steady time passes with the clock and stands still while the clock is set back', () => {
  let now = 5_000
  const time = createSteadyTime({ now: () => now })
  const readings = [0, 100, -3_600_000, 50, 0].map((step) => {
    now += step
    return time()
  })
  expect(readings).toEqual([0, 100, 100, 150, 150])
})
