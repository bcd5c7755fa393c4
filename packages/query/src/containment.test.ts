import { defineSchema } from '@holdfast/crm'
import { describe, expect, test } from 'vitest'
import type { Include, Query } from './ast.ts'
import { queryBuilder } from './builder/index.ts'
import { covers, gap, windowRead, type Coverage, type KnownWindow } from './containment.ts'
import { compilePredicate } from './evaluate.ts'
import { defaultSwitches } from './switches.ts'

const schema = defineSchema({
  deals: {
    properties: { pipeline: { type: 'enumeration' }, amount: { type: 'number' }, dealname: { type: 'string' } },
    associations: { companies: { labels: ['primary'] } },
  },
  companies: {},
})
const deals = queryBuilder(schema, 'deals')
const all: KnownWindow = { kind: 'all' }

function statement(
  query: { readonly ast: Query },
  window = all,
  properties: readonly string[] | null = null,
): Coverage {
  return { query: query.ast, window, properties }
}

const byAmount = deals.where('pipeline', 'eq', 'default').orderBy('amount', 'desc')
/** The hundred greatest, down to an amount of 500. */
const hundred = statement(byAmount, { kind: 'first', rows: 100, end: { id: '77', values: { amount: '500' } } })

describe('a window', () => {
  test.each([
    ['its own first rows', byAmount.limit(100), true],
    ['fewer of them', byAmount.limit(20), true],
    ['more of them', byAmount.limit(101), false],
    ['all of them', byAmount, false],
    ['what sorts before its end', byAmount.where('amount', 'gt', 500), true],
    [
      'what sorts before its end, in another order',
      deals.where('pipeline', 'eq', 'default').where('amount', 'gte', 501),
      true,
    ],
    ['its end, of which equals may be missing', byAmount.where('amount', 'gte', 500), false],
    ['what sorts after its end', byAmount.where('amount', 'lt', 100), false],
    ['unset, which sorts last', byAmount.where('amount', 'notHas'), false],
    ['the first in another order', deals.where('pipeline', 'eq', 'default').orderBy('amount').limit(5), false],
  ])('[Q10] covers as far as it reaches: %s', (_name, asked, expected) => {
    expect(covers([hundred], asked.ast, { schema })).toBe(expected)
  })

  test('[Q10] without an order reaches to its last id', () => {
    const read = statement(deals, { kind: 'first', rows: 200, end: { id: '5000', values: {} } })
    expect(covers([read], deals.limit(200).ast, { schema })).toBe(true)
    expect(covers([read], deals.where('amount', 'gt', 3).limit(1).ast, { schema })).toBe(false)
  })

  test.each([
    ['its own rows', { limit: 50 }, true],
    ['more of them', { limit: 51 }, false],
    ['the first rows of all', { limit: 5, after: null }, false],
    ['what sorts between', { where: byAmount.where('amount', 'between', [101, 499]).ast.where, after: null }, true],
    ['equals of the place it began at', { where: byAmount.where('amount', 'eq', 500).ast.where, after: null }, false],
  ])('[Q10] that begins at a place covers from there: %s', (_name, change, expected) => {
    const after = { id: '77', values: ['500'] }
    const next: Coverage = {
      query: { ...byAmount.ast, after },
      window: { kind: 'first', rows: 50, end: { id: '9', values: { amount: '100' } } },
      properties: null,
    }
    expect(covers([next], { ...byAmount.ast, after, ...change }, { schema })).toBe(expected)
  })

  test('[Q10] of a short page is complete', () => {
    expect(windowRead(99, 100, { id: '1', values: {} })).toEqual(all)
    expect(windowRead(100, 100, { id: '1', values: {} }).kind).toBe('first')
    expect(windowRead(100, null, null)).toEqual(all)
  })

  test('[Q10] whose end cannot be read covers its own first rows and no range', () => {
    const unreadable = statement(byAmount, { kind: 'first', rows: 9, end: { id: '7', values: { amount: 'many' } } })
    expect(covers([unreadable], byAmount.limit(9).ast, { schema })).toBe(true)
    expect(covers([unreadable], byAmount.where('amount', 'gt', 1e9).ast, { schema })).toBe(false)
  })
})

test('[Q10] a window by text reaches no range while text is ordered otherwise than it compares', () => {
  const byName = statement(deals.orderBy('dealname'), {
    kind: 'first',
    rows: 9,
    end: { id: '7', values: { dealname: 'Mill' } },
  })
  const asked = deals.where('dealname', 'lt', 'b').ast
  expect(covers([byName], asked, { schema })).toBe(true)
  const switches = { ...defaultSwitches, orderedStringsIgnoreCase: false }
  expect(covers([byName], asked, { schema, switches })).toBe(false)
})

describe('properties', () => {
  const named = statement(deals, all, ['dealname'])

  test('[Q11] not known are missing, and only those are asked for', () => {
    expect(gap([named], deals.select('dealname', 'amount').ast, { schema })).toEqual([
      { query: expect.anything() as unknown, properties: ['amount'] },
    ])
  })

  test('[Q11] of predicate and order count as well', () => {
    expect(covers([named], deals.select('dealname').ast, { schema })).toBe(true)
    expect(covers([named], deals.select('dealname').orderBy('amount').ast, { schema })).toBe(false)
    expect(covers([named], deals.select('dealname').where('amount', 'has').ast, { schema })).toBe(false)
  })
})

