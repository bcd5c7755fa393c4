import { expect, test } from 'vitest'
import { beginToSend } from './begin-to-send.ts'
import { createVirtualTime } from './ports/index.ts'

test('[LE3] who leads begins to send as soon as storage can be read, and not after the lead has ended', async () => {
  const time = createVirtualTime(0, async () => undefined)
  const ending = new AbortController()
  const done: string[] = []
  let canRead = false
  const options = {
    applier: { tail: async () => (canRead ? undefined : Promise.reject(new Error('no room'))) },
    outbox: { load: async () => void done.push('load'), lead: () => done.push('lead') },
    timers: time.timers,
    report: () => done.push('trouble'),
  }
  const sending = beginToSend({ epoch: 1, signal: new AbortController().signal }, options)
  const ended = beginToSend({ epoch: 2, signal: ending.signal }, options)
  await time.advance(1_000)
  ending.abort()
  canRead = true
  await time.advance(2_000)
  await Promise.all([sending, ended])
  expect(done).toEqual(['trouble', 'trouble', 'load', 'lead'])
})
