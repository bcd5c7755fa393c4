import type { Intent } from '../src/outbox/intent.ts'
import type { IntentState } from '../src/outbox/transitions.ts'
import type { IntentDraft } from '../src/protocol.ts'

/** An intent in the journal of which nothing is to be known but this. */
export function intentOf(draft: IntentDraft, state: IntentState, seq: number): Intent {
  return {
    seq,
    key: draft.key,
    state,
    epoch: 0,
    draft,
    madeAt: 0,
    attempts: 0,
    sentAt: null,
    parking: null,
    keepMine: [],
    mustCheck: false,
  }
}
