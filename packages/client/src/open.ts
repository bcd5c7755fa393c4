import { checkSchema, type HoldfastError, type ObjectTypeName, type Schema } from '@holdfast/crm'
import type { ParkedIntent, RecordName, Repair, RowText } from '@holdfast/engine/protocol'
import { parsedQuery, type ParsedQuery, type Runnable, type WrittenQuery } from '@holdfast/query'
import { firstValueFrom, type Observable } from 'rxjs'
import { inBatches } from './batches.ts'
import { createCollection, type Collection } from './collection.ts'
import { recordCommands, type RecordCommands } from './commands.ts'
import { startConnection, withDeadline, type EngineWorker } from './connection.ts'
import { createLiveQueries } from './live.ts'
import { pageExecutor, type PageExecution } from './page-execution.ts'
import type { Pin } from './result.ts'
import { watchEngine, type EngineStatus } from './status.ts'
import { wireValuesOfText, type WireValues } from './record-rows.ts'
import { createRecordsAtHand } from './records-at-hand.ts'
import { readStored, type StoredResults } from './stored.ts'
import { runTransaction } from './transaction.ts'
import { createUnitRecords } from './unit-records.ts'
import { createWriter, type Transaction, type Wish, type Write } from './write.ts'

/** How an account is opened in a page. */
export interface OpenCrmOptions<S extends Schema> {
  /** The schema the worker was given, too. */
  readonly schema: S
  /** HubSpot account id; each account has databases of its own. */
  readonly account: string
  /**
   * Makes the app's worker, whose file calls `startEngine`: `() => new Worker(new URL('./crm.worker.ts', import.meta.url), { type: 'module' })`.
   * Called again when a worker has died.
   */
  readonly worker: () => EngineWorker
  /** How long a command may take, 10 seconds by default. */
  readonly deadlineMs?: number
  /** The same for commands that may have to wait for HubSpot (`get`, `refresh`), a minute by default. */
  readonly runDeadlineMs?: number
  /** How long a live query outlives its last subscriber, 1 second by default: a page that mounts anew finds it still open. */
  readonly graceMs?: number
}

/** What a transaction's function writes with: the commands of each object type. */
export type TransactionCommands<S extends Schema> = { readonly [O in ObjectTypeName<S>]: RecordCommands<S, O> }

/** A query that can be pinned: a built one, or one that was written down. */
export type Pinnable = { readonly ast: Runnable } | ParsedQuery<PageExecution>

/** What an opened account offers besides its collections. */
export interface CrmCommands<S extends Schema> {
  /**
   * Writes that are recorded together or not at all: `crm.transaction((tx) => { tx.deals.create(…) })`. Ids of records created in it may be used at
   * once. The function runs to its end without waiting; what it throws is thrown on, and nothing is recorded.
   */
  transaction<T>(run: (tx: TransactionCommands<S>) => T): Transaction<T>
  /**
   * A query that was written down, from {@link parseQuery}: it runs as a built one does, and equal ones are one view. What its rows hold is known by
   * name only. The worker checks it again and refuses what is no query of its schema with `query/invalid`.
   */
  query(written: WrittenQuery): ParsedQuery<PageExecution>
  /** The engine's condition, now and after every change. */
  status(): Observable<EngineStatus>
  /** Writes that HubSpot refused or that need a decision, now and after every change, with what can be done about each. */
  parked(): Observable<readonly ParkedIntent[]>
  /**
   * Keeps the records of a query on this device, with what it includes: they are loaded wholly, in the background, followed as what is on screen is, and stay
   * when the device is full, for all tabs and over restarts. `crm.pin('mine', crm.deals.where(…).include(…))`; every query about those records is then
   * answered offline. Resolves when the wish is durable; how far it has come is in {@link CrmCommands.pins}. A name has one query, the one given last.
   *
   * What it shows and its order do not matter; of a query for figures, the records that those are about are kept. Rejects with `query/invalid`,
   * `query/unsupported`, `query/unbound` as running it would, and with `store/not-durable` on a full device.
   */
  pin(name: string, query: Pinnable): Promise<void>
  /** Lets go of what was pinned under that name: its records stay until their room is needed. */
  unpin(name: string): Promise<void>
  /**
   * What is pinned in this account, by whichever tab, now and after every change. One that is not `complete` says why: `not-searchable`, `refused`,
   * `forbidden` will not pass by themselves.
   */
  pins(): Observable<readonly Pin[]>
  /** What went wrong without anybody having asked for it, as it happens. */
  trouble(): Observable<HoldfastError>
  /** Carries out one of the repairs that a parked write offers. */
  repair(key: string, repair: Repair): Promise<void>
  /** Asks HubSpot now for what changed, instead of at the next interval. */
  refresh(): Promise<void>
  /** Waits for writes to be recorded, ends live queries, and ends the worker. Everything recorded stays. */
  close(): Promise<void>
}

