import { describe, expect, test } from 'vitest'
import { defining, moods, type DefiningAccount } from '../defining.fixture.ts'

describe('a patch of a property', () => {
  test('changes what it carries and nothing else', async () => {
    const { emulator, call, define } = defining()
    const created = await define(moods)
    emulator.clock.advance(60_000)
    const patch = { label: 'Temper', hidden: true, fieldType: 'select' }
    const { status, body } = await call('PATCH', '/crm/properties/2026-09/deals/mood', patch)
    expect([status, body]).toEqual([200, { ...created.body, ...patch, updatedAt: '2026-11-24T08:01:00Z' }])
  })

  test('replaces the options, which counts for the next write', async () => {
    const { emulator, call, define } = defining()
    await define(moods)
    const id = emulator.account.create('deals', { mood: 'bad' })
    const options = [{ label: 'Great', value: 'great', hidden: false }]
    await call('PATCH', '/crm/properties/2026-09/deals/mood', { options })
    const write = (mood: string) => call('PATCH', `/crm/objects/2026-09/deals/${id}`, { properties: { mood } })
    expect((await write('good')).body['errors']).toMatchObject([{ code: 'INVALID_OPTION' }])
    expect((await write('great')).status).toBe(200)
  })

  test.each([
    ['the type', { type: 'string' }],
    ['uniqueness', { hasUniqueValue: true }],
    ['the group to one nobody has', { groupName: 'nope' }],
    ['the field type to one that does not fit', { fieldType: 'select' }],
  ])('cannot change %s', async (_name, patch) => {
    const { call, define } = defining()
    const { body } = await define()
    expect((await call('PATCH', '/crm/properties/2026-09/deals/visits', patch)).status).toBe(400)
    expect((await call('GET', '/crm/properties/2026-09/deals/visits')).body).toEqual(body)
  })

  test('may repeat the type and uniqueness there are', async () => {
    const { call, define } = defining()
    await define()
    const patch = { type: 'number', hasUniqueValue: false, label: 'Calls' }
    expect((await call('PATCH', '/crm/properties/2026-09/deals/visits', patch)).body['label']).toBe('Calls')
  })

  test("changes the options of HubSpot's own only where accounts add theirs", async () => {
    const { call } = defining()
    const patch = { options: [{ label: 'Resold', value: 'resold', hidden: false }] }
    const path = '/crm/properties/2026-09/deals'
    expect((await call('PATCH', `${path}/dealtype`, patch)).status).toBe(200)
    expect((await call('PATCH', `${path}/dealtype`, { ...patch, label: 'Kind' })).status).toBe(400)
    expect((await call('PATCH', `${path}/hs_manual_forecast_category`, patch)).status).toBe(400)
    expect((await call('PATCH', `${path}/dealname`, { label: 'Title' })).status).toBe(400)
  })

  test('of an unknown or archived property answers 404', async () => {
    const { call, define } = defining()
    await define()
    await call('DELETE', '/crm/properties/2026-09/deals/visits')
    for (const name of ['visits', 'nope'])
      expect((await call('PATCH', `/crm/properties/2026-09/deals/${name}`, {})).status).toBe(404)
  })
})

