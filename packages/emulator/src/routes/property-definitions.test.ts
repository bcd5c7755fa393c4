import { objectTypes } from '@holdfast/crm'
import { describe, expect, test } from 'vitest'
import { typeRows } from '../data/object-types.ts'
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
      const emulator = createEmulator({ clock: frozen, switches: quiet })
      if (typeRows[name]?.activatable === true) emulator.account.activate(name)
      const { body } = await createCaller(emulator)('GET', `/crm/properties/2026-09/${name}`)
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
