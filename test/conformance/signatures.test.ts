import { Signature } from '@hubspot/api-client'
import { SubscriptionCreateRequestEventTypeEnum as EventType } from '@hubspot/api-client/lib/codegen/webhooks/models/SubscriptionCreateRequest.js'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defaultApp } from '@holdfast/emulator'
import { openWorld } from './world.ts'

const now = Date.UTC(2026, 10, 24, 8)
const targetUrl = 'https://app.example/hooks?source=crm&path=%2Fa%3Ab'

// Version 3 is made over the address with these characters decoded, which the client leaves to its caller.
const decodedUrl = 'https://app.example/hooks?source=crm&path=/a:b'

interface Delivery {
  readonly body: string
  readonly headers: Headers
}

/** What an app that wants to know of new contacts receives when one is made. */
async function delivered(): Promise<Delivery> {
  const received: Delivery[] = []
  const world = await openWorld({
    clock: { now: () => now },
    async fetch(request) {
      received.push({ body: await request.text(), headers: request.headers })
      return new Response(null, { status: 204 })
    },
  })
  const { settingsApi, subscriptionsApi } = world.client.webhooks
  await settingsApi.configure(defaultApp.appId, { targetUrl, throttling: { maxConcurrentRequests: 10 } })
  await subscriptionsApi.create(defaultApp.appId, { eventType: EventType.ContactCreation, active: true })
  await world.client.crm.contacts.basicApi.create({ properties: { firstname: 'Ærø' }, associations: [] })
  world.emulator.clock.advance(world.emulator.switches().webhookDelayMs)
  await world.emulator.delivered()
  await world.close()
  const [delivery] = received
  if (delivery === undefined) throw new TypeError('Nothing was delivered.')
  return delivery
}

describe('the client takes the signature of a webhook', () => {
  // It compares the time of the request with the clock of this machine.
  beforeEach(() => void vi.spyOn(Date, 'now').mockReturnValue(now + 60_000))
  afterEach(() => void vi.restoreAllMocks())

  test.each(['v1', 'v3'])('%s, and none after a letter was changed', async (signatureVersion) => {
    const { body, headers } = await delivered()
    const name = signatureVersion === 'v3' ? 'x-hubspot-signature-v3' : 'x-hubspot-signature'
    const signed = {
      signatureVersion,
      signature: headers.get(name) ?? '',
      clientSecret: defaultApp.clientSecret,
      requestBody: body,
      url: signatureVersion === 'v3' ? decodedUrl : targetUrl,
      method: 'POST',
      timestamp: Number(headers.get('x-hubspot-request-timestamp')),
    }
    expect(Signature.isValid(signed)).toBe(true)
    expect(Signature.isValid({ ...signed, requestBody: body.replace('creation', 'deletion') })).toBe(false)
    expect(Signature.isValid({ ...signed, clientSecret: 'another' })).toBe(false)
  })
})
