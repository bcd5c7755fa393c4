import { describe, expect, test } from 'vitest'
import { readRows, schema } from '../test/index.ts'
import { draftPatch, wireValuesOfNew, wireValuesOfSeen, type Patch } from './draft.ts'

type Editable = Record<string, unknown>

const seen = {
  dealname: 'Lift',
  amount: '12500.00',
  closedate: null,
  dealstage: 'appointmentscheduled',
  hs_is_closed: 'false',
}

function patch(recipe: (deal: Editable) => unknown, before: Readonly<Record<string, string | null>> = seen): Patch {
  return draftPatch({ objectType: 'deals', properties: schema.deals.properties, seen: before, recipe })
}

describe('a recipe', () => {
  test('[CL6] gives the wire values of what it changed, with what was seen there', () => {
    const changed = patch((deal) => {
      deal['amount'] = 13_000
      deal['closedate'] = '2026-11-23'
    })
    expect(changed).toEqual({
      properties: { amount: '13000', closedate: '2026-11-23' },
      base: { amount: '12500.00', closedate: null },
    })
  })

  test('finds decoded values', () => {
    let found: unknown
    patch((deal) => {
      found = { ...deal }
    })
    expect(found).toEqual({
      dealname: 'Lift',
      amount: 12_500,
      closedate: null,
      dealstage: 'appointmentscheduled',
      hs_is_closed: false,
    })
  })

  test('clears with null', () => {
    expect(patch((deal) => void (deal['amount'] = null))).toEqual({
      properties: { amount: '' },
      base: { amount: '12500.00' },
    })
  })

  test.each([
    { name: 'assigns what is there', recipe: (deal: Editable) => void (deal['amount'] = 12_500) },
    { name: 'clears what is unset', recipe: (deal: Editable) => void (deal['closedate'] = null) },
    {
      name: 'changes and changes back',
      recipe: (deal: Editable) => {
        deal['dealname'] = 'Door'
        deal['dealname'] = 'Lift'
      },
    },
    { name: 'does nothing', recipe: () => undefined },
  ])('[CL6] that $name changes nothing', ({ recipe }) => {
    expect(patch(recipe)).toEqual({ properties: {}, base: {} })
  })

  test('edits lists of options in place', () => {
    const changed = draftPatch({
      objectType: 'contacts',
      properties: schema.contacts.properties,
      seen: { hs_buying_role: 'END_USER' },
      recipe: (contact: { hs_buying_role: string[] }) => {
        contact.hs_buying_role.push('DECISION_MAKER')
      },
    })
    expect(changed.properties).toEqual({ hs_buying_role: 'END_USER;DECISION_MAKER' })
  })

  test.each([
    { name: 'a property HubSpot computes', set: 'hs_is_closed', value: true, reason: 'read-only' },
    { name: 'a property the schema does not have', set: 'nonsense', value: 1, reason: 'unknown-property' },
    { name: 'a name every object has', set: 'constructor', value: 1, reason: 'unknown-property' },
  ])('that sets $name is refused', ({ set, value, reason }) => {
    expect(() => patch((deal) => void (deal[set] = value))).toThrow(
      expect.objectContaining({ code: 'write/invalid', details: { objectType: 'deals', property: set, reason } }),
    )
  })

  test.each([
    { name: 'a text for a number', set: 'amount', value: '12' },
    { name: 'a Date for a day', set: 'closedate', value: new Date(0) },
    { name: 'an endless number', set: 'amount', value: Infinity },
  ])('that sets $name is refused', ({ set, value }) => {
    expect(() => patch((deal) => void (deal[set] = value))).toThrow(
      expect.objectContaining({ code: 'value/invalid', details: expect.objectContaining({ property: set }) }),
    )
  })

  test.each([
    { name: 'returns a value', recipe: (deal: Editable) => (deal['amount'] = 1) },
    { name: 'is async', recipe: async (deal: Editable) => void (deal['amount'] = 1) },
    { name: 'assigns undefined', recipe: (deal: Editable) => void (deal['amount'] = undefined) },
    { name: 'deletes a property', recipe: (deal: Editable) => void delete deal['amount'] },
    { name: 'sets what was not seen', recipe: (deal: Editable) => void (deal['description'] = 'new') },
  ])('that $name is a mistake of its writer', ({ recipe }) => {
    expect(() => patch(recipe)).toThrow(TypeError)
  })

  test('what it throws itself is thrown on', () => {
    const error = new RangeError('mine')
    expect(() =>
      patch(() => {
        throw error
      }),
    ).toThrow(error)
  })
})

describe('what was seen', () => {
  test('[CL6] of a row of ours is what HubSpot had, to the letter', () => {
    const query = {
      objectType: 'deals',
      where: null,
      search: null,
      select: ['amount'],
      orderBy: [],
      after: null,
      offset: 0,
      limit: null,
      include: [],
    }
    const [row] = readRows<object>(schema, query, [JSON.stringify(['1', '1', [], 0, ['12500.00'], []])])
    expect(wireValuesOfSeen(schema.deals.properties, row ?? {})).toEqual({ amount: '12500.00' })
  })

  test('of values given by hand is their wire form; what is no property is left out', () => {
    const values = { id: '1', $: {}, contacts: [], amount: 12_500, closedate: null }
    expect(wireValuesOfSeen(schema.deals.properties, values)).toEqual({ amount: '12500', closedate: null })
  })
})

describe('a new record', () => {
  test('has the wire values of what is set', () => {
    const values = { dealname: 'Lift', amount: 12_500, closedate: null, hs_is_closed: undefined }
    const { hs_is_closed: _, ...writable } = values
    expect(wireValuesOfNew('deals', schema.deals.properties, writable)).toEqual({ dealname: 'Lift', amount: '12500' })
  })

  test('cannot set what HubSpot computes', () => {
    expect(() => wireValuesOfNew('deals', schema.deals.properties, { hs_is_closed: true })).toThrow(
      expect.objectContaining({ code: 'write/invalid' }),
    )
  })
})
