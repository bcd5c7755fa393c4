import { HoldfastError, isHoldfastError } from '@holdfast/crm'
import { forceCloseDatabase, IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createVirtualTime, systemTimers, type Timers } from '../ports/index.ts'
import { emptyEntry } from './cache-entry.ts'
import { openCache } from './cache.ts'
import { openConnection, type Connection } from './connection.ts'
import { openJournal } from './journal.ts'

describe('[ST7] a lost connection heals', () => {
  // Dexie says on the console that it heals and lets go.
  beforeEach(() => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    return () => vi.restoreAllMocks()
  })

  test('after the browser closed it', async () => {
    const disk = watchedDisk()
    const connection = open(disk)
    await add(connection, 1)
    forceCloseDatabase(disk.last() as never)
    await add(connection, 2)
    expect(await all(connection)).toEqual([1, 2])
  })

  test('after it went dead without a word, and a crowd shares one reopening', async () => {
    const disk = watchedDisk()
    const connection = open(disk)
    await add(connection, 0)
    // As WebKit does in the background: the handle stays and every transaction throws InvalidStateError.
    disk.last().close()
    await Promise.all(Array.from({ length: 20 }, (_, at) => add(connection, at + 1)))
    expect(await all(connection)).toHaveLength(21)
    // Dexie tries to heal by itself once before we do.
    expect(disk.opened()).toBeLessThanOrEqual(3)
  })

  test('in the middle of work, which runs again from its start', async () => {
    const disk = watchedDisk()
    const connection = open(disk)
    await add(connection, 0)
    disk.onWrite((transaction) => {
      disk.onWrite(null)
      abortWith(transaction, 'UnknownError')
    })
    let runs = 0
    await connection.use((database) =>
      database.transaction('rw', 'things', async () => {
        runs++
        await database.table('things').add(runs)
      }),
    )
    expect(runs).toBe(2)
    expect(await all(connection)).toEqual([0, 2])
  })

  test('and work of the old generation that fails late does not take the new one down', async () => {
    const disk = watchedDisk()
    const connection = open(disk)
    await add(connection, 1)
    let goOn = (): void => undefined
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const late = connection.use(async (database) => {
      await held
      return database.table('things').count()
    })
    await Promise.resolve()
    forceCloseDatabase(disk.last() as never)
    await add(connection, 2)
    const healed = disk.opened()
    goOn()
    expect(await late).toBe(2)
    await add(connection, 3)
    expect(disk.opened()).toBe(healed)
  })

  test('up to a point: what stays lost is said to be unavailable', async () => {
    const connection = open(watchedDisk(), hurried)
    const dead = connection.use(() => Promise.reject(new DOMException('lost again', 'UnknownError')))
    await expect(dead).rejects.toSatisfy((error) => isHoldfastError(error, 'store/unavailable'))
  })

  test('lets an upgrade or deletion elsewhere pass at once', async () => {
    const disk = watchedDisk()
    const connection = open(disk)
    await add(connection, 1)
    const outcome = await new Promise((resolve) => {
      const request = disk.indexedDB.deleteDatabase('things')
      request.addEventListener('success', () => resolve('deleted'))
    })
    expect(outcome).toBe('deleted')
    await add(connection, 2)
    expect(await all(connection)).toEqual([2])
  })
})

describe('[ST8] an opening that hangs', () => {
  test('is given up after its deadline, thrice, and reported', async () => {
    const time = createVirtualTime(0)
    const disk = watchedDisk({ hangs: Infinity })
    const answer = add(open(disk, time.timers), 1).catch((error: unknown) => error)
    await time.advance(3 * 4_000 + 1_000)
    expect(await answer).toSatisfy((error) => isHoldfastError(error, 'store/unavailable'))
    expect(disk.opened()).toBe(3)
  })

  test('only once is no trouble', async () => {
    const time = createVirtualTime(0)
    const connection = open(watchedDisk({ hangs: 1 }), time.timers)
    const adding = add(connection, 1)
    await time.advance(4_100)
    await adding
    expect(await all(connection)).toEqual([1])
  })
})

