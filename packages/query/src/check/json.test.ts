import { defineSchema, isHoldfastError, recordId } from '@holdfast/crm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { queryBuilder } from '../builder/index.ts'
import { queryHash, queryKey } from '../identity.ts'
import { param } from '../parameter.ts'
import { checkRunnable, parseQuery, queryLimits, queryToJson } from './index.ts'

const schema = defineSchema({
  deals: { associations: { contacts: { labels: ['decision_maker'] }, companies: { labels: [] } } },
  contacts: { associations: { companies: { labels: [] }, deals: { labels: [] } } },
  companies: {},
})
const deals = queryBuilder(schema, 'deals')

const written = [
  deals,
  deals.named('hot deals'),
  deals
    .where('dealname', 'containsToken', 'lift')
    .where(({ or, not, f }) => or(not(f('amount', 'between', [1, 2])), f('dealstage', 'notIn', ['won', 'lost'])))
    .associatedTo('companies', recordId('companies', '7'))
    .hasAssociated('contacts', ({ f }) => f('email', 'has'), { label: 'decision_maker' })
    .select('dealname', 'amount')
    .include({ contacts: (c) => c.label('decision_maker').where('email', 'has').orderBy('email').limit(3) })
    .orderBy('amount', 'desc')
    .after({ id: '5', values: ['10'] })
    .offset(2)
    .limit(50),
  deals.where('hubspot_owner_id', 'eq', param('owner')).where('dealstage', 'in', param('stages')).named('mine'),
  deals
    .where('amount', 'gt', param('least'))
    .groupBy('dealstage')
    .aggregate(({ count, sum }) => ({ n: count(), total: sum('amount') })),
]

test('[Q21] a query that was written down is read back as the same query, with its name', () => {
  for (const query of written) {
    const name = 'name' in query ? query.name : null
    const read = parseQuery(schema, queryToJson({ name, query: query.ast }))
    expect(read).toEqual({ name, query: query.ast })
    expect(queryKey(read.query)).toBe(query.key)
    expect(queryHash(read.query)).toBe(queryHash(query.ast))
  }
})

test('[Q21] what is written names its version, and stays as it is', () => {
  expect(queryToJson({ name: null, query: deals.limit(1).ast })).toBe(
    '{"holdfast":"query","version":1,"name":null,"query":{"objectType":"deals","where":null,"search":null,"select":null,"orderBy":[],"after":null,"offset":0,"limit":1,"include":[]}}',
  )
  expect(queryHash(deals.limit(1).ast)).toBe(
    queryHash(JSON.parse(JSON.stringify(deals.limit(1).ast)) as typeof deals.ast),
  )
})

const envelope = (change: object): string =>
  JSON.stringify({ holdfast: 'query', version: 1, name: null, query: deals.ast, ...change })
const nested = (open: string, close: string, depth: number, inside: string): string =>
  open.repeat(depth) + inside + close.repeat(depth)

