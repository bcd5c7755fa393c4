import { expect, test } from 'vitest'
import { createLocalLocks } from './locks.ts'

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('local locks are held by one at a time, in order of asking', async () => {
  const locks = createLocalLocks()
  const order: string[] = []
  const never = new AbortController().signal
  const hold = (name: string): Promise<void> =>
    locks.hold('a', { signal: never, steal: false }, async () => {
      order.push(`${name} in`)
      await settle()
      order.push(`${name} out`)
    })
  await Promise.all([hold('1'), hold('2'), hold('3')])
  expect(order).toEqual(['1 in', '1 out', '2 in', '2 out', '3 in', '3 out'])
})

test('a waiter that is woken and no longer willing passes its turn on', async () => {
  const locks = createLocalLocks()
  const leaving = new AbortController()
  const never = new AbortController().signal
  const held: string[] = []
  let release = (): void => undefined
  const first = locks.hold('a', { signal: never, steal: false }, () => new Promise((resolve) => (release = resolve)))
  const second = locks.hold('a', { signal: leaving.signal, steal: false }, async () => void held.push('second'))
  const third = locks.hold('a', { signal: never, steal: false }, async () => void held.push('third'))
  await settle()
  release()
  await first
  leaving.abort()
  await Promise.all([second, third])
  expect(held.at(-1)).toBe('third')
})

test('stealing takes the lock at once and tells the one who held it', async () => {
  const locks = createLocalLocks()
  const never = new AbortController().signal
  let lost: AbortSignal | undefined
  void locks.hold('a', { signal: never, steal: false }, (signal) => {
    lost = signal
    return new Promise(() => undefined)
  })
  await settle()
  await locks.hold('a', { signal: never, steal: true }, async () => expect(lost?.aborted).toBe(true))
})
