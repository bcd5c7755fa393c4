import { objectTypes } from '@holdfast/crm'
import { describe, expect, test } from 'vitest'
import { typeRows } from '../data/object-types.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { Switches } from '../switches.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

const contacts = '/crm/objects/2026-09/contacts'

function arrange(switches: Partial<Switches> = {}): { readonly emulator: Emulator; readonly call: Caller } {
  const emulator = createEmulator({ clock: frozen, switches: { ...quiet, ...switches } })
  return { emulator, call: createCaller(emulator) }
}

describe('a record', () => {
  test('is its id, properties, dates and whether it is archived, and nothing else', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', { email: 'ada@acme.example' })
    const { body } = await call('GET', `${contacts}/${id}`)
    expect(body).toEqual({
      id,
      properties: {
        firstname: null,
        lastname: null,
        email: 'ada@acme.example',
        createdate: '2026-11-24T08:00:00Z',
        lastmodifieddate: '2026-11-24T08:00:00Z',
        hs_object_id: id,
      },
      createdAt: '2026-11-24T08:00:00Z',
      updatedAt: '2026-11-24T08:00:00Z',
      archived: false,
    })
    emulator.clock.advance(1_250)
    emulator.account.archive('contacts', id)
    expect((await call('GET', `${contacts}/${id}?archived=true`)).body).toEqual({
      ...body,
      archived: true,
      archivedAt: '2026-11-24T08:00:01.250Z',
    })
  })

  test.each(objectTypes)(
    'of $name was updated when its last-modified property says',
    async ({ name, modifiedProperty }) => {
      const { emulator, call } = arrange({ usersCreatable: true })
      const id = emulator.account.create(name, {})
      if (typeRows[name]?.activatable === true) emulator.account.activate(name)
      const { body } = await call('GET', `/crm/objects/2026-09/${name}/${id}`)
      expect(body['updatedAt']).toBe(body.properties[modifiedProperty])
    },
  )

  test.each(['/crm/v3/objects', '/crm/objects/v3', '/crm/objects/2025-09', '/crm/objects/2026-09'])(
    'is the same at %s',
    async (path) => {
      const { emulator, call } = arrange()
      const id = emulator.account.create('contacts', { firstname: 'Ada' })
      const { body } = await call('GET', `${contacts}/${id}`)
      expect((await call('GET', `${path}/contacts/${id}`)).body).toEqual(body)
    },
  )

  test('holds texts only, whatever was sent', async () => {
    const { call } = arrange()
    const properties = { name: 7, numberofemployees: 12.5, is_public: true, founded_year: '1999' }
    const { body } = await call('POST', '/crm/objects/2026-09/companies', { properties })
    expect(body.properties).toMatchObject({
      name: '7',
      numberofemployees: '12.5',
      is_public: 'true',
      founded_year: '1999',
    })
  })

  test.each([
    ['properties=phone&properties=city', ['phone', 'city']],
    ['properties=phone,city', ['phone', 'city']],
    ['properties=phone, nope ,constructor', ['phone']],
    ['properties=nope', []],
  ])('asked for %s shows these besides its id and dates', async (query, names) => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', {})
    const always = ['createdate', 'lastmodifieddate', 'hs_object_id']
    for (const path of [`${contacts}/${id}?${query}`, `${contacts}?${query}`]) {
      const { body } = await call('GET', path)
      expect(Object.keys((body.results?.[0] ?? body).properties).toSorted()).toEqual([...names, ...always].toSorted())
    }
  })

  test('in a list ignores associations and histories that do not exist', async () => {
    const { emulator, call } = arrange()
    emulator.account.create('contacts', {})
    const { status, body } = await call('GET', `${contacts}?associations=nope&propertiesWithHistory=nope`)
    expect([status, body.results[0]]).toMatchObject([200, { propertiesWithHistory: {} }])
    expect(body.results[0]).not.toHaveProperty('associations')
  })

  test('has no associations in a batch', async () => {
    const { emulator, call } = arrange()
    const [id, company] = [emulator.account.create('contacts', {}), emulator.account.create('companies', {})]
    emulator.account.associate('contacts', id, 'companies', company)
    const inputs = [{ id }]
    const { body } = await call('POST', `${contacts}/batch/read?associations=companies`, {
      inputs,
      associations: ['companies'],
    })
    expect(body.results[0]).not.toHaveProperty('associations')
  })

  test('pages its associations when they are many', async () => {
    const { emulator, call } = arrange({ inlineAssociationsPage: 2 })
    const company = emulator.account.create('companies', {})
    const ids = [1, 2, 3].map(() => emulator.account.create('contacts', {}))
    for (const id of ids) emulator.account.associate('companies', company, 'contacts', id)
    const { body } = await call('GET', `/crm/objects/2026-09/companies/${company}?associations=contacts`)
    expect(body['associations']).toMatchObject({
      contacts: { results: [{ id: ids[0] }, { id: ids[1] }], paging: { next: { after: ids[2] } } },
    })
  })
})

