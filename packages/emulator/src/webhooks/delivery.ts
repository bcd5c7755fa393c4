import type { TimeSource } from '../clock.ts'
import type { App } from '../oauth/index.ts'
import type { Random } from '../random.ts'
import type { Schedule } from '../schedule.ts'
import type { EventFacts } from './events.ts'
import { signV1, signV3 } from './signature.ts'
import type { WebhookSettings } from './subscriptions.ts'

/** Events that are sent together until the app has taken them. */
export interface EventBatch {
  readonly appId: number
  readonly events: readonly EventFacts[]
  /** How often it was sent before. */
  readonly attempt: number
  readonly dueAt: number
}

/** One attempt to deliver. */
export interface DeliveryEntry {
  readonly at: number
  readonly appId: number
  readonly url: string
  readonly attempt: number
  readonly events: number
  /** Null when no answer came in time. */
  readonly status: number | null
}

/** Sends events to apps: several arrays at a time, each again and again until it is taken or 24 hours have passed. */
export interface Delivery {
  enqueue(appId: number, events: readonly EventFacts[]): void
  /** Resolves when nothing is under way or due. */
  idle(): Promise<void>
  entries(): readonly DeliveryEntry[]
  /** Whatever is not taken yet, what is under way included. */
  save(): readonly EventBatch[]
  load(saved: readonly EventBatch[]): void
}

interface DeliveryParts {
  readonly clock: TimeSource
  readonly schedule: Schedule
  readonly random: Random
  readonly fetch: (request: Request) => Promise<Response>
  readonly appOf: (appId: number) => App | undefined
  /** Where an app wants its events now; null drops them. */
  readonly settingsOf: (appId: number) => WebhookSettings | null
}

// Less than 100 events in an array; 5 seconds to answer; up to 10 retries over 24 hours
// (https://developers.hubspot.com/docs/api-reference/2026-03/webhooks/guide).
const mostEvents = 99
const answerMs = 5_000
const mostRetries = 10
const keptEntries = 1_000

/** Nothing to send. */
export function createDelivery({ clock, schedule, random, fetch, appOf, settingsOf }: DeliveryParts): Delivery {
  const waiting = new Set<EventBatch>()
  const underWay = new Map<EventBatch, Promise<void>>()
  const entries: DeliveryEntry[] = []
  let signing: Promise<unknown> = Promise.resolve()

  function enqueue(appId: number, events: readonly EventFacts[]): void {
    for (let from = 0; from < events.length; from += mostEvents)
      wait({ appId, events: events.slice(from, from + mostEvents), attempt: 0, dueAt: clock.now() })
  }

  function wait(batch: EventBatch): void {
    waiting.add(batch)
    if (batch.dueAt <= clock.now()) sendDue()
    else schedule.at(batch.dueAt, sendDue)
  }

  function sendDue(): void {
    for (const batch of waiting) {
      if (batch.dueAt > clock.now()) continue
      const settings = settingsOf(batch.appId)
      const running = [...underWay.keys()].filter(({ appId }) => appId === batch.appId).length
      if (settings !== null && running >= settings.throttling.maxConcurrentRequests) continue
      waiting.delete(batch)
      const app = appOf(batch.appId)
      if (settings === null || app === undefined) continue
      underWay.set(
        batch,
        send(batch, app, settings.targetUrl).then((taken) => settle(batch, taken)),
      )
    }
  }

  function settle(batch: EventBatch, taken: boolean): void {
    underWay.delete(batch)
    if (!taken && batch.attempt < mostRetries) {
      const dueAt = clock.now() + retryDelayMs(batch.attempt, random)
      wait({ ...batch, attempt: batch.attempt + 1, dueAt })
    }
    sendDue()
  }

  async function send(batch: EventBatch, app: App, url: string): Promise<boolean> {
    const at = clock.now()
    const body = JSON.stringify(batch.events.map((event) => ({ ...event, attemptNumber: batch.attempt })))
    // One after the other, so that requests begin in the order in which they became due.
    const signed = signing.then(() => signedRequest(app, url, body, at))
    signing = signed
    const status = await answered(await signed)
    entries.push({ at, appId: app.appId, url, attempt: batch.attempt, events: batch.events.length, status })
    if (entries.length > keptEntries) entries.shift()
    return status !== null && status < 400
  }

  // The status of the answer; null when there is none within 5 seconds.
  function answered(request: Request): Promise<number | null> {
    return new Promise((resolve) => {
      const giveUp = new AbortController()
      const cancel = schedule.at(clock.now() + answerMs, () => {
        giveUp.abort()
        resolve(null)
      })
      fetch(new Request(request, { signal: giveUp.signal }))
        .then(
          ({ status }) => resolve(status),
          () => resolve(null),
        )
        .finally(cancel)
    })
  }

  async function idle(): Promise<void> {
    await Promise.resolve()
    while (underWay.size > 0) await Promise.allSettled(underWay.values())
  }

  return {
    enqueue,
    idle,
    entries: () => entries.slice(),
    save: () => [...underWay.keys(), ...waiting],
    load(saved) {
      waiting.clear()
      for (const batch of saved) wait(batch)
    },
  }
}

async function signedRequest(app: App, url: string, body: string, timestamp: number): Promise<Request> {
  const signed = { method: 'POST', uri: url, body, clientSecret: app.clientSecret }
  return new Request(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-hubspot-signature': await signV1(signed),
      'x-hubspot-signature-version': 'v1',
      'x-hubspot-signature-v3': await signV3({ ...signed, timestamp }),
      'x-hubspot-request-timestamp': String(timestamp),
    },
  })
}

// A minute, then twice as long each time: the ten together stay below 24 hours even where the jitter lengthens all of them.
function retryDelayMs(attempt: number, random: Random): number {
  return Math.round(60_000 * 2 ** attempt * (0.6 + 0.8 * random.next()))
}
