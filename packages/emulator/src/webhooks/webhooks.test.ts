import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import { defaultApp } from '../oauth/index.ts'
import type { EmulatorOptions } from '../options.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'
import { signV1, signV3 } from './signature.ts'

const base = `/webhooks/v3/${defaultApp.appId}`
const targetUrl = 'https://app.example/hooks?kind=crm'
const contacts = '/crm/objects/2026-09/contacts'

type Event = Readonly<Record<string, unknown>>
interface Received {
  readonly headers: Headers
  readonly body: string
  readonly events: readonly Event[]
}

/** An app that takes what `answer` says; what it received. */
function arrange(
  options: EmulatorOptions = {},
  answer: (received: Received, count: number) => Promise<number> | number = () => 200,
): { emulator: Emulator; call: Caller; received: Received[]; events: () => readonly Event[] } {
  const received: Received[] = []
  const emulator = createEmulator({
    clock: frozen,
    ...options,
    switches: { ...quiet, ...options.switches },
    async fetch(request) {
      const body = await request.text()
      const one = { headers: request.headers, body, events: JSON.parse(body) as readonly Event[] }
      received.push(one)
      return new Response(null, { status: await answer(one, received.length) })
    },
  })
  return { emulator, call: createCaller(emulator), received, events: () => received.flatMap(({ events }) => events) }
}

async function listen(call: Caller, ...subscriptions: readonly object[]): Promise<void> {
  await call('PUT', `${base}/settings`, { targetUrl, throttling: { maxConcurrentRequests: 10 } })
  for (const subscription of subscriptions)
    expect((await call('POST', `${base}/subscriptions`, { active: true, ...subscription })).status).toBe(201)
}

describe.each(['v3', '2026-03'])('the webhooks API %s', (version) => {
  const path = `/webhooks/${version}/${defaultApp.appId}`

  test('keeps subscriptions', async () => {
    const { call } = arrange()
    const made = await call('POST', `${path}/subscriptions`, { eventType: 'contact.creation' })
    expect([made.status, made.body]).toMatchObject([201, { id: '1', eventType: 'contact.creation', active: false }])
    await call('POST', `${path}/subscriptions`, {
      eventType: 'deal.propertyChange',
      propertyName: 'amount',
      active: true,
    })
    expect((await call('GET', `${path}/subscriptions/2`)).body).toMatchObject({ propertyName: 'amount', active: true })
    expect((await call('PATCH', `${path}/subscriptions/1`, { active: true })).body).toMatchObject({ active: true })
    const inputs = [
      { id: 1, active: false },
      { id: 2, active: false },
    ]
    const batch = await call('POST', `${path}/subscriptions/batch/update`, { inputs })
    expect([batch.status, batch.body.results.map((each) => each['active'])]).toEqual([200, [false, false]])
    expect((await call('DELETE', `${path}/subscriptions/1`)).status).toBe(204)
    expect((await call('GET', `${path}/subscriptions`)).body.results.map(({ id }) => id)).toEqual(['2'])
    expect((await call('GET', `${path}/subscriptions/1`)).status).toBe(404)
  })

  test('keeps settings', async () => {
    const { call } = arrange()
    expect((await call('GET', `${path}/settings`)).status).toBe(404)
    const wanted = { targetUrl, throttling: { maxConcurrentRequests: 25 } }
    expect((await call('PUT', `${path}/settings`, wanted)).body).toMatchObject(wanted)
    expect((await call('GET', `${path}/settings`)).body).toMatchObject(wanted)
    expect((await call('DELETE', `${path}/settings`)).status).toBe(204)
    expect((await call('GET', `${path}/settings`)).status).toBe(404)
  })
})

test.each([
  [{ eventType: 'contact.explosion' }],
  [{ eventType: 'boat.creation' }],
  [{ eventType: 'contact.creation.x' }],
  [{ eventType: 'toString.creation' }],
  [{ eventType: 'product.associationChange' }],
  [{ eventType: 'deal.propertyChange' }],
  [{ eventType: 'deal.creation', propertyName: 'amount' }],
  [{ eventType: 'object.creation' }],
  [{ eventType: 'deal.creation', objectTypeId: '0-3' }],
])('a subscription that cannot be is 400: %j', async (body) => {
  expect((await arrange().call('POST', `${base}/subscriptions`, body)).status).toBe(400)
})

test.each([
  [{ targetUrl: 'nowhere' }],
  [{ targetUrl: 'ftp://app.example' }],
  [{ targetUrl, throttling: { maxConcurrentRequests: 5 } }],
])('settings that cannot be are 400: %j', async (body) => {
  expect((await arrange().call('PUT', `${base}/settings`, body)).status).toBe(400)
})

test('an app nobody knows has no webhooks, a developer key is as good as a token', async () => {
  const { call, emulator } = arrange()
  expect((await call('GET', '/webhooks/v3/1/subscriptions')).status).toBe(404)
  const ask = (query: string): Promise<Response> =>
    emulator.fetch(new Request(`http://emulator.test${base}/subscriptions${query}`))
  expect([(await ask('?hapikey=x')).status, (await ask('')).status]).toEqual([200, 401])
})

