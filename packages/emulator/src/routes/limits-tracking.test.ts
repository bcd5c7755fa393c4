import { describe, expect, test } from 'vitest'
import { createEmulator } from '../emulator.ts'
import { createCaller, frozen, quiet } from '../testing.ts'

function arrange(switches: object = {}) {
  const emulator = createEmulator({ clock: frozen, switches: { ...quiet, ...switches } })
  return { emulator, call: createCaller(emulator) }
}

describe('limits tracking', () => {
  test.each(['/crm/v3/limits', '/crm/limits/2026-09'])('counts records by object type at %s', async (path) => {
    const { emulator, call } = arrange()
    for (let count = 0; count < 5; count++) emulator.account.create('companies', {})
    emulator.account.archive('companies', emulator.account.create('companies', {}))
    const { body } = await call('GET', `${path}/records`)
    expect(body['hubspotDefinedObjectTypes']).toContainEqual({
      objectTypeId: '0-2',
      singularLabel: 'Company',
      pluralLabel: 'Companies',
      limit: 500_000,
      usage: 5,
      percentage: 0.001,
    })
    expect(body['customObjectTypes']).toMatchObject({ byObjectType: [], overallUsage: 0, overallPercentage: 0 })
  })

  test('counts the properties an account has added', async () => {
    const { emulator, call } = arrange({ limitCustomProperties: 4, limitCustomPropertiesOverall: 10 })
    emulator.account.defineProperty('deals', 'visit_note', 'Visit note', 'text')
    const { body } = await call('GET', '/crm/limits/2026-09/custom-properties')
    expect(body['byObjectType']).toContainEqual(
      expect.objectContaining({ objectTypeId: '0-3', limit: 4, usage: 1, percentage: 25 }),
    )
    expect(body).toMatchObject({ overallLimit: 10, overallUsage: 1, overallPercentage: 10 })
    const calculated = await call('GET', '/crm/limits/2026-09/calculated-properties')
    expect(calculated.body).toMatchObject({ overallUsage: 0 })
  })

  test('counts pipelines, and custom object types', async () => {
    const { call } = arrange()
    const { body } = await call('GET', '/crm/limits/2026-09/pipelines')
    expect(body['hubspotDefinedObjectTypes']).toContainEqual(expect.objectContaining({ objectTypeId: '0-3', usage: 2 }))
    const types = await call('GET', '/crm/limits/2026-09/custom-object-types')
    expect(types.body).toEqual({ limit: 10, usage: 0, percentage: 0 })
  })

  test('lists the labels of a pair', async () => {
    const { emulator, call } = arrange()
    emulator.account.defineLabel('deals', 'contacts', 'Decision maker')
    const path = '/crm/limits/2026-09/associations/labels'
    const { body } = await call('GET', `${path}?fromObjectTypeId=0-3&toObjectTypeId=0-1`)
    expect(body.results).toMatchObject([
      {
        fromObjectType: { objectTypeId: '0-3', singularLabel: 'Deal' },
        toObjectType: { objectTypeId: '0-1', pluralLabel: 'Contacts' },
        allLabels: ['Decision maker'],
        limit: 50,
        usage: 1,
        percentage: 2,
      },
    ])
    expect((await call('GET', path)).body.results).toHaveLength(2)
  })

  test('finds the records near and at the most partners', async () => {
    const { emulator, call } = arrange({ limitPartners: 5 })
    const [full, nearly] = [emulator.account.create('companies', {}), emulator.account.create('companies', {})]
    for (let count = 0; count < 9; count++) {
      const contact = emulator.account.create('contacts', {})
      emulator.account.associate('companies', count < 5 ? full : nearly, 'contacts', contact)
    }
    const path = '/crm/limits/2026-09/associations/records'
    const near = { objectTypeId: '0-2', hasRecordsAtLimit: true, hasRecordsNearLimit: true }
    expect((await call('GET', `${path}/from`)).body.results).toMatchObject([near])
    expect((await call('GET', `${path}/companies/to`)).body.results).toMatchObject([{ ...near, objectTypeId: '0-1' }])
    expect((await call('GET', `${path}/0-2/0-1`)).body).toEqual({
      limit: 5,
      totalRecordsAtLimit: 1,
      totalRecordsNearLimit: 1,
      atLimitFromRecordSamples: [{ label: full, objectId: Number(full) }],
      nearLimitFromRecordSamples: [{ label: nearly, objectId: Number(nearly), usage: 4, percentage: 80 }],
    })
  })
})
