import { HoldfastError } from '@holdfast/crm'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createFakeEngine, errorOf, ok, refused, schema, silence, type FakeEngine } from '../test/index.ts'
import { startConnection, type Connection } from './connection.ts'

let engine: FakeEngine
let connections: Connection[] = []

beforeEach(() => {
  // Messages keep their real pace; only waiting is ours.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  engine = createFakeEngine(schema)
})

afterEach(async () => {
  engine.commands = {}
  await Promise.all(connections.map((connection) => connection.close()))
  connections = []
  vi.useRealTimers()
  for (const worker of engine.workers) worker.endpoint.terminate()
})

async function open(pack: MessagePort | null = null): Promise<Connection> {
  const connection = startConnection({ schema, account: '1', worker: engine.start, deadlineMs: 1_000, pack })
  connections.push(connection)
  await connection.started
  return connection
}

const mismatch = new HoldfastError('engine/mismatch', 'Different.', 'Reload.', { expected: 'a', actual: 'b' })

describe('opening', () => {
  test('greets the worker with protocol, fingerprint and account', async () => {
    const greetings: unknown[] = []
    engine.commands.hello = async (hello) => {
      greetings.push(hello)
      return ok({ generation: 'g', schema })
    }
    await open()
    expect(greetings).toEqual([{ protocol: 6, fingerprint: expect.any(String), account: '1', pack: null }])
  })

  test('[CL16] the first worker is given what the page has read for it, one that comes later reads for itself', async () => {
    const given: unknown[] = []
    engine.commands.hello = async ({ pack }) => {
      given.push(pack)
      return ok({ generation: 'g', schema })
    }
    await open(new MessageChannel().port2)
    engine.current().crash()
    await vi.waitFor(() => expect(given).toEqual([expect.any(MessagePort), null]))
  })

  test('a worker of another build is refused with its own words, and ended', async () => {
    engine.commands.hello = async () => refused(mismatch)
    await expect(open()).rejects.toMatchObject({ code: 'engine/mismatch', details: { expected: 'a', actual: 'b' } })
    expect(engine.current().isTerminated).toBe(true)
  })

  test('a worker whose script does not load fails the opening instead of being started again', async () => {
    engine.commands.hello = silence
    const opening = open()
    engine.current().crash()
    await expect(opening).rejects.toMatchObject({ code: 'engine/unreachable', details: { reason: 'crashed' } })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(engine.workers).toHaveLength(1)
  })

  test('a worker that never greets back fails the opening at the deadline', async () => {
    engine.commands.hello = silence
    const opening = errorOf(open())
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await opening).toMatchObject({ details: { reason: 'deadline', deadlineMs: 1_000 } })
    expect(engine.current().isTerminated).toBe(true)
  })
})

describe('a call', () => {
  test('gives the value of the reply', async () => {
    const connection = await open()
    engine.commands.read = async (objectType, id) => ok(`${objectType} ${id}`)
    await expect(connection.call((commands) => commands.read('deals', '7'))).resolves.toBe('deals 7')
  })

  test("keeps the code and details of the worker's error", async () => {
    const connection = await open()
    engine.commands.refresh = async () => refused(mismatch)
    await expect(connection.call((commands) => commands.refresh())).rejects.toMatchObject({
      name: 'HoldfastError',
      code: 'engine/mismatch',
      details: { expected: 'a', actual: 'b' },
    })
  })

  test('[CL1] that the worker never answers fails at the deadline', async () => {
    const connection = await open()
    engine.commands.refresh = silence
    const refreshed = connection.call((commands) => commands.refresh())
    const failed = errorOf(refreshed)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await failed).toMatchObject({
      code: 'engine/unreachable',
      details: { reason: 'deadline' },
    })
  })

  test('may have a deadline of its own', async () => {
    const connection = await open()
    engine.commands.refresh = silence
    let isOver = false
    const refreshed = connection
      .call((commands) => commands.refresh(), { deadlineMs: 5_000 })
      .catch(() => (isOver = true))
    await vi.advanceTimersByTimeAsync(4_999)
    expect(isOver).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await refreshed
    expect(isOver).toBe(true)
  })

  test('leaves no timer behind', async () => {
    const connection = await open()
    await connection.call((commands) => commands.refresh())
    expect(vi.getTimerCount()).toBe(0)
  })

  test('that throws in the worker is a broken rule of ours, not silence', async () => {
    const connection = await open()
    engine.commands.refresh = async () => {
      throw new RangeError('boom')
    }
    await expect(connection.call((commands) => commands.refresh())).rejects.toMatchObject({ code: 'engine/invariant' })
  })

  test("a caller's mistake found in the worker stays a TypeError", async () => {
    const connection = await open()
    engine.commands.refresh = async () => {
      throw new TypeError('no such thing')
    }
    await expect(connection.call((commands) => commands.refresh())).rejects.toBeInstanceOf(TypeError)
  })
})

