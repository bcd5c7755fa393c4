import { describe, expect, test } from 'vitest'
import { createAssociationTypes } from './association-types.ts'
import { createAssociations } from './associations.ts'

describe("HubSpot's association types", () => {
  test('have an inverse that leads back, wherever one is documented', () => {
    const types = createAssociationTypes()
    const broken = [...types.all()].filter((type) => {
      const inverse = types.inverseOf(type)
      return inverse !== undefined && (inverse.to !== type.from || types.inverseOf(inverse) !== type)
    })
    expect(broken).toEqual([])
  })

  test.each([
    ['companies', 'companies', 13, 14],
    ['contacts', 'companies', 1, 2],
    ['deals', 'companies', 5, 6],
    ['tickets', 'companies', 26, 25],
    ['leads', 'deals', 582, 583],
    ['orders', 'companies', 509, 510],
    ['contacts', 'quotes', 703, 702],
    ['companies', 'quotes', 1335, 1334],
  ])('pair %s to %s: %i and %i', (from, to, typeId, inverseId) => {
    const types = createAssociationTypes()
    expect(types.find(from, to, 'HUBSPOT_DEFINED', typeId)?.inverseId).toBe(inverseId)
  })
})

describe('an association type of the account', () => {
  test('makes two object types associable in both directions, once', () => {
    const types = createAssociationTypes()
    const type = types.definePair('p_cars', 'contacts', 'car_to_contact')
    expect(types.unlabelled('contacts', 'p_cars')).toBe(types.inverseOf(type))
    expect(types.definePair('p_cars', 'contacts', 'again')).toBe(type)
  })

  test('between records of one object type is its own inverse', () => {
    const types = createAssociationTypes()
    const type = types.definePair('p_cars', 'p_cars', 'car_to_car')
    expect(types.inverseOf(type)).toBe(type)
  })

  test('leaves together with its inverse', () => {
    const types = createAssociationTypes()
    const type = types.defineLabel('deals', 'contacts', { label: 'Sponsor', inverseLabel: 'Sponsors' })
    types.remove(type)
    const left = [...types.all()].filter(({ category }) => category === 'USER_DEFINED')
    expect(left).toEqual([])
    expect(types.between('contacts', 'deals').map(({ label }) => label)).toEqual([null])
  })
})

describe('a type without a documented inverse', () => {
  test('is kept when the pair is changed from the other side', () => {
    const types = createAssociationTypes()
    const associations = createAssociations(types)
    associations.set(1, 'leads', 1, 'contacts', 2, types.between('leads', 'contacts'))
    associations.set(2, 'contacts', 2, 'leads', 1, types.between('contacts', 'leads'))
    const kept = associations.partners('leads', 1, 'contacts').get(2)
    expect(kept?.map(({ typeId }) => typeId).sort()).toEqual([578, 608])
  })

  test('goes when the pair is dissolved from the other side', () => {
    const types = createAssociationTypes()
    const associations = createAssociations(types)
    associations.set(1, 'leads', 1, 'contacts', 2, types.between('leads', 'contacts'))
    associations.set(2, 'contacts', 2, 'leads', 1, [])
    expect(associations.partners('leads', 1, 'contacts').size).toBe(0)
  })
})
