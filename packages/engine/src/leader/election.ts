import type { Clock, Locks, Timers } from '../ports/index.ts'
import type { Journal, LeaderRow } from '../store/index.ts'

/** What a leader is given: its epoch, and a signal that ends with its time. */
export interface Lead {
  readonly epoch: number
  /** Aborted when leadership is lost, stolen or given up. */
  readonly signal: AbortSignal
}

/** Taking part in choosing the one tab that talks to HubSpot. */
export interface Election {
  /** The lead, while it is ours. */
  current(): Lead | null
  /** Gives up and stops taking part. */
  close(): Promise<void>
}

/** What an election needs. */
export interface ElectionOptions {
  readonly account: string
  readonly owner: string
  readonly journal: Pick<Journal, 'takeLead' | 'beat' | 'leader'>
  readonly locks: Locks
  readonly clock: Clock
  readonly timers: Timers
  /** Called when the lead is ours, before anything is sent. */
  readonly onLead: (lead: Lead) => void
  /** Told of the first of failures in a row. */
  readonly onTrouble: (error: unknown) => void
}

const beatMs = 2_000
// A follower takes over only after it has itself been scheduled for so many beats in a row without seeing the leader's counter move:
// a frozen follower must not blame a living leader.
const patienceBeats = 8
// A beat that comes much later than planned means that this tab was frozen; its patience starts anew.
const frozenFactor = 3

/**
 * Elects by lock, proves life by a counter in the journal, and takes over from a leader that holds the lock but does not live.
 * Neither the lock nor the counter is what makes writing safe: that is the epoch, checked in every claim.
 */
export function joinElection(options: ElectionOptions): Election {
  const { journal, locks, timers, clock } = options
  const leaving = new AbortController()
  const name = `holdfast:${options.account}:leader`
  let lead: Lead | null = null
  const leading = firstInARow(tell)
  const watching = firstInARow(tell)

  function tell(error: unknown): void {
    if (!leaving.signal.aborted) options.onTrouble(error)
  }

  // A device without room takes no sign of life, but does not let another tab take the lead either.
  async function showLife(epoch: number): Promise<boolean> {
    try {
      const isOurs = await journal.beat(epoch)
      leading.passed()
      return isOurs
    } catch (error) {
      leading.failed(error)
      return true
    }
  }

  async function govern(lost: AbortSignal): Promise<void> {
    const end = new AbortController()
    const signal = AbortSignal.any([lost, leaving.signal, end.signal])
    try {
      lead = { epoch: await journal.takeLead(options.owner), signal }
      if (!signal.aborted) options.onLead(lead)
      while (!signal.aborted) {
        await timers.sleep(beatMs, signal)
        if (!(await showLife(lead.epoch))) break
      }
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      end.abort()
      lead = null
    }
  }

  async function stand(): Promise<void> {
    let steal = false
    while (!leaving.signal.aborted) {
      const waiting = new AbortController()
      const signal = AbortSignal.any([waiting.signal, leaving.signal])
      const watch = steal ? Promise.resolve(false) : watchLeader(signal)
      const holding = locks.hold(name, { signal, steal }, govern).catch(leading.failed)
      steal = false
      const isDead = await Promise.race([holding.then(() => false), watch])
      waiting.abort()
      if (isDead) steal = true
      else await holding
      if (!leaving.signal.aborted && !steal) await timers.sleep(beatMs, leaving.signal).catch(() => undefined)
    }
  }

  // Resolves true when the leader has shown no life for as long as this tab has been watching; never while we lead ourselves.
  async function watchLeader(signal: AbortSignal): Promise<boolean> {
    let seen: LeaderRow | null = null
    let silent = 0
    while (!signal.aborted) {
      const slept = clock.now()
      try {
        await timers.sleep(beatMs, signal)
        const leader = await journal.leader()
        watching.passed()
        const hasMoved =
          leader === null || seen === null || leader.heartbeat !== seen.heartbeat || leader.epoch !== seen.epoch
        const wasFrozen = clock.now() - slept > frozenFactor * beatMs
        silent = hasMoved || wasFrozen || lead !== null ? 0 : silent + 1
        seen = leader
        if (silent >= patienceBeats) return true
      } catch (error) {
        if (!signal.aborted) watching.failed(error)
      }
    }
    // Leadership or the end decides; the watch itself never does.
    return new Promise(() => undefined)
  }

  const standing = stand()

  return {
    current: () => lead,
    async close() {
      leaving.abort()
      await standing
    },
  }
}

function firstInARow(tell: (error: unknown) => void): {
  readonly failed: (error: unknown) => void
  readonly passed: () => void
} {
  let hasFailed = false
  return {
    failed(error) {
      if (!hasFailed) tell(error)
      hasFailed = true
    },
    passed() {
      hasFailed = false
    },
  }
}
