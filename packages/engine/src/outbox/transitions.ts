/** Where an intent is on its way to HubSpot. `acked` and `discarded` are ends. */
export type IntentState = 'queued' | 'inflight' | 'unknown' | 'acked' | 'parked' | 'discarded'

/** What can happen to an intent. */
export type IntentEvent =
  /** A leader took it for sending. */
  | 'claimed'
  /** HubSpot confirmed it, or it proved to be true there already. */
  | 'accepted'
  /** It certainly was not applied and may be sent again. */
  | 'released'
  /** It was sent and nobody knows whether it was applied. */
  | 'lost'
  /** It needs a person. */
  | 'parked'
  /** A person changed or retried it. */
  | 'repaired'
  /** A person gave it up. */
  | 'discarded'

/** Every state meets every event; null is a bug if it happens. */
export const transitions: Record<IntentState, Record<IntentEvent, IntentState | null>> = {
  queued: {
    claimed: 'inflight',
    accepted: null,
    released: null,
    lost: null,
    parked: 'parked',
    repaired: null,
    discarded: 'discarded',
  },
  inflight: {
    claimed: 'inflight',
    accepted: 'acked',
    released: 'queued',
    lost: 'unknown',
    parked: 'parked',
    repaired: null,
    discarded: null,
  },
  unknown: {
    claimed: 'inflight',
    accepted: 'acked',
    released: 'queued',
    lost: 'unknown',
    parked: 'parked',
    repaired: null,
    discarded: null,
  },
  parked: {
    claimed: null,
    accepted: 'acked',
    released: null,
    lost: null,
    parked: 'parked',
    repaired: 'queued',
    discarded: 'discarded',
  },
  acked: { claimed: null, accepted: null, released: null, lost: null, parked: null, repaired: null, discarded: null },
  discarded: {
    claimed: null,
    accepted: null,
    released: null,
    lost: null,
    parked: null,
    repaired: null,
    discarded: null,
  },
}

/** States from which an intent still wants to reach HubSpot or a person. */
export const openStates: readonly IntentState[] = ['queued', 'inflight', 'unknown', 'parked']

/** The states in which an event may meet an intent. */
export function statesBefore(event: IntentEvent): readonly IntentState[] {
  return states.filter((state) => transitions[state][event] !== null)
}

const states: readonly IntentState[] = ['queued', 'inflight', 'unknown', 'acked', 'parked', 'discarded']

/** Is this text one of the states? */
export function isIntentState(text: string): text is IntentState {
  return states.some((state) => state === text)
}
