import { Hono } from 'hono'
import { createAccount } from './account/index.ts'
import type { EmulatorClock } from './clock.ts'
import type { Control } from './control.ts'
import type { EmulatorOptions } from './options.ts'
import type { Parts } from './parts.ts'
import { createFaults } from './faults/index.ts'
import { createGate, createLimits, createRequestLog } from './gate/index.ts'
import { followChanges } from './lists/index.ts'
import { createJournal } from './journal/index.ts'
import { createApps, createOAuth, createTokens } from './oauth/index.ts'
import { createRandom, type Random } from './random.ts'
import type { Route } from './route.ts'
import { createSchedule, systemWake } from './schedule.ts'
import {
  accountInfoRoutes,
  associationDefinitionRoutes,
  associationRoutes,
  associationV3Routes,
  batchRoutes,
  controlRoutes,
  propertyRoutes,
  dealSplitRoutes,
  journalRoutes,
  journalSubscriptionRoutes,
  importRoutes,
  limitsTrackingRoutes,
  listFolderRoutes,
  listMembershipRoutes,
  listRoutes,
  mergeRoutes,
  oauthRoutes,
  objectLibraryRoutes,
  objectRoutes,
  ownerRoutes,
  pipelineRoutes,
  propertyValidationRoutes,
  schemaRoutes,
  searchRoutes,
  webhookRoutes,
} from './routes/index.ts'
import { seedDemo } from './demo/index.ts'
import type { Switches } from './switches.ts'
import { createWebhooks } from './webhooks/index.ts'

interface Given {
  readonly options: EmulatorOptions
  readonly clock: EmulatorClock
  readonly switches: () => Switches
  readonly control: () => Control
}

/** All parts of an emulator, at the beginning. */
export function assemble({ options, clock, switches, control }: Given): Parts {
  const seed = options.seed ?? 1
  const portalId = options.portalId ?? 147_892_301
  const account = createAccount({ portalId, clock, random: createRandom(seed), switches })
  followChanges(account)
  if (options.demo !== undefined && options.demo !== false && options.state === undefined)
    seedDemo(account, options.demo === true ? {} : options.demo, options.onDemoProgress)
  const limits = createLimits(account)
  // Each has a source of its own, so that none moves the numbers of another.
  const randoms = [1, 2, 3, 4, 5].map((offset) => createRandom(seed + offset)) as [
    Random,
    Random,
    Random,
    Random,
    Random,
  ]
  const [gateRandom, faultRandom, tokenRandom, webhookRandom, journalRandom] = randoms
  const faults = createFaults(clock, faultRandom)
  const log = createRequestLog()
  const tokens = createTokens({
    clock,
    random: tokenRandom,
    tokens: options.tokens ?? null,
    expiredCategory: () => switches().expiredCategory,
  })
  const apps = createApps(options.apps)
  const oauth = createOAuth({ portalId, clock, apps, tokens })
  // A clock that was given moves by hand or by its owner: timers of the system would not follow it.
  const schedule = createSchedule(clock, options.clock === undefined ? systemWake : undefined)
  const webhooks = createWebhooks({
    account,
    apps,
    schedule,
    random: webhookRandom,
    fetch: options.fetch ?? ((request) => fetch(request)),
  })
  const journal = createJournal(account, journalRandom)
  const sleep = options.sleep ?? ((durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)))
  const gate = createGate({ account, limits, faults, log, sleep, random: gateRandom, tokens })
  const routes: readonly Route[] = [
    ...searchRoutes(account),
    ...batchRoutes(account),
    ...associationRoutes(account),
    ...associationV3Routes(account),
    ...associationDefinitionRoutes(account),
    ...dealSplitRoutes(account),
    ...mergeRoutes(account),
    ...objectRoutes(account),
    ...propertyRoutes(account),
    ...propertyValidationRoutes(account),
    ...schemaRoutes(account),
    ...pipelineRoutes(account),
    ...ownerRoutes(account),
    ...listFolderRoutes(account),
    ...listRoutes(account),
    ...listMembershipRoutes(account),
    ...importRoutes(account, schedule),
    ...objectLibraryRoutes(account),
    ...limitsTrackingRoutes(account),
    ...accountInfoRoutes(account, limits),
    ...oauthRoutes(account, oauth, tokens),
    ...webhookRoutes(account, apps, webhooks.registry),
    ...journalRoutes(account, apps, journal),
    ...journalSubscriptionRoutes(account, apps, journal),
  ]
  const app = new Hono({ strict: false })
  app.route('/_emulator', controlRoutes(control))
  for (const route of routes) app.on(route.method, [...route.paths], (context) => gate.pass(route, context))
  app.notFound((context) => gate.pass(undefined, context, methodsAt(app, context.req.path)))
  app.onError((error) => gate.failed(error))
  return { account, app, log, faults, limits, tokens, oauth, schedule, webhooks, journal, randoms }
}

// Which methods a path has tells 405 from 404.
function methodsAt(app: Hono, path: string): readonly string[] {
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => app.router.match(method, path)[0].length > 0)
}
