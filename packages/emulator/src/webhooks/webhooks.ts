import type { Account, Change } from '../account/index.ts'
import type { Apps } from '../oauth/index.ts'
import type { Random } from '../random.ts'
import type { Schedule } from '../schedule.ts'
import { createDelivery, type Delivery, type EventBatch } from './delivery.ts'
import { eventsFor, type EventFacts } from './events.ts'
import {
  createWebhookRegistry,
  type SavedRegistry,
  type Subscription,
  type WebhookRegistry,
  type WebhookSettings,
} from './subscriptions.ts'

/** Webhooks of all apps: what they subscribed to, and its delivery. */
export interface Webhooks {
  readonly registry: WebhookRegistry
  readonly delivery: Pick<Delivery, 'entries' | 'idle'>
  save(): SavedWebhooks
  load(saved: SavedWebhooks): void
}

/** All of it as plain data. */
export interface SavedWebhooks {
  readonly registry: SavedRegistry
  readonly gathered: readonly (readonly [appId: number, events: readonly EventFacts[]])[]
  readonly batches: readonly EventBatch[]
}

interface WebhooksParts {
  readonly account: Account
  readonly apps: Apps
  readonly schedule: Schedule
  readonly random: Random
  readonly fetch: (request: Request) => Promise<Response>
}

/** No subscriptions; events of later ones follow the changes of `account`. */
export function createWebhooks({ account, apps, schedule, random, fetch }: WebhooksParts): Webhooks {
  const { clock } = account
  const registry = createWebhookRegistry(clock)
  const delivery = createDelivery({ clock, schedule, random, fetch, appOf: (appId) => apps.byId(appId), settingsOf })
  const gathered = new Map<number, EventFacts[]>()
  account.changes.listen(gather)

  // Events of one moment travel together: a batch of 100 records makes few requests.
  function gather(change: Change): void {
    for (const appId of registry.apps()) {
      const subscribed = registry.of(appId).subscriptions.filter(({ active }) => active)
      const events = subscribed.flatMap((subscription) =>
        eventsFor(account, subscription, change).map((facts) => ({
          ...heading(appId, subscription, change),
          ...facts,
        })),
      )
      if (events.length > 0) hold(appId, events)
    }
  }

  function hold(appId: number, events: readonly EventFacts[]): void {
    const known = gathered.get(appId)
    if (known !== undefined) return void known.push(...events)
    gathered.set(appId, [...events])
    const { webhookDelayMs } = account.switches()
    if (webhookDelayMs === 0) queueMicrotask(() => release(appId))
    else schedule.at(clock.now() + webhookDelayMs, () => release(appId))
  }

  // What every event says.
  function heading(appId: number, { id, eventType }: Subscription, { origin, source }: Change): EventFacts {
    const { webhookTypeField } = account.switches()
    return {
      eventId: random.between(1, 2_147_483_647),
      subscriptionId: Number(id),
      portalId: account.portalId,
      appId,
      occurredAt: origin.at,
      ...(webhookTypeField === 'eventType' ? {} : { subscriptionType: eventType }),
      ...(webhookTypeField === 'subscriptionType' ? {} : { eventType }),
      changeSource: source.sourceType,
      sourceId: source.sourceId,
    }
  }

  function release(appId: number): void {
    const events = gathered.get(appId) ?? []
    gathered.delete(appId)
    const { webhookOrder, webhookDuplicates } = account.switches()
    const sent = webhookOrder === 'shuffled' ? shuffled(events, random) : events
    delivery.enqueue(appId, sent)
    if (webhookDuplicates) delivery.enqueue(appId, sent)
  }

  function settingsOf(appId: number): WebhookSettings | null {
    const { settings, before } = registry.of(appId)
    const isCached = before !== null && clock.now() < before.at + account.switches().webhookSettingsCachedMs
    return isCached && before.settings !== null ? before.settings : settings
  }

  return {
    registry,
    delivery,
    save: () => ({ registry: registry.save(), gathered: [...gathered], batches: delivery.save() }),
    load(saved) {
      registry.load(saved.registry)
      delivery.load(saved.batches)
      gathered.clear()
      for (const [appId, events] of saved.gathered) {
        gathered.set(appId, [...events])
        release(appId)
      }
    },
  }
}

function shuffled<T>(list: readonly T[], random: Random): readonly T[] {
  return list
    .map((item) => ({ item, key: random.next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}
