import { HoldfastError } from '@holdfast/crm'
import { parseHint, type Hint } from './hint.ts'
import type { Channel, Timers } from './ports/index.ts'

/** The other tabs of this account. */
export interface Tabs {
  /** Tells them; whoever is concerned looks. */
  announce(hint: Hint): void
  /** Asks the leading tab for something and waits until the stores changed, or in vain for a while. */
  ask(hint: Hint, signal: AbortSignal): Promise<void>
  /** The stores changed: whoever asked may look again. */
  heard(): void
  close(): void
}

// How long a follower waits for the leading tab before it asks again.
const followerPatienceMs = 5_000

/** Joins the tabs that share `channel`. `heed` acts on their hints. */
export function joinTabs(channel: Channel, timers: Timers, heed: (hint: Hint) => void): Tabs {
  const asking = new Set<AbortController>()
  const stop = channel.listen((message) => {
    const hint = parseHint(message)
    if (hint !== null) heed(hint)
  })
  return {
    announce: (hint) => channel.post(hint),
    async ask(hint, signal) {
      const answered = new AbortController()
      asking.add(answered)
      channel.post(hint)
      await timers.sleep(followerPatienceMs, AbortSignal.any([answered.signal, signal])).catch(() => undefined)
      asking.delete(answered)
    },
    heard() {
      for (const answered of asking) answered.abort()
    },
    close() {
      stop()
      channel.close()
    },
  }
}

/** Why a follower has no answer after all its patience. */
export function unanswered(): HoldfastError<'engine/unreachable'> {
  return new HoldfastError('engine/unreachable', 'The tab that talks to HubSpot did not answer.', 'Try again.', {
    reason: 'deadline',
    deadlineMs: followerPatienceMs,
  })
}
