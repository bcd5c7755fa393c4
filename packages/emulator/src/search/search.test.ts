import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { EmulatorOptions } from '../options.ts'
import { createCaller, frozen, quiet, type Reply } from '../testing.ts'

// Five contacts, named after what they are for; each operator is tried on each type of property.
const people = {
  ada: {
    firstname: 'Ada',
    lastname: 'Lovelace',
    lifecyclestage: 'lead',
    annualrevenue: '10',
    hs_buying_role: 'CHAMPION;END_USER',
    closedate: '2026-01-01T00:00:00Z',
  },
  bob: {
    firstname: 'bob',
    lastname: 'Lovelace-King',
    lifecyclestage: 'customer',
    annualrevenue: '9',
    hs_buying_role: 'END_USER',
    closedate: '2026-06-01T12:00:00Z',
  },
  cyd: { firstname: 'CYD', lastname: 'O’Brien', lifecyclestage: 'lead', hs_buying_role: 'CHAMPION' },
  dan: { firstname: 'Dan', lifecyclestage: 'customer', closedate: '2026-12-31T23:59:59.999Z' },
  eve: {},
} as const

type Name = keyof typeof people

function arrange(options: EmulatorOptions = {}): {
  emulator: Emulator
  find: (body: unknown) => Promise<Reply>
  names: (reply: Reply) => string
} {
  const emulator = createEmulator({ clock: frozen, ...options, switches: { ...quiet, ...options.switches } })
  emulator.account.defineProperty('contacts', 'score', 'Score', 'number')
  emulator.account.defineProperty('contacts', 'birthday', 'Birthday', 'date')
  emulator.account.defineProperty('contacts', 'active', 'Active', 'bool')
  const nameById = new Map<string, Name>()
  for (const [name, { ...properties }] of Object.entries(people)) {
    const extra = {
      ada: { score: '2', birthday: '1815-12-10', active: 'true' },
      bob: { score: '10', birthday: '1990-06-01', active: 'false' },
      cyd: { score: '-1.5' },
    }
    const more = name === 'ada' || name === 'bob' || name === 'cyd' ? extra[name] : {}
    nameById.set(emulator.account.create('contacts', { ...properties, ...more }), name as Name)
  }
  const call = createCaller(emulator)
  return {
    emulator,
    find: (body) => call('POST', '/crm/objects/2026-09/contacts/search', body),
    names: (reply) => reply.body.results.map(({ id }) => nameById.get(id)).join(' '),
  }
}

