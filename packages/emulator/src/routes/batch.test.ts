import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { EmulatorOptions } from '../options.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

function arrange(options: EmulatorOptions = {}): { emulator: Emulator; call: Caller } {
  const emulator = createEmulator({ clock: frozen, ...options, switches: { ...quiet, ...options.switches } })
  emulator.account.defineProperty('contacts', 'app_key', 'App key', 'text', { unique: true })
  return { emulator, call: createCaller(emulator) }
}

const v3 = '/crm/v3/objects/contacts/batch'
const dated = '/crm/objects/2026-09/contacts/batch'

describe('batch read', () => {
  test('answers those that are there and one error for all that are not', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', { firstname: 'Ada' })
    const { status, body } = await call('POST', `${v3}/read`, {
      properties: ['firstname'],
      inputs: [{ id }, { id: '1' }, { id: 'x' }, { id }],
    })
    expect(status).toBe(207)
    expect(body.results).toMatchObject([{ id, properties: { firstname: 'Ada' } }])
    expect(body).toMatchObject({
      status: 'COMPLETE',
      numErrors: 1,
      errors: [
        {
          status: 'error',
          category: 'OBJECT_NOT_FOUND',
          message: 'Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.',
          context: { ids: ['1', 'x'] },
        },
      ],
    })
  })

  test('reads by another unique property, and archived records when asked', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', { email: 'ada@acme.example' })
    const byEmail = { idProperty: 'email', inputs: [{ id: 'ADA@acme.example' }] }
    expect((await call('POST', `${v3}/read`, byEmail)).body.results).toMatchObject([{ id }])
    emulator.account.archive('contacts', id)
    expect((await call('POST', `${v3}/read`, { inputs: [{ id }] })).body.results).toEqual([])
    expect((await call('POST', `${v3}/read?archived=true`, { inputs: [{ id }] })).body.results).toMatchObject([{ id }])
  })
})

describe('a partial result', () => {
  test.each([
    ['v3', 207],
    ['2026-03', 207],
    ['2026-09', 200],
  ])('in %s has status %d', async (version, status) => {
    const { call } = arrange()
    const reply = await call('POST', `/crm/objects/${version}/contacts/batch/read`, { inputs: [{ id: '1' }] })
    expect([reply.status, reply.body['numErrors']]).toEqual([status, 1])
  })

  test('has the status the switch says', async () => {
    const { call } = arrange({ switches: { partialStatus: '207' } })
    expect((await call('POST', `${dated}/read`, { inputs: [{ id: '1' }] })).status).toBe(207)
  })
})

describe('batch create', () => {
  test('creates all and answers 201', async () => {
    const { emulator, call } = arrange()
    const company = emulator.account.create('companies', {})
    const associations = [
      { to: { id: company }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }] },
    ]
    const inputs = [{ properties: { firstname: 'Ada' }, associations }, { properties: { firstname: 'Eva' } }]
    const { status, body } = await call('POST', `${dated}/create`, { inputs })
    expect([status, body['status'], body.results.length]).toEqual([201, 'COMPLETE', 2])
    expect(emulator.account.partners('companies', company, 'contacts')).toMatchObject([{ id: body.results[0]?.id }])
  })

  test('without trace ids is sunk by one bad input, and nothing is applied', async () => {
    const { emulator, call } = arrange()
    const inputs = [{ properties: { firstname: 'Ada' } }, { properties: { nope: 'x' } }]
    expect((await call('POST', `${dated}/create`, { inputs })).status).toBe(400)
    expect([emulator.account.records('contacts'), emulator.audit()]).toEqual([[], []])
  })

  test.each([
    ['', {}],
    [', whatever id they carry', { id: '7' }],
  ])('without trace ids is sunk by two inputs with one unique value%s', async (_name, more) => {
    const { emulator, call } = arrange()
    const emails = ['a@acme.example', 'A@acme.example']
    const inputs = emails.map((email) => ({ ...more, properties: { email } }))
    expect((await call('POST', `${dated}/create`, { inputs })).status).toBe(400)
    expect(emulator.account.records('contacts')).toEqual([])
  })

  test('with trace ids tells success and failure of each input', async () => {
    const { emulator, call } = arrange()
    const taken = emulator.account.create('contacts', { email: 'taken@acme.example' })
    const inputs = [
      { objectWriteTraceId: 'a', properties: { email: 'a@acme.example' } },
      { objectWriteTraceId: 'b', properties: { nope: 'x' } },
      { objectWriteTraceId: 'c', properties: { email: 'taken@acme.example' } },
      { objectWriteTraceId: 'd', properties: { email: 'A@acme.example' } },
    ]
    const { status, body } = await call('POST', `${v3}/create`, { inputs })
    expect(status).toBe(207)
    expect(body.results).toMatchObject([{ objectWriteTraceId: 'a', properties: { email: 'a@acme.example' } }])
    expect(body['numErrors']).toBe(3)
    expect(body['errors']).toMatchObject([
      { category: 'VALIDATION_ERROR', context: { objectWriteTraceId: ['b'] } },
      { category: 'CONFLICT', message: expect.stringContaining(taken), context: { objectWriteTraceId: ['c'] } },
      { category: 'CONFLICT', context: { objectWriteTraceId: ['d'] } },
    ])
    expect(emulator.audit()).toMatchObject([{ kind: 'create', objectWriteTraceId: 'a' }])
  })

  test.each([
    ['no inputs', []],
    ['101 inputs', Array.from({ length: 101 }, () => ({ properties: {} }))],
    [
      'the same trace id twice',
      [
        { objectWriteTraceId: 'a', properties: {} },
        { objectWriteTraceId: 'a', properties: {} },
      ],
    ],
    ['an input that is no object', ['x']],
  ])('is refused: %s', async (_name, inputs) => {
    expect((await arrange().call('POST', `${dated}/create`, { inputs })).status).toBe(400)
  })
})

