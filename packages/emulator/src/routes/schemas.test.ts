import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { Switches } from '../switches.ts'
import { createCaller, frozen, quiet, type Caller, type Reply } from '../testing.ts'

const schemas = '/crm-object-schemas/2026-09/schemas'

const cars = {
  name: 'cars',
  labels: { singular: 'Car', plural: 'Cars' },
  primaryDisplayProperty: 'vin',
  secondaryDisplayProperties: ['model'],
  searchableProperties: ['model'],
  requiredProperties: ['vin'],
  properties: [
    { name: 'vin', label: 'VIN', type: 'string', fieldType: 'text', hasUniqueValue: true },
    { name: 'model', label: 'Model', type: 'string', fieldType: 'text' },
  ],
  associatedObjects: ['CONTACT', '0-2'],
}

interface Arranged {
  readonly emulator: Emulator
  readonly call: Caller
  readonly create: (body?: object) => Promise<Reply>
}

function arrange(switches: Partial<Switches> = {}): Arranged {
  const emulator = createEmulator({ clock: frozen, switches: { ...quiet, ...switches } })
  const call = createCaller(emulator)
  return { emulator, call, create: (body) => call('POST', schemas, { ...cars, ...body }) }
}

describe('a schema', () => {
  test.each(['/crm-object-schemas/v3/schemas', '/crm/v3/schemas', '/crm-object-schemas/2026-03/schemas', schemas])(
    'is created and read at %s',
    async (path) => {
      const { call } = arrange()
      const { status, body } = await call('POST', path, cars)
      expect(status).toBe(201)
      expect(body).toMatchObject({
        id: '2-3465404',
        objectTypeId: '2-3465404',
        name: 'cars',
        fullyQualifiedName: 'p147892301_cars',
        labels: cars.labels,
        primaryDisplayProperty: 'vin',
        secondaryDisplayProperties: ['model'],
        searchableProperties: ['model'],
        requiredProperties: ['vin'],
        archived: false,
        allowsSensitiveProperties: false,
        createdAt: '2026-11-24T08:00:00Z',
      })
      for (const name of ['2-3465404', 'p147892301_cars', 'p_cars', 'cars'])
        expect((await call('GET', `${path}/${name}`)).body).toEqual(body)
      expect((await call('GET', path)).body.results).toEqual([body])
    },
  )

  test('tells its properties, its own and those every record has', async () => {
    const properties = (await arrange().create()).body['properties'] as unknown as readonly {
      name: string
      groupName: string
    }[]
    const names = properties.map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining(['vin', 'model', 'hs_createdate', 'hs_lastmodifieddate', 'hs_object_id']),
    )
    expect(properties.find(({ name }) => name === 'vin')?.groupName).toBe('cars_information')
  })

  test('is associated with activities on its own, and with what it names, in both directions', async () => {
    const { body } = await arrange().create()
    const associations = body['associations'] as readonly { fromObjectTypeId: string; toObjectTypeId: string }[]
    const from = associations.filter(({ fromObjectTypeId }) => fromObjectTypeId === '2-3465404')
    const to = associations.filter(({ toObjectTypeId }) => toObjectTypeId === '2-3465404')
    const expected = ['0-1', '0-2', '0-27', '0-46', '0-47', '0-48', '0-49']
    expect(from.map(({ toObjectTypeId }) => toObjectTypeId).toSorted()).toEqual(expected)
    expect(to.map(({ fromObjectTypeId }) => fromObjectTypeId).toSorted()).toEqual(expected)
  })

  test('leaves out what is not asked for', async () => {
    const { call, create } = arrange()
    await create()
    const { body } = await call(
      'GET',
      `${schemas}/cars?includePropertyDefinitions=false&includeAssociationDefinitions=false&includeAuditMetadata=false`,
    )
    expect(body).toMatchObject({ name: 'cars', properties: [], associations: [] })
    expect(body).not.toHaveProperty('createdAt')
  })

  test('is read in batches', async () => {
    const { call, create } = arrange()
    await create()
    await create({ name: 'lifts' })
    const inputs = [{ id: 'p_lifts' }, { id: 'nope' }]
    const { status, body } = await call('POST', `${schemas}/batch/read`, { inputs, includePropertyDefinitions: false })
    expect([status, body.results.map((each) => each['name'])]).toEqual([200, ['lifts']])
  })

  test("is not one of HubSpot's own", async () => {
    const { call } = arrange()
    expect((await call('GET', schemas)).body.results).toEqual([])
    for (const method of ['GET', 'DELETE']) expect((await call(method, `${schemas}/contacts`)).status).toBe(404)
  })

  test.each([
    ['no labels', { labels: undefined }],
    ['a label for one only', { labels: { singular: 'Car' } }],
    ['a name beginning with a digit', { name: '4x4' }],
    ['a name with a hyphen', { name: 'old-cars' }],
    ['a property that is no property', { properties: [{ name: 'vin' }] }],
    ['a property twice', { properties: [cars.properties[0], cars.properties[0]] }],
    ['a property in a group nobody has', { properties: [{ ...cars.properties[0], groupName: 'nope' }] }],
    ['a required property it lacks', { requiredProperties: ['nope'] }],
    ['a display property it lacks', { primaryDisplayProperty: 'nope' }],
    ['a partner nobody knows', { associatedObjects: ['NOPE'] }],
  ])('is refused with %s', async (_name, body) => {
    const { emulator, call, create } = arrange()
    const { status, body: answer } = await create(body)
    expect([status, answer['category']]).toEqual([400, 'VALIDATION_ERROR'])
    expect((await call('GET', schemas)).body.results).toEqual([])
    expect(emulator.audit()).toEqual([])
  })

  test('has at most 20 searchable properties', async () => {
    const many = Array.from({ length: 21 }, (_, index) => ({ ...cars.properties[1], name: `text_${index}` }))
    const properties = [...cars.properties, ...many]
    const names = many.map(({ name }) => name)
    expect((await arrange().create({ properties, searchableProperties: names })).status).toBe(400)
    expect((await arrange().create({ properties, searchableProperties: names.slice(1) })).status).toBe(201)
  })

  test('of a name that is there answers 409', async () => {
    const { call, create } = arrange()
    await create()
    expect((await create()).status).toBe(409)
    await call('DELETE', `${schemas}/cars`)
    expect((await create()).status).toBe(409)
  })

  test('is refused as the eleventh', async () => {
    const { create } = arrange()
    for (let count = 1; count <= 10; count++) expect((await create({ name: `type_${count}` })).status).toBe(201)
    expect((await create({ name: 'type_11' })).status).toBe(400)
  })
})

