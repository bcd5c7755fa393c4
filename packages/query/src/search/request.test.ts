import { defineSchema, recordId } from '@holdfast/crm'
import { describe, expect, test } from 'vitest'
import type { Predicate, Query } from '../ast.ts'
import { compileSearch, type SearchOptions } from './request.ts'

const schema = defineSchema({
  deals: {
    properties: { closedate: { type: 'date' }, roles: { type: 'enumeration', multiple: true } },
    associations: { companies: { labels: ['primary'] }, p_cars: { labels: [] } },
  },
  companies: {},
  emails: { properties: { hs_email_html: { type: 'string' } } },
  p_cars: { associations: { companies: { labels: [] } } },
})

const everyDeal: Query = {
  objectType: 'deals',
  where: null,
  search: null,
  select: null,
  orderBy: [],
  after: null,
  offset: 0,
  limit: null,
  include: [],
}

function body(query: Partial<Query>, options: Partial<SearchOptions> = {}): unknown {
  return compileSearch(schema, { ...everyDeal, ...query }, { properties: ['amount'], ...options }).body
}

function compare(property: string, value: string): Predicate {
  return { kind: 'compare', property, operator: 'eq', value }
}

function list(property: string, ...values: readonly string[]): Predicate {
  return { kind: 'list', property, operator: 'in', values }
}

function or(...of: readonly Predicate[]): Predicate {
  return { kind: 'or', of }
}

function and(...of: readonly Predicate[]): Predicate {
  return { kind: 'and', of }
}

/** `count` different questions. */
function questions(count: number): readonly Predicate[] {
  return Array.from({ length: count }, (_each, at) => compare('amount', String(at)))
}

const nearCompany: Predicate = {
  kind: 'associated',
  objectType: 'companies',
  id: recordId('companies', '7'),
  label: null,
}

test('every record is asked for with no group, two hundred at a time', () => {
  expect(compileSearch(schema, everyDeal, { properties: ['amount', 'amount'] })).toEqual({
    objectType: 'deals',
    body: { filterGroups: [], sorts: [], properties: ['amount'], limit: 200 },
  })
})

describe('a filter', () => {
  test.each<[name: string, where: Predicate, filter: object]>([
    [
      'on text keeps its case',
      compare('dealname', 'Acme'),
      { propertyName: 'dealname', operator: 'EQ', value: 'Acme' },
    ],
    [
      'on a list of texts is lower-cased',
      list('dealname', 'ACME', 'acme', 'b'),
      { propertyName: 'dealname', operator: 'IN', values: ['acme', 'b'] },
    ],
    [
      'on a list of options keeps its case',
      list('dealstage', 'Won'),
      { propertyName: 'dealstage', operator: 'IN', values: ['Won'] },
    ],
    [
      'on a day is its midnight',
      compare('closedate', '2026-11-23'),
      { propertyName: 'closedate', operator: 'EQ', value: '1795392000000' },
    ],
    [
      'on a moment is in milliseconds',
      compare('createdate', '2026-01-01T00:00:00.001Z'),
      { propertyName: 'createdate', operator: 'EQ', value: '1767225600001' },
    ],
    [
      'on a range has both ends',
      { kind: 'between', property: 'amount', from: '1', to: '2' },
      { propertyName: 'amount', operator: 'BETWEEN', value: '1', highValue: '2' },
    ],
    [
      'on presence has no value',
      { kind: 'presence', property: 'amount', operator: 'notHas' },
      { propertyName: 'amount', operator: 'NOT_HAS_PROPERTY' },
    ],
    [
      'on an option of several is by token',
      { kind: 'compare', property: 'roles', operator: 'containsToken', value: 'A' },
      { propertyName: 'roles', operator: 'CONTAINS_TOKEN', value: 'A' },
    ],
    [
      'on an association names the singular',
      nearCompany,
      { propertyName: 'associations.company', operator: 'EQ', value: '7' },
    ],
    [
      'on an id is a filter like others',
      compare('hs_object_id', '9007199254740993'),
      { propertyName: 'hs_object_id', operator: 'EQ', value: '9007199254740993' },
    ],
  ])('%s', (_name, where, filter) => {
    expect(body({ where })).toMatchObject({ filterGroups: [{ filters: [filter] }] })
  })

  test('that is negated asks for unset records too', () => {
    expect(body({ where: { kind: 'not', of: compare('amount', '1') } })).toMatchObject({
      filterGroups: [
        { filters: [{ propertyName: 'amount', operator: 'NEQ', value: '1' }] },
        { filters: [{ propertyName: 'amount', operator: 'NOT_HAS_PROPERTY' }] },
      ],
    })
  })
})

