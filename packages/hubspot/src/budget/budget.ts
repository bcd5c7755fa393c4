import { HoldfastError } from '@holdfast/crm'
import type { SteadyTime, Timers } from '../time.ts'
import { createBucket, type Bucket, type Policy } from './bucket.ts'
import { createCeilings, lanes, placesFor, type Lane } from './lanes.ts'
import { readLimits } from './learned-limits.ts'

/** The two limits HubSpot counts apart: searches, and everything else. */
export type BucketName = 'general' | 'search'

/** What is known of an account's limits before its first answer. */
export interface BudgetOptions {
  /** Requests per 10 seconds; 100 is the least any account has, answers raise it. */
  readonly perTenSeconds?: number
  /** Searches per second; 5 for every account (https://developers.hubspot.com/changelog/increasing-our-api-limits). */
  readonly searchesPerSecond?: number
  /** Share of each window that only writes may use, 0 to 0.5; 0.1 by default. */
  readonly reservedForWrites?: number
  /** Requests on their way at once; 6 by default, what browsers open to one host: more would queue where no lane counts. */
  readonly inFlight?: number
}

/** One limit, now. */
export interface BucketState {
  readonly limit: number
  readonly windowMs: number
  /** Places taken in the current window. */
  readonly used: number
  /** Why nothing passes and for how long, or null. */
  readonly closed: { readonly policy: Policy; readonly forMs: number } | null
}

/** The budget, now; plain data. */
export interface BudgetState {
  readonly general: BucketState
  readonly search: BucketState
  /** What HubSpot last said of the day, or null when it has said nothing. */
  readonly daily: { readonly limit: number | null; readonly remaining: number } | null
  /** Requests waiting, by lane. */
  readonly waiting: Readonly<Record<Lane, number>>
  readonly inFlight: number
}

/** What others may see of the budget. */
export interface BudgetView {
  state(): BudgetState
  /** Calls `listener` soon after a change, once for changes made together, until the function it returns is called. */
  subscribe(listener: (state: BudgetState) => void): () => void
}

/** A request that asks to be sent. */
export interface Entrant {
  readonly bucket: BucketName
  readonly lane: Lane
  readonly operation: string
  /** Steady milliseconds after which it is no use. */
  readonly deadlineAt: number
  readonly signal?: AbortSignal | undefined
  /** It had its turn and HubSpot refused it: it goes before those of its lane that had none. */
  readonly again?: boolean
}

/** The one budget of an account: every request passes it, in the order of the lanes. */
export interface Budget extends BudgetView {
  /**
   * Resolves when the request may be sent, to a function that must be called once it was answered or has failed.
   *
   * Rejects, with nothing sent, with `signal.reason`, or with `HoldfastError` `api/rate-limited` (status 0) when its turn did not come
   * before the deadline, or cannot.
   */
  enter(entrant: Entrant): Promise<() => void>
  /** Learns from the headers of an answer in that bucket. */
  learn(bucket: BucketName, headers: Headers): void
  /** HubSpot refused a request of that bucket for `ms` under that policy. */
  close(bucket: BucketName, policy: Policy, ms: number): void
}

interface Waiter extends Entrant {
  readonly admit: () => void
  readonly refuse: (error: unknown) => void
}

const bucketNames: readonly BucketName[] = ['search', 'general']

// Which limits a refusal closes besides the one it met. A day and a move between data centres concern everything.
const alsoCloses: Record<Policy, readonly BucketName[]> = {
  secondly: ['search'],
  'ten-secondly': ['general'],
  daily: ['general', 'search'],
  locked: [],
  migrating: ['general', 'search'],
}

