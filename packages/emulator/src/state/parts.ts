import { resumeImports } from '../imports/index.ts'
import type { Parts } from '../parts.ts'
import type { Switches } from '../switches.ts'
import type { EmulatorState } from './emulator-state.ts'

/** What all parts hold now. */
export function savedParts(parts: Parts, switches: Switches): EmulatorState {
  const { account, tokens, webhooks, journal, faults, limits, log, randoms } = parts
  return {
    format: 'holdfast-emulator',
    version: 1,
    portalId: account.portalId,
    now: account.clock.now(),
    switches,
    account: account.save(),
    tokens: tokens.save(),
    webhooks: webhooks.save(),
    journal: journal.save(),
    faults: faults.save(),
    limits: limits.save(),
    requests: log.report(),
    randoms: randoms.map((random) => random.save()),
  }
}

/** Puts a saved state in the place of what new parts hold. */
export function loadParts(parts: Parts, state: EmulatorState): void {
  const { account, tokens, webhooks, journal, faults, limits, log, randoms, schedule } = parts
  account.load(state.account)
  tokens.load(state.tokens)
  journal.load(state.journal)
  faults.load(state.faults)
  limits.load(state.limits)
  log.load(state.requests)
  for (const [place, random] of randoms.entries()) {
    const saved = state.randoms[place]
    if (saved !== undefined) random.load(saved)
  }
  // These go on with what was under way, and draw from the sources above.
  webhooks.load(state.webhooks)
  resumeImports(account, schedule)
}
