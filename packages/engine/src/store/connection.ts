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
  /** Runs `work`, which must be one transaction, at most three times. Throws `store/unavailable` when the database stays out of reach. */
  use<T>(work: (database: Dexie) => Promise<T>): Promise<T>
  close(): void
}

const attempts = 3
// The first delay heals most WebKit losses; the last keeps the whole under a second.
const pausesMs = [0, 50, 500]

/** Opens lazily: the first `use` opens. */
export function openConnection(options: ConnectionOptions): Connection {
  let current: Promise<Dexie> | null = null
  let closed = false

  function open(): Promise<Dexie> {
    const database = new Dexie(options.name, dexieOptions(options))
    options.define(database)
    const opening = withDeadline(database.open(), options.timers, options.openDeadlineMs ?? 4_000).then(
      () => database,
      (error: unknown) => {
        // Closing also ends an opening that comes too late.
        database.close()
        throw error
      },
    )
    // Another tab deletes or upgrades: let go at once, so that nobody is blocked by us.
    database.on('versionchange', () => database.close())
    // However it was closed, the next use opens a new generation.
    database.on('close', () => {
      if (current === opening) current = null
    })
    return opening
  }

  async function use<T>(work: (database: Dexie) => Promise<T>): Promise<T> {
    let lastError: unknown
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (closed)
        throw new HoldfastError('engine/closed', 'The store is closed.', 'Open it again.', { what: options.name })
      if (attempt > 0) await options.timers.sleep(pausesMs[attempt] ?? 0)
      try {
        current ??= open()
        return await work(await current)
      } catch (error) {
        lastError = error
        if (!isConnectionLoss(error)) throw describe(error, options.name)
        await current?.then(
          (database) => database.close(),
          () => undefined,
        )
        current = null
      }
    }
    throw describe(lastError, options.name)
  }

  return {
    use,
    close() {
      closed = true
      void current?.then(
        (database) => database.close(),
        () => undefined,
      )
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

async function withDeadline<T>(work: PromiseLike<T>, timers: Timers, deadlineMs: number): Promise<T> {
  let cancel = (): void => undefined
  const late = new Promise<never>((_resolve, reject) => {
    cancel = timers.after(deadlineMs, () => reject(new OpenDeadline('Opening took too long.')))
  })
  try {
    return await Promise.race([work, late])
  } finally {
    cancel()
  }
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
  return namesOf(error).some((name) => lossNames.has(name))
}

function isQuota(error: unknown): boolean {
  return namesOf(error).includes('QuotaExceededError')
}

// Dexie wraps: an AbortError whose inner error is the quota's tells more by its inside.
function namesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return []
  const inner = 'inner' in error ? namesOf(error.inner) : []
  return inner.includes('QuotaExceededError') ? inner : [error.name, ...inner]
}

function describe(error: unknown, database: string): unknown {
  if (error instanceof HoldfastError) return error
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
