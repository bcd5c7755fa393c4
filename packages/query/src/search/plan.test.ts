import { defineSchema } from '@holdfast/crm'
import { describe, expect, test } from 'vitest'
import type { Predicate, Query } from '../ast.ts'
import { queryBuilder } from '../builder/index.ts'
import type { RecordReader } from '../compare.ts'
import { searchLimits } from './limits.ts'
import type { PlanRequest, SearchAnswer } from './ask.ts'
import { planSearch } from './plan.ts'
import type { SearchBody } from './request.ts'
import { runPlan } from './run-plan.ts'

const schema = defineSchema({
  deals: {
    properties: { amount: { type: 'number' }, dealname: { type: 'string' }, dealtype: { type: 'enumeration' } },
    associations: { companies: { labels: ['billing'] }, p_cars: { labels: [] } },
  },
  emails: { properties: { hs_email_html: { type: 'string' }, hs_email_subject: { type: 'string' } } },
  companies: {},
  p_cars: {},
})
const deals = queryBuilder(schema, 'deals')
const options = { properties: ['dealname'] }

const linked = (objectType: string, label: string | null, id = '7'): Predicate => ({
  kind: 'associated',
  objectType,
  id,
  label,
})
const big: Predicate = { kind: 'compare', property: 'amount', operator: 'gt', value: '5' }
const not = (of: Predicate): Predicate => ({ kind: 'not', of })
const both = (...of: readonly Predicate[]): Predicate => ({ kind: 'and', of })
const either = (...of: readonly Predicate[]): Predicate => ({ kind: 'or', of })
const planOf = (where: Predicate) => planSearch(schema, { ...deals.ast, where }, options)

const bigFilter = { propertyName: 'amount', operator: 'GT', value: '5' }
const companyFilter = { propertyName: 'associations.company', operator: 'EQ', value: '7' }

function bodyOf(request: PlanRequest): SearchBody {
  if (request.kind !== 'search') throw new Error('Expected a search.')
  return request.body
}

describe('what search cannot say', () => {
  test.each<[string, Predicate, Predicate | null, readonly (readonly unknown[])[]]>([
    [
      'a label is searched for without it',
      both(big, linked('companies', 'billing')),
      linked('companies', 'billing'),
      [[bigFilter, companyFilter]],
    ],
    [
      'a missing association is left out',
      both(big, not(linked('companies', null))),
      not(linked('companies', null)),
      [[bigFilter]],
    ],
    [
      'what partners have to satisfy is left out',
      both(big, { kind: 'hasAssociated', objectType: 'companies', where: null, label: null }),
      { kind: 'hasAssociated', objectType: 'companies', where: null, label: null },
      [[bigFilter]],
    ],
    ['a custom object type is left out', both(big, linked('p_cars', null)), linked('p_cars', null), [[bigFilter]]],
    [
      'a record made on this device is left out',
      both(big, linked('companies', null, 'local:1')),
      linked('companies', null, 'local:1'),
      [[bigFilter]],
    ],
    [
      'an alternative that cannot be said opens all of them',
      either(big, not(linked('companies', null))),
      either(big, not(linked('companies', null))),
      [],
    ],
    [
      'not of all turns into alternatives first',
      not(either(big, linked('p_cars', null))),
      not(either(big, linked('p_cars', null))),
      [
        [{ propertyName: 'amount', operator: 'LTE', value: '5' }],
        [{ propertyName: 'amount', operator: 'NOT_HAS_PROPERTY' }],
      ],
    ],
    ['nothing is left of what it can say', both(big, linked('companies', null)), null, [[bigFilter, companyFilter]]],
  ])('[Q12] %s', (_name, where, residual, groups) => {
    const plan = planOf(where)
    expect(plan.residual).toEqual(residual === null || residual === where ? residual : { kind: 'and', of: [residual] })
    expect(plan.searches).toEqual([groups.map((filters) => ({ filters }))])
  })

  test('[Q12] the text of an email is read on the device', () => {
    const query = queryBuilder(schema, 'emails')
      .where('hs_email_html', 'containsToken', 'offer')
      .where('hs_email_subject', 'has')
    const plan = planSearch(schema, query.ast, { properties: [] })
    expect(plan.unsaid).toEqual(['hs_email_html'])
    expect(plan.properties).toEqual(['hs_email_html', 'hs_email_subject'])
    expect(plan.searches).toEqual([[{ filters: [{ propertyName: 'hs_email_subject', operator: 'HAS_PROPERTY' }] }]])
  })
})

test('[Q12] ranges and alternatives of one property become one filter each', () => {
  const plan = planOf(
    both(
      either(
        ...['a', 'b', 'c'].map((value): Predicate => ({
          kind: 'compare',
          property: 'dealtype',
          operator: 'eq',
          value,
        })),
      ),
      { kind: 'compare', property: 'amount', operator: 'gte', value: '1' },
      { kind: 'compare', property: 'amount', operator: 'gte', value: '3' },
      { kind: 'compare', property: 'amount', operator: 'lte', value: '9' },
    ),
  )
  expect(plan.searches).toEqual([
    [
      {
        filters: [
          { propertyName: 'dealtype', operator: 'IN', values: ['a', 'b', 'c'] },
          { propertyName: 'amount', operator: 'BETWEEN', value: '3', highValue: '9' },
        ],
      },
    ],
  ])
})