describe('a batch', () => {
  test('is told as complete, with when it began and ended', async () => {
    const { emulator, call } = arrange()
    const inputs = [{ id: emulator.account.create('contacts', {}) }]
    const { body } = await call('POST', `${contacts}/batch/read`, { inputs })
    expect(body).toMatchObject({
      status: 'COMPLETE',
      startedAt: '2026-11-24T08:00:00Z',
      completedAt: '2026-11-24T08:00:00Z',
    })
    expect(body).not.toHaveProperty('numErrors')
  })

  test('sent twice with the same trace ids writes twice', async () => {
    const { emulator, call } = arrange()
    const inputs = [{ properties: { firstname: 'Ada' }, objectWriteTraceId: 'once' }]
    for (let time = 0; time < 2; time++) {
      const { body } = await call('POST', `${contacts}/batch/create`, { inputs })
      expect(body.results[0]?.['objectWriteTraceId']).toBe('once')
    }
    expect(emulator.account.records('contacts')).toHaveLength(2)
  })
})

describe('calculated values', () => {
  test('of a deal follow its amount and its stage', async () => {
    const { call } = arrange()
    const properties = { dealname: 'Lift', dealstage: 'qualifiedtobuy', amount: '1000' }
    const names = 'amount_in_home_currency,hs_projected_amount,hs_is_closed,hs_closed_amount'
    const { id } = (await call('POST', '/crm/objects/2026-09/deals', { properties })).body
    const read = async () => (await call('GET', `/crm/objects/2026-09/deals/${id}?properties=${names}`)).body.properties
    expect(await read()).toMatchObject({
      amount_in_home_currency: '1000',
      hs_projected_amount: '400',
      hs_is_closed: 'false',
      hs_closed_amount: '0',
    })
    await call('PATCH', `/crm/objects/2026-09/deals/${id}`, { properties: { dealstage: 'closedwon' } })
    expect(await read()).toMatchObject({ hs_projected_amount: '1000', hs_is_closed: 'true', hs_closed_amount: '1000' })
  })

  test('of a phone number leave the country code out, and search finds it so', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', { phone: '+49 731 1234567' })
    const filters = [{ propertyName: 'hs_searchable_calculated_phone_number', operator: 'EQ', value: '7311234567' }]
    const { body } = await call('POST', `${contacts}/search`, { filters })
    expect(body.results.map((each) => each.id)).toEqual([id])
  })
})

describe('the life cycle', () => {
  test.each([
    ['any', 'lead'],
    ['forward', 'customer'],
  ] as const)('set back while the switch says %s is %s', async (lifecycleStage, stage) => {
    const { emulator, call } = arrange({ lifecycleStage })
    const id = emulator.account.create('contacts', { lifecyclestage: 'customer' })
    const update = (lifecyclestage: string) => call('PATCH', `${contacts}/${id}`, { properties: { lifecyclestage } })
    expect((await update('lead')).body.properties['lifecyclestage']).toBe(stage)
    await update('')
    expect((await update('lead')).body.properties['lifecyclestage']).toBe('lead')
    expect((await update('evangelist')).body.properties['lifecyclestage']).toBe('evangelist')
  })
})
