import type { Lead } from './leader/index.ts'
import type { Outbox } from './outbox/index.ts'
import type { Timers } from './ports/index.ts'
import type { Applier } from './sync/index.ts'

const againMs = 2_000

/**
 * Sends under a new lead as soon as it is known what other tabs did meanwhile, which decides what is left to do. Storage that fails is asked again: who leads and
 * does not send keeps everybody else from it.
 */
export async function beginToSend(
  lead: Lead,
  options: {
    readonly applier: Pick<Applier, 'tail'>
    readonly outbox: Pick<Outbox, 'load' | 'lead'>
    readonly timers: Timers
    readonly report: (error: unknown) => void
  },
): Promise<void> {
  const { applier, outbox, timers, report } = options
  while (!lead.signal.aborted) {
    try {
      await applier.tail()
      await outbox.load()
      if (!lead.signal.aborted) outbox.lead(lead)
      return
    } catch (error) {
      report(error)
      await timers.sleep(againMs, lead.signal).catch(() => undefined)
    }
  }
}