/** The budget of one account, full at the beginning. Throws `TypeError` for options that are no figures. */
export function createBudget(ports: {
  readonly time: SteadyTime
  readonly timers: Timers
  readonly random: () => number
  readonly options?: BudgetOptions | undefined
}): Budget {
  const { time, timers, random } = ports
  const {
    perTenSeconds = 100,
    searchesPerSecond = 5,
    reservedForWrites = 0.1,
    inFlight: most = 6,
  } = ports.options ?? {}
  checkOptions({ perTenSeconds, searchesPerSecond, reservedForWrites, inFlight: most })
  const ceilings = createCeilings(reservedForWrites)
  const buckets: Record<BucketName, Bucket> = {
    general: createBucket({ limit: perTenSeconds, windowMs: 10_000, marginMs: 250 }),
    search: createBucket({ limit: searchesPerSecond, windowMs: 1_000, marginMs: 100 }),
  }
  const queues: Record<BucketName, Record<Lane, Waiter[]>> = { general: emptyLanes(), search: emptyLanes() }
  let inFlight = 0
  let daily: BudgetState['daily'] = null
  let alarm: { readonly at: number; readonly stop: AbortController } | null = null
  const listeners = new Set<(state: BudgetState) => void>()
  let telling = false

  function enter(entrant: Entrant): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (entrant.signal?.aborted === true) {
        reject(entrant.signal.reason)
        return
      }
      const leave = (): void => {
        entrant.signal?.removeEventListener('abort', abort)
        const queue = queues[entrant.bucket][entrant.lane]
        const at = queue.indexOf(waiter)
        if (at >= 0) queue.splice(at, 1)
      }
      const waiter: Waiter = {
        ...entrant,
        admit() {
          leave()
          inFlight += 1
          buckets[entrant.bucket].take(time())
          resolve(once(release))
        },
        refuse(error) {
          leave()
          reject(error)
        },
      }
      const abort = (): void => {
        waiter.refuse(entrant.signal?.reason)
        pump()
      }
      entrant.signal?.addEventListener('abort', abort)
      const queue = queues[entrant.bucket][entrant.lane]
      if (entrant.again === true) queue.unshift(waiter)
      else queue.push(waiter)
      pump()
    })
  }

  function release(): void {
    inFlight -= 1
    pump()
  }

  /** Lets in whoever may, refuses whoever is too late, and looks again when the next may be. */
  function pump(): void {
    const now = time()
    let next = Infinity
    for (const lane of lanes) {
      for (const bucket of bucketNames) {
        refuseLate(bucket, lane, now)
        next = Math.min(next, admitFrom(bucket, lane, now))
        for (const waiter of queues[bucket][lane]) next = Math.min(next, waiter.deadlineAt)
      }
    }
    setAlarm(next, now)
    tell()
  }

  /** Admits from the head of a queue; answers when its next may enter, Infinity when nobody waits or only an answer can make room. */
  function admitFrom(bucket: BucketName, lane: Lane, now: number): number {
    for (;;) {
      const head = queues[bucket][lane][0]
      if (head === undefined || inFlight >= placesFor(most, ceilings[lane])) return Infinity
      const freeAt = buckets[bucket].freeAt(now, placesFor(buckets[bucket].limit(), ceilings[lane]))
      if (freeAt > now) return freeAt
      head.admit()
    }
  }

  /** Refuses at once who is too late, and who cannot be in time because the bucket is closed for longer. */
  function refuseLate(bucket: BucketName, lane: Lane, now: number): void {
    const closing = buckets[bucket].closing(now)
    const isLost = ({ deadlineAt }: Waiter): boolean =>
      deadlineAt <= now || (closing !== null && closing.until >= deadlineAt)
    // A list of its own: refusing takes out of the queue.
    for (const waiter of queues[bucket][lane].filter(isLost)) {
      const freeAt = buckets[bucket].freeAt(now, placesFor(buckets[bucket].limit(), ceilings[lane]))
      const policy = closing?.policy ?? (bucket === 'search' ? 'secondly' : 'ten-secondly')
      waiter.refuse(notSent(waiter.operation, policy, Math.max(1, freeAt - now)))
    }
  }

  function setAlarm(at: number, now: number): void {
    if (alarm?.at === at) return
    alarm?.stop.abort()
    alarm = null
    if (at === Infinity) return
    const mine = { at, stop: new AbortController() }
    alarm = mine
    // Timers count in 32 bits; a longer wait is made of several.
    timers.sleep(Math.min(Math.max(1, Math.ceil(at - now)), 2_000_000_000), mine.stop.signal).then(
      () => {
        if (alarm !== mine) return
        alarm = null
        pump()
      },
      () => undefined,
    )
  }

  function learn(bucket: BucketName, headers: Headers): void {
    if (bucket === 'search') return
    const { limit, remaining, windowMs, dailyLimit, dailyRemaining } = readLimits(headers)
    const general = buckets.general
    if (limit !== null || windowMs !== null) general.adjust(limit ?? general.limit(), windowMs ?? general.windowMs())
    if (remaining !== null) general.observe(time(), Math.max(0, general.limit() - remaining))
    if (dailyRemaining !== null) daily = { limit: dailyLimit, remaining: dailyRemaining }
    pump()
  }

  function close(bucket: BucketName, policy: Policy, ms: number): void {
    // Up to a tenth longer, each time another length: clients that were refused together must not come back together.
    const until = time() + ms * (1 + random() / 10)
    for (const name of new Set([bucket, ...alsoCloses[policy]])) buckets[name].close(until, policy)
    pump()
  }

  function state(): BudgetState {
    const now = time()
    const waiting = Object.fromEntries(
      lanes.map((lane) => [lane, queues.general[lane].length + queues.search[lane].length]),
    ) as Record<Lane, number>
    return { general: stateOf(buckets.general, now), search: stateOf(buckets.search, now), daily, waiting, inFlight }
  }

  function tell(): void {
    if (telling || listeners.size === 0) return
    telling = true
    void Promise.resolve().then(() => {
      telling = false
      const now = state()
      for (const listener of listeners) listener(now)
    })
  }

  return {
    enter,
    learn,
    close,
    state,
    subscribe(listener) {
      // A function of its own, so that the same listener given twice is two subscriptions.
      const each = (now: BudgetState): void => listener(now)
      listeners.add(each)
      return () => void listeners.delete(each)
    },
  }
}

function stateOf(bucket: Bucket, now: number): BucketState {
  const closing = bucket.closing(now)
  return {
    limit: bucket.limit(),
    windowMs: bucket.windowMs(),
    used: bucket.used(now),
    closed: closing === null ? null : { policy: closing.policy, forMs: closing.until - now },
  }
}

function notSent(operation: string, policy: Policy, retryAfterMs: number): HoldfastError<'api/rate-limited'> {
  return new HoldfastError(
    'api/rate-limited',
    `${operation} was not sent: its turn within HubSpot's limits did not come before its deadline.`,
    'Nothing was changed; try again after `details.retryAfterMs`.',
    { status: 0, operation, correlationId: null, category: null, policy, retryAfterMs: Math.ceil(retryAfterMs) },
  )
}

function checkOptions(options: Required<BudgetOptions>): void {
  for (const name of ['perTenSeconds', 'searchesPerSecond', 'inFlight'] as const) {
    if (!Number.isInteger(options[name]) || options[name] < 1)
      throw new TypeError(`The budget's ${name} is not a positive whole number.`)
  }
  if (!(options.reservedForWrites >= 0 && options.reservedForWrites <= 0.5))
    throw new TypeError("The budget's reservedForWrites is not a share from 0 to 0.5.")
}

function emptyLanes(): Record<Lane, Waiter[]> {
  return { interactive: [], outbox: [], freshness: [], pack: [], sweep: [] }
}

function once(action: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    action()
  }
}
