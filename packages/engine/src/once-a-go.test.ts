import { expect, test } from 'vitest'
import { atMostEvery } from './once-a-go.ts'
import { createVirtualTime } from './ports/index.ts'

test('what happens often is told at once, then once a frame, and the last of it is told', async () => {
  const time = createVirtualTime(0, async () => Promise.resolve())
  const told: number[] = []
  let happened = 0
  const tell = atMostEvery(16, time.timers, () => told.push(happened))
  for (; happened < 50; happened++) {
    tell()
    await time.advance(1)
  }
  expect(told).toEqual([0, 15, 31, 47])
  await time.advance(100)
  expect(told).toEqual([0, 15, 31, 47, 50])
  happened = 60
  tell()
  await time.advance(0)
  expect(told.at(-1)).toBe(60)
})