describe('a worker that dies', () => {
  test('[CL1] fails what it has not answered', async () => {
    const connection = await open()
    engine.commands.refresh = silence
    const refreshed = connection.call((commands) => commands.refresh())
    await arrived()
    engine.current().crash()
    await expect(refreshed).rejects.toMatchObject({ code: 'engine/unreachable', details: { reason: 'crashed' } })
  })

  test.each(['error', 'messageerror', 'close'])('is noticed by its event "%s"', async (type) => {
    const connection = await open()
    engine.commands.refresh = silence
    const refreshed = connection.call((commands) => commands.refresh())
    await arrived()
    dispatch(engine, type)
    await expect(refreshed).rejects.toMatchObject({ details: { reason: 'crashed' } })
  })

  test('[CL2] is ended and started anew, and calls made meanwhile wait for the new one', async () => {
    const connection = await open()
    engine.current().crash()
    engine.commands.read = async () => ok('from the second')
    const read = connection.call((commands) => commands.read('deals', '7'))
    await vi.advanceTimersByTimeAsync(0)
    await expect(read).resolves.toBe('from the second')
    expect(engine.workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false])
  })

  test('[CL7] gets a repeatable call once more, the same call', async () => {
    const connection = await open()
    const sent: string[] = []
    engine.commands.commit = async (unit) => {
      sent.push(unit[0]?.key ?? '')
      if (sent.length === 1) return silence()
      return ok(null)
    }
    const draft = { kind: 'archive', key: 'k', objectType: 'deals', id: '7' } as const
    const committed = connection.call((commands) => commands.commit([[draft]]), { repeatable: true })
    await vi.waitUntil(() => sent.length === 1)
    engine.current().crash()
    await vi.advanceTimersByTimeAsync(0)
    await expect(committed).resolves.toEqual([ok(null)])
    expect(sent).toEqual(['k', 'k'])
  })

  test('twice fails even a repeatable call', async () => {
    const connection = await open()
    let count = 0
    engine.commands.refresh = async () => {
      count += 1
      return silence()
    }
    const failed = errorOf(connection.call((commands) => commands.refresh(), { repeatable: true }))
    await vi.waitUntil(() => count === 1)
    engine.current().crash()
    await vi.waitUntil(() => count === 2)
    engine.current().crash()
    expect(await failed).toMatchObject({
      details: { reason: 'crashed' },
    })
  })

  test('again and again is started five times in a minute at most', async () => {
    await open()
    engine.commands.hello = silence
    for (let second = 0; second < 59; second++) {
      engine.current().crash()
      await vi.advanceTimersByTimeAsync(1_000)
    }
    expect(engine.workers).toHaveLength(5)
    engine.current().crash()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(engine.workers.length).toBeGreaterThan(5)
  })

  test('[CL1] and does not come back fails what waits at its deadline, and sends it no more', async () => {
    const connection = await open()
    engine.commands.hello = silence
    engine.current().crash()
    let count = 0
    engine.commands.refresh = async () => {
      count += 1
      return ok(null)
    }
    const failed = errorOf(connection.call((commands) => commands.refresh()))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await failed).toMatchObject({
      details: { reason: 'deadline' },
    })
    engine.commands = { ...engine.commands, hello: async () => ok({ generation: 'late', schema }) }
    await vi.advanceTimersByTimeAsync(60_000)
    await connection.call((commands) => commands.read('deals', '1'))
    expect(count).toBe(0)
  })

  test('and comes back from another build fails everything from then on', async () => {
    const connection = await open()
    engine.commands.hello = async () => refused(mismatch)
    engine.current().crash()
    const failed = errorOf(connection.call((commands) => commands.refresh()))
    await vi.advanceTimersByTimeAsync(0)
    expect(await failed).toMatchObject({
      code: 'engine/mismatch',
    })
  })
})

describe('closing', () => {
  test('fails what is not answered, closes the engine, ends the worker', async () => {
    const connection = await open()
    let isEngineClosed = false
    engine.commands = {
      refresh: silence,
      close: async () => {
        isEngineClosed = true
        return ok(null)
      },
    }
    const failed = errorOf(connection.call((commands) => commands.refresh()))
    await arrived()
    await connection.close()
    expect(await failed).toMatchObject({
      details: { reason: 'closed' },
    })
    expect(isEngineClosed).toBe(true)
    expect(engine.current().isTerminated).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('refuses calls made afterwards', async () => {
    const connection = await open()
    await connection.close()
    await expect(connection.call((commands) => commands.refresh())).rejects.toMatchObject({ code: 'engine/closed' })
  })

  test('ends a worker that does not answer any more', async () => {
    const connection = await open()
    engine.commands.close = silence
    const closing = connection.close()
    await vi.advanceTimersByTimeAsync(1_000)
    await closing
    expect(engine.current().isTerminated).toBe(true)
  })

  test('while a worker is being started ends that one too', async () => {
    const connection = await open()
    engine.current().crash()
    await connection.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(engine.workers).toHaveLength(1)
  })
})

/** What was sent has reached the worker: ports deliver before the event loop's next round of immediates. */
async function arrived(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

function dispatch(to: FakeEngine, type: string): void {
  const { endpoint } = to.current()
  if (endpoint instanceof EventTarget) endpoint.dispatchEvent(new Event(type))
}
