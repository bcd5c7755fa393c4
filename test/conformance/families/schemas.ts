import { expect } from 'vitest'
import type { ObjectSchemaEgg } from '@hubspot/api-client/lib/codegen/crm/schemas/models/ObjectSchemaEgg.js'
import { ObjectTypePropertyCreateTypeEnum as Type } from '@hubspot/api-client/lib/codegen/crm/schemas/models/ObjectTypePropertyCreate.js'
import { rowsOf, type Rows } from '../rows.ts'

const lifts: ObjectSchemaEgg = {
  name: 'lifts',
  labels: { singular: 'Lift', plural: 'Lifts' },
  primaryDisplayProperty: 'serial',
  requiredProperties: ['serial'],
  searchableProperties: ['serial'],
  properties: [
    { name: 'serial', label: 'Serial number', type: Type.String, fieldType: 'text' },
    { name: 'load_kg', label: 'Load', type: Type.Number, fieldType: 'number' },
  ],
  associatedObjects: ['COMPANY'],
}

/** Custom object types. */
export const schemas: Rows = rowsOf('crm.schemas.coreApi', {
  create: async ({ client: { crm }, emulator }) => {
    const made = await crm.schemas.coreApi.create(lifts)
    expect(made.objectTypeId).toMatch(/^2-\d+$/)
    expect(made.fullyQualifiedName).toBe(`p${emulator.account.portalId}_lifts`)
    expect(made.properties.map(({ name }) => name)).toEqual(expect.arrayContaining(['serial', 'load_kg']))
    const record = await crm.objects.basicApi.create(made.objectTypeId ?? '', {
      properties: { serial: 'A-7' },
      associations: [],
    })
    expect(record.properties['serial']).toBe('A-7')
  },
  getAll: async ({ client: { crm } }) => {
    const { results: none } = await crm.schemas.coreApi.getAll()
    await crm.schemas.coreApi.create(lifts)
    const { results } = await crm.schemas.coreApi.getAll()
    expect([none, results.map(({ name }) => name)]).toEqual([[], ['lifts']])
  },
  getById: async ({ client: { crm } }) => {
    const { id, objectTypeId = '', fullyQualifiedName = '' } = await crm.schemas.coreApi.create(lifts)
    const byId = await crm.schemas.coreApi.getById(objectTypeId)
    const byName = await crm.schemas.coreApi.getById(fullyQualifiedName)
    expect([byId.id, byName.id]).toEqual([id, id])
  },
  update: async ({ client: { crm } }) => {
    const { objectTypeId = '' } = await crm.schemas.coreApi.create(lifts)
    const labels = { singular: 'Hoist', plural: 'Hoists' }
    const updated = await crm.schemas.coreApi.update(objectTypeId, { labels, secondaryDisplayProperties: ['load_kg'] })
    expect(updated).toMatchObject({ labels, secondaryDisplayProperties: ['load_kg'] })
  },
  archive: async ({ client: { crm } }) => {
    const { objectTypeId = '' } = await crm.schemas.coreApi.create(lifts)
    await crm.schemas.coreApi.archive(objectTypeId)
    expect((await crm.schemas.coreApi.getAll()).results).toEqual([])
    expect((await crm.schemas.coreApi.getAll(true)).results.map(({ name }) => name)).toEqual(['lifts'])
  },
  createAssociation: async ({ client: { crm } }) => {
    const { objectTypeId = '' } = await crm.schemas.coreApi.create(lifts)
    const made = await crm.schemas.coreApi.createAssociation(objectTypeId, {
      fromObjectTypeId: objectTypeId,
      toObjectTypeId: '0-3',
      name: 'lift_to_deal',
    })
    expect(made).toMatchObject({ fromObjectTypeId: objectTypeId, toObjectTypeId: '0-3', name: 'lift_to_deal' })
  },
  archiveAssociation: async ({ client: { crm } }) => {
    const { objectTypeId = '' } = await crm.schemas.coreApi.create(lifts)
    const { id } = await crm.schemas.coreApi.createAssociation(objectTypeId, {
      fromObjectTypeId: objectTypeId,
      toObjectTypeId: '0-3',
    })
    await crm.schemas.coreApi.archiveAssociation(objectTypeId, id)
    const { associations } = await crm.schemas.coreApi.getById(objectTypeId)
    expect(associations.map((each) => each.id)).not.toContain(id)
  },
})
