import { expect, test } from 'vitest'
import { restartDelayMs } from './restart.ts'

test('a worker that died once is back at once', () => {
  expect(restartDelayMs([0], 50_000)).toBe(0)
})

test('pauses grow with every start of the last minute', () => {
  const starts = [0, 10, 20, 30]
  expect(starts.map((_, at) => restartDelayMs(starts.slice(0, at + 1), 40))).toEqual([0, 250, 1_000, 4_000])
})

test('a sixth start waits until the first of five is a minute old', () => {
  expect(restartDelayMs([1_000, 2_000, 3_000, 4_000, 5_000], 6_000)).toBe(55_000)
})

test('starts older than a minute count no more', () => {
  expect(restartDelayMs([0, 1, 2, 3, 70_000], 70_001)).toBe(0)
})
