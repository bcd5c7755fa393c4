import { calendarDate, defineSchema, instant, recordId, temporaryId } from '@holdfast/crm'
import { describe, expect, test } from 'vitest'
import { queryBuilder } from './index.ts'
import { checkQuery } from '../check/index.ts'
import type { Execution, Executor } from './index.ts'

const schema = defineSchema({
  deals: {
    properties: {
      closedate: { type: 'date' },
      roles: { type: 'enumeration', multiple: true },
      contacts: { type: 'string' },
    },
    associations: { contacts: { labels: ['decision_maker'] }, companies: { labels: ['primary'] } },
    pipelines: { default: ['appointment', 'won'], partner: ['demo', 'won'] },
  },
  contacts: { associations: { companies: { labels: [] } } },
  companies: {},
})

const deals = queryBuilder(schema, 'deals')

test('a query begins with every record and all properties', () => {
  expect(deals.ast).toEqual({
    objectType: 'deals',
    where: null,
    search: null,
    select: null,
    orderBy: [],
    after: null,
    offset: 0,
    limit: null,
    include: [],
  })
})

describe('where', () => {
  test.each<[name: string, query: { readonly ast: { readonly where: unknown } }, where: object]>([
    [
      'a number becomes its text',
      deals.where('amount', 'gte', 10_000),
      { kind: 'compare', property: 'amount', operator: 'gte', value: '10000' },
    ],
    ['a boolean becomes its text', deals.where('hs_is_closed', 'eq', false), { value: 'false' }],
    ['a day stays as it is', deals.where('closedate', 'lt', calendarDate('2026-11-23')), { value: '2026-11-23' }],
    ['a moment is written in UTC', deals.where('createdate', 'gt', instant(0)), { value: '1970-01-01T00:00:00.000Z' }],
    ['a range', deals.where('amount', 'between', [1, 2]), { kind: 'between', property: 'amount', from: '1', to: '2' }],
    [
      'a list',
      deals.where('dealstage', 'notIn', ['a', 'b']),
      { kind: 'list', property: 'dealstage', operator: 'notIn', values: ['a', 'b'] },
    ],
    ['presence', deals.where('amount', 'notHas'), { kind: 'presence', property: 'amount', operator: 'notHas' }],
    [
      'an id as text or number',
      deals.where('hs_object_id', 'in', [recordId('deals', '9007199254740993'), 5]),
      { values: ['9007199254740993', '5'] },
    ],
    ['one option of several', deals.where('roles', 'containsToken', 'A'), { operator: 'containsToken', value: 'A' }],
    [
      'an association',
      deals.associatedTo('companies', recordId('companies', '7'), { label: 'primary' }),
      { kind: 'associated', objectType: 'companies', id: '7', label: 'primary' },
    ],
    [
      'an association with a record made on this device',
      deals.associatedTo('companies', temporaryId('a')),
      { id: 'local:a', label: null },
    ],
    ['a pipeline', deals.inPipeline('partner'), { property: 'pipeline', operator: 'eq', value: 'partner' }],
    [
      'stages of a pipeline',
      deals.inPipeline('partner', 'demo', 'won'),
      {
        kind: 'and',
        of: [
          { property: 'pipeline', value: 'partner' },
          { property: 'dealstage', operator: 'in', values: ['demo', 'won'] },
        ],
      },
    ],
    [
      'several, nested',
      deals.where(({ and, or, not, f }) => and(not(f('amount', 'has')), or(f('dealname', 'eq', 'a')))),
      {
        kind: 'and',
        of: [
          { kind: 'not', of: { operator: 'has' } },
          { kind: 'or', of: [{ value: 'a' }] },
        ],
      },
    ],
    [
      'calls one after another must all hold',
      deals.where('amount', 'has').where('dealname', 'has').where('pipeline', 'has'),
      { kind: 'and', of: [{ property: 'amount' }, { property: 'dealname' }, { property: 'pipeline' }] },
    ],
  ])('%s', (_name, query, where) => {
    expect(query.ast.where).toMatchObject(where)
  })
})

test('includes are queries of their own', () => {
  const query = deals.include({
    contacts: (c) => c.label('decision_maker').select('email').where('email', 'has').orderBy('email').limit(3),
    companies: (c) => c.first().select('name'),
  })
  expect(query.ast.include).toMatchObject([
    { objectType: 'companies', label: null, first: true, query: { select: ['name'], limit: 1 } },
    {
      objectType: 'contacts',
      label: 'decision_maker',
      first: false,
      query: { select: ['email'], orderBy: [{ property: 'email', direction: 'asc' }], limit: 3 },
    },
  ])
})