describe('an operator', () => {
  test.each([
    // strings: in lower case on both sides, except the values of IN and NOT_IN
    ['firstname', { operator: 'EQ', value: 'ADA' }, 'ada'],
    ['firstname', { operator: 'NEQ', value: 'ada' }, 'bob cyd dan'],
    ['firstname', { operator: 'IN', values: ['ada', 'cyd'] }, 'ada cyd'],
    ['firstname', { operator: 'IN', values: ['Ada', 'cyd'] }, 'cyd'],
    ['firstname', { operator: 'NOT_IN', values: ['ada', 'BOB'] }, 'bob cyd dan'],
    ['firstname', { operator: 'LT', value: 'B' }, 'ada'],
    ['firstname', { operator: 'GTE', value: 'bob' }, 'bob cyd dan'],
    ['firstname', { operator: 'BETWEEN', value: 'bob', highValue: 'CYD' }, 'bob cyd'],
    ['firstname', { operator: 'HAS_PROPERTY' }, 'ada bob cyd dan'],
    ['firstname', { operator: 'NOT_HAS_PROPERTY' }, 'eve'],
    ['lastname', { operator: 'CONTAINS_TOKEN', value: 'lovelace' }, 'ada bob'],
    ['lastname', { operator: 'CONTAINS_TOKEN', value: 'king LOVE*' }, 'bob'],
    ['lastname', { operator: 'CONTAINS_TOKEN', value: 'love' }, ''],
    ['lastname', { operator: 'NOT_CONTAINS_TOKEN', value: 'lovelace' }, 'cyd'],
    // enumerations: as they are
    ['lifecyclestage', { operator: 'EQ', value: 'lead' }, 'ada cyd'],
    ['lifecyclestage', { operator: 'EQ', value: 'LEAD' }, ''],
    ['lifecyclestage', { operator: 'IN', values: ['customer', 'Lead'] }, 'bob dan'],
    ['lifecyclestage', { operator: 'NOT_IN', values: ['customer'] }, 'ada cyd'],
    ['lifecyclestage', { operator: 'NEQ', value: 'lead' }, 'bob dan'],
    ['lifecyclestage', { operator: 'CONTAINS_TOKEN', value: 'lead' }, 'ada cyd'],
    // several options: one is a token, the joined string is the value
    ['hs_buying_role', { operator: 'CONTAINS_TOKEN', value: 'CHAMPION' }, 'ada cyd'],
    ['hs_buying_role', { operator: 'CONTAINS_TOKEN', value: 'champion' }, ''],
    ['hs_buying_role', { operator: 'NOT_CONTAINS_TOKEN', value: 'END_USER' }, 'cyd'],
    ['hs_buying_role', { operator: 'EQ', value: 'END_USER' }, 'bob'],
    ['hs_buying_role', { operator: 'EQ', value: 'END_USER;CHAMPION' }, ''],
    // numbers: by number, not as text
    ['score', { operator: 'EQ', value: '2.0' }, 'ada'],
    ['score', { operator: 'GT', value: '2' }, 'bob'],
    ['score', { operator: 'LT', value: 10 }, 'ada cyd'],
    ['score', { operator: 'LTE', value: '1e1' }, 'ada bob cyd'],
    ['score', { operator: 'BETWEEN', value: '-1.5', highValue: '2' }, 'ada cyd'],
    ['score', { operator: 'NEQ', value: '2' }, 'bob cyd'],
    ['score', { operator: 'IN', values: ['2', '10'] }, 'ada bob'],
    ['score', { operator: 'NOT_IN', values: ['2'] }, 'bob cyd'],
    // days and moments: in milliseconds or ISO 8601
    ['birthday', { operator: 'EQ', value: '1990-06-01' }, 'bob'],
    ['birthday', { operator: 'LT', value: '0' }, 'ada'],
    ['birthday', { operator: 'GTE', value: String(Date.UTC(1990, 5, 1)) }, 'bob'],
    ['closedate', { operator: 'GT', value: '2026-01-01T00:00:00Z' }, 'bob dan'],
    ['closedate', { operator: 'BETWEEN', value: '2026-01-01', highValue: '1780315200000' }, 'ada bob'],
    ['closedate', { operator: 'LTE', value: '2026-12-31T23:59:59.999Z' }, 'ada bob dan'],
    // bools
    ['active', { operator: 'EQ', value: 'true' }, 'ada'],
    ['active', { operator: 'EQ', value: false }, 'bob'],
    ['active', { operator: 'NEQ', value: 'true' }, 'bob'],
  ])('on %s: %j finds %j', async (propertyName, filter, expected) => {
    const { find, names } = arrange()
    const reply = await find({ filterGroups: [{ filters: [{ propertyName, ...filter }] }] })
    expect(reply.status).toBe(200)
    expect(names(reply)).toBe(expected)
  })

  test('compares record ids as numbers, whatever their length', async () => {
    const emulator = createEmulator({ clock: frozen, switches: quiet })
    const ids = Array.from({ length: 120 }, () => emulator.account.create('contacts', {}))
    expect(ids[0]).toHaveLength(11)
    expect(ids.at(-1)).toHaveLength(12)
    const filters = [{ propertyName: 'hs_object_id', operator: 'GT', value: ids[0] }]
    const { body } = await createCaller(emulator)('POST', '/crm/v3/objects/contacts/search', { filters, limit: 200 })
    expect(body.results.map(({ id }) => id)).toEqual(ids.slice(1))
  })

  test('NOT_CONTAINS_TOKEN finds unset values when the switch says so', async () => {
    const { find, names } = arrange({ switches: { notContainsMatchesUnset: true } })
    const filters = [{ propertyName: 'lastname', operator: 'NOT_CONTAINS_TOKEN', value: 'lovelace' }]
    expect(names(await find({ filters }))).toBe('cyd dan eve')
  })
})

