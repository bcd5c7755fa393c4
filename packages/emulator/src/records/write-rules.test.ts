import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { EmulatorOptions } from '../options.ts'
import { createCaller, frozen, quiet, type Caller, type Reply } from '../testing.ts'

function arrange(options: EmulatorOptions = {}): { emulator: Emulator; call: Caller } {
  const emulator = createEmulator({ clock: frozen, ...options, switches: { ...quiet, ...options.switches } })
  return { emulator, call: createCaller(emulator) }
}

function codes({ body }: Reply): unknown {
  const errors = (body['errors'] ?? []) as readonly { code: string; context: { propertyName: readonly string[] } }[]
  return errors.map(({ code, context }) => `${context.propertyName.join()} ${code}`)
}

const deal = { dealname: 'x', dealstage: 'contractsent' }

describe('a value', () => {
  test.each([
    ['contacts', { nope: 'x' }, 'nope PROPERTY_DOESNT_EXIST'],
    ['contacts', { Firstname: 'x' }, 'Firstname PROPERTY_DOESNT_EXIST'],
    ['contacts', { constructor: 'x' }, 'constructor PROPERTY_DOESNT_EXIST'],
    ['contacts', { createdate: '1' }, 'createdate READ_ONLY_VALUE'],
    ['contacts', { hs_object_id: '1' }, 'hs_object_id READ_ONLY_VALUE'],
    ['contacts', { email: 'ada' }, 'email INVALID_EMAIL'],
    ['contacts', { email: 'ada@acme' }, 'email INVALID_EMAIL'],
    ['contacts', { lifecyclestage: 'Lead' }, 'lifecyclestage INVALID_OPTION'],
    ['contacts', { hs_buying_role: 'CHAMPION;NOBODY' }, 'hs_buying_role INVALID_OPTION'],
    ['contacts', { jobtitle: 'x'.repeat(65_537) }, 'jobtitle VALUE_TOO_LONG'],
    ['deals', { ...deal, amount: '1,000' }, 'amount INVALID_INTEGER'],
    ['deals', { ...deal, closedate: 'soon' }, 'closedate INVALID_LONG'],
    ['deals', { ...deal, hs_is_closed: 'true' }, 'hs_is_closed READ_ONLY_VALUE'],
    ['deals', { ...deal, dealstage: 'won' }, 'dealstage INVALID_OPTION'],
    ['deals', { ...deal, pipeline: 'none' }, 'pipeline INVALID_OPTION'],
    ['deals', { ...deal, pipeline: '75398231' }, 'dealstage INVALID_OPTION'],
    ['deals', { ...deal, deal_currency_code: 'XXX' }, 'deal_currency_code INVALID_OPTION'],
    ['quotes', { hs_title: 'x', hs_expiration_date: '2026-02-30' }, 'hs_expiration_date INVALID_DATE'],
    ['quotes', { hs_title: 'x', hs_expiration_date: '1795478400001' }, 'hs_expiration_date INVALID_DATE'],
  ])('of %s is refused: %j', async (objectType, properties, expected) => {
    const { emulator, call } = arrange()
    const reply = await call('POST', `/crm/objects/2026-09/${objectType}`, { properties })
    expect([reply.status, codes(reply)]).toEqual([400, [expected]])
    expect(emulator.account.records(objectType)).toEqual([])
    expect(emulator.audit()).toEqual([])
  })

  test.each([
    ['contacts', 'email', ' Ada@Acme.example ', 'ada@acme.example'],
    ['contacts', 'lifecyclestage', 'lead', 'lead'],
    ['contacts', 'hs_buying_role', 'CHAMPION;OTHER;CHAMPION', 'CHAMPION;OTHER'],
    ['deals', 'amount', 1250.5, '1250.5'],
    ['deals', 'amount', '1e3', '1e3'],
    ['deals', 'closedate', Date.UTC(2026, 11, 24), '2026-12-24T00:00:00Z'],
    ['deals', 'closedate', '2026-12-24', '2026-12-24T00:00:00Z'],
    ['deals', 'closedate', '2026-12-24T18:30:00.250+01:00', '2026-12-24T17:30:00.250Z'],
    ['companies', 'is_public', true, 'true'],
    ['quotes', 'hs_expiration_date', '1795478400000', '2026-11-24'],
  ])('of %s.%s is stored: %j as %j', async (objectType, name, value, stored) => {
    const { emulator, call } = arrange()
    const { status, body } = await call('POST', `/crm/v3/objects/${objectType}`, { properties: { [name]: value } })
    expect(status).toBe(201)
    expect(body.properties[name]).toBe(stored)
    expect(emulator.account.record(objectType, body.id)?.properties[name]).toBe(stored)
  })

  test('with a leading semicolon adds to the options chosen', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', { hs_buying_role: 'CHAMPION' })
    await call('PATCH', `/crm/v3/objects/contacts/${id}`, { properties: { hs_buying_role: ';OTHER;CHAMPION' } })
    expect(emulator.account.record('contacts', id)?.properties['hs_buying_role']).toBe('CHAMPION;OTHER')
  })

  test('of null clears, or is refused when the switch says so', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', { phone: '1' })
    emulator.setSwitches({ nullClears: false })
    expect((await call('PATCH', `/crm/v3/objects/contacts/${id}`, { properties: { phone: null } })).status).toBe(400)
    emulator.setSwitches({ nullClears: true })
    expect((await call('PATCH', `/crm/v3/objects/contacts/${id}`, { properties: { phone: null } })).status).toBe(200)
    expect(emulator.account.record('contacts', id)?.properties).not.toHaveProperty('phone')
  })

  test.each([[{ phone: [] }], [{ phone: {} }]])('that is no text is refused: %j', async (properties) => {
    expect((await arrange().call('POST', '/crm/v3/objects/contacts', { properties })).status).toBe(400)
  })

  test('named like a prototype is refused and changes nothing', async () => {
    const { emulator } = arrange()
    const request = new Request('http://emulator.test/crm/v3/objects/contacts', {
      method: 'POST',
      headers: { authorization: 'Bearer test', 'content-type': 'application/json' },
      body: '{"properties":{"__proto__":{"polluted":"yes"},"firstname":"x"}}',
    })
    expect((await emulator.fetch(request)).status).toBe(400)
    expect({}).not.toHaveProperty('polluted')
  })

  test('of an unknown owner is taken, or refused when the switch says so', async () => {
    const { emulator, call } = arrange()
    const properties = { hubspot_owner_id: '1' }
    expect((await call('POST', '/crm/v3/objects/contacts', { properties })).status).toBe(201)
    emulator.setSwitches({ ownerMustExist: true })
    expect(codes(await call('POST', '/crm/v3/objects/contacts', { properties }))).toEqual([
      'hubspot_owner_id INVALID_OPTION',
    ])
  })
})

