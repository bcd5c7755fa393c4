import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { createLocalLocks, createVirtualTime, type Locks } from '../ports/index.ts'
import { openJournal } from '../store/index.ts'
import { joinElection, type Lead } from './election.ts'

function device() {
  const time = createVirtualTime(1_000_000, () => new Promise((resolve) => setImmediate(resolve)))
  const disk = { indexedDB: new IDBFactory(), IDBKeyRange }
  const locks = createLocalLocks()
  const journal = openJournal({ account: '1', disk, timers: time.timers, now: () => time.clock.now() })
  function stand(owner: string, over: Locks = locks, writing: Partial<typeof journal> = {}) {
    const leads: Lead[] = []
    const troubles: unknown[] = []
    const { clock, timers } = time
    const election = joinElection({
      account: '1',
      owner,
      journal: { ...journal, ...writing },
      locks: over,
      clock,
      timers,
      onLead: (lead) => leads.push(lead),
      onTrouble: (error) => troubles.push(error),
    })
    return { election, leads, troubles }
  }
  return { time, journal, stand }
}

/** A tab holds the lock and does nothing any more. */
function holdForever(locks: Locks): void {
  const { signal } = new AbortController()
  void locks.hold('holdfast:1:leader', { signal, steal: false }, () => new Promise(() => undefined))
}

describe('[LE1] of two tabs', () => {
  test('one leads, and the other takes over when it leaves', async () => {
    const { time, stand } = device()
    const [one, two] = [stand('one'), stand('two')]
    await time.advance(10_000)
    expect([one.election.current()?.epoch, two.election.current()]).toEqual([1, null])
    await one.election.close()
    await time.advance(10_000)
    expect([one.election.current(), two.election.current()?.epoch]).toEqual([null, 2])
    expect(one.leads[0]?.signal.aborted).toBe(true)
    expect([...one.troubles, ...two.troubles]).toEqual([])
    await two.election.close()
  })
})

describe('[LE2] a leader', () => {
  test('that beats is never replaced, however long it leads', async () => {
    const { time, stand } = device()
    const [one, two] = [stand('one'), stand('two')]
    await time.advance(120_000)
    expect([one.election.current()?.epoch, two.election.current()]).toEqual([1, null])
    await one.election.close()
    await two.election.close()
  })

  test('that holds the lock and does not live is replaced, and its epoch claims nothing any more', async () => {
    const { time, journal, stand } = device()
    const locks = createLocalLocks()
    holdForever(locks)
    const epoch = await journal.takeLead('dead')
    await journal.append([{ key: 'a', state: 'queued', epoch: 0, body: {} }])
    const two = stand('two', locks)
    await time.advance(12_000)
    expect(two.election.current()).toBeNull()
    await time.advance(12_000)
    expect(two.election.current()?.epoch).toBe(epoch + 1)
    expect(await journal.beat(epoch)).toBe(false)
    expect(await journal.claim('a', epoch, ['queued'], (row) => row)).toEqual({ claimed: false, why: 'epoch' })
    await two.election.close()
  })
})

describe('[LE3] on a device without room', () => {
  const noRoom = async (): Promise<never> => Promise.reject(new Error('no room'))

  test('the leader goes on, is told of it once, and beats again as soon as there is room', async () => {
    const { time, journal, stand } = device()
    let hasRoom = true
    const { election, leads, troubles } = stand('one', createLocalLocks(), {
      beat: async (epoch) => (hasRoom ? journal.beat(epoch) : noRoom()),
    })
    await time.advance(10_000)
    hasRoom = false
    await time.advance(60_000)
    expect([election.current()?.epoch, leads.length, troubles.length]).toEqual([1, 1, 1])
    hasRoom = true
    const before = await journal.leader()
    await time.advance(10_000)
    expect((await journal.leader())?.heartbeat).toBeGreaterThan(before?.heartbeat ?? Infinity)
    await election.close()
  })

  test('who could not write down that it leads tries again', async () => {
    const { time, journal, stand } = device()
    let hasRoom = false
    const { election, troubles } = stand('one', createLocalLocks(), {
      takeLead: async (owner) => (hasRoom ? journal.takeLead(owner) : noRoom()),
    })
    await time.advance(30_000)
    expect([election.current(), troubles.length]).toEqual([null, 1])
    hasRoom = true
    await time.advance(10_000)
    expect(election.current()?.epoch).toBe(1)
    await election.close()
  })

  test('a follower whose look at the leader failed looks again', async () => {
    const { time, journal, stand } = device()
    const locks = createLocalLocks()
    holdForever(locks)
    await journal.takeLead('dead')
    let isReadable = false
    const { election, troubles } = stand('two', locks, {
      leader: async () => (isReadable ? journal.leader() : noRoom()),
    })
    await time.advance(60_000)
    expect([election.current(), troubles.length]).toEqual([null, 1])
    isReadable = true
    await time.advance(30_000)
    expect(election.current()?.epoch).toBe(2)
    await election.close()
  })
})
