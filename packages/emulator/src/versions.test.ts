import { expect, test } from 'vitest'
import { createEmulator } from './emulator.ts'
import { createCaller, frozen, quiet } from './testing.ts'
import { apiVersions } from './versions.ts'

const versions = [...apiVersions.keys()].filter((name) => name !== 'v4')

test.each(versions)('%s answers objects, search, batches, definitions and owners alike', async (version) => {
  const emulator = createEmulator({ clock: frozen, seed: 2, demo: { contacts: 12 }, switches: quiet })
  const call = createCaller(emulator)
  const reference = createCaller(emulator)
  const id = emulator.account.records('contacts')[0]?.id
  for (const [method, path, body] of [
    ['GET', `/crm/objects/VERSION/contacts?limit=5&associations=companies`],
    ['GET', `/crm/objects/VERSION/contacts/${id}`],
    ['POST', '/crm/objects/VERSION/contacts/search', { limit: 3 }],
    ['POST', '/crm/objects/VERSION/contacts/batch/read', { inputs: [{ id }] }],
    ['GET', '/crm/properties/VERSION/contacts'],
    ['GET', '/crm/pipelines/VERSION/deals'],
    ['GET', '/crm/owners/VERSION'],
  ] as const) {
    const legacy = path.replace(/\/crm\/(\w+)\/VERSION/, '/crm/v3/$1')
    const own = version === 'v3' ? legacy : path.replace('VERSION', version)
    const reply = await call(method, own, body)
    expect([own, reply.status]).toEqual([own, 200])
    expect(reply.body).toEqual((await reference(method, legacy, body)).body)
  }
})

test.each([
  ['/crm/v3/properties/contacts/groups', '/crm/properties/DATE/contacts/groups'],
  ['/crm/v3/property-validations/0-1', '/crm/property-validations/DATE/0-1'],
  ['/crm-object-schemas/v3/schemas', '/crm-object-schemas/DATE/schemas'],
  ['/crm/v3/pipelines/tickets', '/crm/pipelines/DATE/tickets'],
  ['/crm/v3/owners', '/crm/owners/DATE'],
  ['/crm/v3/imports', '/crm/imports/DATE'],
  ['/crm/v3/lists?listIds=1', '/crm/lists/DATE?listIds=1'],
  ['/crm/v3/limits/records', '/crm/limits/DATE/records'],
  ['/crm/v3/object-library/enablement', '/crm/object-library/DATE/enablement'],
  ['/account-info/v3/details', '/account-info/DATE/details'],
  ['/webhooks/v3/2894417/subscriptions', '/webhooks/DATE/2894417/subscriptions'],
])('%s answers as %s does', async (legacy, dated) => {
  const call = createCaller(createEmulator({ clock: frozen, switches: quiet }))
  const { status, body } = await call('GET', legacy)
  expect(status).toBe(200)
  for (const version of ['2025-09', '2026-03', '2026-09'])
    expect(await call('GET', dated.replace('DATE', version))).toMatchObject({ status: 200, body })
})

test.each(['v4', '2025-09', '2026-03', '2026-09', '2026-09-beta'])('%s answers associations', async (version) => {
  const emulator = createEmulator({ clock: frozen, switches: quiet })
  const deal = emulator.account.create('deals', { dealname: 'x' })
  const contact = emulator.account.create('contacts', {})
  const call = createCaller(emulator)
  const objects = version === 'v4' ? '/crm/v4/objects' : `/crm/objects/${version}`
  const batches = version === 'v4' ? '/crm/v4/associations' : `/crm/associations/${version}`
  expect((await call('PUT', `${objects}/deals/${deal}/associations/default/contacts/${contact}`)).status).toBe(200)
  expect((await call('GET', `${objects}/deals/${deal}/associations/contacts`)).body.results).toHaveLength(1)
  const inputs = [{ id: deal }]
  expect((await call('POST', `${batches}/deals/contacts/batch/read`, { inputs })).body.results).toHaveLength(1)
  expect((await call('GET', `${batches}/deals/contacts/labels`)).status).toBe(200)
})

test.each(['2019-09', 'v2', 'latest', '__proto__', ''])('%j is no version', async (version) => {
  const call = createCaller(createEmulator({ clock: frozen, switches: quiet }))
  expect((await call('GET', `/crm/objects/${version}/contacts`)).status).toBe(404)
})
