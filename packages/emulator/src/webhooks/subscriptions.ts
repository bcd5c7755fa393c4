import { invalid, unknownDefinition } from '../api-error.ts'
import { toIso, type TimeSource } from '../clock.ts'
import { webhookEvents } from '../data/webhook-events.ts'

/** A subscription as the webhooks API answers it. */
export interface Subscription {
  readonly id: string
  readonly eventType: string
  readonly propertyName?: string
  readonly objectTypeId?: string
  readonly active: boolean
  readonly createdAt: string
  readonly updatedAt?: string
}

/** Where an app wants its events, as the webhooks API answers it. */
export interface WebhookSettings {
  readonly targetUrl: string
  readonly throttling: { readonly maxConcurrentRequests: number }
  readonly createdAt: string
  readonly updatedAt?: string
}

/** What one app has set up. */
export interface AppWebhooks {
  readonly subscriptions: readonly Subscription[]
  readonly settings: WebhookSettings | null
  /** The settings before the last change, and when that was: they may be in use for some minutes yet. */
  readonly before: { readonly settings: WebhookSettings | null; readonly at: number } | null
}

/** What all apps have set up. */
export interface WebhookRegistry {
  of(appId: number): AppWebhooks
  apps(): readonly number[]
  subscribe(
    appId: number,
    wanted: Pick<Subscription, 'eventType' | 'propertyName' | 'objectTypeId' | 'active'>,
  ): Subscription
  /** Throws `ApiError` 404 for an unknown one, as the others do. */
  find(appId: number, id: string): Subscription
  setActive(appId: number, id: string, active: boolean): Subscription
  unsubscribe(appId: number, id: string): void
  configure(appId: number, settings: Pick<WebhookSettings, 'targetUrl' | 'throttling'> | null): WebhookSettings | null
  save(): SavedRegistry
  load(saved: SavedRegistry): void
}

/** All of it as plain data. */
export interface SavedRegistry {
  readonly lastId: number
  readonly apps: readonly (readonly [appId: number, webhooks: AppWebhooks])[]
}

const nothing: AppWebhooks = { subscriptions: [], settings: null, before: null }

/** No subscriptions. */
export function createWebhookRegistry(clock: TimeSource): WebhookRegistry {
  let lastId = 0
  let byApp = new Map<number, AppWebhooks>()

  function of(appId: number): AppWebhooks {
    return byApp.get(appId) ?? nothing
  }

  function subscribe(
    appId: number,
    { eventType, propertyName, objectTypeId, active }: Parameters<WebhookRegistry['subscribe']>[1],
  ): Subscription {
    refuseUnknown(eventType, propertyName, objectTypeId)
    const subscription: Subscription = {
      id: String(++lastId),
      eventType,
      ...(propertyName === undefined ? {} : { propertyName }),
      ...(objectTypeId === undefined ? {} : { objectTypeId }),
      active,
      createdAt: toIso(clock.now()),
    }
    const known = of(appId)
    byApp.set(appId, { ...known, subscriptions: [...known.subscriptions, subscription] })
    return subscription
  }

  function find(appId: number, id: string): Subscription {
    const found = of(appId).subscriptions.find((each) => each.id === id)
    if (found === undefined) throw unknownDefinition(`There is no subscription ${id}.`)
    return found
  }

  function setActive(appId: number, id: string, active: boolean): Subscription {
    const changed = { ...find(appId, id), active, updatedAt: toIso(clock.now()) }
    const known = of(appId)
    const subscriptions = known.subscriptions.map((each) => (each.id === id ? changed : each))
    byApp.set(appId, { ...known, subscriptions })
    return changed
  }

  function unsubscribe(appId: number, id: string): void {
    const known = of(appId)
    byApp.set(appId, { ...known, subscriptions: known.subscriptions.filter((each) => each !== find(appId, id)) })
  }

  function configure(appId: number, wanted: Parameters<WebhookRegistry['configure']>[1]): WebhookSettings | null {
    const known = of(appId)
    const now = toIso(clock.now())
    const dates = known.settings === null ? { createdAt: now } : { createdAt: known.settings.createdAt, updatedAt: now }
    const settings = wanted === null ? null : { ...wanted, ...dates }
    byApp.set(appId, { ...known, settings, before: { settings: known.settings, at: clock.now() } })
    return settings
  }

  return {
    of,
    apps: () => [...byApp.keys()],
    subscribe,
    find,
    setActive,
    unsubscribe,
    configure,
    save: () => ({ lastId, apps: [...byApp] }),
    load(saved) {
      lastId = saved.lastId
      byApp = new Map(saved.apps)
    },
  }
}

function refuseUnknown(eventType: string, propertyName: string | undefined, objectTypeId: string | undefined): void {
  const [subject = '', event = ''] = eventType.split('.')
  const events = Object.hasOwn(webhookEvents, subject) ? webhookEvents[subject] : undefined
  if (events?.includes(event) !== true || eventType !== `${subject}.${event}`)
    throw invalid(`${eventType} is no event type.`)
  if ((event === 'propertyChange') !== (propertyName !== undefined))
    throw invalid('propertyName is needed for propertyChange, and only there.')
  if ((subject === 'object') !== (objectTypeId !== undefined))
    throw invalid('objectTypeId is needed for object events, and only there.')
}
