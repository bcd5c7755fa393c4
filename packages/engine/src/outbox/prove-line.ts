import { isHoldfastError } from '@holdfast/crm'
import type { HubSpot } from '@holdfast/hubspot'
import type { Clock } from '../ports/index.ts'
import { pauseFor, type Pause } from './outcome.ts'

/** Answers what to wait for before a write is sent, or null. */
export type ProveLine = (risk: Risk, signal: AbortSignal) => Promise<Pause | null>

/** What it costs to lose the answer: `repeatable` writes are compared and sent again, for a create somebody may have to be asked. */
export type Risk = 'repeatable' | 'create'

/** What shows whether HubSpot can be reached. */
export interface Line {
  /** Is there certainly no network? */
  readonly isOffline: () => boolean
  /** When HubSpot last answered, epoch ms. */
  readonly reachedAt: () => number | null
}

// An answer this young shows that the line works; the way to HubSpot breaks between two requests far more often than within one. Before a create
// nothing is young enough.
const freshMs: Record<Risk, number> = { repeatable: 5_000, create: -1 }

/** Asks HubSpot for the account's details unless something was answered just now. */
export function createProveLine(hubspot: HubSpot, clock: Clock, line: Line): ProveLine {
  return async (risk, signal) => {
    if (line.isOffline()) return { reason: 'offline', untilMs: null }
    const last = line.reachedAt()
    if (last !== null && clock.now() - last <= freshMs[risk]) return null
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
