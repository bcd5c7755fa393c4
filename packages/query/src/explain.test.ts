import { defineSchema } from '@holdfast/crm'
import { expect, test } from 'vitest'
import { queryBuilder } from './builder/index.ts'
import { explainAggregate, explainQuery } from './explain.ts'

const schema = defineSchema({
  deals: {
    properties: { dealname: { type: 'string' }, amount: { type: 'number' }, dealtype: { type: 'enumeration' } },
    associations: { companies: { labels: ['billing'] } },
  },
  companies: {},
})
const deals = queryBuilder(schema, 'deals')
const id = '7' as Parameters<typeof deals.associatedTo<'companies'>>[1]
const options = { properties: ['dealname'] }

test('[Q15] an explanation tells the normal form, the searches and what is left to the device', () => {
  const { ast } = deals
    .where('amount', 'gt', 5)
    .where('amount', 'lte', 10)
    .where(({ or, f }) => or(f('dealtype', 'eq', 'new'), f('dealtype', 'eq', 'old')))
    .associatedTo('companies', id, { label: 'billing' })
    .orderBy('amount', 'desc')
    .orderBy('dealname')
    .limit(20)
  const { normalForm, plan, readsEverything, requestsAtLeast, text } = explainQuery(schema, ast, options)
  expect(normalForm).toEqual([
    [
      { kind: 'compare', property: 'amount', operator: 'gt', value: '5' },
      { kind: 'compare', property: 'amount', operator: 'lte', value: '10' },
      { kind: 'list', property: 'dealtype', operator: 'in', values: ['new', 'old'] },
      { kind: 'associated', objectType: 'companies', id: '7', label: 'billing' },
    ],
  ])
  // The label is not said by search, so the associations of what is found are read.
  expect([plan.searches.length, readsEverything, requestsAtLeast]).toEqual([1, false, 2])
  expect(text).toBe(
    [
      'deals: amount gt and amount lte and dealtype in 2 values and associated with one of companies as billing',
      '1 search for 1 filter groups, by amount descending, 2 requests at least',
      'with the associations of what is found with companies',
      'then on the device: associated with one of companies as billing (search cannot say: associated companies label)',
      'ordered by amount desc, dealname asc, id asc, the first 20',
    ].join('\n'),
  )
})

test('[Q15] an explanation says when nothing can match and when everything is read', () => {
  const never = explainQuery(schema, deals.where('amount', 'gt', 5).where('amount', 'notHas').ast, options)
  expect(never).toMatchObject({ normalForm: [], requestsAtLeast: 0 })
  expect(never.text).toContain('nothing can match')
  const rest = deals.where(({ not, associatedTo }) => not(associatedTo('companies', id)))
  const scan = explainQuery(schema, rest.ast, options)
  expect(scan.readsEverything).toBe(true)
  expect(scan.text).toContain('1 search for every record of the object type')
})

test('[Q15] the text of an explanation holds no operand', () => {
  const secret = 'Jane Doe'
  const query = deals
    .where('dealname', 'eq', secret)
    .where('dealname', 'in', [secret, 'x'])
    .where(({ not, f }) => not(f('dealname', 'containsToken', secret)))
    .search(secret)
  expect(explainQuery(schema, query.ast, options).text).not.toMatch(/jane|doe/i)
})

test('a normal form too large to make is not listed, and what can be made of it is searched for', () => {
  const words = Array.from({ length: 12 }, (_, at) => at)
  const wide = deals.where(({ and, or, f }) =>
    and(...words.map((at) => or(f('dealname', 'containsToken', `v${at}`), f('dealname', 'containsToken', `w${at}`)))),
  )
  const { normalForm, plan, text } = explainQuery(schema, wide.ast, options)
  expect(normalForm).toBeNull()
  expect(text).toContain('too many alternatives')
  expect(plan.residual).toEqual(wide.ast.where)
  expect(plan.searches.flat().length).toBeGreaterThan(1)
  expect(plan.searches.length).toBeLessThanOrEqual(5)
})

test('[Q15] an explanation tells which partners are searched for first, and what that takes', () => {
  const ofAcme = deals.where('amount', 'gt', 5).hasAssociated('companies', ({ f }) => f('name', 'eq', 'acme'))
  const { subqueries, lists, requestsAtLeast, text } = explainQuery(schema, ofAcme.ast, options)
  expect(subqueries.map(({ plan }) => plan.query.objectType)).toEqual(['companies'])
  // The company, its associations, the deals.
  expect([lists, requestsAtLeast]).toEqual([[], 3])
  expect(text.split('\n').slice(0, 5)).toEqual([
    'deals: amount gt and associated with any of companies that have: name eq',
    'first, and then by their associations:',
    '  companies: name eq',
    '  1 search for 1 filter groups, by hs_object_id ascending, 1 requests at least',
    '  ordered by id asc',
  ])
})

test('[Q15] an explanation tells whose associations decide', () => {
  const lonely = deals.where(({ not, hasAssociated }) => not(hasAssociated('companies')))
  const { lists, requestsAtLeast, text } = explainQuery(schema, lonely.ast, options)
  expect([lists, requestsAtLeast]).toEqual([['companies'], 2])
  expect(text).toContain('with the associations of what is found with companies')
})

test('[Q15] an explanation of figures tells what is computed, and reads what that takes', () => {
  const { plan, text } = explainAggregate(schema, {
    of: deals.where('amount', 'has').ast,
    groupBy: ['dealtype'],
    measures: [
      { name: 'count', compute: 'count', property: null },
      { name: 'total', compute: 'sum', property: 'amount' },
    ],
  })
  expect(plan.properties).toEqual(['amount', 'dealtype'])
  expect(text.split('\n').at(-1)).toBe('then on the device: count, sum of amount, by dealtype')
})
