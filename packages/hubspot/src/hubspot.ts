import { createBudget, type BudgetOptions, type BudgetView } from './budget/index.ts'
import {
  createAssociationOperations,
  createBatchOperations,
  createDefinitionOperations,
  createObjectOperations,
  createSearch,
  type AssociationOperations,
  type BatchOperations,
  type DefinitionOperations,
  type ObjectOperations,
  type Search,
} from './operations/index.ts'
import { createRequester, type RequestEvent } from './request.ts'
import { createRoutes } from './routes.ts'
import { createSteadyTime, type Clock, type Timers } from './time.ts'
import { createTransport } from './transport.ts'
import { defaultApiVersion, type ApiVersion } from './version.ts'

/** How HubSpot's API is reached. Time, chance and network are the caller's. */
export interface HubSpotOptions {
  /** Where HubSpot's own paths begin: a gateway or emulator that adds the token, absolute or together with `base`. */
  readonly origin: string
  /** What a relative origin is relative to, e.g. `self.location.href`. */
  readonly base?: string
  /** Headers for programs that may hold a token (servers, Electron's main process); never in a browser. */
  readonly headers?: () => HeadersInit | Promise<HeadersInit>
  readonly version?: ApiVersion
  readonly fetch: (request: Request) => Promise<Response>
  readonly clock: Clock
  readonly timers: Timers
  /** Evenly spread in [0, 1). */
  readonly random: () => number
  readonly budget?: BudgetOptions
  /** The largest answer that is read; 64 MiB by default. */
  readonly maxAnswerBytes?: number
  /** Called after every request, with no data of the account. */
  readonly onRequest?: (event: RequestEvent) => void
}

/** HubSpot's CRM API as typed operations under one budget. Every operation rejects with `HoldfastError` of an `api/` code. */
export interface HubSpot {
  readonly objects: ObjectOperations
  readonly batch: BatchOperations
  readonly search: Search
  readonly associations: AssociationOperations
  readonly definitions: DefinitionOperations
  readonly budget: BudgetView
}

/** Opens nothing and sends nothing. Throws `TypeError` for an origin that is no http address. */
export function createHubSpot(options: HubSpotOptions): HubSpot {
  const { clock, timers, random } = options
  const time = createSteadyTime(clock)
  const routes = createRoutes(options.version ?? defaultApiVersion)
  const budget = createBudget({ time, timers, random, options: options.budget })
  const transport = createTransport({
    origin: options.origin,
    base: options.base,
    headers: options.headers,
    fetch: options.fetch,
    timers,
    maxAnswerBytes: options.maxAnswerBytes ?? 64 * 1024 * 1024,
  })
  const request = createRequester({ transport, budget, time, clock, onRequest: options.onRequest })
  return {
    objects: createObjectOperations(request, routes),
    batch: createBatchOperations(request, routes),
    search: createSearch(request, routes),
    associations: createAssociationOperations(request, routes),
    definitions: createDefinitionOperations(request, routes),
    budget,
  }
}
