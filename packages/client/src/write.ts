import { isHoldfastError, type RecordId } from '@holdfast/crm'
import type { IntentDraft, RecordName, Reply, WriteState } from '@holdfast/engine/protocol'
import { defer, distinctUntilChanged, filter, from, map, mergeMap, of, type Observable } from 'rxjs'
import { inBatches } from './batches.ts'
import { valueOf, type Connection } from './connection.ts'
import { uniqueKey } from './key.ts'
import type { WireValues } from './record-rows.ts'
import type { RecordsAtHand } from './records-at-hand.ts'
import type { EngineWatch, FollowedIntent } from './status.ts'
import { createUnitLine } from './unit-line.ts'
import type { UnitRecords } from './unit-records.ts'

/** A write on its way. */
export interface Write<O extends string = string> {
  /** The record's id: of a new record a temporary one, which may be used at once and later stands for the real one. */
  readonly id: RecordId<O>
  /** The intent's key, the same as in `parked()`. */
  readonly key: string
  /**
   * Resolves when the write survives anything that may happen to page, browser or machine. HubSpot has it when {@link Write.state} says `synced`.
   *
   * Rejects when the write was refused and nothing was recorded: `write/invalid`, `value/invalid`, `write/unknown-record`, `store/not-durable`, or a
   * `TypeError` for a recipe that cannot be. After `engine/unreachable` it is not known whether it was recorded. Nobody has to wait for it.
   */
  readonly committed: Promise<void>
  /** Its latest state at once, then what follows; completes when synced or discarded, and without any state when it was refused. */
  state(): Observable<WriteState>
}

/** Several writes that are recorded together or not at all. */
export interface Transaction<T> {
  /** What the transaction's function returned. */
  readonly value: T
  readonly writes: readonly Write[]
  /** As {@link Write.committed}, for all of them. */
  readonly committed: Promise<void>
  /** The state of the write that is worst off: a parked one, else the one that is least far. */
  state(): Observable<WriteState>
}

/** What one command wishes for. */
export interface Wish {
  readonly id: string
  /** The record that its draft rests on, if it rests on one: what a unit rests on is read at once. */
  readonly reads?: RecordName
  /** The intent, null when there is nothing to write. `read` is the record that it reads, as the unit's earlier wishes leave it. */
  readonly draft: (key: string, read: WireValues) => IntentDraft | null
}

/** Writes that are recorded together. */
export interface Unit {
  readonly committed: Promise<void>
  readonly writes: readonly Write[]
  /** Throws `TypeError` after the end of the unit. */
  add(wish: Wish): Write
  /** Records what was added, after all units that ended before. A unit that fails delays none. */
  end(): void
  /** Forgets what was added. */
  abandon(reason: unknown): void
}

/** Takes writes, one unit after the other. */
export interface Writer {
  openUnit(): Unit
  /** Settles when every unit that has ended is recorded or refused. */
  settled(): Promise<void>
}

const nothing: WireValues = {}

interface Planned {
  readonly wish: Wish
  readonly key: string
  readonly intent: FollowedIntent
}

/** What a writer needs. */
export interface WriterOptions {
  readonly connection: Connection
  readonly watch: EngineWatch
  readonly atHand: RecordsAtHand
  /** Records as the engine has them now. */
  readonly records: () => UnitRecords
}

/** A writer that has written nothing yet. */
export function createWriter({ connection, watch, atHand, records }: WriterOptions): Writer {
  const line = createUnitLine()
  const commit = inBatches<readonly IntentDraft[], Reply<null>>(async (units) =>
    connection.call((commands) => commands.commit(units), { repeatable: true }),
  )

  function openUnit(): Unit {
    const planned: Planned[] = []
    const writes: Write[] = []
    const { promise: committed, resolve, reject } = settleable()
    // Who does not wait for it takes no harm; who does gets the error all the same.
    committed.catch(() => undefined)
    let isOver = false

    function add(wish: Wish): Write {
      if (isOver) throw new TypeError('This transaction is over: write while its function runs, without awaiting.')
      const key = uniqueKey()
      const intent = watch.follow(key)
      planned.push({ wish, key, intent })
      const write = Object.freeze({ id: wish.id as RecordId, key, committed, state: () => intent.states })
      writes.push(write)
      return write
    }

    function end(): void {
      isOver = true
      const recorded = line.run({
        records: planned.map(({ wish }) => wish.id),
        prepare: () => draftAll(planned),
        record: (drafts) => record(planned, drafts),
      })
      watch.whileUnsafe(recorded.catch(refuse)).then(resolve, reject)
    }

    // When the worker did not answer, the intents may be recorded all the same, and then their states will be told.
    function refuse(error: unknown): never {
      for (const { wish } of planned) atHand.wrote(wish.id, null)
      if (!isHoldfastError(error, 'engine/unreachable')) for (const { intent } of planned) intent.refused()
      throw error
    }

    function abandon(reason: unknown): void {
      isOver = true
      for (const { intent } of planned) intent.refused()
      reject(reason)
    }

    return { committed, writes, add, end, abandon }
  }

  async function record(planned: readonly Planned[], drafts: ReadonlyMap<string, IntentDraft>): Promise<void> {
    for (const draft of drafts.values()) {
      if (draft.kind === 'archive') atHand.wrote(draft.id, null)
      else if ('properties' in draft) atHand.wrote(draft.id, draft.properties)
    }
    if (drafts.size > 0) valueOf(await commit([...drafts.values()]))
    for (const { key, intent } of planned) {
      if (drafts.has(key)) intent.committed()
      else intent.unneeded()
    }
  }

  async function draftAll(planned: readonly Planned[]): Promise<ReadonlyMap<string, IntentDraft>> {
    const draftByKey = new Map<string, IntentDraft>()
    const known = records()
    for (const { wish } of planned) if (wish.reads !== undefined) known.expect(wish.reads)
    for (const { wish, key } of planned) {
      const read = wish.reads === undefined ? nothing : await known.wireValues(wish.reads)
      const draft = wish.draft(key, read)
      if (draft === null) continue
      draftByKey.set(key, draft)
      known.take(draft)
    }
    return draftByKey
  }

  return { openUnit, settled: () => line.settled() }
}

/** The state of several writes as one: the first of these that any of them has. */
const worstFirst: readonly WriteState[] = ['parked', 'unknown', 'inflight', 'queued', 'discarded', 'synced']

/** {@link Transaction.state} of those writes; of none there is nothing HubSpot does not have. */
export function stateOfAll(writes: readonly Write[]): Observable<WriteState> {
  if (writes.length === 0) return of('synced')
  return defer(() => {
    const states = new Map<Write, WriteState>()
    return from(writes).pipe(
      mergeMap((write) => write.state().pipe(map((state) => states.set(write, state)))),
      filter(({ size }) => size === writes.length),
      map(() => worstFirst.find((state) => [...states.values()].includes(state)) ?? 'synced'),
      distinctUntilChanged(),
    )
  })
}

function settleable(): {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
} {
  let resolve: () => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<void>((done, fail) => {
    resolve = done
    reject = fail
  })
  return { promise, resolve, reject }
}