test('a later include of the same object type replaces the earlier one', () => {
  const query = deals.include({ contacts: (c) => c, companies: (c) => c }).include({ contacts: (c) => c.limit(1) })
  expect(query.ast.include.map(({ objectType, query: { limit } }) => [objectType, limit])).toEqual([
    ['companies', null],
    ['contacts', 1],
  ])
})

describe('[Q1] a query is a value', () => {
  test('a step makes another and leaves this one', () => {
    const before = JSON.stringify(deals.ast)
    deals.where('amount', 'has').search('a').orderBy('amount', 'desc').limit(1).select('amount')
    expect(JSON.stringify(deals.ast)).toBe(before)
  })

  test('it is plain data, frozen all the way down', () => {
    const { ast } = deals.where('dealstage', 'in', ['a']).include({ contacts: (c) => c.orderBy('email') })
    expect(structuredClone(ast)).toEqual(ast)
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen))
    expect(isFrozen(ast)).toBe(true)
  })

  test('a list given to it stays the caller’s own', () => {
    const stages = ['a']
    deals.where('dealstage', 'in', stages)
    expect(stages.push('b')).toBe(2)
  })

  test('equal queries have equal keys, however they were built', () => {
    const one = deals.where('amount', 'gt', 1).where('dealname', 'has').select('amount', 'dealname')
    const other = deals
      .select('dealname', 'amount')
      .where(({ and, f }) => and(f('dealname', 'has'), and(f('amount', 'gt', 1))))
    expect(one.key).toBe(other.key)
    expect(one.key).not.toBe(one.limit(5).key)
  })

  test('what was built passes the check at the border', () => {
    const query = deals
      .where('amount', 'gt', 1)
      .include({ contacts: (c) => c.include({ companies: (d) => d.first() }) })
    expect(checkQuery(schema, query.ast)).toEqual(query.ast)
  })
})

describe('what types cannot say is refused when the query is built', () => {
  test.each<[name: string, build: () => unknown, code: string]>([
    ['an empty operand', () => deals.where('dealname', 'eq', ''), 'query/invalid'],
    ['a text without words', () => deals.where('dealname', 'containsToken', '--'), 'query/invalid'],
    ['a number that is none', () => deals.where('amount', 'eq', NaN), 'value/invalid'],
    ['an operator of another type', () => deals.where('amount', 'containsToken' as 'eq', 1), 'query/invalid'],
    ['a stage of another pipeline', () => deals.inPipeline('default', 'demo' as 'won'), 'query/invalid'],
    ['a pipeline that every object has', () => deals.inPipeline('constructor' as 'default'), 'query/invalid'],
    ['an unknown property', () => deals.select('colour' as 'amount'), 'query/invalid'],
    ['an unknown property to order by', () => deals.orderBy('colour' as 'amount'), 'query/invalid'],
    [
      'an unknown label',
      () => deals.include({ contacts: (c) => c.label('boss' as 'decision_maker') }),
      'query/invalid',
    ],
    [
      'an object type that is not associated',
      () => deals.include({ quotes: (c: unknown) => c } as object),
      'query/invalid',
    ],
    ['an unknown object type', () => queryBuilder(schema, 'tickets' as 'deals'), 'query/invalid'],
  ])('%s', (_name, build, code) => {
    expect(build).toThrow(expect.objectContaining({ code }))
  })

  test.each<[name: string, build: () => unknown]>([
    ['a limit of none', () => deals.limit(0)],
    ['a limit that is no whole number', () => deals.limit(1.5)],
    ['a selected property and an include of one name', () => deals.select('contacts').include({ contacts: (c) => c })],
    ['the same the other way round', () => deals.include({ contacts: (c) => c }).select('contacts')],
    ['an id that is none', () => deals.associatedTo('companies', 'Acme' as never)],
  ])('%s is the caller’s mistake', (_name, build) => {
    expect(build).toThrow(TypeError)
  })
})

test('a blank search text asks for nothing', () => {
  expect(deals.search('acme').search('  ').key).toBe(deals.key)
})

describe('running', () => {
  interface Echo extends Execution {
    readonly live: readonly unknown[]
    readonly get: readonly unknown[]
    readonly options: { readonly freshness: string }
    readonly explain: readonly unknown[]
  }
  const executor: Executor<Echo> = {
    live: (query, key) => ['live', query, key()],
    get: (query, key, options) => ['get', query, key(), options],
    explain: (query, key) => ['explain', query, key()],
  }

  test('is the executor’s, which gets the query, its key and the options', () => {
    const query = queryBuilder(schema, 'deals', executor).limit(5)
    expect(query.live()).toEqual(['live', query.ast, query.key])
    expect(query.get({ freshness: '5m' })).toEqual(['get', query.ast, query.key, { freshness: '5m' }])
    expect(query.explain()).toEqual(['explain', query.ast, query.key])
  })

  test('without one is the caller’s mistake', () => {
    expect(() => deals.get()).toThrow(TypeError)
  })
})
