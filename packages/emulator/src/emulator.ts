import { Hono } from 'hono'
import { createAccountControl, type AccountControl } from './account-control.ts'
import { createAccount, type Account } from './account/index.ts'
import { createClock, type TimeSource } from './clock.ts'
import type { Control } from './control.ts'
import { createFaults, createGate, createLimits, createRequestLog } from './gate/index.ts'
import { createRandom } from './random.ts'
import type { Route } from './route.ts'
import {
  associationDefinitionRoutes,
  associationRoutes,
  associationV3Routes,
  batchRoutes,
  controlRoutes,
  definitionRoutes,
  mergeRoutes,
  objectRoutes,
  searchRoutes,
} from './routes/index.ts'
import { seedDemo, type DemoSize } from './seed.ts'
import { changeSwitches, defaultSwitches, type Switches } from './switches.ts'

/** What an emulator is made with; everything has a default. */
export interface EmulatorOptions {
  /** The account's number. */
  readonly portalId?: number
  /** Ids, demo data and correlation ids follow from it. */
  readonly seed?: number
  /** The system's clock when absent; a frozen one (`{ now: () => 0 }`) moves only by `clock.advance`. */
  readonly clock?: TimeSource
  readonly switches?: Partial<Switches>
  /** The bearer tokens taken; any when absent. */
  readonly tokens?: readonly string[]
  /** Demo data to start with; an empty account when absent or false. */
  readonly demo?: boolean | DemoSize
  /** How to wait out a `delay` fault; timers of the system when absent. */
  readonly sleep?: (durationMs: number) => Promise<void>
}

/** A HubSpot account on this machine, and what one can do to it. */
export interface Emulator extends Control {
  /**
   * Answers a request as HubSpot would. Rejects as `fetch` does: with a `TypeError` when a fault drops the connection, with the signal's
   * reason when the request is aborted, which does not keep it from being applied once it was under way.
   */
  fetch(request: Request): Promise<Response>
  /** The account from inside: arrange data, look at it. */
  readonly account: AccountControl
  /** The tokens taken from now on; null takes any. */
  setTokens(tokens: readonly string[] | null): void
  /** From now on this token is answered as expired. */
  expireToken(token: string): void
}

interface Parts {
  readonly account: Account
  readonly app: Hono
  readonly log: ReturnType<typeof createRequestLog>
  readonly faults: ReturnType<typeof createFaults>
  readonly gate: ReturnType<typeof createGate>
}

/** A HubSpot account in this process: no socket, no file, no global state. */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const clock = createClock(options.clock ?? { now: () => Date.now() })
  let switches = changeSwitches(defaultSwitches, options.switches ?? {})
  let parts = assemble()

  function assemble(): Parts {
    const seed = options.seed ?? 1
    const random = createRandom(seed)
    const account = createAccount({
      portalId: options.portalId ?? 147_892_301,
      clock,
      random,
      switches: () => switches,
    })
    if (options.demo !== undefined && options.demo !== false)
      seedDemo(account, options.demo === true ? {} : options.demo)
    const limits = createLimits(account)
    const faults = createFaults()
    const log = createRequestLog()
    const sleep = options.sleep ?? ((durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)))
    const gate = createGate({
      account,
      limits,
      faults,
      log,
      sleep,
      random: createRandom(seed + 1),
      tokens: options.tokens ?? null,
    })
    const routes: readonly Route[] = [
      ...searchRoutes(account),
      ...batchRoutes(account),
      ...associationRoutes(account),
      ...associationV3Routes(account),
      ...associationDefinitionRoutes(account),
      ...mergeRoutes(account),
      ...objectRoutes(account),
      ...definitionRoutes(account, limits),
    ]
    const app = new Hono({ strict: false })
    app.route('/_emulator', controlRoutes(emulator))
    for (const route of routes) app.on(route.method, [...route.paths], (context) => gate.pass(route, context))
    app.notFound((context) => gate.pass(undefined, context, methodsAt(app, context.req.path)))
    app.onError((error) => gate.failed(error))
    return { account, app, log, faults, gate }
  }

  function emulator(): Emulator {
    return made
  }

  const made: Emulator = {
    fetch: (request) => untilAborted(request.signal, async () => parts.app.fetch(request)),
    clock,
    account: createAccountControl(() => parts.account),
    audit: () => parts.account.audit.entries(),
    requests: () => parts.log.report(),
    switches: () => switches,
    setSwitches: (changes) => void (switches = changeSwitches(switches, changes)),
    addFault: (fault) => parts.faults.add(fault),
    clearFaults: () => parts.faults.clear(),
    setTokens: (tokens) => parts.gate.setTokens(tokens),
    expireToken: (token) => parts.gate.expireToken(token),
    reset() {
      switches = changeSwitches(defaultSwitches, options.switches ?? {})
      parts = assemble()
    },
  }
  return made
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

// Which methods a path has tells 405 from 404.
function methodsAt(app: Hono, path: string): readonly string[] {
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => app.router.match(method, path)[0].length > 0)
}