describe('a patch of a schema', () => {
  test('changes what it carries', async () => {
    const { emulator, call, create } = arrange()
    await create({ description: 'On four wheels' })
    emulator.clock.advance(60_000)
    const patch = {
      labels: { singular: 'Vehicle', plural: 'Vehicles' },
      requiredProperties: [],
      clearDescription: true,
    }
    const { status, body } = await call('PATCH', `${schemas}/cars`, patch)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      labels: patch.labels,
      requiredProperties: [],
      searchableProperties: ['model'],
      updatedAt: '2026-11-24T08:01:00Z',
      portalId: 147_892_301,
    })
    expect((await call('GET', `${schemas}/cars`)).body).not.toHaveProperty('description')
  })

  test('counts for the next create and search', async () => {
    const { emulator, call, create } = arrange()
    await create()
    const id = emulator.account.create('cars', { vin: 'needle-1', model: 'Estate' })
    const found = async () =>
      (await call('POST', '/crm/objects/2026-09/cars/search', { query: 'needle' })).body['total']
    expect(await found()).toBe(0)
    await call('PATCH', `${schemas}/cars`, { searchableProperties: ['vin'], requiredProperties: [] })
    expect(await found()).toBe(1)
    expect((await call('POST', '/crm/objects/2026-09/cars', { properties: {} })).status).toBe(201)
    expect((await call('GET', `/crm/objects/2026-09/cars/${id}`)).status).toBe(200)
  })

  test('is refused for properties it lacks, and for an unknown type', async () => {
    const { call, create } = arrange()
    await create()
    expect((await call('PATCH', `${schemas}/cars`, { searchableProperties: ['nope'] })).status).toBe(400)
    expect((await call('PATCH', `${schemas}/lifts`, {})).status).toBe(404)
  })
})

