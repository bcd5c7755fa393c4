import { expect, test } from 'vitest'
import { createVirtualTime } from './ports/index.ts'
import { createUpkeep } from './upkeep.ts'

function start() {
  const time = createVirtualTime(0, () => new Promise((resolve) => setImmediate(resolve)))
  const moments: number[] = []
  const upkeep = createUpkeep(time.timers, async () => void moments.push(time.clock.now()))
  return { time, moments, upkeep }
}

test('[SY8] upkeep comes once, a second or two after the last page of a load', async () => {
  const { time, moments, upkeep } = start()
  for (let page = 0; page < 20; page++) {
    upkeep.note()
    await time.advance(200)
  }
  expect(moments).toEqual([])
  await time.advance(10_000)
  expect(moments).toEqual([5_000])
})

test('upkeep comes again after what is learned later, and not after the end', async () => {
  const { time, moments, upkeep } = start()
  for (const pause of [5_000, 5_000, 500]) {
    upkeep.note()
    await time.advance(pause)
  }
  upkeep.close()
  await time.advance(10_000)
  expect(moments).toEqual([1_000, 6_000])
})
