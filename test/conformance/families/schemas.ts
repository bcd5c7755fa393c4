import { expect } from 'vitest'
import type { ObjectSchemaEgg } from '@hubspot/api-client/lib/codegen/crm/schemas/models/ObjectSchemaEgg.js'
import { ObjectTypePropertyCreateTypeEnum as Type } from '@hubspot/api-client/lib/codegen/crm/schemas/models/ObjectTypePropertyCreate.js'
import { rowsOf, type Rows } from '../rows.ts'
import type { World } from '../world.ts'

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

/** The schema of lifts, and time for it to show. */
async function defineLifts({
  client,
  emulator,
}: World): Promise<{ readonly id: string; readonly typeId: string; readonly name: string }> {
  const { id, objectTypeId = '', fullyQualifiedName = '' } = await client.crm.schemas.coreApi.create(lifts)
  emulator.clock.advance(readableAfterMs)
  return { id, typeId: objectTypeId, name: fullyQualifiedName }
}

const readableAfterMs = 1_000

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
  getAll: async (world) => {
    const { coreApi } = world.client.crm.schemas
    const { results: none } = await coreApi.getAll()
    await defineLifts(world)
    const { results } = await coreApi.getAll()
    expect([none, results.map(({ name }) => name)]).toEqual([[], ['lifts']])
  },
  getById: async (world) => {
    const { id, typeId, name } = await defineLifts(world)
    const byId = await world.client.crm.schemas.coreApi.getById(typeId)
    const byName = await world.client.crm.schemas.coreApi.getById(name)
    expect([byId.id, byName.id]).toEqual([id, id])
  },
  update: async (world) => {
    const { typeId } = await defineLifts(world)
    const patch = { labels: { singular: 'Hoist', plural: 'Hoists' }, secondaryDisplayProperties: ['load_kg'] }
    expect(await world.client.crm.schemas.coreApi.update(typeId, patch)).toMatchObject(patch)
  },
  archive: async (world) => {
    const { typeId } = await defineLifts(world)
    const { coreApi } = world.client.crm.schemas
    await coreApi.archive(typeId)
    world.emulator.clock.advance(readableAfterMs)
    expect((await coreApi.getAll()).results).toEqual([])
    expect((await coreApi.getAll(true)).results.map(({ name }) => name)).toEqual(['lifts'])
  },
  createAssociation: async (world) => {
    const { typeId } = await defineLifts(world)
    const egg = { fromObjectTypeId: typeId, toObjectTypeId: '0-3', name: 'lift_to_deal' }
    expect(await world.client.crm.schemas.coreApi.createAssociation(typeId, egg)).toMatchObject(egg)
  },
  archiveAssociation: async (world) => {
    const { typeId } = await defineLifts(world)
    const { coreApi } = world.client.crm.schemas
    const { id } = await coreApi.createAssociation(typeId, { fromObjectTypeId: typeId, toObjectTypeId: '0-3' })
    await coreApi.archiveAssociation(typeId, id)
    world.emulator.clock.advance(readableAfterMs)
    const { associations } = await coreApi.getById(typeId)
    expect(associations.map((each) => each.id)).not.toContain(id)
  },
})
