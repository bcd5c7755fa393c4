import { createAccountControl } from './account-control.ts'
import { assemble } from './assemble.ts'
import { createClock } from './clock.ts'
import type { Control } from './control.ts'
import type { EmulatorOptions } from './options.ts'
import type { Parts } from './parts.ts'
import { journalFile } from './routes/index.ts'
import { loadParts, parseState, savedParts, understood } from './state/index.ts'
import { changeSwitches, defaultSwitches, drawSwitches, type Switches } from './switches.ts'

/** A HubSpot account on this machine, and what one can do to it. */
export interface Emulator extends Control {
  /**
   * Answers a request as HubSpot would. Rejects as `fetch` does: with a `TypeError` when a fault drops the connection, with the signal's
   * reason when the request is aborted, which does not keep it from being applied once it was under way.
   */
  fetch(request: Request): Promise<Response>
}

/** A HubSpot account in this process: no socket, no file, no global state. */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const clock = createClock(options.clock ?? { now: () => Date.now() }, () => parts.schedule.runDue())
  let switches = switchesAtFirst(options)
  let parts = begin(options)

  function begin(given: EmulatorOptions): Parts {
    return assemble({ options: given, clock, switches: () => switches, control: () => emulator })
  }

  function load(value: unknown): void {
    const state = parseState(value)
    const loaded = begin({ ...options, portalId: state.portalId, demo: false })
    // Only what was understood as a whole takes the place of what is.
    const read = understood(() => {
      loadParts(loaded, state)
      return changeSwitches(defaultSwitches, state.switches)
    })
    parts.schedule.clear()
    parts = loaded
    switches = read
    clock.advance(Math.max(0, state.now - clock.now()))
  }

  const emulator: Emulator = {
    fetch(request) {
      // A clock that was given may have moved since.
      parts.schedule.runDue()
      return untilAborted(request.signal, async () => parts.app.fetch(request))
    },
    clock,
    account: createAccountControl(() => parts.account),
    audit: () => parts.account.audit.entries(),
    requests: () => parts.log.report(),
    switches: () => switches,
    setSwitches: (changes) => void (switches = changeSwitches(switches, changes)),
    addFault: (fault) => parts.faults.add(fault),
    faults: () => parts.faults.pending(),
    clearFaults: () => parts.faults.clear(),
    setTokens: (tokens) => parts.tokens.set(tokens),
    expireToken: (token) => parts.tokens.expire(token),
    authorize: (authorization = {}) => parts.oauth.authorize(authorization),
    journalFile: (query) => journalFile(parts.account, parts.journal, query),
    deliveries: () => parts.webhooks.delivery.entries(),
    delivered: () => parts.webhooks.delivery.idle(),
    save: () => savedParts(parts, switches),
    load,
    reset() {
      parts.schedule.clear()
      switches = switchesAtFirst(options)
      parts = begin(options)
      if (options.state !== undefined) load(options.state)
    },
  }
  if (options.state !== undefined) load(options.state)
  return emulator
}

function switchesAtFirst({ mode, seed = 1, switches = {} }: EmulatorOptions): Switches {
  return changeSwitches(mode === 'adversarial' ? drawSwitches(seed) : defaultSwitches, switches)
}

function untilAborted(signal: AbortSignal, answer: () => Promise<Response>): Promise<Response> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    answer()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort))
  })
}
