import { describe, expect, test } from 'vitest'
import { checkSchema, defineSchema, schemaFingerprint, type Schema } from './schema.ts'

describe('a schema', () => {
  test('brings the standard properties of HubSpot’s own object types', () => {
    const { deals } = defineSchema({ deals: {} })
    expect(deals.properties.dealname).toEqual({ type: 'string', requiredOnCreate: true })
    expect(deals.associations).toEqual({})
  })

  test('replaces a standard property that is stated again', () => {
    const { deals } = defineSchema({ deals: { properties: { dealstage: { type: 'enumeration', options: ['won'] } } } })
    expect(deals.properties.dealstage).toEqual({ type: 'enumeration', options: ['won'] })
  })

  test('brings nothing for a custom object type', () => {
    const { p_cars } = defineSchema({ p_cars: { properties: { plate: { type: 'string' } } } })
    expect(p_cars.properties).toEqual({ plate: { type: 'string' } })
  })

  test('is plain data', () => {
    const schema = defineSchema({ deals: { associations: { contacts: { labels: ['boss'] } } }, contacts: {} })
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema)
  })
})

describe('a schema is refused, naming the place', () => {
  const string = { type: 'string' } as const
  const of = (properties: unknown, associations: unknown = {}): unknown => ({ deals: { properties, associations } })
  test.each<[name: string, schema: unknown, details: object]>([
    [
      'pipelines of an object type that has none',
      { contacts: { properties: {}, associations: {}, pipelines: { default: ['new'] } } },
      { objectType: 'contacts' },
    ],
    [
      'a pipeline without a list of stages',
      { deals: { properties: {}, associations: {}, pipelines: { default: 'new' } } } as unknown as Schema,
      { objectType: 'deals' },
    ],
    [
      'a stage that is no option of the property that holds it',
      {
        deals: {
          properties: { dealstage: { type: 'enumeration', options: ['new'] } },
          associations: {},
          pipelines: { default: ['new', 'won'] },
        },
      },
      { objectType: 'deals', name: 'dealstage' },
    ],
    ['an unknown object type', { dogs: { properties: {}, associations: {} } }, { objectType: 'dogs' }],
    ['an object type by its singular', { deal: { properties: {}, associations: {} } }, { objectType: 'deal' }],
    ['an object type by its id', { '0-3': { properties: {}, associations: {} } }, { objectType: '0-3' }],
    ['an object type that is not described', { deals: null }, { objectType: 'deals' }],
    ['an object type without associations', { deals: { properties: {} } }, { objectType: 'deals' }],
    ['a property in upper case', of({ DealName: string }), { objectType: 'deals', name: 'DealName' }],
    ['a property called id', of({ id: string }), { objectType: 'deals', name: 'id' }],
    ['a property of an unknown type', of({ name: { type: 'json' } }), { objectType: 'deals', name: 'name' }],
    ['a property of no type', of({ name: 'string' }), { objectType: 'deals', name: 'name' }],
    [
      'options that are no texts',
      of({ stage: { type: 'enumeration', options: [1] } }),
      { objectType: 'deals', name: 'stage' },
    ],
    ['options of a text', of({ name: { type: 'string', options: ['a'] } }), { objectType: 'deals', name: 'name' }],
    ['an association without labels', of({}, { deals: {} }), { objectType: 'deals', name: 'deals' }],
    ['an association to outside', of({}, { contacts: { labels: [] } }), { objectType: 'deals', name: 'contacts' }],
    [
      'a name that is no name at all',
      JSON.parse('{"__proto__":{"properties":{},"associations":{}}}'),
      { objectType: '__proto__' },
    ],
  ])('%s', (_name, schema, details) => {
    expect(() => checkSchema(schema as Schema)).toThrow(expect.objectContaining({ code: 'schema/invalid', details }))
  })

  test('also when it is defined', () => {
    expect(() => defineSchema(JSON.parse('{"__proto__":{}}'))).toThrow(
      expect.objectContaining({ code: 'schema/invalid' }),
    )
    expect(() => defineSchema({ deals: { associations: { contacts: { labels: [] } } } })).toThrow(
      expect.objectContaining({ code: 'schema/invalid' }),
    )
  })
})

describe('the fingerprint of a schema', () => {
  const deals = { properties: { a: { type: 'string' }, b: { type: 'number' } }, associations: {} } as const

  test('does not mind the order of keys', () => {
    const turned = { associations: {}, properties: { b: { type: 'number' }, a: { type: 'string' } } } as const
    expect(schemaFingerprint({ deals })).toBe(schemaFingerprint({ deals: turned }))
  })

  test('differs when a type does', () => {
    const other = { ...deals, properties: { ...deals.properties, b: { type: 'string' } } } as const
    expect(schemaFingerprint({ deals })).not.toBe(schemaFingerprint({ deals: other }))
  })

  test('differs when the order of options does, which user interfaces show', () => {
    const withOptions = (...options: readonly string[]): string =>
      schemaFingerprint({ deals: { properties: { s: { type: 'enumeration', options } }, associations: {} } })
    expect(withOptions('a', 'b')).not.toBe(withOptions('b', 'a'))
  })
})
