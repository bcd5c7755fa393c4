import type { Account } from '../account/index.ts'
import { invalid, unknownDefinition } from '../api-error.ts'
import { toIso } from '../clock.ts'
import { asArray, asObject, asOptionalFlag, asOptionalText, asText, asWhole, field } from '../input.ts'
import type { Apps } from '../oauth/index.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import { pathsOf } from '../versions.ts'
import type { WebhookRegistry, WebhookSettings } from '../webhooks/index.ts'

/** Webhook subscriptions and settings of an app (https://developers.hubspot.com/docs/api-reference/2026-03/webhooks/guide). */
export function webhookRoutes(account: Account, apps: Apps, registry: WebhookRegistry): readonly Route[] {
  const route = (
    method: Route['method'],
    rest: string,
    handle: (registry: WebhookRegistry, appId: number, call: Call) => Answer,
  ): Route => ({
    method,
    paths: pathsOf('webhooks', `/:app/${rest}`),
    lane: 'webhooks',
    auth: 'developer',
    handle: (call) => handle(registry, appIn(apps, call), call),
  })
  return [
    route('GET', 'subscriptions', list),
    route('POST', 'subscriptions', (_, appId, call) => subscribe(account, registry, appId, call)),
    route('POST', 'subscriptions/batch/update', (_, appId, call) => updateBatch(account, registry, appId, call)),
    route('GET', 'subscriptions/:id', (_, appId, call) => ({
      status: 200,
      body: registry.find(appId, call.param('id')),
    })),
    route('PATCH', 'subscriptions/:id', update),
    route('DELETE', 'subscriptions/:id', unsubscribe),
    route('GET', 'settings', settings),
    route('PUT', 'settings', configure),
    route('DELETE', 'settings', clear),
  ]
}

function list(registry: WebhookRegistry, appId: number): Answer {
  return { status: 200, body: { results: registry.of(appId).subscriptions } }
}

function subscribe(account: Account, registry: WebhookRegistry, appId: number, call: Call): Answer {
  const body = bodyObject(call)
  const propertyName = asOptionalText(field(body, 'propertyName'), 'propertyName')
  const objectTypeId = asOptionalText(field(body, 'objectTypeId'), 'objectTypeId')
  const active = field(body, 'active')
  const subscription = registry.subscribe(appId, {
    eventType: asText(field(body, 'eventType'), 'eventType'),
    ...(propertyName === undefined ? {} : { propertyName }),
    ...(objectTypeId === undefined ? {} : { objectTypeId }),
    active: active === undefined ? account.switches().webhookActiveAtFirst : asOptionalFlag(active, 'active'),
  })
  return { status: 201, body: subscription }
}

function update(registry: WebhookRegistry, appId: number, call: Call): Answer {
  const active = asOptionalFlag(field(bodyObject(call), 'active'), 'active')
  return { status: 200, body: registry.setActive(appId, call.param('id'), active) }
}

function updateBatch(account: Account, registry: WebhookRegistry, appId: number, call: Call): Answer {
  const at = toIso(account.clock.now())
  const inputs = asArray(field(bodyObject(call), 'inputs'), 'inputs').map((input) => {
    const object = asObject(input, 'an input')
    const id = asText(field(object, 'id'), 'id')
    // All are found before any is changed.
    registry.find(appId, id)
    return { id, active: asOptionalFlag(field(object, 'active'), 'active') }
  })
  const results = inputs.map(({ id, active }) => registry.setActive(appId, id, active))
  return { status: 200, body: { status: 'COMPLETE', results, startedAt: at, completedAt: at } }
}

function unsubscribe(registry: WebhookRegistry, appId: number, call: Call): Answer {
  registry.unsubscribe(appId, registry.find(appId, call.param('id')).id)
  return { status: 204 }
}

function settings(registry: WebhookRegistry, appId: number): Answer {
  const found = registry.of(appId).settings
  if (found === null) throw unknownDefinition('The app has no webhook settings.')
  return { status: 200, body: found }
}

function configure(registry: WebhookRegistry, appId: number, call: Call): Answer {
  return { status: 200, body: registry.configure(appId, wantedSettings(call)) }
}

function wantedSettings(call: Call): Pick<WebhookSettings, 'targetUrl' | 'throttling'> {
  const body = bodyObject(call)
  const targetUrl = asText(field(body, 'targetUrl'), 'targetUrl')
  if (!URL.canParse(targetUrl) || !/^https?:/i.test(targetUrl)) throw invalid('targetUrl must be a URL.')
  const throttling = asObject(field(body, 'throttling') ?? {}, 'throttling')
  const most = field(throttling, 'maxConcurrentRequests') ?? 10
  return { targetUrl, throttling: { maxConcurrentRequests: asWhole(most, 'maxConcurrentRequests', 6, 1_000) } }
}

function clear(registry: WebhookRegistry, appId: number): Answer {
  registry.configure(appId, null)
  return { status: 204 }
}

function appIn(apps: Apps, call: Call): number {
  const app = apps.byId(Number(call.param('app')))
  if (app === undefined) throw unknownDefinition('There is no such app.')
  return app.appId
}
