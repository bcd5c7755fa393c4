import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRollingWindow } from './rolling-window.ts'

test('counts what a list of all moments would count', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 300 }), { maxLength: 3_000, minLength: 2_000 }), (steps) => {
      const window = createRollingWindow(1_000)
      const all: number[] = []
      let now = 0
      for (const step of steps) {
        now += step % 7 === 0 ? step : step % 3
        window.add(now)
        all.push(now)
        if (step % 50 === 0) expect(window.count(now)).toBe(all.filter((moment) => moment > now - 1_000).length)
      }
    }),
    { seed: 20261124, numRuns: 20 },
  )
})
