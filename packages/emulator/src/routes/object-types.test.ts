import { objectTypes } from '@holdfast/crm'
import { describe, expect, test } from 'vitest'
import { typeRows } from '../data/object-types.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { Switches } from '../switches.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

function arrange(switches: Partial<Switches> = {}): { readonly emulator: Emulator; readonly call: Caller } {
  const emulator = createEmulator({ clock: frozen, switches: { ...quiet, ...switches } })
  for (const [name, row] of Object.entries(typeRows)) if (row.activatable === true) emulator.account.activate(name)
  return { emulator, call: createCaller(emulator) }
}

const byName = objectTypes.map((type) => [type.name, type] as const)

describe('every object type', () => {
  test.each(byName)('%s is found by its names and its id', async (name, type) => {
    const { emulator, call } = arrange()
    const id = emulator.account.create(name, {})
    for (const each of [name, type.id, type.singular])
      expect((await call('GET', `/crm/objects/2026-09/${each}/${id}`)).body.id).toBe(id)
  })

  test.each(byName)('%s is answered with its default properties', async (name, type) => {
    const { emulator, call } = arrange()
    const id = emulator.account.create(name, {})
    const { body } = await call('GET', `/crm/objects/2026-09/${name}/${id}`)
    expect(Object.keys(body.properties).sort()).toEqual(type.defaultProperties.toSorted())
    expect(body.properties[type.createdProperty]).toBe('2026-11-24T08:00:00Z')
  })

  test.each(byName.filter(([, { searchedProperties }]) => searchedProperties.length > 0))(
    '%s is searched in all its searched properties of text',
    async (name, type) => {
      const { emulator, call } = arrange()
      const definitions = (await call('GET', `/crm/properties/2026-09/${name}`)).body.results
      const texts = type.searchedProperties.filter((property) =>
        definitions.some(
          (each) =>
            each['name'] === property &&
            each['type'] === 'string' &&
            (each['modificationMetadata'] as { readOnlyValue: boolean }).readOnlyValue === false,
        ),
      )
      for (const property of texts) {
        const id = emulator.account.create(name, { [property]: property === 'email' ? 'a@needle.example' : 'a needle' })
        const { body } = await call('POST', `/crm/objects/2026-09/${name}/search`, { query: 'needle' })
        expect([property, body.results.map((each) => each.id)]).toEqual([property, [id]])
        emulator.account.archive(name, id)
      }
    },
  )

  test.each(Object.entries(typeRows).filter(([, row]) => (row.required?.length ?? 0) > 0))(
    '%s demands on create what its guide lists',
    async (name, row) => {
      const { emulator, call } = arrange({ usersCreatable: true })
      const type = objectTypes.find((each) => each.name === name)
      const associations = row.requiredAssociation === undefined ? [] : [associatedContact(emulator)]
      const refused = await call('POST', `/crm/objects/2026-09/${name}`, { properties: {}, associations })
      // A pipeline that is not named is the first one.
      const missing = (row.required ?? []).filter((each) => each !== type?.pipeline?.pipelineProperty)
      expect(refused.status).toBe(400)
      expect(refused.body['errors']).toMatchObject(
        missing.map((each) => ({ code: 'MISSING_REQUIRED_PROPERTY', context: { propertyName: [each] } })),
      )
    },
  )
})

describe('read only types', () => {
  test.each(['feedback_submissions', 'contracts', 'deal_splits', 'payments'])('%s can be read', async (name) => {
    const { emulator, call } = arrange()
    const id = emulator.account.create(name, {})
    expect((await call('GET', `/crm/objects/2026-09/${name}`)).body.results.map((each) => each.id)).toEqual([id])
    expect((await call('GET', `/crm/objects/2026-09/${name}/${id}`)).status).toBe(200)
    const read = await call('POST', `/crm/objects/2026-09/${name}/batch/read`, { inputs: [{ id }] })
    expect(read.body.results.map((each) => each.id)).toEqual([id])
  })

  const writes: readonly (readonly [method: string, rest: string, body?: object])[] = [
    ['POST', '', { properties: {} }],
    ['PATCH', '/1', { properties: {} }],
    ['DELETE', '/1'],
    ['POST', '/batch/create', { inputs: [{ properties: {} }] }],
    ['POST', '/batch/update', { inputs: [{ id: '1', properties: {} }] }],
    ['POST', '/batch/archive', { inputs: [{ id: '1' }] }],
  ]
  test.each(['feedback_submissions', 'contracts', 'deal_splits', 'payments'])('%s cannot be written', async (name) => {
    const { emulator, call } = arrange()
    for (const [method, rest, body] of writes)
      expect((await call(method, `/crm/objects/2026-09/${name}${rest}`, body)).status).toBe(403)
    emulator.setSwitches({ unofferedOperation: '405' })
    for (const [method, rest, body] of writes)
      expect((await call(method, `/crm/objects/2026-09/${name}${rest}`, body)).status).toBe(405)
    expect(emulator.audit()).toEqual([])
  })

  test('feedback submissions and payments can be searched, contracts cannot', async () => {
    const { call } = arrange()
    const statuses = ['feedback_submissions', 'payments', 'contracts'].map((name) =>
      call('POST', `/crm/objects/2026-09/${name}/search`, {}),
    )
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([200, 200, 403])
  })

  test('payments are the commerce payments', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('commerce_payments', { hs_initial_amount: '12.5' })
    const { body } = await call('GET', `/crm/v3/objects/payments/${id}?properties=hs_initial_amount`)
    expect(body.properties['hs_initial_amount']).toBe('12.5')
  })
})

