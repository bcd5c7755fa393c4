import { AssociationTypes } from '@hubspot/api-client'
import { objectTypes } from '@holdfast/crm'
import { expect, test } from 'vitest'
import { openWorld } from './world.ts'

// Templates of quotes are no object type that the API serves.
const elsewhere = new Set<number>([AssociationTypes.quoteToQuoteTemplate])

test('every association type that the client names is known', async () => {
  const world = await openWorld({ switches: { limitTenSecondly: 1_000_000, limitAssociationsTenSecondly: 1_000_000 } })
  for (const type of ['appointments', 'courses', 'listings', 'services']) world.emulator.account.activate(type)
  const { definitionsApi } = world.client.crm.associations.v4.schema
  const known = new Set<number>()
  const associable = objectTypes.map(({ name }) => name).filter((name) => name !== 'products' && name !== 'users')
  for (const from of associable)
    for (const to of associable)
      for (const { typeId } of (await definitionsApi.getAll(from, to)).results) known.add(typeId)
  await world.close()
  const named = Object.values(AssociationTypes).filter((value) => typeof value === 'number')
  expect(named.length).toBeGreaterThan(100)
  expect(named.filter((typeId) => !known.has(typeId) && !elsewhere.has(typeId))).toEqual([])
})
