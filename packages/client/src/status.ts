import { errorFromData, isHoldfastError, type HoldfastError, type Instant } from '@holdfast/crm'
import type { EngineEvent, EngineStatus as WireStatus, ParkedIntent, WriteState } from '@holdfast/engine/protocol'
import { catchError, distinctUntilChanged, ReplaySubject, Subject, switchMap, timer, type Observable } from 'rxjs'
import type { Connection } from './connection.ts'
import { pinOf, type Pin } from './result.ts'

/** The engine's condition, for status bars and close warnings. `safeToClose` counts what this page has not handed over yet, too. */
export type EngineStatus = Omit<WireStatus, 'asOf' | 'role'> & {
  /** `starting` until the worker has said how it is: counts are zero because nobody has counted yet. */
  readonly role: WireStatus['role'] | 'starting'
  /** Newest state of HubSpot that is known; null before its first answer. */
  readonly asOf: Instant | null
}

/** What the worker tells of itself, kept for whoever asks. */
export interface EngineWatch {
  readonly status: Observable<EngineStatus>
  readonly parked: Observable<readonly ParkedIntent[]>
  readonly pins: Observable<readonly Pin[]>
  /** What went wrong without anybody having asked for it. */
  readonly trouble: Observable<HoldfastError>
  /** Ticks whenever intents change, of whatever tab. */
  readonly intents: Observable<void>
  /** States of the intent of that key, from now on until it is synced or discarded. Call it before the intent is sent. */
  follow(key: string): FollowedIntent
  /** From here on there is a status: until the worker has one, that it is starting. */
  assumeStarting(): void
  /** Work of this page that is not durable yet goes through here. */
  whileUnsafe<T>(work: Promise<T>): Promise<T>
}

/** One intent as its writer sees it. */
export interface FollowedIntent {
  /** The latest state at once, then what follows; nothing before it is committed. Completes when synced, discarded or refused. */
  readonly states: Observable<WriteState>
  /** It is durable; what the worker told of it meanwhile counts more. */
  committed(): void
  /** There was nothing to write. */
  unneeded(): void
  /** It was refused and will never be sent; whoever wrote it learns why elsewhere. */
  refused(): void
}

/** Watches the worker of that connection, and each that comes after it. */
export function watchEngine(connection: Connection): EngineWatch {
  const status = new ReplaySubject<EngineStatus>(1)
  let known: KnownStatus | null = null
  const parked = new ReplaySubject<readonly ParkedIntent[]>(1)
  const pins = new ReplaySubject<readonly Pin[]>(1)
  const trouble = new Subject<HoldfastError>()
  const intents = new Subject<void>()
  let unsafeCount = 0
  // Only intents that are on their way: an entry leaves with the last state.
  const followedByKey = new Map<string, { told: boolean; states: ReplaySubject<WriteState> }>()

  function tellStatus(): void {
    if (known !== null) status.next(withPage(known, unsafeCount))
  }

  function tell(key: string, state: WriteState): void {
    const followed = followedByKey.get(key)
    if (followed === undefined) return
    followed.told = true
    followed.states.next(state)
    if (state !== 'synced' && state !== 'discarded') return
    followedByKey.delete(key)
    followed.states.complete()
  }

  function take(event: EngineEvent): void {
    switch (event.kind) {
      case 'status':
        known = event.status
        return tellStatus()
      case 'parked':
        return parked.next(event.parked)
      case 'pins':
        return pins.next(event.pins.map(pinOf))
      case 'trouble':
        return trouble.next(errorFromData(event.error))
      case 'intents':
        for (const { key, state } of event.changes) tell(key, state)
        return intents.next()
    }
  }

  function follow(key: string): FollowedIntent {
    const followed = { told: false, states: new ReplaySubject<WriteState>(1) }
    followedByKey.set(key, followed)
    return {
      states: followed.states.pipe(distinctUntilChanged()),
      committed: () => (followed.told ? undefined : tell(key, 'queued')),
      unneeded: () => tell(key, 'synced'),
      refused() {
        followedByKey.delete(key)
        followed.states.complete()
      },
    }
  }

  async function whileUnsafe<T>(work: Promise<T>): Promise<T> {
    // Of a thousand writes in one go the first and the last make a difference.
    if (++unsafeCount === 1) tellStatus()
    return work.finally(() => {
      if (--unsafeCount === 0) tellStatus()
    })
  }

  const ends = [status, parked, pins, trouble, intents]
  connection
    .messages<EngineEvent>((commands, port) => commands.watch(port))
    // A worker too busy to be watched is asked again; one that never comes up again, or is closed, ends it.
    .pipe(
      catchError((error: unknown, again) => {
        if (isOver(error)) throw error
        return timer(1_000).pipe(switchMap(() => again))
      }),
    )
    .subscribe({
      next: ({ message }) => take(message),
      error: (error: unknown) => ends.forEach((subject) => subject.error(error)),
      complete() {
        ends.forEach((subject) => subject.complete())
        for (const { states } of followedByKey.values()) states.complete()
        followedByKey.clear()
      },
    })

  return {
    status,
    parked,
    pins,
    trouble,
    intents,
    follow,
    assumeStarting() {
      if (known !== null) return
      known = starting
      tellStatus()
    },
    whileUnsafe,
  }
}

type KnownStatus = Omit<WireStatus, 'role'> & Pick<EngineStatus, 'role'>

const starting: KnownStatus = {
  online: false,
  role: 'starting',
  pending: 0,
  parked: 0,
  safeToClose: true,
  requests: {},
  asOf: null,
  paused: null,
  memory: { records: 0, columns: 0, associations: 0 },
}

function withPage(known: KnownStatus, unsafeCount: number): EngineStatus {
  const asOf = known.asOf as Instant | null
  return Object.freeze({ ...known, asOf, safeToClose: known.safeToClose && unsafeCount === 0 })
}

function isOver(error: unknown): boolean {
  return isHoldfastError(error, 'engine/mismatch') || isHoldfastError(error, 'engine/closed')
}