describe('filters', () => {
  const isLead = { propertyName: 'lifecyclestage', operator: 'EQ', value: 'lead' }
  const isAda = { propertyName: 'firstname', operator: 'EQ', value: 'ada' }
  const isBob = { propertyName: 'firstname', operator: 'EQ', value: 'bob' }

  test.each([
    ['all in a group', { filterGroups: [{ filters: [isLead, isAda] }] }, 'ada'],
    ['any group', { filterGroups: [{ filters: [isLead] }, { filters: [isBob] }] }, 'ada bob cyd'],
    ['at the top, as one group', { filters: [isLead, isAda] }, 'ada'],
    ['at the top beside groups, as one more', { filters: [isBob], filterGroups: [{ filters: [isAda] }] }, 'ada bob'],
    ['none', {}, 'ada bob cyd dan eve'],
  ])('apply: %s', async (_name, body, expected) => {
    const { find, names } = arrange()
    expect(names(await find(body))).toBe(expected)
  })

  const filter = { propertyName: 'firstname', operator: 'EQ', value: 'x' }
  const group = (count: number): unknown => ({ filters: Array.from({ length: count }, () => filter) })
  test.each([
    ['6 groups', { filterGroups: Array.from({ length: 6 }, () => group(1)) }],
    ['7 filters in a group', { filterGroups: [group(7)] }],
    ['19 filters in all', { filterGroups: [group(6), group(6), group(6), group(1)] }],
    ['two sorts', { sorts: ['firstname', 'lastname'] }],
    ['a body over 3,000 characters', { query: 'x'.repeat(3_000) }],
    ['a page over 200', { limit: 201 }],
    ['a page beyond 10,000', { after: '9900', limit: 101 }],
    ['an unknown property', { filters: [{ ...filter, propertyName: 'nope' }] }],
    ['the id, which is no property', { sorts: ['id'] }],
    ['an inherited name as property', { filters: [{ ...filter, propertyName: 'constructor' }] }],
    ['an unknown operator', { filters: [{ ...filter, operator: 'LIKE' }] }],
    ['an inherited name as operator', { filters: [{ ...filter, operator: 'toString' }] }],
    ['an empty value', { filters: [{ ...filter, value: '' }] }],
    ['no value', { filters: [{ propertyName: 'firstname', operator: 'EQ' }] }],
    ['no values', { filters: [{ propertyName: 'firstname', operator: 'IN', values: [] }] }],
    ['no highValue', { filters: [{ ...filter, operator: 'BETWEEN' }] }],
    ['a number that is none', { filters: [{ propertyName: 'score', operator: 'GT', value: 'many' }] }],
    ['a day that is none', { filters: [{ propertyName: 'birthday', operator: 'EQ', value: '2026-02-30' }] }],
    ['a token that is none', { filters: [{ ...filter, operator: 'CONTAINS_TOKEN', value: '-' }] }],
    ['a direction that is none', { sorts: [{ propertyName: 'firstname', direction: 'UP' }] }],
    ['an unknown association', { filters: [{ ...filter, propertyName: 'associations.boat', value: '1' }] }],
    [
      'another operator on an association',
      { filters: [{ propertyName: 'associations.company', operator: 'HAS_PROPERTY' }] },
    ],
    ['filters that are no list', { filterGroups: { filters: [] } }],
    ['a negative after', { after: '-1' }],
  ])('are refused: %s', async (_name, body) => {
    const { find } = arrange()
    const { status, body: answer } = await find(body)
    expect(status).toBe(400)
    expect(answer).toMatchObject({ status: 'error', category: 'VALIDATION_ERROR', correlationId: expect.any(String) })
  })

  test('are taken up to the limits', async () => {
    const { find } = arrange()
    const has = { propertyName: 'score', operator: 'HAS_PROPERTY' }
    const six = { filters: Array.from({ length: 6 }, () => has) }
    expect((await find({ filterGroups: [six, six, six] })).status).toBe(200)
    expect((await find({ filterGroups: Array.from({ length: 5 }, () => ({ filters: [has] })) })).status).toBe(200)
  })

  test('cannot name the record by "id", and neither can a sort', async () => {
    const { find } = arrange()
    expect((await find({ filters: [{ propertyName: 'id', operator: 'EQ', value: '1' }] })).status).toBe(400)
    expect((await find({ sorts: ['id'] })).status).toBe(400)
  })

  test('cannot look into bodies of activities', async () => {
    const { emulator } = arrange()
    const filters = [{ propertyName: 'hs_body_preview_html', operator: 'HAS_PROPERTY' }]
    const { status } = await createCaller(emulator)('POST', '/crm/v3/objects/notes/search', { filters })
    expect(status).toBe(400)
  })
})

