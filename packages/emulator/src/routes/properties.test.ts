import { describe, expect, test } from 'vitest'
import { defining, moods, visits } from '../defining.fixture.ts'

describe('a new property', () => {
  test.each(['/crm/v3/properties', '/crm/properties/2026-03', '/crm/properties/2026-09'])(
    'at %s is answered with all its fields and found again',
    async (path) => {
      const { call } = defining()
      const created = await call('POST', `${path}/deals`, visits)
      expect([created.status, created.body]).toEqual([
        201,
        {
          ...visits,
          description: '',
          options: [],
          displayOrder: -1,
          hidden: false,
          formField: false,
          hasUniqueValue: false,
          calculated: false,
          externalOptions: false,
          hubspotDefined: false,
          archived: false,
          dataSensitivity: 'non_sensitive',
          createdAt: '2026-11-24T08:00:00Z',
          updatedAt: '2026-11-24T08:00:00Z',
          modificationMetadata: { archivable: true, readOnlyDefinition: false, readOnlyValue: false },
        },
      ])
      expect((await call('GET', `${path}/deals/visits`)).body).toEqual(created.body)
      expect((await call('GET', `${path}/0-3`)).body.results).toContainEqual(created.body)
    },
  )

  test('of options carries them as sent', async () => {
    const { body } = await defining().define(moods)
    expect(body['options']).toEqual([
      { label: 'Good', value: 'good', hidden: false, displayOrder: 0 },
      { label: 'Bad', value: 'bad', hidden: true, description: 'Ask again', displayOrder: 7 },
    ])
  })

  test('can be set, answered, searched and sorted at once', async () => {
    const { emulator, call, define } = defining()
    const before = emulator.account.create('deals', { dealname: 'before' })
    await define()
    const properties = { dealname: 'after', dealstage: 'closedwon', visits: '3' }
    const after = (await call('POST', '/crm/objects/2026-09/deals', { properties })).body.id
    const read = await call('GET', `/crm/objects/2026-09/deals/${before}?properties=visits`)
    expect(read.body.properties['visits']).toBeNull()
    const search = await call('POST', '/crm/objects/2026-09/deals/search', {
      filters: [{ propertyName: 'visits', operator: 'GT', value: '2' }],
      sorts: [{ propertyName: 'visits', direction: 'DESCENDING' }],
    })
    expect(search.body.results.map(({ id }) => id)).toEqual([after])
  })

  test('that is unique identifies records', async () => {
    const { call, define } = defining()
    await define({ name: 'key', type: 'string', fieldType: 'text', hasUniqueValue: true })
    const inputs = [{ id: 'a-1', idProperty: 'key', properties: { dealname: 'x', dealstage: 'closedwon' } }]
    const first = await call('POST', '/crm/objects/2026-09/deals/batch/upsert', { inputs })
    const second = await call('POST', '/crm/objects/2026-09/deals/batch/upsert', { inputs })
    expect([first, second].map(({ body }) => body.results[0]?.['new'])).toEqual([true, false])
    expect((await call('GET', '/crm/objects/2026-09/deals/A-1?idProperty=key')).body.id).toBe(first.body.results[0]?.id)
  })

  test.each([
    ['no label', { label: undefined }, 'label'],
    ['an empty label', { label: ' ' }, 'label'],
    ['an unknown type', { type: 'json' }, 'type'],
    ['an inherited name as type', { type: 'constructor' }, 'type'],
    ['a fieldType that does not fit', { fieldType: 'text' }, 'fieldType'],
    ['a group nobody has', { groupName: 'nope' }, 'group'],
    ['no options', { ...moods, options: undefined }, 'options'],
    ['the same option twice', { ...moods, options: [moods.options[0], moods.options[0]] }, 'option'],
    ['options other than true and false', { ...moods, type: 'bool', fieldType: 'booleancheckbox' }, 'true and false'],
    ['a name with spaces', { name: 'my visits' }, 'name'],
    ['a name beginning with a digit', { name: '1st' }, 'name'],
    ['an inherited name', { name: '__proto__' }, 'name'],
    ['a name of 101 characters', { name: 'a'.repeat(101) }, 'name'],
    ['half a display order', { displayOrder: 0.5 }, 'displayOrder'],
    ['an unknown sensitivity', { dataSensitivity: 'secret' }, 'dataSensitivity'],
  ])('is refused with %s', async (_name, body, word) => {
    const { emulator, define } = defining()
    const { status, body: answer } = await define(body)
    expect([status, answer['category']]).toEqual([400, 'VALIDATION_ERROR'])
    expect(answer['message']).toContain(word)
    expect(emulator.audit()).toEqual([])
  })

  test.each([
    ['refused', 400, undefined],
    ['lowered', 201, 'visitcount'],
    ['kept', 201, 'visitCount'],
  ] as const)('with upper case letters in its name is %s', async (propertyNames, status, name) => {
    const reply = await defining({ propertyNames }).define({ name: 'visitCount' })
    expect([reply.status, reply.body['name']]).toEqual([status, name])
  })

  test('of a name that is there answers 409', async () => {
    const { define } = defining()
    await define()
    for (const name of ['visits', 'dealname']) {
      const { status, body } = await define({ name })
      expect([status, body]).toEqual([
        409,
        {
          status: 'error',
          message: `A property named '${name}' already exists.`,
          correlationId: body['correlationId'],
          category: 'OBJECT_ALREADY_EXISTS',
          subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
          context: { propertyName: [name] },
        },
      ])
    }
  })

  test('is refused as the eleventh that is unique', async () => {
    const { define } = defining()
    const unique = { type: 'string', fieldType: 'text', hasUniqueValue: true }
    for (let count = 1; count <= 10; count++)
      expect((await define({ ...unique, name: `key_${count}` })).status).toBe(201)
    expect((await define({ ...unique, name: 'key_11' })).status).toBe(400)
    expect((await define({ name: 'plain' })).status).toBe(201)
  })

  test.each(['feedback_submissions', 'marketing_events', 'products', 'notes'])(
    'of %s cannot be unique',
    async (objectType) => {
      const { call } = defining()
      const groupName = `${objectType.replace(/s$/, '').replaceAll('_', '')}information`
      const path = `/crm/properties/2026-09/${objectType}`
      expect((await call('POST', path, { ...visits, groupName, hasUniqueValue: true })).status).toBe(400)
      expect((await call('POST', path, { ...visits, groupName })).status).toBe(201)
    },
  )

  test.each([
    [{ limitCustomProperties: 2 }, 'deals'],
    [{ limitCustomPropertiesOverall: 2 }, 'contacts'],
  ])('is refused beyond %j', async (limits, objectType) => {
    const { call, define } = defining(limits)
    for (const name of ['a', 'b']) expect((await define({ name })).status).toBe(201)
    const groupName = `${objectType.slice(0, -1)}information`
    const third = await call('POST', `/crm/properties/2026-09/${objectType}`, { ...visits, groupName })
    expect(third.status).toBe(400)
  })

  test('that calculates cannot be written', async () => {
    const { emulator, call, define } = defining()
    const { body } = await define({ fieldType: 'calculation_equation', calculationFormula: 'amount / 2' })
    expect(body).toMatchObject({
      calculated: true,
      calculationFormula: 'amount / 2',
      modificationMetadata: { readOnlyValue: true },
    })
    const id = emulator.account.create('deals', {})
    const refused = await call('PATCH', `/crm/objects/2026-09/deals/${id}`, { properties: { visits: '1' } })
    expect(refused.body['errors']).toMatchObject([{ code: 'READ_ONLY_VALUE' }])
  })

  test('that is sensitive is read only by those who ask for it', async () => {
    const { call, define } = defining()
    await define({ dataSensitivity: 'sensitive' })
    const names = async (query: string) =>
      (await call('GET', `/crm/properties/2026-09/deals${query}`)).body.results.map((each) => each['name'])
    expect(await names('')).not.toContain('visits')
    expect(await names('?dataSensitivity=sensitive')).toEqual(['visits'])
    expect((await call('GET', '/crm/properties/2026-09/deals/visits')).status).toBe(404)
    expect((await call('GET', '/crm/properties/2026-09/deals/visits?dataSensitivity=sensitive')).status).toBe(200)
  })
})
