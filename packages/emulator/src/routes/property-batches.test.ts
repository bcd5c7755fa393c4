import { describe, expect, test } from 'vitest'
import { defining, visits } from '../defining.fixture.ts'

describe('batches of properties', () => {
  test('are read, those missing are told', async () => {
    const { call } = defining()
    const inputs = [{ name: 'dealname' }, { name: 'nope' }, { name: 'amount' }]
    const path = '/deals/batch/read'
    const old = await call('POST', `/crm/v3/properties${path}`, { archived: false, inputs })
    expect(old.status).toBe(207)
    expect(old.body.results.map((each) => each['name'])).toEqual(['dealname', 'amount'])
    expect(old.body).toMatchObject({
      numErrors: 1,
      errors: [{ category: 'OBJECT_NOT_FOUND', context: { name: ['nope'] } }],
    })
    expect((await call('POST', `/crm/properties/2026-09${path}`, { archived: false, inputs })).status).toBe(200)
  })

  test.each([
    ['v3', 201, 207],
    ['2026-09', 200, 200],
  ])('are created in %s with status %d, in part with %d', async (version, whole, part) => {
    const { call } = defining()
    const path = version === 'v3' ? '/crm/v3/properties' : `/crm/properties/${version}`
    const create = (...names: string[]) =>
      call('POST', `${path}/deals/batch/create`, { inputs: names.map((name) => ({ ...visits, name })) })
    expect((await create('a', 'b')).status).toBe(whole)
    const second = await create('b', 'c')
    expect([second.status, second.body['numErrors']]).toEqual([part, 1])
    expect(second.body['errors']).toMatchObject([{ category: 'OBJECT_ALREADY_EXISTS', context: { name: ['b'] } }])
    expect((await call('GET', `${path}/deals/c`)).status).toBe(200)
  })

  test('are archived with 204, whatever the state of each', async () => {
    const { call, define } = defining()
    await define()
    const inputs = [{ name: 'nope' }, { name: 'visits' }, { name: 'amount' }]
    expect((await call('POST', '/crm/properties/2026-09/deals/batch/archive', { inputs })).status).toBe(204)
    expect((await call('GET', '/crm/properties/2026-09/deals/visits')).status).toBe(404)
    expect((await call('GET', '/crm/properties/2026-09/deals/amount')).status).toBe(200)
  })
})

describe('property groups', () => {
  const path = '/crm/properties/2026-09/deals/groups'

  test('are listed, found, created, changed and archived', async () => {
    const { call } = defining()
    const field = { name: 'field_sales', label: 'Field sales', displayOrder: 3 }
    const created = await call('POST', path, field)
    expect([created.status, created.body]).toEqual([201, { ...field, archived: false }])
    const names = async () => (await call('GET', path)).body.results.map((each) => each['name'])
    expect(await names()).toEqual(['dealinformation', 'field_sales'])
    const patched = await call('PATCH', `${path}/field_sales`, { label: 'Outside sales' })
    expect(patched.body).toEqual({ ...field, label: 'Outside sales', archived: false })
    expect((await call('GET', `${path}/field_sales`)).body).toEqual(patched.body)
    expect((await call('DELETE', `${path}/field_sales`)).status).toBe(204)
    expect(await names()).toEqual(['dealinformation'])
  })

  test('cannot be made twice, nor without a label', async () => {
    const { call } = defining()
    expect((await call('POST', path, { name: 'dealinformation', label: 'Again' })).status).toBe(409)
    expect((await call('POST', path, { name: 'other' })).status).toBe(400)
  })

  test('that do not exist answer 404', async () => {
    const { call } = defining()
    for (const method of ['GET', 'PATCH', 'DELETE'])
      expect((await call(method, `${path}/nope`, method === 'PATCH' ? {} : undefined)).status).toBe(404)
  })

  test('with active properties are kept, and the error lies in the message', async () => {
    const { call, define } = defining()
    await call('POST', path, { name: 'field_sales', label: 'Field sales' })
    await define({ groupName: 'field_sales' })
    const { status, body } = await call('DELETE', `${path}/field_sales`)
    expect(status).toBe(400)
    expect(JSON.parse(String(body['message']))).toMatchObject({
      category: 'VALIDATION_ERROR',
      subCategory: 'PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES',
    })
    await call('DELETE', '/crm/properties/2026-09/deals/visits')
    expect((await call('DELETE', `${path}/field_sales`)).status).toBe(204)
  })
})