describe('an event is sent for', () => {
  test('creation, with what every event says', async () => {
    const { emulator, call, received } = arrange()
    await listen(call, { eventType: 'contact.creation' })
    const { id } = (await call('POST', contacts, { properties: {} })).body
    await emulator.delivered()
    expect(received.map(({ events }) => events)).toEqual([
      [
        {
          eventId: expect.any(Number),
          subscriptionId: 1,
          portalId: emulator.account.portalId,
          appId: defaultApp.appId,
          occurredAt: frozen.now(),
          subscriptionType: 'contact.creation',
          attemptNumber: 0,
          objectId: Number(id),
          changeSource: 'INTEGRATION',
          sourceId: String(defaultApp.appId),
        },
      ],
    ])
  })

  test('what a colleague does in HubSpot', async () => {
    const { emulator, call, events } = arrange()
    await listen(call, { eventType: 'deal.creation' })
    emulator.account.create('deals', { dealname: 'Lift' })
    await emulator.delivered()
    expect(events()).toMatchObject([{ changeSource: 'CRM_UI' }])
  })

  test('each changed property that was subscribed to', async () => {
    const { emulator, call, events } = arrange()
    const id = emulator.account.create('contacts', { firstname: 'Ada', lastname: 'King' })
    const propertyChange = { eventType: 'contact.propertyChange' }
    await listen(
      call,
      { ...propertyChange, propertyName: 'firstname' },
      { ...propertyChange, propertyName: 'lastname' },
    )
    await call('PATCH', `${contacts}/${id}`, { properties: { firstname: 'Augusta', lastname: 'King', city: 'Ely' } })
    await emulator.delivered()
    await call('PATCH', `${contacts}/${id}`, { properties: { firstname: '' } })
    await emulator.delivered()
    expect(events()).toMatchObject([
      { objectId: Number(id), propertyName: 'firstname', propertyValue: 'Augusta' },
      { objectId: Number(id), propertyName: 'firstname', propertyValue: '' },
    ])
  })

  test('deletion, restore and privacy deletion', async () => {
    const { emulator, call, events } = arrange()
    await listen(
      call,
      ...['deletion', 'restore', 'privacyDeletion'].map((event) => ({ eventType: `contact.${event}` })),
    )
    const id = emulator.account.create('contacts', {})
    await call('DELETE', `${contacts}/${id}`)
    await emulator.delivered()
    emulator.account.restore('contacts', id)
    await emulator.delivered()
    await call('POST', `${contacts}/gdpr-delete`, { objectId: id })
    await emulator.delivered()
    expect(events().map(({ subscriptionType }) => subscriptionType)).toEqual([
      'contact.deletion',
      'contact.restore',
      'contact.privacyDeletion',
    ])
  })

  test('a merge, naming all ids', async () => {
    const { emulator, call, events } = arrange()
    await listen(call, { eventType: 'contact.merge' })
    const [primaryObjectId, objectIdToMerge] = [
      emulator.account.create('contacts', {}),
      emulator.account.create('contacts', {}),
    ]
    const { id } = (await call('POST', `${contacts}/merge`, { primaryObjectId, objectIdToMerge })).body
    await emulator.delivered()
    expect(events()).toMatchObject([
      { primaryObjectId: Number(primaryObjectId), mergedObjectIds: [Number(objectIdToMerge)], newObjectId: Number(id) },
    ])
    expect(events()[0]?.['numberOfPropertiesMoved']).toBeGreaterThan(0)
  })

  test('an association, seen from each side, and its primary separately', async () => {
    const { emulator, call, events } = arrange()
    await listen(call, { eventType: 'contact.associationChange' }, { eventType: 'company.associationChange' })
    const contact = emulator.account.create('contacts', {})
    const company = emulator.account.create('companies', { name: 'Acme' })
    await call('PUT', `${contacts}/${contact}/associations/companies/${company}`, [
      { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 },
    ])
    await call('DELETE', `${contacts}/${contact}/associations/companies/${company}`)
    await emulator.delivered()
    const side = (associationType: string, fromObjectId: string, toObjectId: string): object => ({
      associationType,
      fromObjectId: Number(fromObjectId),
      toObjectId: Number(toObjectId),
    })
    const seen = events().filter(({ associationRemoved }) => associationRemoved === false)
    expect(seen).toMatchObject([
      { ...side('CONTACT_TO_COMPANY', contact, company), isPrimaryAssociation: false },
      { ...side('CONTACT_TO_COMPANY', contact, company), isPrimaryAssociation: true },
      { ...side('COMPANY_TO_CONTACT', company, contact), isPrimaryAssociation: false },
      { ...side('COMPANY_TO_CONTACT', company, contact), isPrimaryAssociation: true },
    ])
    expect(events().filter(({ associationRemoved }) => associationRemoved === true)).toHaveLength(4)
  })

  test('any object type, by its id', async () => {
    const { emulator, call, events } = arrange()
    await listen(call, { eventType: 'object.creation', objectTypeId: '0-46' })
    emulator.account.create('notes', { hs_timestamp: '2026-11-24T08:00:00Z' })
    emulator.account.create('contacts', {})
    await emulator.delivered()
    expect(events()).toMatchObject([{ subscriptionType: 'object.creation', objectTypeId: '0-46' }])
  })

  test('nothing while paused or without settings', async () => {
    const { emulator, call, received } = arrange()
    await call('POST', `${base}/subscriptions`, { eventType: 'contact.creation', active: true })
    emulator.account.create('contacts', {})
    await emulator.delivered()
    await call('PUT', `${base}/settings`, { targetUrl })
    await call('PATCH', `${base}/subscriptions/1`, { active: false })
    emulator.account.create('contacts', {})
    await emulator.delivered()
    expect(received).toEqual([])
  })
})