describe('an archived property', () => {
  async function archived(): Promise<DefiningAccount & { readonly id: string }> {
    const arranged = defining()
    await arranged.define()
    const id = arranged.emulator.account.create('deals', { visits: '4' })
    expect((await arranged.call('DELETE', '/crm/properties/2026-09/deals/visits')).status).toBe(204)
    return { ...arranged, id }
  }

  test('is found only among the archived', async () => {
    const { call } = await archived()
    const { status, body } = await call('GET', '/crm/properties/2026-09/deals/visits')
    expect([status, body['category']]).toEqual([404, 'OBJECT_NOT_FOUND'])
    expect((await call('GET', '/crm/properties/2026-09/deals/visits?archived=true')).body).toMatchObject({
      archived: true,
      archivedAt: '2026-11-24T08:00:00Z',
    })
    const list = await call('GET', '/crm/properties/2026-09/deals?archived=true')
    expect(list.body.results.map((each) => each['name'])).toEqual(['visits'])
  })

  test('takes its values out of sight, of writes and of searches', async () => {
    const { call, id } = await archived()
    const path = `/crm/objects/2026-09/deals/${id}`
    expect((await call('GET', `${path}?properties=visits`)).body.properties).not.toHaveProperty('visits')
    expect((await call('PATCH', path, { properties: { visits: '5' } })).body['errors']).toMatchObject([
      { code: 'PROPERTY_DOESNT_EXIST' },
    ])
    const filters = [{ propertyName: 'visits', operator: 'HAS_PROPERTY' }]
    expect((await call('POST', '/crm/objects/2026-09/deals/search', { filters })).status).toBe(400)
  })

  test('comes back with its values when its name is made again', async () => {
    const { call, define, id } = await archived()
    const { status, body } = await define({ label: 'Visits again' })
    expect([status, body['label'], body['archived']]).toEqual([201, 'Visits again', false])
    const read = await call('GET', `/crm/objects/2026-09/deals/${id}?properties=visits`)
    expect(read.body.properties['visits']).toBe('4')
  })

  test('begins without values when it is made again with another type', async () => {
    const { call, define, id } = await archived()
    await define({ type: 'string', fieldType: 'text' })
    const path = `/crm/objects/2026-09/deals/${id}`
    expect((await call('GET', `${path}?properties=visits`)).body.properties['visits']).toBeNull()
    await call('PATCH', path, { properties: { visits: 'four' } })
    const filters = [{ propertyName: 'visits', operator: 'EQ', value: 'FOUR' }]
    expect((await call('POST', '/crm/objects/2026-09/deals/search', { filters })).body['total']).toBe(1)
  })

  test("cannot be one of HubSpot's own", async () => {
    expect((await defining().call('DELETE', '/crm/properties/2026-09/deals/amount')).status).toBe(400)
  })

  test('cannot be one that a list filters by, until the list is deleted', async () => {
    const { call, define } = defining()
    await define()
    const filter = {
      filterType: 'PROPERTY',
      property: 'visits',
      operation: { operationType: 'NUMBER', operator: 'IS_GREATER_THAN', value: 2 },
    }
    const filterBranch = {
      filterBranchType: 'OR',
      filters: [],
      filterBranches: [{ filterBranchType: 'AND', filters: [filter], filterBranches: [] }],
    }
    const list = { name: 'Visited', objectTypeId: '0-3', processingType: 'DYNAMIC', filterBranch }
    const made = await call('POST', '/crm/lists/2026-09', list)
    expect(made.status).toBe(200)
    const { status, body } = await call('DELETE', '/crm/properties/2026-09/deals/visits')
    expect([status, body['subCategory']]).toEqual([400, 'PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE'])
    const { listId } = made.body['list'] as unknown as { readonly listId: string }
    await call('DELETE', `/crm/lists/2026-09/${listId}`)
    expect((await call('DELETE', '/crm/properties/2026-09/deals/visits')).status).toBe(204)
  })

  test('cannot be one that a formula needs', async () => {
    const { call, define } = defining()
    await define()
    await define({ name: 'half', fieldType: 'calculation_equation', calculationFormula: 'visits / 2' })
    const { status, body } = await call('DELETE', '/crm/properties/2026-09/deals/visits')
    expect([status, body['subCategory']]).toEqual([400, 'PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE'])
    await call('DELETE', '/crm/properties/2026-09/deals/half')
    expect((await call('DELETE', '/crm/properties/2026-09/deals/visits')).status).toBe(204)
  })
})

describe('the lag of definitions', () => {
  test('hides a new property, its changes and its archiving from readers for a while', async () => {
    const { emulator, call, define } = defining({ definitionLagMs: 500 })
    const read = async () => (await call('GET', '/crm/properties/2026-09/deals/visits')).body['label']
    await define()
    expect(await read()).toBeUndefined()
    emulator.clock.advance(499)
    expect(await read()).toBeUndefined()
    emulator.clock.advance(1)
    expect(await read()).toBe('Visits')
    await call('PATCH', '/crm/properties/2026-09/deals/visits', { label: 'Calls' })
    expect(await read()).toBe('Visits')
    emulator.clock.advance(500)
    expect(await read()).toBe('Calls')
    await call('DELETE', '/crm/properties/2026-09/deals/visits')
    expect(await read()).toBe('Calls')
    emulator.clock.advance(500)
    expect(await read()).toBeUndefined()
  })

  test('does not hide it from writes, nor from a second create', async () => {
    const { emulator, call, define } = defining({ definitionLagMs: 500 })
    await define()
    const id = emulator.account.create('deals', {})
    const write = await call('PATCH', `/crm/objects/2026-09/deals/${id}`, { properties: { visits: '1' } })
    expect(write.status).toBe(200)
    expect((await define()).status).toBe(409)
  })

  test('hides groups too', async () => {
    const { emulator, call } = defining({ definitionLagMs: 500 })
    await call('POST', '/crm/properties/2026-09/deals/groups', { name: 'field_sales', label: 'Field sales' })
    const read = async () => (await call('GET', '/crm/properties/2026-09/deals/groups/field_sales')).status
    expect(await read()).toBe(404)
    emulator.clock.advance(500)
    expect(await read()).toBe(200)
  })
})

test('changes of definitions are in the audit', async () => {
  const { emulator, call, define } = defining()
  await define()
  await call('PATCH', '/crm/properties/2026-09/deals/visits', { label: 'Calls' })
  await call('DELETE', '/crm/properties/2026-09/deals/visits')
  expect(emulator.audit().map(({ kind, id, definition }) => [kind, id, definition?.change])).toEqual([
    ['define', 'visits', 'create'],
    ['define', 'visits', 'update'],
    ['define', 'visits', 'archive'],
  ])
})
