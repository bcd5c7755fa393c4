import { expect } from 'vitest'
import { SubscriptionCreateRequestEventTypeEnum as EventType } from '@hubspot/api-client/lib/codegen/webhooks/models/SubscriptionCreateRequest.js'
import { defaultApp } from '@holdfast/emulator'
import type { World } from '../world.ts'
import { rowsOf, type Rows } from '../rows.ts'

const { appId } = defaultApp
const settings = { targetUrl: 'https://app.example/hooks', throttling: { maxConcurrentRequests: 10 } }
const jobtitle = { eventType: EventType.ContactPropertyChange, propertyName: 'jobtitle', active: true }

async function subscribe({ client }: World): Promise<number> {
  const { id } = await client.webhooks.subscriptionsApi.create(appId, jobtitle)
  return Number(id)
}

/** Webhook settings and subscriptions of an app. */
export const webhooks: Rows = rowsOf('webhooks', {
  'settingsApi.configure': async ({ client }) => {
    const made = await client.webhooks.settingsApi.configure(appId, settings)
    expect(made).toMatchObject(settings)
  },
  'settingsApi.getAll': async ({ client }) => {
    await client.webhooks.settingsApi.configure(appId, settings)
    expect(await client.webhooks.settingsApi.getAll(appId)).toMatchObject(settings)
  },
  'settingsApi.clear': async ({ client }) => {
    await client.webhooks.settingsApi.configure(appId, settings)
    await client.webhooks.settingsApi.clear(appId)
    await expect(client.webhooks.settingsApi.getAll(appId)).rejects.toMatchObject({ code: 404 })
  },
  'subscriptionsApi.create': async ({ client }) => {
    const made = await client.webhooks.subscriptionsApi.create(appId, jobtitle)
    expect(made).toMatchObject(jobtitle)
  },
  'subscriptionsApi.getAll': async (world) => {
    const id = await subscribe(world)
    const { results } = await world.client.webhooks.subscriptionsApi.getAll(appId)
    expect(results.map((each) => Number(each.id))).toEqual([id])
  },
  'subscriptionsApi.getById': async (world) => {
    const id = await subscribe(world)
    const found = await world.client.webhooks.subscriptionsApi.getById(id, appId)
    expect(found).toMatchObject({ ...jobtitle, id: String(id) })
  },
  'subscriptionsApi.update': async (world) => {
    const id = await subscribe(world)
    const updated = await world.client.webhooks.subscriptionsApi.update(id, appId, { active: false })
    expect(updated.active).toBe(false)
  },
  'subscriptionsApi.updateBatch': async (world) => {
    const id = await subscribe(world)
    const { results } = await world.client.webhooks.subscriptionsApi.updateBatch(appId, {
      inputs: [{ id, active: false }],
    })
    expect(results.map(({ active }) => active)).toEqual([false])
  },
  'subscriptionsApi.archive': async (world) => {
    const id = await subscribe(world)
    await world.client.webhooks.subscriptionsApi.archive(id, appId)
    expect((await world.client.webhooks.subscriptionsApi.getAll(appId)).results).toEqual([])
  },
})