describe('delivery', () => {
  test('sends arrays of less than 100 events, signed', async () => {
    const { emulator, call, received } = arrange()
    await listen(call, { eventType: 'contact.creation' })
    const inputs = Array.from({ length: 100 }, () => ({ properties: {} }))
    await call('POST', `${contacts}/batch/create`, { inputs })
    await emulator.delivered()
    expect(received.map(({ events }) => events.length)).toEqual([99, 1])
    const { headers, body } = received[0] as Received
    const { clientSecret } = defaultApp
    const timestamp = Number(headers.get('x-hubspot-request-timestamp'))
    expect(timestamp).toBe(frozen.now())
    expect(headers.get('x-hubspot-signature-v3')).toBe(
      await signV3({ method: 'POST', uri: targetUrl, body, timestamp, clientSecret }),
    )
    expect(headers.get('x-hubspot-signature')).toBe(await signV1({ clientSecret, body }))
  })

  test('tries again, ten times within 24 hours, and counts the attempts', async () => {
    const { emulator, call, received, events } = arrange({}, () => 500)
    await listen(call, { eventType: 'contact.creation' })
    emulator.account.create('contacts', {})
    await emulator.delivered()
    for (let hour = 0; hour < 24 * 60; hour++) {
      emulator.clock.advance(60_000)
      await emulator.delivered()
    }
    expect(events().map(({ attemptNumber }) => attemptNumber)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(new Set(received.map(({ events: [event] }) => event?.['eventId'])).size).toBe(1)
    emulator.clock.advance(7 * 86_400_000)
    await emulator.delivered()
    expect(received).toHaveLength(11)
  })

  test.each([
    ['a refusal', () => 404],
    ['a lost connection', () => Promise.reject(new TypeError('fetch failed'))],
  ])('tries again after %s', async (_name, first) => {
    const { emulator, call, received } = arrange({}, (_received, count) => (count === 1 ? first() : 204))
    await listen(call, { eventType: 'contact.creation' })
    emulator.account.create('contacts', {})
    await emulator.delivered()
    emulator.clock.advance(2 * 60_000)
    await emulator.delivered()
    emulator.clock.advance(86_400_000)
    await emulator.delivered()
    expect(received).toHaveLength(2)
    expect(emulator.deliveries()).toMatchObject([{ attempt: 0 }, { attempt: 1, status: 204 }])
  })

  test('gives up on an answer after five seconds', async () => {
    let sent = (): void => undefined
    const isSent = new Promise<void>((resolve) => (sent = resolve))
    const { emulator, call } = arrange({}, () => {
      sent()
      return new Promise(() => undefined)
    })
    await listen(call, { eventType: 'contact.creation' })
    emulator.account.create('contacts', {})
    await isSent
    emulator.clock.advance(4_999)
    expect(emulator.deliveries()).toEqual([])
    emulator.clock.advance(1)
    await emulator.delivered()
    expect(emulator.deliveries()).toMatchObject([{ attempt: 0, status: null, events: 1 }])
  })

  test('has no more requests under way than the app allows', async () => {
    let release = (): void => undefined
    const isReleased = new Promise<void>((resolve) => (release = resolve))
    const { emulator, call, received } = arrange({}, async () => {
      await isReleased
      return 200
    })
    await listen(call, { eventType: 'contact.creation' })
    await call('PUT', `${base}/settings`, { targetUrl, throttling: { maxConcurrentRequests: 6 } })
    for (let batch = 0; batch < 5; batch++)
      await call('POST', `${contacts}/batch/create`, {
        inputs: Array.from({ length: 100 }, () => ({ properties: {} })),
      })
    // As many signatures as a seventh request would have needed.
    for (let count = 0; count < 20; count++) await signV1({ clientSecret: 'x', body: String(count) })
    expect(received).toHaveLength(6)
    release()
    await emulator.delivered()
    expect(received).toHaveLength(10)
  })
})