describe('the rest of the body', () => {
  test.each<[name: string, query: Partial<Query>, options: Partial<SearchOptions>, expected: object]>([
    [
      'alternatives are groups',
      { where: and(compare('amount', '1'), or(compare('dealname', 'a'), compare('dealname', 'b'))) },
      {},
      { filterGroups: [{ filters: [{}, { value: 'a' }] }, { filters: [{}, { value: 'b' }] }] },
    ],
    ['what always holds needs no group', { where: or(and(), compare('amount', '1')) }, {}, { filterGroups: [] }],
    ['the text is trimmed', { search: ' acme ' }, {}, { query: 'acme' }],
    [
      'one sort',
      { orderBy: [{ property: 'amount', direction: 'desc' }] },
      {},
      { sorts: [{ propertyName: 'amount', direction: 'DESCENDING' }] },
    ],
    [
      'the id after it is what HubSpot does anyway',
      {
        orderBy: [
          { property: 'amount', direction: 'asc' },
          { property: 'hs_object_id', direction: 'asc' },
        ],
      },
      {},
      { sorts: [{ propertyName: 'amount', direction: 'ASCENDING' }] },
    ],
    [
      'nothing is sorted after the id',
      {
        orderBy: [
          { property: 'hs_object_id', direction: 'desc' },
          { property: 'amount', direction: 'asc' },
        ],
      },
      {},
      { sorts: [{ propertyName: 'hs_object_id', direction: 'DESCENDING' }] },
    ],
    ['a small limit is a small page', { limit: 50 }, {}, { limit: 50 }],
    ['a large limit is a full page', { limit: 500 }, {}, { limit: 200 }],
    ['an offset begins the first page', { offset: 30 }, {}, { after: '30' }],
    ['the page asked for', { limit: 50 }, { limit: 7, after: '14' }, { limit: 7, after: '14' }],
  ])('%s', (_name, query, options, expected) => {
    expect(body(query, options)).toMatchObject(expected)
  })

  test('a query for nothing is a search for nothing, not an error', () => {
    const filters = [
      { propertyName: 'hs_object_id', operator: 'HAS_PROPERTY' },
      { propertyName: 'hs_object_id', operator: 'NOT_HAS_PROPERTY' },
    ]
    expect(body({ where: list('dealname') })).toMatchObject({ filterGroups: [{ filters }] })
    expect(body({ where: or() })).toMatchObject({ filterGroups: [{ filters }] })
  })
})