describe('batch update', () => {
  test('updates those that are there and lists the missing ones', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', {})
    const inputs = [
      { id, properties: { phone: '1' } },
      { id: '1', properties: { phone: '2' } },
    ]
    const { status, body } = await call('POST', `${v3}/update`, { inputs })
    expect([status, body.results.length]).toEqual([207, 1])
    expect(body['errors']).toMatchObject([{ category: 'OBJECT_NOT_FOUND', context: { ids: ['1'] } }])
    expect(emulator.account.record('contacts', id)?.properties['phone']).toBe('1')
  })

  test('applies several inputs for one record one after the other', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', {})
    const inputs = [
      { id, properties: { phone: '1' } },
      { id, properties: { fax: '2' } },
    ]
    expect((await call('POST', `${dated}/update`, { inputs })).status).toBe(200)
    expect(emulator.account.record('contacts', id)?.properties).toMatchObject({ phone: '1', fax: '2' })
  })

  test('with trace ids says which input is missing', async () => {
    const { call } = arrange()
    const inputs = [{ id: '1', objectWriteTraceId: 'a', properties: { phone: '1' } }]
    const { body } = await call('POST', `${dated}/update`, { inputs })
    expect(body['errors']).toMatchObject([{ context: { ids: ['1'], objectWriteTraceId: ['a'] } }])
  })
})

describe('batch upsert', () => {
  test('creates or updates by a unique property, and says which', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', { app_key: 'k1', firstname: 'Ada' })
    const inputs = [
      { id: 'k1', idProperty: 'app_key', properties: { firstname: 'Eva' } },
      { id: 'k2', idProperty: 'app_key', properties: { firstname: 'Ida' } },
    ]
    const { status, body } = await call('POST', `${dated}/upsert`, { inputs })
    expect(status).toBe(200)
    expect(body.results).toMatchObject([
      { id, new: false, properties: { firstname: 'Eva' } },
      { new: true, properties: { firstname: 'Ida', app_key: 'k2' } },
    ])
    expect((await call('POST', `${dated}/upsert`, { inputs })).body.results).toMatchObject([
      { new: false },
      { new: false },
    ])
    expect(emulator.account.records('contacts')).toHaveLength(2)
  })

  test('makes the record that its key names, whatever the properties say', async () => {
    const { emulator, call } = arrange()
    const properties = { email: 'ada@acme.example' }
    const input = { id: 'a@acme.example', idProperty: 'email', properties }
    expect((await call('POST', `${dated}/upsert`, { inputs: [input] })).status).toBe(200)
    expect(emulator.account.records('contacts')[0]?.properties['email']).toBe('a@acme.example')
  })

  test('of one key twice makes one record', async () => {
    const { emulator, call } = arrange()
    const input = { id: 'k1', idProperty: 'app_key', properties: { firstname: 'Ada' } }
    const { body } = await call('POST', `${dated}/upsert`, { inputs: [input, input] })
    expect(body.results).toMatchObject([{ new: true }, { new: false }])
    expect(emulator.account.records('contacts')).toHaveLength(1)
  })

  test('by email is never partial, by another property it is', async () => {
    const { call } = arrange()
    const bad = { objectWriteTraceId: 'b', properties: { nope: 'x' } }
    const byEmail = [{ objectWriteTraceId: 'a', properties: {} }, bad].map((input, n) => ({
      ...input,
      idProperty: 'email',
      id: `${n}@acme.example`,
    }))
    expect((await call('POST', `${dated}/upsert`, { inputs: byEmail })).status).toBe(400)
    const byKey = byEmail.map((input) => ({ ...input, idProperty: 'app_key' }))
    const { status, body } = await call('POST', `${dated}/upsert`, { inputs: byKey })
    expect([status, body.results.length, body['numErrors']]).toEqual([200, 1, 1])
  })

  test.each(['firstname', 'hs_object_id', 'nope'])('needs a unique property, and %s is none', async (idProperty) => {
    const inputs = [{ id: '1', idProperty, properties: {} }]
    expect((await arrange().call('POST', `${dated}/upsert`, { inputs })).status).toBe(400)
  })
})

describe('batch archive', () => {
  test('archives what is there and answers 204 always', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', {})
    const inputs = [{ id }, { id: '1' }, { id }]
    expect((await call('POST', `${dated}/archive`, { inputs })).status).toBe(204)
    expect(emulator.account.records('contacts')).toEqual([])
    expect(emulator.audit()).toMatchObject([{ kind: 'archive', id }])
  })
})
