import { HoldfastError } from '@holdfast/crm'
import { Dexie, type DexieOptions } from 'dexie'
import type { Disk, Timers } from '../ports/index.ts'

/** How a database is opened and for how long that may take. */
export interface ConnectionOptions {
  readonly name: string
  readonly disk: Disk
  readonly timers: Timers
  /** `strict` waits for the disk; `relaxed` leaves that to the system. Browsers treat both as hints. */
  readonly durability: 'strict' | 'relaxed'
  /** Declares tables on a fresh Dexie. */
  readonly define: (database: Dexie) => void
  readonly openDeadlineMs?: number
}

/**
 * A database connection that heals: browsers drop connections (WebKit in the background, site data cleared, an upgrade elsewhere), so the
 * handle is a resource with a generation. Work that met a lost connection runs again from its start on a new one.
 */
export interface Connection {
  /**
   * Runs `work`, which must be one transaction or only read, at most three times. Throws `store/unavailable` when the database stays out of reach and
   * `store/not-durable` when the device is full; what `work` itself throws comes through as it is.
   */
  use<T>(work: (database: Dexie) => Promise<T>): Promise<T>
  close(): void
}

const attempts = 3
// The first delay heals most WebKit losses; the last keeps the whole under a second.
const pausesMs = [0, 50, 500]

/** Opens at once, and again when the connection was lost and is used. */
export function openConnection(options: ConnectionOptions): Connection {
  let closed = false
  let current: Promise<Dexie> | null = open()

  function open(): Promise<Dexie> {
    const database = new Dexie(options.name, dexieOptions(options))
    // What Dexie's live queries stand on tells every tab of every write. We have none of them: tabs tell each other when there is something to look for.
    for (const name of ['Observability', 'Cache']) database.unuse({ stack: 'dbcore', name })
    options.define(database)
    const generation = opened(database, options)
    // Whoever uses it hears of it.
    generation.catch(() => undefined)
    // Another tab deletes or upgrades: let go at once, so that nobody is blocked by us.
    // Answering false keeps Dexie from doing the same with a warning on the console.
    database.on('versionchange', () => {
      retire(generation)
      return false
    })
    // Also emitted by our own closing, so it must not close again.
    database.on('close', () => forget(generation))
    return generation
  }

  // Work of one generation that fails late must not take the next one down.
  function forget(generation: Promise<Dexie>): void {
    if (current === generation) current = null
  }

  function retire(generation: Promise<Dexie>): void {
    forget(generation)
    closeQuietly(generation)
  }

  async function use<T>(work: (database: Dexie) => Promise<T>): Promise<T> {
    let lastError: unknown
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (attempt > 0) await options.timers.sleep(pausesMs[attempt] ?? 0)
      if (closed)
        throw new HoldfastError('engine/closed', 'The store is closed.', 'Open it again.', { what: options.name })
      const generation = (current ??= open())
      try {
        return await work(await generation)
      } catch (error) {
        lastError = error
        if (!isConnectionLoss(error)) throw describe(error, options.name)
        retire(generation)
      }
    }
    throw describe(lastError, options.name)
  }

  return {
    use,
    close() {
      closed = true
      if (current !== null) closeQuietly(current)
    },
  }
}

function dexieOptions({ disk, durability }: ConnectionOptions): DexieOptions {
  return {
    autoOpen: false,
    indexedDB: disk.indexedDB,
    IDBKeyRange: disk.IDBKeyRange,
    chromeTransactionDurability: durability,
  }
}

class OpenDeadline extends Error {
  override readonly name = 'OpenDeadline'
}

async function opened(database: Dexie, { timers, openDeadlineMs = 4_000 }: ConnectionOptions): Promise<Dexie> {
  let cancel = (): void => undefined
  const late = new Promise<never>((_resolve, reject) => {
    cancel = timers.after(openDeadlineMs, () => reject(new OpenDeadline('Opening took too long.')))
  })
  try {
    await Promise.race([database.open(), late])
    return database
  } catch (error) {
    // An opening that succeeds after all must not hold the database.
    database.close()
    throw error
  } finally {
    cancel()
  }
}

function closeQuietly(generation: Promise<Dexie>): void {
  void generation.then(
    (database) => database.close(),
    () => undefined,
  )
}

const lossNames = new Set([
  'UnknownError',
  'InvalidStateError',
  'DatabaseClosedError',
  'InvalidState',
  'DatabaseClosed',
  'AbortError',
  'OpenDeadline',
])

function isConnectionLoss(error: unknown): boolean {
  return !isQuota(error) && namesOf(error).some((name) => lossNames.has(name))
}

function isQuota(error: unknown): boolean {
  return namesOf(error).includes('QuotaExceededError')
}

// Dexie wraps: what happened stands inside of an AbortError, or once per row in a BulkError.
function namesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return []
  const inner = 'inner' in error ? namesOf(error.inner) : []
  const failures = 'failures' in error && Array.isArray(error.failures) ? error.failures.flatMap(namesOf) : []
  return [error.name, ...inner, ...failures]
}

function describe(error: unknown, database: string): unknown {
  // A bug of whoever gave the work stays one: something that is no data, or what it threw itself.
  if (error instanceof HoldfastError || error instanceof TypeError || namesOf(error).includes('DataCloneError'))
    return error
  if (isQuota(error)) {
    return new HoldfastError(
      'store/not-durable',
      'The device has no room left for this.',
      'Free storage, then try again; nothing was recorded.',
      { reason: 'quota' },
      { cause: error },
    )
  }
  return new HoldfastError(
    'store/unavailable',
    'The local database cannot be used.',
    'Close other tabs of this app and reload; if it stays, the browser may be out of disk or in private mode.',
    { database, reason: namesOf(error)[0] ?? 'unknown' },
    { cause: error },
  )
}