describe('[Q5] what no search can say is refused by name', () => {
  const label = { ...nearCompany, label: 'primary' } as Predicate
  const car: Predicate = { kind: 'associated', objectType: 'p_cars', id: '1', label: null }
  const partner: Predicate = { kind: 'hasAssociated', objectType: 'companies', where: null, label: null }
  const unborn = { ...nearCompany, id: 'local:a' } as Predicate
  test.each<[name: string, query: Partial<Query>, part: string]>([
    ['a label', { where: label }, 'associated companies label'],
    ['what a partner has to satisfy', { where: partner }, 'hasAssociated companies'],
    ['a place in an order', { after: { id: '1', values: [] } }, 'after'],
    ['a negated association', { where: { kind: 'not', of: nearCompany } }, 'not associated'],
    ['an association with a custom object type', { where: car }, 'associated p_cars'],
    ['an association of a custom object type', { objectType: 'p_cars', where: nearCompany }, 'associated companies'],
    [
      'a text that search does not hold',
      { objectType: 'emails', where: compare('hs_email_html', 'a') },
      'hs_email_html',
    ],
    ['an association with a record that HubSpot does not know', { where: unborn }, 'associated companies id'],
  ])('%s', (_name, query, part) => {
    expect(() => body(query)).toThrow(
      expect.objectContaining({ code: 'query/not-searchable', details: expect.objectContaining({ part }) }),
    )
  })

  // Each limit with what just fits and what just does not.
  const long = (characters: number): Partial<Query> => ({ where: compare('dealname', 'x'.repeat(characters)) })
  const empty = JSON.stringify({ ...(body(long(1)) as object), after: '10000' }).length - 1
  const groups = (...sizes: readonly number[]): Predicate =>
    or(...sizes.map((size, at) => and(...questions(size), compare('dealname', String(at)))))
  const sorts = (count: number): Partial<Query> => ({
    orderBy: ['amount', 'dealname'].slice(0, count).map((property) => ({ property, direction: 'asc' })),
  })
  test.each<[name: string, fits: Partial<Query>, exceeds: Partial<Query>, details: object]>([
    [
      'groups',
      { where: or(...questions(5)) },
      { where: or(...questions(6)) },
      { part: 'filterGroups', limit: 5, actual: 6 },
    ],
    [
      'filters of a group',
      { where: and(...questions(6)) },
      { where: and(...questions(7)) },
      { part: 'filterGroups[0].filters', limit: 6, actual: 7 },
    ],
    ['filters', { where: groups(5, 5, 5) }, { where: groups(5, 5, 5, 0) }, { part: 'filters', limit: 18, actual: 19 }],
    ['characters', long(3_000 - empty), long(3_001 - empty), { part: 'body', limit: 3_000, actual: 3_001 }],
    ['sorts', sorts(1), sorts(2), { part: 'orderBy', limit: 1, actual: 2 }],
  ])('the limit of %s', (_name, fits, exceeds, details) => {
    expect(body(fits)).toBeTypeOf('object')
    expect(() => body(exceeds)).toThrow(
      expect.objectContaining({ code: 'query/not-searchable', details: { objectType: 'deals', ...details } }),
    )
  })

  test('the limits of a page and of paging', () => {
    expect(body({}, { limit: 200, after: '9800' })).toBeTypeOf('object')
    expect(() => body({}, { limit: 201 })).toThrow(
      expect.objectContaining({ details: { objectType: 'deals', part: 'limit', limit: 200, actual: 201 } }),
    )
    expect(() => body({}, { limit: 200, after: '9801' })).toThrow(
      expect.objectContaining({ details: { objectType: 'deals', part: 'after', limit: 10_000, actual: 10_001 } }),
    )
  })

  test('a predicate whose clauses nobody would count', () => {
    const pair = (at: number): Predicate => or(compare('amount', String(at)), compare('dealname', String(at)))
    expect(() => body({ where: and(...Array.from({ length: 40 }, (_each, at) => pair(at))) })).toThrow(
      expect.objectContaining({ code: 'query/not-searchable', details: expect.objectContaining({ limit: 5 }) }),
    )
  })
})

test.each([
  ['a page of no rows', { limit: 0 }],
  ['an offset that is no number', { after: 'abc' }],
])('%s is the caller’s mistake', (_name, options) => {
  expect(() => body({}, options)).toThrow(TypeError)
})

test('an unknown property to order by is no matter of searching', () => {
  expect(() => body({ orderBy: [{ property: 'colour', direction: 'asc' }] })).toThrow(
    expect.objectContaining({ code: 'query/invalid' }),
  )
})
