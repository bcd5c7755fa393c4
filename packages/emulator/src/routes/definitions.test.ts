import { objectTypes } from '@holdfast/crm'
import { describe, expect, test } from 'vitest'
import { createEmulator } from '../emulator.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

function arrange(): Caller {
  return createCaller(createEmulator({ clock: frozen, switches: quiet }))
}

describe('property definitions', () => {
  test('are listed whole, without paging', async () => {
    const { body } = await arrange()('GET', '/crm/properties/2026-09/contacts')
    expect(body).not.toHaveProperty('paging')
    const byName = new Map(body.results.map((each) => [each['name'], each]))
    expect(byName.get('email')).toMatchObject({
      label: 'Email',
      type: 'string',
      fieldType: 'text',
      groupName: 'contactinformation',
      hasUniqueValue: true,
      modificationMetadata: { readOnlyValue: false, readOnlyDefinition: true, archivable: false },
    })
    expect(byName.get('lifecyclestage')?.['options']).toContainEqual({
      label: 'Lead',
      value: 'lead',
      displayOrder: 1,
      hidden: false,
    })
    expect(byName.get('hubspot_owner_id')).toMatchObject({ externalOptions: true, referencedObjectType: 'OWNER' })
    expect(byName.get('createdate')).toMatchObject({ type: 'datetime', modificationMetadata: { readOnlyValue: true } })
  })

  test('are found one by one', async () => {
    const call = arrange()
    expect((await call('GET', '/crm/properties/2026-09/deals/amount')).body).toMatchObject({
      name: 'amount',
      type: 'number',
    })
    expect((await call('GET', '/crm/v3/properties/0-3/hs_is_closed')).body).toMatchObject({ calculated: true })
    const { status, body } = await call('GET', '/crm/properties/2026-09/deals/nope')
    expect([status, body['category']]).toEqual([404, 'OBJECT_NOT_FOUND'])
  })

  test.each(objectTypes.map((type) => [type.name, type] as const))(
    'of %s hold all that is answered, searched and sorted by',
    async (name, type) => {
      const { body } = await arrange()('GET', `/crm/properties/2026-09/${name}`)
      const names = body.results.map((each) => each['name'])
      const needed = [
        ...type.defaultProperties,
        ...type.searchedProperties,
        type.createdProperty,
        type.modifiedProperty,
      ]
      expect(needed.filter((each) => !names.includes(each))).toEqual([])
      expect(new Set(names).size).toBe(names.length)
    },
  )
})

describe('pipelines', () => {
  test('of deals are the default one and a second, with stages in order', async () => {
    const call = arrange()
    const { body } = await call('GET', '/crm/pipelines/2026-09/deals')
    expect(body.results.map(({ id }) => id)).toEqual(['default', '75398231'])
    const stages = await call('GET', '/crm/v3/pipelines/deals/default/stages')
    expect(stages.body.results.map(({ id }) => id)).toEqual([
      'appointmentscheduled',
      'qualifiedtobuy',
      'presentationscheduled',
      'decisionmakerboughtin',
      'contractsent',
      'closedwon',
      'closedlost',
    ])
    expect((await call('GET', '/crm/v3/pipelines/deals/default/stages/closedwon')).body).toMatchObject({
      metadata: { isClosed: 'true', probability: '1.0' },
    })
  })

  test.each(['/crm/v3/pipelines/deals/nope', '/crm/v3/pipelines/deals/default/stages/nope'])(
    'not there: %s',
    async (path) => {
      expect((await arrange()('GET', path)).status).toBe(404)
    },
  )

  test('are none for types without', async () => {
    expect((await arrange()('GET', '/crm/v3/pipelines/contacts')).body.results).toEqual([])
  })
})

describe('owners', () => {
  test('are listed in pages, archived ones apart', async () => {
    const call = arrange()
    const { body } = await call('GET', '/crm/owners/2026-09?limit=3')
    expect(body.results).toHaveLength(3)
    const after = (body['paging'] as { next: { after: string } }).next.after
    expect((await call('GET', `/crm/owners/2026-09?limit=3&after=${after}`)).body.results).toHaveLength(2)
    expect((await call('GET', '/crm/owners/2026-09?archived=true')).body.results).toMatchObject([{ userId: null }])
  })

  test('are found by id, user id and email', async () => {
    const call = arrange()
    const [first] = (await call('GET', '/crm/owners/2026-09')).body.results
    expect((await call('GET', `/crm/owners/2026-09/${first?.id}`)).body).toEqual(first)
    expect((await call('GET', `/crm/owners/2026-09/${String(first?.['userId'])}?idProperty=userId`)).body).toEqual(
      first,
    )
    expect((await call('GET', `/crm/owners/2026-09?email=${String(first?.['email'])}`)).body.results).toEqual([first])
    expect((await call('GET', '/crm/owners/2026-09/1')).status).toBe(404)
  })
})

test.each(['v3', '2026-03', '2026-09'])('the account tells who it is in %s', async (version) => {
  const { body } = await arrange()('GET', `/account-info/${version}/details`)
  expect(body).toMatchObject({ portalId: 147_892_301, accountType: 'DEVELOPER_TEST', timeZone: 'Europe/Berlin' })
})