describe('[Q21] what is no query is refused', () => {
  test.each<[name: string, text: string]>([
    ['no JSON', '{'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a query without what says so', JSON.stringify(deals.ast)],
    ['a later version', envelope({ version: 2 })],
    ['a name of several lines', envelope({ name: 'a\nb' })],
    ['a name that is none', envelope({ name: 5 })],
    ['no query', envelope({ query: null })],
    ['a text that is too long', ' '.repeat(queryLimits.jsonCharacters) + envelope({})],
    ['a prototype instead of a query', '{"__proto__":{"holdfast":"query","version":1,"name":null,"query":{}}}'],
    ['a prototype within', envelope({}).replace('"where":null', '"where":{"__proto__":{"kind":"and","of":[]}}')],
    ['an object type that every object has', envelope({ query: { ...deals.ast, objectType: '__proto__' } })],
    ['a kind that every object has', envelope({ query: { ...deals.ast, where: { kind: 'constructor' } } })],
    [
      'a function that every object has',
      envelope({
        query: { of: deals.ast, groupBy: [], measures: [{ name: 'a', compute: 'toString', property: null }] },
      }),
    ],
    ['figures without any', envelope({ query: { of: deals.ast, groupBy: [], measures: [] } })],
    [
      'two figures of one name',
      envelope({
        query: {
          of: deals.ast,
          groupBy: [],
          measures: [0, 1].map(() => ({ name: 'a', compute: 'count', property: null })),
        },
      }),
    ],
    [
      'a group called like a figure',
      envelope({
        query: {
          of: deals.ast,
          groupBy: ['dealtype'],
          measures: [{ name: 'dealtype', compute: 'count', property: null }],
        },
      }),
    ],
    [
      'figures about figures',
      envelope({ query: { of: { of: deals.ast, groupBy: [], measures: [] }, groupBy: [], measures: [] } }),
    ],
    [
      'a parameter with a name that is none',
      envelope({
        query: {
          ...deals.ast,
          where: { kind: 'compare', property: 'amount', operator: 'gt', value: { parameter: '__proto__' } },
        },
      }),
    ],
    ['lists within lists', nested('[', ']', 100_000, '')],
    [
      'negations within negations',
      envelope({}).replace('"where":null', `"where":${nested('{"kind":"not","of":', '}', 10_000, 'null')}`),
    ],
    [
      'partners of partners',
      envelope({}).replace(
        '"where":null',
        `"where":${nested('{"kind":"hasAssociated","objectType":"contacts","label":null,"where":', '}', 5_000, 'null')}`,
      ),
    ],
    [
      'a list of more than a query holds',
      envelope({ query: { ...deals.ast, select: Array.from({ length: 100_000 }, () => 'amount') } }),
    ],
    [
      'more predicates than a query holds',
      envelope({
        query: {
          ...deals.ast,
          where: { kind: 'and', of: Array.from({ length: 9_000 }, () => ({ kind: 'and', of: [] })) },
        },
      }),
    ],
  ])('%s', (_name, text) => {
    expect(() => parseQuery(schema, text)).toThrow(expect.objectContaining({ code: 'query/invalid' }))
  })

  test('a list with holes', () => {
    expect(() => checkRunnable(schema, { ...deals.ast, select: Array.from({ length: 3 }).fill(undefined) })).toThrow(
      expect.objectContaining({ code: 'query/invalid' }),
    )
    const holes: string[] = []
    holes[2] = 'amount'
    expect(() => checkRunnable(schema, { ...deals.ast, select: holes })).toThrow(
      expect.objectContaining({ code: 'query/invalid' }),
    )
  })
})

const names = [
  '__proto__',
  'constructor',
  'kind',
  'of',
  'where',
  'objectType',
  'query',
  'measures',
  'values',
  'parameter',
  'deals',
  'amount',
  'and',
  'associated',
]
const hostile = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 2 })), {
    noNullPrototype: true,
  }),
)

test('[Q21] a query of which any part was replaced is read or refused, and nothing else happens', () => {
  const texts = written.map(({ ast }) => JSON.stringify(ast))
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.nat(), hostile, (text, at, replacement) => {
      const values: object[] = []
      const query: unknown = JSON.parse(text, function (this: object, key, value: unknown) {
        if (key !== '') values.push(Object.assign(this, {}))
        return value
      })
      const holder = values[at % values.length] as Record<string, unknown>
      const keys = Object.keys(holder)
      holder[keys[at % keys.length] ?? 'kind'] = replacement
      try {
        const read = parseQuery(schema, JSON.stringify({ holdfast: 'query', version: 1, name: null, query }))
        expect(parseQuery(schema, queryToJson(read))).toEqual(read)
      } catch (error) {
        if (!isHoldfastError(error, 'query/invalid')) throw error
        expect(error.message).not.toContain('lift')
      }
      expect(({} as { kind?: unknown }).kind).toBeUndefined()
    }),
    { seed: Number(process.env['SEED'] ?? 20_261_125), numRuns: 3_000 },
  )
})
