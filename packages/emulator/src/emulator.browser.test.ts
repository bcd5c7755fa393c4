import { afterAll, expect, test } from 'vitest'
import type { Asked, Told } from './worker.fixture.ts'

const worker = new Worker(new URL('./worker.fixture.ts', import.meta.url), { type: 'module' })
let asked = 0

afterAll(() => worker.terminate())

function ask(method: string, path: string, body?: unknown): Promise<Told> {
  const number = ++asked
  return new Promise((resolve, reject) => {
    worker.addEventListener('error', () => reject(new Error('The worker failed.')), { once: true })
    worker.addEventListener('message', function listen({ data }: MessageEvent<Told>) {
      if (data.number !== number) return
      worker.removeEventListener('message', listen)
      resolve(data)
    })
    worker.postMessage({ number, method, path, ...(body === undefined ? {} : { body }) } satisfies Asked)
  })
}

const contacts = '/crm/objects/2026-09/contacts'

test('in a browser’s worker it answers, searches and writes as anywhere else', async () => {
  const list = await ask('GET', `${contacts}?limit=100`)
  expect([list.status, (list.body as { results: unknown[] }).results.length]).toEqual([200, 100])
  const made = await ask('POST', contacts, { properties: { firstname: 'Ada', email: 'ada@worker.example' } })
  expect(made.status).toBe(201)
  const filters = [{ propertyName: 'email', operator: 'EQ', value: 'ada@worker.example' }]
  expect((await ask('POST', `${contacts}/search`, { filters })).body).toMatchObject({ total: 1 })
})

test('webhooks are signed there, too', async () => {
  await ask('PUT', '/webhooks/v3/:app/settings', { targetUrl: 'https://app.example/hooks' })
  await ask('POST', '/webhooks/v3/:app/subscriptions', { eventType: 'contact.creation', active: true })
  const { signatures } = await ask('POST', contacts, { properties: {} })
  expect(signatures).toEqual([expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/)])
})

test('its state moves to another emulator of the page', async () => {
  const { createEmulator } = await import('./index.ts')
  const emulator = createEmulator({ state: (await ask('GET', '/_emulator/state')).body })
  const list = await ask('GET', `${contacts}?limit=1`)
  const [first] = (list.body as { results: { id: string }[] }).results
  expect(emulator.account.records('contacts')[0]?.id).toBe(first?.id)
})
