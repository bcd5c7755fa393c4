import { createAssociationTypes } from './association-types.ts'
import type { Intent } from './intent.ts'
import type { Outcome } from './outcome.ts'
import { resolveIntent, type ResolveContext } from './resolve.ts'
import { sendIntent } from './send.ts'

/** Brings one claimed intent to HubSpot, or, when it `wasSent` before, finds out what became of it. */
export type Deliver = (intent: Intent, wasSent: boolean, signal: AbortSignal) => Promise<Outcome>

/** Delivers over HubSpot's API. */
export function createDelivery(options: Omit<ResolveContext, 'associationType'>): Deliver {
  const context: ResolveContext = { ...options, associationType: createAssociationTypes(options.hubspot) }
  return (intent, wasSent, signal) =>
    wasSent ? resolveIntent(context, intent, signal) : sendIntent(context, intent, signal)
}
