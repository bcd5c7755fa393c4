import { expect, test } from 'vitest'
import { createVirtualTime, seededRandom } from './ports/index.ts'
import { startPulse } from './pulse.ts'

function startAt(beat: (count: number) => Promise<boolean>) {
  const time = createVirtualTime(0, () => new Promise((resolve) => setImmediate(resolve)))
  const beats: number[] = []
  const pulse = startPulse({
    timers: time.timers,
    random: seededRandom(1),
    firstMs: 1_500,
    intervalMs: 10_000,
    beat: () => beat(beats.push(time.clock.now())),
  })
  return { time, beats, pulse }
}

test('a pulse that reaches something beats at its interval, the first time sooner', async () => {
  const { time, beats, pulse } = startAt(async () => true)
  await time.advance(35_000)
  expect(beats).toEqual([1_500, 11_500, 21_500, 31_500])
  pulse.close()
})

test('a pulse that reaches nothing comes back after 1, 2, 4, 8 and then 15 s, each a quarter more or less', async () => {
  const { time, beats, pulse } = startAt(async () => false)
  await time.advance(90_000)
  const pauses = beats.slice(1).map((at, index) => at - (beats[index] ?? 0))
  const expected = [1_000, 2_000, 4_000, 8_000, ...pauses.slice(4).map(() => 15_000)]
  expect(pauses.length).toBeGreaterThan(5)
  expect(pauses.every((pause, index) => Math.abs(pause - (expected[index] ?? 0)) <= (expected[index] ?? 0) / 4)).toBe(
    true,
  )
  pulse.close()
})

test('whoever asks for a beat while one is under way gets that one', async () => {
  let end = (): void => undefined
  const { time, beats, pulse } = startAt(() => new Promise((resolve) => (end = () => resolve(true))))
  const both = Promise.all([pulse.now(), pulse.now()])
  await time.settle()
  expect(beats).toHaveLength(1)
  end()
  await both
  pulse.close()
})

test('a closed pulse beats no more, not even for those who ask', async () => {
  const { time, beats, pulse } = startAt(async () => true)
  pulse.close()
  await pulse.now()
  await time.advance(60_000)
  expect(beats).toEqual([])
})
