import { isHoldfastError, type HoldfastError } from '@holdfast/crm'
import type { CacheEntry } from '../store/index.ts'
import type { Intent, Parking } from './intent.ts'
import { parkingFor } from './parked.ts'

/** What became of one attempt to send an intent, or to find out what became of it. */
export type Outcome =
  /** It is true at HubSpot; `facts` is what HubSpot said, `id` the created record's. */
  | { readonly kind: 'accepted'; readonly facts: CacheEntry; readonly id: string | null }
  /** It was certainly not applied. `pause` stops the lane, not the intent. */
  | { readonly kind: 'released'; readonly pause: Pause | null; readonly mustCheck: boolean }
  /** Nobody knows. `again` is the earliest moment (epoch ms) at which asking makes sense. */
  | { readonly kind: 'lost'; readonly pause: Pause | null; readonly again: number }
  | { readonly kind: 'parked'; readonly parking: Parking }

/** Why the lane stands still. `untilMs` is a duration from now, null waits for a sign. */
export interface Pause {
  readonly reason: 'offline' | 'needs-auth' | 'rate' | 'daily'
  readonly untilMs: number | null
}

/** What a failed request means for its intent. Errors that are none of HubSpot's are bugs and thrown on. */
export function outcomeOfError(intent: Intent, error: unknown, now: number): Outcome {
  if (!isHoldfastError(error)) throw error
  const pause = pauseFor(error)
  if (
    isHoldfastError(error, 'api/unknown-outcome') ||
    isHoldfastError(error, 'api/malformed') ||
    isHoldfastError(error, 'api/unavailable')
  ) {
    return { kind: 'lost', pause, again: pause === null ? now + backoffMs(intent) : now }
  }
  if (pause !== null) return { kind: 'released', pause, mustCheck: intent.mustCheck }
  const parking = parkingFor(intent, error, now)
  if (parking === null) throw error
  return { kind: 'parked', parking }
}

/** What a failure makes the lane wait for; null when it says nothing about the next request. */
export function pauseFor(error: HoldfastError): Pause | null {
  if (isHoldfastError(error, 'api/rate-limited'))
    return { reason: error.details.policy === 'daily' ? 'daily' : 'rate', untilMs: error.details.retryAfterMs }
  if (isHoldfastError(error, 'api/needs-auth')) return { reason: 'needs-auth', untilMs: null }
  // A broken connection says nothing about how long; whoever watches the network gives the sign.
  if (
    isHoldfastError(error, 'api/offline') ||
    isHoldfastError(error, 'api/unknown-outcome') ||
    isHoldfastError(error, 'api/unavailable')
  ) {
    return { reason: 'offline', untilMs: null }
  }
  return null
}

// Nothing pauses the lane when HubSpot answers nonsense; asking again and again would be a storm.
function backoffMs({ attempts }: Intent): number {
  return Math.min(60_000, 1_000 * 2 ** attempts)
}