describe('a refusal', () => {
  test('names every invalid property, as text in the message and in errors', async () => {
    const { emulator, call } = arrange()
    const properties = { nope: 'x', email: 'ada', firstname: 'Ada' }
    const { body } = await call('POST', '/crm/v3/objects/contacts', { properties })
    const message = String(body['message'])
    expect(message.startsWith('Property values were not valid: ')).toBe(true)
    expect(JSON.parse(message.slice(message.indexOf('[')))).toEqual([
      {
        isValid: false,
        message: 'Property "nope" does not exist',
        error: 'PROPERTY_DOESNT_EXIST',
        name: 'nope',
        localizedErrorMessage: 'Property "nope" does not exist',
        portalId: emulator.account.portalId,
      },
      expect.objectContaining({ error: 'INVALID_EMAIL', name: 'email', propertyValue: 'ada' }),
    ])
    expect(body).toMatchObject({ status: 'error', category: 'VALIDATION_ERROR' })
  })

  test('carries the correlation id of its header', async () => {
    const { body, headers } = await arrange().call('POST', '/crm/v3/objects/contacts', { properties: { nope: '' } })
    expect(body['correlationId']).toBe(headers.get('x-hubspot-correlation-id'))
  })
})

describe('what a create must carry', () => {
  test.each([
    ['2026-09', 'deals', {}, ['dealname MISSING_REQUIRED_PROPERTY', 'dealstage MISSING_REQUIRED_PROPERTY']],
    ['2026-09', 'deals', { dealname: '', dealstage: 'closedwon' }, ['dealname MISSING_REQUIRED_PROPERTY']],
    ['2026-09', 'companies', { city: 'Wien' }, ['domain MISSING_REQUIRED_PROPERTY']],
    ['2026-09', 'companies', { name: 'Acme' }, []],
    ['2026-09', 'notes', {}, ['hs_timestamp MISSING_REQUIRED_PROPERTY']],
    ['2026-09', 'contacts', {}, []],
    ['2026-03', 'deals', {}, []],
    ['v3', 'deals', {}, []],
  ])('in %s: %s with %j lacks %j', async (version, objectType, properties, expected) => {
    const reply = await arrange().call('POST', `/crm/objects/${version}/${objectType}`, { properties })
    expect([reply.status, codes(reply)]).toEqual([expected.length === 0 ? 201 : 400, expected])
  })

  test('follows the switches', async () => {
    const { emulator, call } = arrange({ switches: { requiredOnCreate: 'always', pipelineRequiredOnCreate: true } })
    expect(codes(await call('POST', '/crm/v3/objects/deals', { properties: deal }))).toEqual([
      'pipeline MISSING_REQUIRED_PROPERTY',
    ])
    emulator.setSwitches({ requiredOnCreate: 'never' })
    expect((await call('POST', '/crm/objects/2026-09/deals', { properties: {} })).status).toBe(201)
  })

  test('does not hinder later updates', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('deals', { amount: '5' })
    expect((await call('PATCH', `/crm/objects/2026-09/deals/${id}`, { properties: { amount: '6' } })).status).toBe(200)
  })
})

describe('a pipeline', () => {
  test('is the first one when none is given', async () => {
    const { body } = await arrange().call('POST', '/crm/objects/2026-09/deals', { properties: deal })
    expect(body.properties['pipeline']).toBe('default')
  })

  test('and its stage must fit together after an update', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('deals', deal)
    const patch = (properties: object): Promise<Reply> => call('PATCH', `/crm/v3/objects/deals/${id}`, { properties })
    expect(codes(await patch({ pipeline: '75398231' }))).toEqual(['dealstage INVALID_OPTION'])
    expect(codes(await patch({ dealstage: '148270332' }))).toEqual(['dealstage INVALID_OPTION'])
    expect((await patch({ pipeline: '75398231', dealstage: '148270332' })).status).toBe(200)
    emulator.setSwitches({ stageMustBelongToPipeline: false })
    expect((await patch({ dealstage: 'closedwon' })).status).toBe(200)
  })
})