describe('statements together', () => {
  const known = [
    statement(deals.where('pipeline', 'eq', 'default')),
    statement(deals.where('amount', 'lt', 100)),
    statement(deals.where('amount', 'notHas')),
  ]

  test('cover what none of them covers alone', () => {
    const asked = deals.where(({ or, f }) => or(f('pipeline', 'eq', 'default'), f('amount', 'lte', 50)))
    expect(covers(known, asked.ast, { schema })).toBe(true)
  })

  test('leave a gap that keeps order and limit', () => {
    const [missing, ...others] = gap(known, deals.orderBy('amount').limit(10).ast, { schema })
    expect(others).toEqual([])
    expect(missing?.query).toMatchObject({ orderBy: [{ property: 'amount', direction: 'asc' }], limit: 10 })
    const matches = compilePredicate(schema, missing?.query as Query)
    const record = (amount: string, pipeline: string | null) => ({
      id: '1',
      read: (name: string) => (name === 'amount' ? amount : pipeline),
    })
    expect(['99', '100', '101'].map((amount) => matches(record(amount, 'partner')))).toEqual([false, true, true])
    expect([null, 'default'].map((pipeline) => matches(record('100', pipeline)))).toEqual([true, false])
  })

  test('leave a gap that begins with the first row, since which rows are passed over has to be known', () => {
    const asked = { ...deals.orderBy('amount').limit(10).ast, offset: 30 }
    const [missing] = gap(known, asked, { schema })
    expect(missing?.query).toMatchObject({ offset: 0, limit: 40 })
    const first = { query: asked, window: { kind: 'first', rows: 40, end: null }, properties: null } as const
    expect(covers([first], asked, { schema })).toBe(true)
    expect(covers([first], { ...asked, offset: 31 }, { schema })).toBe(false)
    expect(covers([first], { ...asked, offset: 0, after: { id: '1', values: ['5'] } }, { schema })).toBe(false)
  })

  test('say nothing of another object type, of a wider search text, or of an include they do not have', () => {
    const companies = queryBuilder(schema, 'companies')
    expect(covers(known, companies.ast, { schema })).toBe(false)
    expect(covers([statement(deals.search('acme'))], deals.ast, { schema })).toBe(false)
    expect(covers([statement(deals)], deals.search('acme').ast, { schema })).toBe(true)
    const included = deals.include({ companies: (c) => c.limit(1) })
    expect(covers([statement(deals)], included.ast, { schema })).toBe(false)
    expect(covers([statement(included)], included.ast, { schema })).toBe(true)
  })

  test.each([
    ['all its words', 'acme corp', 'corp ACME', true],
    ['one of its words', 'acme', 'acme corp', true],
    ['a word more', 'acme corp', 'acme', false],
  ])('[Q9] of a search text hold what has %s', (_name, known, asked, expected) => {
    expect(covers([statement(deals.search(known))], deals.search(asked).ast, { schema })).toBe(expected)
  })

  const companies = queryBuilder(schema, 'companies')
  const including = (query: Query, more: Partial<Include> = {}): { readonly ast: Query } => ({
    ast: { ...deals.ast, include: [{ objectType: 'companies', label: null, first: false, query, ...more }] },
  })
  const acme = companies.where('name', 'eq', 'acme')

  test.each<[string, { readonly ast: Query }, { readonly ast: Query }, boolean]>([
    ['all of them hold those that match', including(companies.ast), including(acme.ast), true],
    [
      'all of them hold the first',
      including(companies.ast),
      including(companies.orderBy('name').ast, { first: true }),
      true,
    ],
    [
      'all of them hold those of a label',
      including(companies.ast),
      including(companies.ast, { label: 'primary' }),
      true,
    ],
    ['those of a label are not all', including(companies.ast, { label: 'primary' }), including(companies.ast), false],
    [
      'the first of all are not those of a label',
      including(companies.limit(3).ast),
      including(companies.limit(1).ast, { label: 'primary' }),
      false,
    ],
    [
      'the first three hold the first',
      including(companies.limit(3).ast),
      including(companies.ast, { first: true }),
      true,
    ],
    ['the first is not all', including(companies.ast, { first: true }), including(companies.ast), false],
    ['one property is not all', including(companies.select('name').ast), including(companies.ast), false],
    ['all properties hold one', including(companies.ast), including(companies.select('name').ast), true],
    ['other object types are others', including(deals.ast, { objectType: 'deals' }), including(companies.ast), false],
  ])('[Q9] with includes hold what those hold of each record: %s', (_name, known, asked, expected) => {
    expect(covers([statement(known)], asked.ast, { schema })).toBe(expected)
  })

  test('of an association hold those of its labels', () => {
    const id = '9' as Parameters<typeof deals.associatedTo<'companies'>>[1]
    const any = deals.associatedTo('companies', id)
    const primary = deals.associatedTo('companies', id, { label: 'primary' })
    expect(covers([statement(any)], primary.ast, { schema })).toBe(true)
    expect(covers([statement(primary)], any.ast, { schema })).toBe(false)
  })
})