describe('order', () => {
  test.each([
    ['score', 'ASCENDING', 'cyd ada bob dan eve'],
    ['score', 'DESCENDING', 'bob ada cyd dan eve'],
    ['firstname', 'ASCENDING', 'ada bob cyd dan eve'],
    ['firstname', 'DESCENDING', 'dan cyd bob ada eve'],
    ['lifecyclestage', 'ASCENDING', 'bob dan ada cyd eve'],
    ['lifecyclestage', 'DESCENDING', 'ada cyd bob dan eve'],
    ['closedate', 'DESCENDING', 'dan bob ada cyd eve'],
    ['hs_object_id', 'DESCENDING', 'eve dan cyd bob ada'],
  ])('by %s %s, unset last, the oldest first among equals', async (propertyName, direction, expected) => {
    const { find, names } = arrange()
    expect(names(await find({ sorts: [{ propertyName, direction }] }))).toBe(expected)
  })

  test('may be given as text', async () => {
    const { find, names } = arrange()
    expect(names(await find({ sorts: ['-score'] }))).toBe('bob ada cyd dan eve')
    expect(names(await find({ sorts: ['score'] }))).toBe('cyd ada bob dan eve')
  })

  test('puts unset first, or ignores a second sort, when the switches say so', async () => {
    const { find, names } = arrange({ switches: { nullsLast: false, extraSorts: 'ignore' } })
    expect(names(await find({ sorts: ['score', 'firstname'] }))).toBe('dan eve cyd ada bob')
  })

  test('of the best few among many is that of a full sort', async () => {
    const emulator = createEmulator({ clock: frozen, seed: 3, demo: { contacts: 1_500 }, switches: quiet })
    const call = createCaller(emulator)
    const sorts = [{ propertyName: 'lastname', direction: 'DESCENDING' }]
    const expected = emulator.account
      .records('contacts')
      .map(({ id, properties }) => ({ id, key: properties['lastname']?.toLowerCase() ?? '' }))
      .sort((a, b) => (a.key < b.key ? 1 : a.key > b.key ? -1 : Number(a.id) - Number(b.id)))
      .map(({ id }) => id)
    for (const after of [0, 100, 1_400]) {
      const { body } = await call('POST', '/crm/v3/objects/contacts/search', { sorts, limit: 100, after })
      expect(body.results.map(({ id }) => id)).toEqual(expected.slice(after, after + 100))
    }
  })
})

describe('a page', () => {
  test('counts all matches and names the next one until the last', async () => {
    const { find, names } = arrange()
    const first = await find({ limit: 2 })
    expect(names(first)).toBe('ada bob')
    expect(first.body).toMatchObject({ total: 5, paging: { next: { after: '2' } } })
    const last = await find({ limit: 2, after: '4' })
    expect(names(last)).toBe('eve')
    expect(last.body).not.toHaveProperty('paging')
  })

  test('holds 10 results unless told otherwise', async () => {
    const emulator = createEmulator({ clock: frozen, demo: { contacts: 30 }, switches: quiet })
    const { body } = await createCaller(emulator)('POST', '/crm/v3/objects/contacts/search', {})
    expect(body.results).toHaveLength(10)
  })

  test('shows defaults, or what was asked for with id and dates, and no associations', async () => {
    const { find } = arrange()
    const byDefault = (await find({ limit: 1 })).body.results[0]
    expect(Object.keys(byDefault?.properties ?? {}).sort()).toEqual(
      ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'].sort(),
    )
    const asked = (await find({ limit: 1, properties: ['jobtitle', 'nope'] })).body.results[0]
    expect(asked?.properties).toMatchObject({ jobtitle: null, hs_object_id: asked?.id })
    expect(asked?.properties).not.toHaveProperty('nope')
    expect(asked).not.toHaveProperty('associations')
  })
})

describe('query text', () => {
  test.each([
    ['love', 'ada bob'],
    ['LACE ada', 'ada'],
    ['lead', ''],
    ['  ', 'ada bob cyd dan eve'],
  ])('%j finds %j', async (query, expected) => {
    const { find, names } = arrange()
    expect(names(await find({ query }))).toBe(expected)
  })
})

describe('associations in filters', () => {
  test('find by the id of one record', async () => {
    const { emulator, find, names } = arrange()
    const company = emulator.account.create('companies', { name: 'Acme' })
    const bob = emulator.account.records('contacts')[1]?.id ?? ''
    emulator.account.associate('contacts', bob, 'companies', company)
    const filters = [{ propertyName: 'associations.company', operator: 'EQ', value: company }]
    expect(names(await find({ filters }))).toBe('bob')
  })
})
