import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBucket } from './bucket.ts'

const small = { limit: 3, windowMs: 1_000, marginMs: 0 }

describe('a bucket', () => {
  test('gives a place back when a window and the margin have passed since it was taken', () => {
    const bucket = createBucket({ ...small, marginMs: 50 })
    for (const now of [0, 10, 20]) bucket.take(now)
    expect(bucket.freeAt(20, 3)).toBe(1_050)
    expect(bucket.used(1_049)).toBe(3)
    expect(bucket.used(1_050)).toBe(2)
  })

  test('makes a lane with fewer places wait for more to be given back', () => {
    const bucket = createBucket(small)
    for (const now of [0, 10, 20]) bucket.take(now)
    expect(bucket.freeAt(20, 2)).toBe(1_010)
    expect(bucket.freeAt(20, 1)).toBe(1_020)
  })

  test('counts what others took, until their window has passed', () => {
    const bucket = createBucket(small)
    bucket.take(0)
    bucket.observe(100, 3)
    expect(bucket.used(100)).toBe(3)
    expect(bucket.freeAt(100, 3)).toBe(1_000)
    expect(bucket.used(1_100)).toBe(0)
  })

  test('does not count our own requests twice', () => {
    const bucket = createBucket(small)
    bucket.take(0)
    bucket.take(0)
    bucket.observe(10, 1)
    expect(bucket.used(10)).toBe(2)
  })

  test('stays closed until the latest end it was given', () => {
    const bucket = createBucket(small)
    bucket.close(500, 'secondly')
    bucket.close(300, 'ten-secondly')
    expect(bucket.freeAt(0, 3)).toBe(500)
    expect(bucket.closing(499)).toEqual({ policy: 'secondly', until: 500 })
    expect(bucket.closing(500)).toBeNull()
  })

  test('lets in at the moment it names and not before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ wait: fc.integer({ min: 0, max: 700 }), places: fc.integer({ min: 1, max: 4 }) }), {
          maxLength: 60,
        }),
        (steps) => {
          const bucket = createBucket({ limit: 4, windowMs: 1_000, marginMs: 20 })
          let now = 0
          for (const { wait, places } of steps) {
            now += wait
            const freeAt = bucket.freeAt(now, places)
            if (freeAt > now) expect(bucket.used(freeAt - 1)).toBeGreaterThanOrEqual(places)
            expect(bucket.used(freeAt)).toBeLessThan(places)
            now = freeAt
            bucket.take(now)
          }
        },
      ),
      { seed: 7 },
    )
  })
})