describe('[ST9] success means that the transaction is complete', () => {
  test('a full device is reported as such, and nothing was recorded', async () => {
    const disk = watchedDisk()
    const journal = openJournal({ account: '1', disk, timers: systemTimers, now: () => 0 })
    await journal.append([row('a')])
    // As Chrome does: the request succeeds, then the transaction aborts, and no request ever hears of it.
    disk.onWrite((transaction, written) => {
      if (written === 2) abortWith(transaction, 'QuotaExceededError')
    })
    const failure = await journal.append([row('b'), row('c')]).catch((error: unknown) => error)
    expect(failure).toSatisfy((error) => isHoldfastError(error, 'store/not-durable'))
    expect(failure).toMatchObject({ details: { reason: 'quota' } })
    disk.onWrite(null)
    expect((await journal.rows()).map(({ key }) => key)).toEqual(['a'])
  })

  test('nothing is called durable before', async () => {
    const disk = watchedDisk()
    const journal = openJournal({ account: '1', disk, timers: systemTimers, now: () => 0 })
    const cache = openCache({ account: '1', fingerprint: 'x', disk, timers: systemTimers })
    await journal.rows()
    await cache.lastSeq()
    const log: string[] = []
    disk.onWrite((transaction) => transaction.addEventListener('complete', () => log.push('complete')))
    await journal.append([row('a')]).then(() => log.push('appended'))
    await cache.append(emptyEntry).then(() => log.push('appended'))
    expect(log).toEqual(['complete', 'appended', 'complete', 'appended'])
  })

  test('the journal asks for strict durability, the cache does not', async () => {
    const disk = watchedDisk()
    const journal = openJournal({ account: '1', disk, timers: systemTimers, now: () => 0 })
    const cache = openCache({ account: '1', fingerprint: 'x', disk, timers: systemTimers })
    await journal.append([row('a')])
    await cache.append(emptyEntry)
    expect(disk.durabilities()).toEqual({ 'holdfast:1:journal': 'strict', 'holdfast:1:cache:7-x': 'relaxed' })
  })
})

describe('what the caller throws inside of a transaction', () => {
  test.each([
    ['a bug', new TypeError('a bug')],
    [
      'an error of ours',
      new HoldfastError('write/invalid', 'No.', 'Do.', { objectType: 'deals', property: null, reason: 'empty' }),
    ],
  ])('comes through as it is: %s', async (_name, error) => {
    const thrown = open(watchedDisk()).use((database) =>
      database.transaction('rw', 'things', () => {
        throw error
      }),
    )
    await expect(thrown).rejects.toBe(error)
  })
})

type Write = (transaction: IDBTransaction, written: number) => void

/** A disk whose openings and writes are watched. The first `hangs` openings never answer. */
function watchedDisk({ hangs = 0 }: { hangs?: number } = {}) {
  const indexedDB = new IDBFactory()
  const connections: IDBDatabase[] = []
  const durabilities: Record<string, unknown> = {}
  const watched = new WeakSet<IDBObjectStore>()
  let opened = 0
  let onWrite: Write | null = null
  const reallyOpen = indexedDB.open.bind(indexedDB)
  indexedDB.open = (...name) => {
    opened++
    if (opened <= hangs) return new EventTarget() as IDBOpenDBRequest
    const request = reallyOpen(...name)
    request.addEventListener('success', () => {
      watch(request.result)
      connections.push(request.result)
    })
    return request
  }

  function watch(database: IDBDatabase): void {
    const begin = database.transaction.bind(database)
    database.transaction = (names, mode, options) => {
      const transaction = begin(names, mode, options)
      if (mode === 'readwrite') durabilities[database.name] = options?.durability
      const watcher = onWrite
      if (mode !== 'readwrite' || watcher === null) return transaction
      const objectStore = transaction.objectStore.bind(transaction)
      let written = 0
      transaction.objectStore = (name) => {
        const store = objectStore(name)
        if (watched.has(store)) return store
        watched.add(store)
        const put = store.add.bind(store)
        store.add = (...value) => {
          const request = put(...value)
          request.addEventListener('success', () => watcher(transaction, ++written))
          return request
        }
        return store
      }
      return transaction
    }
  }

  return {
    indexedDB,
    IDBKeyRange,
    opened: () => opened,
    durabilities: () => durabilities,
    onWrite(next: Write | null) {
      onWrite = next
    },
    last() {
      const last = connections.at(-1)
      if (last === undefined) throw new Error('Nothing was opened.')
      return last
    },
  }
}

// Every pause is over at once, as far as the test is concerned.
const hurried: Timers = {
  after: (ms, run) => systemTimers.after(Math.min(ms, ms >= 1_000 ? ms : 1), run),
  sleep: (_ms, signal) => systemTimers.sleep(1, signal),
}

function open(disk: ReturnType<typeof watchedDisk>, timers: Timers = systemTimers): Connection {
  return openConnection({
    name: 'things',
    disk,
    timers,
    durability: 'relaxed',
    define: (database) => database.version(1).stores({ things: '++' }),
  })
}

function add(connection: Connection, thing: number): Promise<unknown> {
  return connection.use((database) => database.table('things').add(thing))
}

function all(connection: Connection): Promise<unknown[]> {
  return connection.use((database) => database.table('things').toArray())
}

function row(key: string) {
  return { key, state: 'queued', epoch: 0, body: null }
}

// The only way to abort with another reason than one's own is the implementation's.
function abortWith(transaction: IDBTransaction, name: string): void {
  const abort: unknown = Reflect.get(transaction, '_abort')
  if (typeof abort !== 'function') throw new TypeError('fake-indexeddb has changed.')
  Reflect.apply(abort, transaction, [name])
}
