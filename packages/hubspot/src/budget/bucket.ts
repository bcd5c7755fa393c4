/** Why HubSpot, or our own count, lets no request pass for a while. */
export type Policy = 'secondly' | 'ten-secondly' | 'daily' | 'locked' | 'migrating'

/**
 * So many requests in any stretch of `windowMs`. Times are steady milliseconds.
 *
 * The window rolls: each request holds its place for a window's length from the moment it was sent, plus a margin, because requests do
 * not travel equally fast and HubSpot counts arrivals.
 */
export interface Bucket {
  /** How many places are taken at `now`, by us and, as far as HubSpot told, by others. */
  used(now: number): number
  /** Takes a place at `now`; whoever calls has asked {@link Bucket.freeAt}. */
  take(now: number): void
  /** When a request may enter that wants fewer than `places` taken; `now` when it may at once. */
  freeAt(now: number, places: number): number
  /** Lets nobody in until `until`; a later end stands. */
  close(until: number, policy: Policy): void
  /** The closing in force at `now`. */
  closing(now: number): { readonly policy: Policy; readonly until: number } | null
  /** Replaces the limit by what HubSpot says. */
  adjust(limit: number, windowMs: number): void
  /** HubSpot counts `count` places taken in its window: more than we took belong to others. */
  observe(now: number, count: number): void
  limit(): number
  windowMs(): number
}

/** An empty bucket. `marginMs` is added to how long a place is held. */
export function createBucket(initial: {
  readonly limit: number
  readonly windowMs: number
  readonly marginMs: number
}): Bucket {
  let { limit, windowMs } = initial
  const takenAt: number[] = []
  let others = { count: 0, until: 0 }
  let closed: { policy: Policy; until: number } | null = null

  const span = (): number => windowMs + initial.marginMs
  const othersAt = (now: number): number => (now < others.until ? others.count : 0)

  function ours(now: number): number {
    while (takenAt[0] !== undefined && takenAt[0] + span() <= now) takenAt.shift()
    return takenAt.length
  }

  function freeAt(now: number, places: number): number {
    const opensAt = closed === null ? now : Math.max(now, closed.until)
    const excess = ours(now) + othersAt(now) - places
    if (excess < 0) return opensAt
    // Ours leave one by one, those of others all at once; whichever comes first is worth a look.
    const leaving = takenAt[excess]
    const whenOursLeave = leaving === undefined ? Infinity : leaving + span()
    const whenOthersLeave = othersAt(now) > 0 ? others.until : Infinity
    return Math.max(opensAt, Math.min(whenOursLeave, whenOthersLeave))
  }

  return {
    used: (now) => ours(now) + othersAt(now),
    take: (now) => void takenAt.push(now),
    freeAt,
    close(until, policy) {
      if (closed === null || until > closed.until) closed = { policy, until }
    },
    closing(now) {
      if (closed !== null && closed.until <= now) closed = null
      return closed
    },
    adjust(newLimit, newWindowMs) {
      limit = newLimit
      windowMs = newWindowMs
    },
    observe(now, count) {
      others = { count: Math.max(0, count - ours(now)), until: now + windowMs }
    },
    limit: () => limit,
    windowMs: () => windowMs,
  }
}