describe('deleting a schema', () => {
  test('hides it and its records, and deleting it again with archived=true frees its name', async () => {
    const { emulator, call, create } = arrange()
    await create()
    expect((await call('DELETE', `${schemas}/cars`)).status).toBe(204)
    expect((await call('GET', `${schemas}/cars`)).status).toBe(404)
    expect((await call('GET', schemas)).body.results).toEqual([])
    const archived = await call('GET', `${schemas}?archived=true`)
    expect(archived.body.results).toMatchObject([{ name: 'cars', archived: true }])
    expect((await call('GET', '/crm/objects/2026-09/2-3465404')).status).toBe(400)
    expect((await call('DELETE', `${schemas}/cars?archived=true`)).status).toBe(204)
    expect((await call('GET', `${schemas}?archived=true`)).body.results).toEqual([])
    const again = await create()
    expect([again.status, again.body['objectTypeId']]).toEqual([201, '2-3465405'])
    expect(emulator.account.records('cars')).toEqual([])
  })

  test('for good takes its associations along, so that a new type of the name begins without', async () => {
    const { emulator, call, create } = arrange()
    await create()
    const [car, contact] = [emulator.account.create('cars', {}), emulator.account.create('contacts', {})]
    emulator.account.associate('cars', car, 'contacts', contact)
    emulator.account.archive('cars', car)
    await call('DELETE', `${schemas}/cars`)
    await call('DELETE', `${schemas}/cars?archived=true`)
    const labels = async () => (await call('GET', '/crm/associations/2026-09/cars/contacts/labels')).body.results
    await create({ associatedObjects: [] })
    expect(await labels()).toEqual([])
    expect(emulator.account.partners('contacts', contact, 'cars')).toEqual([])
  })

  test('is refused while it has records, and for good while it is not archived', async () => {
    const { emulator, call, create } = arrange()
    await create()
    const id = emulator.account.create('cars', {})
    expect((await call('DELETE', `${schemas}/cars`)).status).toBe(400)
    expect((await call('DELETE', `${schemas}/cars?archived=true`)).status).toBe(404)
    emulator.account.archive('cars', id)
    expect((await call('DELETE', `${schemas}/cars`)).status).toBe(204)
  })
})

describe('an association of a schema', () => {
  test('is created and makes records associable', async () => {
    const { emulator, call, create } = arrange()
    await create()
    const body = { fromObjectTypeId: 'cars', toObjectTypeId: '0-3', name: 'car_to_deal' }
    const made = await call('POST', `${schemas}/cars/associations`, body)
    expect([made.status, made.body]).toMatchObject([
      201,
      { fromObjectTypeId: '2-3465404', toObjectTypeId: '0-3', name: 'car_to_deal' },
    ])
    const [car, deal] = [emulator.account.create('cars', {}), emulator.account.create('deals', {})]
    const path = `/crm/objects/2026-09/cars/${car}/associations/default/deals/${deal}`
    expect((await call('PUT', path)).status).toBe(200)
    const inline = await call('GET', `/crm/objects/2026-09/deals/${deal}?associations=cars`)
    expect(inline.body['associations']).toMatchObject({ p147892301_cars: { results: [{ id: car }] } })
  })

  test('is deleted with those of its records', async () => {
    const { emulator, call, create } = arrange()
    await create()
    const [car, contact] = [emulator.account.create('cars', {}), emulator.account.create('contacts', {})]
    emulator.account.associate('cars', car, 'contacts', contact)
    const associations = (await call('GET', `${schemas}/cars`)).body['associations'] as readonly {
      readonly id: string
      readonly toObjectTypeId: string
    }[]
    const id = associations.find(({ toObjectTypeId }) => toObjectTypeId === '0-1')?.id
    expect((await call('DELETE', `${schemas}/cars/associations/${id}`)).status).toBe(204)
    expect(emulator.account.partners('contacts', contact, 'cars')).toEqual([])
    expect((await call('DELETE', `${schemas}/cars/associations/${id}`)).status).toBe(404)
    const path = `/crm/objects/2026-09/cars/${car}/associations/default/contacts/${contact}`
    expect((await call('PUT', path)).status).toBe(400)
  })

  test('leads from the type or to it', async () => {
    const { call, create } = arrange()
    await create()
    const body = { fromObjectTypeId: '0-1', toObjectTypeId: '0-2' }
    expect((await call('POST', `${schemas}/cars/associations`, body)).status).toBe(400)
  })
})

test('schemas are readable a moment after they were written, their records at once', async () => {
  const { emulator, call, create } = arrange({ definitionLagMs: 500 })
  await create()
  expect((await call('GET', `${schemas}/cars`)).status).toBe(404)
  const record = await call('POST', '/crm/objects/2026-09/cars', { properties: { vin: '1' } })
  expect(record.status).toBe(201)
  emulator.clock.advance(500)
  expect((await call('GET', `${schemas}/cars`)).status).toBe(200)
})