/** An opened account: a collection for each object type of the schema, and commands. */
export type Crm<S extends Schema> = { readonly [O in ObjectTypeName<S>]: Collection<S, O> } & CrmCommands<S>

/**
 * Opens an account: starts the app's worker and resolves when it has opened its databases and said how it is, or as soon as what was shown when the
 * account was open last can be shown again, whichever comes first. Live queries then begin with that, marked `stored`; everything else waits for
 * the worker, and what keeps that from coming up fails their calls.
 *
 * With nothing to show, it rejects with `engine/mismatch` when page and worker were built from different schemas or versions, `engine/unreachable` when the worker does not come
 * up in time, `store/unavailable` when the browser gives no storage, `schema/invalid` for a schema that cannot be.
 */
export async function openCrm<const S extends Schema>(options: OpenCrmOptions<S>): Promise<Crm<S>> {
  const { schema, account, worker, deadlineMs = 10_000, runDeadlineMs = 60_000, graceMs = 1_000 } = options
  checkSchema(schema)
  // Asked for before the worker is started, which keeps the page busy for a moment.
  const { results, pack } = readStored(account, schema)
  const connection = startConnection({ schema, account, worker, deadlineMs, pack })
  const watch = watchEngine(connection)
  // From then on everybody who asks for the status has one at once.
  const up = connection.started.then(() => withDeadline(deadlineMs, () => firstValueFrom(watch.status)))
  const stored = await storedOrUp(results, up).catch(closeAndThrow)
  watch.assumeStarting()
  const atHand = createRecordsAtHand()
  const live = createLiveQueries({ schema, connection, atHand, graceMs, stored })
  const readHere = inBatches<RecordName, RowText | null>(async (records) =>
    connection.call((commands) => commands.readHere(records)),
  )
  const readValues = async ({ objectType, id }: RecordName): Promise<WireValues | null> => {
    const known = atHand.wireValues(objectType, id)
    if (known !== undefined) return known
    // One that HubSpot is asked for keeps no other waiting.
    const text =
      (await readHere({ objectType, id })) ?? (await connection.call((commands) => commands.read(objectType, id)))
    return text === null ? null : wireValuesOfText(schema, objectType, text)
  }
  const writer = createWriter({ connection, watch, atHand, records: () => createUnitRecords(schema, readValues) })

  async function closeAndThrow(error: unknown): Promise<never> {
    await connection.close()
    throw error
  }

  function writeAlone(wish: Wish): Write {
    const unit = writer.openUnit()
    const write = unit.add(wish)
    unit.end()
    return write
  }

  const executor = pageExecutor({ schema, connection, live, runDeadlineMs })
  const objectTypes = Object.keys(schema)
  const collections = objectTypes.map(
    (objectType) =>
      [objectType, createCollection({ schema, connection, live, watch, executor }, objectType, writeAlone)] as const,
  )
  const commands: CrmCommands<S> = {
    transaction: (run) =>
      runTransaction(writer, (write) => {
        const byType = objectTypes.map((objectType) => [objectType, recordCommands(schema, objectType, write)] as const)
        return run(Object.fromEntries(byType) as unknown as TransactionCommands<S>)
      }),
    query: (written) => parsedQuery(schema, written, executor),
    status: () => watch.status,
    parked: () => watch.parked,
    async pin(name, { ast }) {
      await connection.call((engine) => engine.pin(name, ast as Runnable))
    },
    async unpin(name) {
      await connection.call((engine) => engine.unpin(name))
    },
    pins: () => watch.pins,
    trouble: () => watch.trouble,
    async repair(key, repair) {
      await connection.call((engine) => engine.repair(key, repair))
    },
    async refresh() {
      await connection.call((engine) => engine.refresh(), { deadlineMs: runDeadlineMs })
    },
    async close() {
      await writer.settled()
      await connection.close()
    },
  }
  return Object.freeze({ ...Object.fromEntries(collections), ...commands }) as unknown as Crm<S>
}

/** What can be shown before the worker is up; null when the worker was first. Rejects when it failed and there is nothing to show. */
async function storedOrUp(reading: Promise<StoredResults | null>, up: Promise<unknown>): Promise<StoredResults | null> {
  const upOrStored = up.then(
    () => null,
    async (error: unknown) => {
      const stored = await reading
      if (stored === null) throw error
      return stored
    },
  )
  return Promise.race([upOrStored, reading.then((stored) => stored ?? upOrStored)])
}
