import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

async function arrange(): Promise<{ readonly emulator: Emulator; readonly call: Caller }> {
  const emulator = createEmulator({ clock: frozen, switches: quiet })
  const call = createCaller(emulator)
  await call('POST', '/crm-object-schemas/2026-09/schemas', {
    name: 'cars',
    labels: { singular: 'Car', plural: 'Cars' },
    searchableProperties: ['model'],
    requiredProperties: ['vin'],
    properties: [
      { name: 'vin', label: 'VIN', type: 'string', fieldType: 'text', hasUniqueValue: true },
      { name: 'model', label: 'Model', type: 'string', fieldType: 'text' },
      { name: 'doors', label: 'Doors', type: 'number', fieldType: 'number' },
    ],
    associatedObjects: ['CONTACT'],
  })
  return { emulator, call }
}

const names = ['2-3465404', 'p147892301_cars', 'p_cars', 'cars']

describe('records of a custom object type', () => {
  test.each(names)('are created, read, changed, listed and archived as %s', async (name) => {
    const { call } = await arrange()
    const path = `/crm/objects/2026-09/${name}`
    const created = await call('POST', path, { properties: { vin: 'V1', doors: 5 } })
    expect(created.status).toBe(201)
    const { id } = created.body
    const read = await call('GET', `${path}/${id}`)
    expect(read.body.properties).toEqual({
      hs_createdate: '2026-11-24T08:00:00Z',
      hs_lastmodifieddate: '2026-11-24T08:00:00Z',
      hs_object_id: id,
    })
    expect((await call('PATCH', `${path}/V1?idProperty=vin`, { properties: { doors: '3' } })).body.id).toBe(id)
    expect((await call('GET', path)).body.results.map((each) => each.id)).toEqual([id])
    expect((await call('DELETE', `${path}/${id}`)).status).toBe(204)
    expect((await call('GET', `${path}/${id}`)).status).toBe(404)
  })

  test.each(names)('are written in batches, merged and searched as %s', async (name) => {
    const { call } = await arrange()
    const path = `/crm/objects/2026-09/${name}`
    const inputs = ['V1', 'V2'].map((id) => ({ id, idProperty: 'vin', properties: { model: `Estate ${id}` } }))
    const upserted = await call('POST', `${path}/batch/upsert`, { inputs })
    const [one, two] = upserted.body.results.map((each) => each.id)
    expect(upserted.body.results.map((each) => each['new'])).toEqual([true, true])
    const search = await call('POST', `${path}/search`, { query: 'estate', sorts: ['-hs_object_id'] })
    expect(search.body.results.map((each) => each.id)).toEqual([two, one])
    expect((await call('POST', `${path}/merge`, { primaryObjectId: one, objectIdToMerge: two })).status).toBe(200)
  })

  test('need what their schema requires, from 2026-09 on', async () => {
    const { call } = await arrange()
    const refused = await call('POST', '/crm/objects/2026-09/cars', { properties: {} })
    expect(refused.body['errors']).toMatchObject([
      { code: 'MISSING_REQUIRED_PROPERTY', context: { propertyName: ['vin'] } },
    ])
    expect((await call('POST', '/crm/v3/objects/cars', { properties: {} })).status).toBe(201)
  })

  test('are associated with activities and with what the schema names', async () => {
    const { emulator, call } = await arrange()
    const [car, note, contact] = [
      emulator.account.create('cars', {}),
      emulator.account.create('notes', {}),
      emulator.account.create('contacts', {}),
    ]
    emulator.account.associate('notes', note, 'cars', car)
    emulator.account.associate('cars', car, 'contacts', contact)
    const { body } = await call('GET', `/crm/objects/2026-09/cars/${car}?associations=notes,contacts,companies`)
    expect(body['associations']).toEqual({
      notes: { results: [{ id: note, type: 'cars_to_note' }] },
      contacts: { results: [{ id: contact, type: 'cars_to_contact' }] },
    })
  })

  test('cannot be searched by association, in either direction', async () => {
    const { call } = await arrange()
    const search = (type: string, target: string) =>
      call('POST', `/crm/objects/2026-09/${type}/search`, {
        filters: [{ propertyName: `associations.${target}`, operator: 'EQ', value: '1' }],
      })
    expect((await search('cars', 'contact')).status).toBe(400)
    for (const name of names) expect((await search('contacts', name)).status).toBe(400)
  })

  test('can have pipelines', async () => {
    const { call } = await arrange()
    const pipeline = { label: 'Repair', displayOrder: 0, stages: [{ label: 'In', displayOrder: 0, metadata: {} }] }
    const made = await call('POST', '/crm/pipelines/2026-09/cars', pipeline)
    expect(made.status).toBe(201)
    const stage = (made.body['stages'] as readonly { id: string }[])[0]?.id ?? ''
    const properties = { vin: 'V1', hs_pipeline_stage: stage }
    const car = await call('POST', '/crm/objects/2026-09/cars', { properties })
    expect(car.body.properties).toMatchObject({ hs_pipeline_stage: stage })
    const refused = await call('POST', '/crm/objects/2026-09/cars', {
      properties: { vin: 'V2', hs_pipeline_stage: 'nope' },
    })
    expect(refused.body['errors']).toMatchObject([{ code: 'INVALID_OPTION' }])
  })

  test('have properties of their own that can be defined and read by every name', async () => {
    const { call } = await arrange()
    const colour = { name: 'colour', label: 'Colour', type: 'string', fieldType: 'text', groupName: 'cars_information' }
    expect((await call('POST', '/crm/properties/2026-09/p_cars', colour)).status).toBe(201)
    for (const name of names) expect((await call('GET', `/crm/v3/properties/${name}/colour`)).status).toBe(200)
    const { body } = await call('GET', '/crm/limits/2026-09/custom-object-types')
    expect(body['usage']).toBe(1)
    const inUse = await call('DELETE', '/crm/properties/2026-09/cars/vin')
    expect(inUse.body['subCategory']).toBe('PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE')
  })
})

test("a custom object type with the name of one of HubSpot's own does not hide it", async () => {
  const { emulator, call } = await arrange()
  await call('POST', '/crm-object-schemas/2026-09/schemas', {
    name: 'deals',
    labels: { singular: 'Card deal', plural: 'Card deals' },
    requiredProperties: [],
    properties: [],
  })
  emulator.account.create('p_deals', {})
  expect((await call('GET', '/crm/objects/2026-09/deals')).body.results).toEqual([])
  expect((await call('GET', '/crm/objects/2026-09/p_deals')).body.results).toHaveLength(1)
})
