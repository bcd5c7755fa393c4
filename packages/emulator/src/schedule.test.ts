import { expect, test } from 'vitest'
import { createSchedule, systemWake } from './schedule.ts'

test('what is due is done in the order of its moments, once, and what was called off is not', () => {
  let now = 0
  const done: string[] = []
  const schedule = createSchedule({ now: () => now })
  schedule.at(20, () => done.push('later'))
  schedule.at(10, () => done.push('first'))
  schedule.at(15, () => done.push('never'))()
  schedule.runDue()
  expect(done).toEqual([])
  now = 20
  schedule.runDue()
  schedule.runDue()
  expect(done).toEqual(['first', 'later'])
})

test('a clock of the system wakes it', async () => {
  const started = Date.now()
  const schedule = createSchedule({ now: () => Date.now() }, systemWake)
  await new Promise<void>((resolve) => schedule.at(started + 5, resolve))
  expect(Date.now()).toBeGreaterThanOrEqual(started + 4)
})
