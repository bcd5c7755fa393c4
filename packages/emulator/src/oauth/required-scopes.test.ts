import { describe, expect, test } from 'vitest'
import { createEmulator } from '../emulator.ts'
import { createCaller, frozen, quiet, type Reply } from '../testing.ts'

function ask(scopes: readonly string[], method: string, path: string, body?: object): Promise<Reply> {
  const emulator = createEmulator({ clock: frozen, switches: quiet, tokens: [{ token: 'narrow', scopes }] })
  return createCaller(emulator, 'narrow')(method, path, body)
}

const objects = '/crm/objects/2026-09'

describe('a token without the scope is refused', () => {
  test.each([
    ['GET', `${objects}/contacts`, ['crm.objects.contacts.read']],
    ['POST', `${objects}/contacts`, ['crm.objects.contacts.write']],
    ['POST', `${objects}/contacts/search`, ['crm.objects.contacts.read']],
    ['POST', `${objects}/contacts/batch/read`, ['crm.objects.contacts.read']],
    ['POST', `${objects}/contacts/batch/update`, ['crm.objects.contacts.write']],
    ['GET', '/crm/v3/objects/0-3', ['crm.objects.deals.read']],
    ['GET', `${objects}/tickets`, ['tickets']],
    ['POST', `${objects}/tickets`, ['tickets']],
    ['GET', `${objects}/notes`, ['crm.objects.contacts.read']],
    ['GET', `${objects}/calls`, ['crm.objects.contacts.read', 'crm.objects.calls.read']],
    ['GET', `${objects}/products`, ['crm.objects.products.read', 'e-commerce']],
    ['GET', `${objects}/orders`, ['crm.objects.orders.read']],
    ['GET', '/crm/v3/owners', ['crm.objects.owners.read']],
    ['GET', '/crm/v3/properties/deals', ['crm.schemas.deals.read', 'crm.objects.deals.read']],
    ['GET', '/crm/pipelines/2026-09/tickets', ['tickets']],
    [
      'PUT',
      `${objects}/contacts/1/associations/default/companies/2`,
      ['crm.objects.contacts.write', 'crm.objects.companies.write'],
    ],
    ['GET', `${objects}/contacts/1/associations/deals`, ['crm.objects.contacts.read', 'crm.objects.deals.read']],
    ['POST', '/crm/v4/associations/contacts/deals/batch/read', ['crm.objects.contacts.read', 'crm.objects.deals.read']],
  ] as const)('%s %s needs %j', async (method, path, required) => {
    const { status, body } = await ask([], method, path, method === 'GET' ? undefined : {})
    expect([status, body]).toMatchObject([
      403,
      {
        category: 'MISSING_SCOPES',
        errors: [{ context: { requiredGranularScopes: required } }],
        links: { scopes: 'https://developers.hubspot.com/scopes' },
      },
    ])
    const enough = await ask(required, method, path, method === 'GET' ? undefined : {})
    expect(enough.status).not.toBe(403)
  })
})

test('any one of several scopes is enough', async () => {
  expect((await ask(['e-commerce'], 'GET', `${objects}/products`)).status).toBe(200)
  expect((await ask(['crm.schemas.deals.read'], 'GET', '/crm/v3/properties/deals')).status).toBe(200)
})

test('both sides of an association are needed, and only what is missing is named', async () => {
  const { body } = await ask(['crm.objects.contacts.read'], 'GET', `${objects}/contacts/1/associations/deals`)
  expect(body['errors']).toMatchObject([{ context: { requiredGranularScopes: ['crm.objects.deals.read'] } }])
})

test('a token without declared scopes has all', async () => {
  const emulator = createEmulator({ clock: frozen, switches: quiet, tokens: ['wide', { token: 'wider' }] })
  for (const token of ['wide', 'wider'])
    expect((await createCaller(emulator, token)('GET', `${objects}/contacts`)).status).toBe(200)
})

test('account information needs no scope', async () => {
  expect((await ask([], 'GET', '/account-info/2026-09/details')).status).toBe(200)
})
