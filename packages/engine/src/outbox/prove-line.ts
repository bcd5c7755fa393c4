import { isHoldfastError } from '@holdfast/crm'
import type { HubSpot } from '@holdfast/hubspot'
import type { Clock } from '../ports/index.ts'
import { pauseFor, type Pause } from './outcome.ts'

/** Answers what to wait for before a write is sent, or null. */
export type ProveLine = (signal: AbortSignal) => Promise<Pause | null>

// An answer this young shows that the line works; the way to HubSpot breaks between two requests far more often than within one.
const freshMs = 5_000

/** Asks HubSpot for the account's details unless something was answered just now. */
export function createProveLine(hubspot: HubSpot, clock: Clock, reachedAt: () => number | null): ProveLine {
  return async (signal) => {
    const last = reachedAt()
    if (last !== null && clock.now() - last <= freshMs) return null
    try {
      await hubspot.definitions.account({ lane: 'outbox', signal })
      return null
    } catch (error) {
      if (signal.aborted || !isHoldfastError(error)) throw error
      // Whatever else is wrong with that one answer (a missing scope, say), HubSpot was reached.
      return pauseFor(error)
    }
  }
}