describe('users', () => {
  const user = { properties: { hs_email: 'mara@acme.example', hs_internal_user_id: '7' } }

  test.each([
    [false, 403],
    [true, 201],
  ])('can be created: %s', async (usersCreatable, status) => {
    expect((await arrange({ usersCreatable }).call('POST', '/crm/v3/objects/users', user)).status).toBe(status)
  })

  test.each(['users', 'products'])('%s cannot be associated', async (name) => {
    const { emulator, call } = arrange()
    const [id, contactId] = [emulator.account.create(name, {}), emulator.account.create('contacts', {})]
    const path = `/crm/v4/objects/${name}/${id}/associations/default/contacts/${contactId}`
    expect((await call('PUT', path)).status).toBe(400)
  })
})

describe('leads', () => {
  const lead = { properties: { hs_lead_name: 'Ada, warm' } }

  test.each([
    ['single', '/crm/v3/objects/leads', (input: object): object => input, 201],
    ['batch', '/crm/v3/objects/leads/batch/create', (input: object): object => ({ inputs: [input] }), 201],
  ])('%s create needs a contact', async (_name, path, bodyOf, created) => {
    const { emulator, call } = arrange()
    const refused = await call('POST', path, bodyOf(lead))
    expect([refused.status, refused.body['category']]).toEqual([400, 'VALIDATION_ERROR'])
    const accepted = await call('POST', path, bodyOf({ ...lead, associations: [associatedContact(emulator)] }))
    expect(accepted.status).toBe(created)
    expect(emulator.account.records('leads')).toHaveLength(1)
  })
})

describe('products and quotes', () => {
  test.each([
    [false, 201],
    [true, 400],
  ])('a product with a name only, while the guide counts: %s', async (requiredByGuide, status) => {
    const { call } = arrange({ requiredByGuide })
    const { body, ...reply } = await call('POST', '/crm/objects/2026-09/products', { properties: { name: 'Lift' } })
    expect(reply.status).toBe(status)
    const errors = (body['errors'] ?? []) as readonly {
      readonly context: { readonly propertyName: readonly string[] }
    }[]
    const names = errors.flatMap(({ context }) => context.propertyName)
    expect(names).toEqual(requiredByGuide ? ['price', 'description', 'hs_sku', 'hs_folder'] : [])
  })

  test.each([
    [false, 200],
    [true, 400],
  ])('a published quote is changed while it is locked: %s', async (publishedLocked, status) => {
    const { emulator, call } = arrange({ publishedLocked })
    const id = emulator.account.create('quotes', { hs_status: 'DRAFT' })
    const update = async (properties: object) =>
      (await call('PATCH', `/crm/objects/2026-09/quotes/${id}`, { properties })).status
    expect(await update({ hs_title: 'Lifts', hs_status: 'APPROVED' })).toBe(200)
    expect(await update({ hs_title: 'Hoists' })).toBe(status)
    expect(await update({ hs_title: 'Hoists', hs_status: 'DRAFT' })).toBe(200)
    expect(await update({ hs_title: 'Cranes' })).toBe(200)
  })
})

describe('partner clients and services', () => {
  test.each(['partner_clients', 'partner_services'])('%s are changed and never created', async (name) => {
    const { emulator, call } = arrange()
    const id = emulator.account.create(name, {})
    const body = { properties: { hs_name: 'Acme' } }
    expect((await call('POST', `/crm/objects/2026-09/${name}`, body)).status).toBe(403)
    expect((await call('PATCH', `/crm/objects/2026-09/${name}/${id}`, body)).body.properties['hs_name']).toBe('Acme')
    expect((await call('DELETE', `/crm/objects/2026-09/${name}/${id}`)).status).toBe(403)
    const readOnly = { properties: { hs_createdate: '2020-01-01' } }
    expect((await call('PATCH', `/crm/objects/2026-09/${name}/${id}`, readOnly)).body['errors']).toMatchObject([
      { code: 'READ_ONLY_VALUE' },
    ])
  })
})

function associatedContact(emulator: Emulator): object {
  const id = emulator.account.create('contacts', {})
  return { to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 578 }] }
}