test('[Q13] where paging ends, full groups give up a filter for the place, and the whole predicate decides', () => {
  const groups = Array.from({ length: 3 }, (_, at) =>
    both(
      ...['a', 'b', 'c', 'd', 'e'].map((word): Predicate => ({
        kind: 'compare',
        property: 'dealname',
        operator: 'containsToken',
        value: `${word}${at}`,
      })),
      { kind: 'compare', property: 'dealtype', operator: 'eq', value: `t${at}` },
    ),
  )
  const query: Query = { ...deals.ast, where: either(...groups) }
  const plan = planSearch(schema, query, options)
  expect([plan.searches.length, plan.residual]).toEqual([1, null])
  const fits: RecordReader = { id: '12345', read: (name) => (name === 'dealtype' ? 't1' : 'A1 b1 c1 d1 e1') }
  const other: RecordReader = { id: '12346', read: (name) => (name === 'dealtype' ? 't1' : 'a1 b1 c1 d1') }
  const running = runPlan<RecordReader>(schema, plan)
  running.next()
  let step = running.next({ records: [{ ...fits, id: '9' }], after: '10000' })
  let beyond = 0
  while (step.done !== true) {
    const body = bodyOf(step.value)
    expect(body.filterGroups.every(({ filters }) => filters.length <= searchLimits.filtersPerGroup)).toBe(true)
    expect(body.filterGroups.flatMap(({ filters }) => filters).length).toBeLessThanOrEqual(searchLimits.filters)
    expect(body.filterGroups.every(({ filters }) => filters[0]?.propertyName === 'hs_object_id')).toBe(true)
    expect(body.filterGroups[0]?.filters[0]?.value).toBe('9')
    beyond++
    step = running.next({ records: [fits, other], after: null })
  }
  expect(beyond).toBe(1)
  expect(step.value.rows.map(({ id }) => id)).toEqual(['9', '12345'])
})

test('[Q13] a window elsewhere than at the first row is read up to its last one and no further', () => {
  const record = (id: string, amount: string): RecordReader => ({ id, read: () => amount })
  const query: Query = { ...deals.orderBy('amount').limit(2).ast, offset: 1, after: { id: '2', values: ['10'] } }
  const running = runPlan<RecordReader>(schema, planSearch(schema, query, options))
  running.next()
  const page = [record('1', '5'), record('3', '10'), record('2', '10'), record('4', '20'), record('5', '30')]
  const step = running.next({ records: [...page, record('6', '40')], after: '6' })
  expect(step).toMatchObject({ done: true, value: { rows: [{ id: '4' }, { id: '5' }], searches: 1 } })
})

test('[Q13] an empty page with more to come is paged over, also beyond the end of paging', () => {
  const running = runPlan<RecordReader>(schema, planSearch(schema, deals.ast, options))
  const record = (id: string): RecordReader => ({ id, read: () => null })
  const bodies: unknown[] = []
  const answers = [
    { records: [], after: '200' },
    { records: [record('5')], after: '10000' },
    { records: [], after: '200' },
    { records: [record('6')], after: null },
  ]
  let step = running.next()
  for (const answer of answers) {
    if (step.done !== true) {
      const { after, filterGroups } = bodyOf(step.value)
      bodies.push([after, filterGroups[0]?.filters[0]?.value])
    }
    step = running.next(answer)
  }
  expect(bodies).toEqual([
    [undefined, undefined],
    ['200', undefined],
    [undefined, '5'],
    ['200', '5'],
  ])
  expect(step).toMatchObject({ done: true, value: { searches: 4, recordsRead: 2 } })
})

test('[Q13] in the order of ids no record is passed over when others leave meanwhile', () => {
  let ids = ['1', '2', '3', '4', '5', '6']
  // Search as HubSpot answers it: after so many rows of what matches now.
  const answer = ({ filterGroups, limit, after = '0' }: SearchBody): SearchAnswer<RecordReader> => {
    const filter = filterGroups[0]?.filters.find(({ propertyName }) => propertyName === 'hs_object_id')
    const beyond = ids.filter((id) => filter === undefined || Number(id) > Number(filter.value))
    const end = Number(after) + limit
    const records = beyond.slice(Number(after), end).map((id): RecordReader => ({ id, read: () => '9' }))
    return { records, after: end < beyond.length ? String(end) : null }
  }
  const running = runPlan<RecordReader>(schema, planOf(big), { pageRows: () => 2 })
  let step = running.next()
  while (step.done !== true) {
    step = running.next(answer(bodyOf(step.value)))
    ids = ids.filter((id) => id !== '1')
  }
  expect(step.value.rows.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5', '6'])
})

describe('a cursor', () => {
  const by = (property: 'amount' | 'dealtype', direction: 'asc' | 'desc', value: string | null): Query => ({
    ...deals.orderBy(property, direction).limit(5).ast,
    after: { id: '30', values: [value] },
  })
  const filter = (operator: string, value?: string) => [
    { propertyName: 'amount', operator, ...(value === undefined ? {} : { value }) },
  ]

  test.each<[string, Query, readonly unknown[]]>([
    [
      'in an ascending order asks for what is not less, and unset values',
      by('amount', 'asc', '5'),
      [filter('GTE', '5'), filter('NOT_HAS_PROPERTY')],
    ],
    [
      'in a descending order asks for what is not greater, and unset values',
      by('amount', 'desc', '5'),
      [filter('LTE', '5'), filter('NOT_HAS_PROPERTY')],
    ],
    ['among unset values asks for those', by('amount', 'asc', null), [filter('NOT_HAS_PROPERTY')]],
    ['in an order of options cannot be said', by('dealtype', 'asc', 't1'), []],
    [
      'in the order of ids asks for greater ones',
      { ...deals.ast, after: { id: '30', values: [] } },
      [[{ propertyName: 'hs_object_id', operator: 'GTE', value: '31' }]],
    ],
  ])('[Q13] %s', (_name, query, groups) => {
    const { searches } = planSearch(schema, query, options)
    expect(searches.flatMap((search) => search.map(({ filters }) => filters))).toEqual(groups)
  })
})
