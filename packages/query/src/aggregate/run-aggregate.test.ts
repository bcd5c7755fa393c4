import { defineSchema, instant } from '@holdfast/crm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AggregateQuery } from '../ast.ts'
import { queryBuilder } from '../builder/index.ts'
import type { RecordReader } from '../compare.ts'
import { defaultSwitches } from '../switches.ts'
import { createDecimalSum, runAggregate } from './index.ts'

const schema = defineSchema({
  deals: {
    properties: { day: { type: 'date' }, flag: { type: 'bool' }, roles: { type: 'enumeration', multiple: true } },
  },
})
const deals = queryBuilder(schema, 'deals')
const record = (id: string, values: Readonly<Record<string, string | null>>): RecordReader => ({
  id,
  read: (name) => values[name] ?? null,
})
const rowsOf = ({ ast }: { readonly ast: AggregateQuery }, records: readonly RecordReader[]): readonly unknown[] =>
  runAggregate(schema, ast, records).map(({ group, figures }) => [...group, ...figures])

describe('a group', () => {
  test.each<[name: string, property: string, values: readonly (string | null)[], groups: readonly (string | null)[]]>([
    ['of text does not depend on case', 'dealname', ['Acme', 'ACME', 'beta'], ['acme', 'beta']],
    ['of options does', 'dealtype', ['new', 'New'], ['New', 'new']],
    ['of numbers is one however they are written', 'amount', ['10', '1e1', '9.50'], ['9.5', '10']],
    ['of days', 'day', ['2026-02-01', '2026-01-01', '2026-02-01'], ['2026-01-01', '2026-02-01']],
    [
      'of moments is one in every zone',
      'closedate',
      ['2026-01-01T01:00:00+01:00', '2026-01-01T00:00:00Z'],
      ['2026-01-01T00:00:00.000Z'],
    ],
    ['of booleans', 'flag', ['true', 'false'], ['false', 'true']],
    ['without a value comes last, unreadable ones within', 'amount', [null, 'many', '', '1'], ['1', null]],
  ])('%s', (_name, property, values, groups) => {
    const records = values.map((value, at) => record(String(at + 1), { [property]: value }))
    const query: AggregateQuery = {
      of: deals.ast,
      groupBy: [property],
      measures: [{ name: 'count', compute: 'count', property: null }],
    }
    expect(runAggregate(schema, query, records).map(({ group: [value] }) => value)).toEqual(groups)
    const counted = runAggregate(schema, query, records).reduce((sum, { figures: [count] }) => sum + Number(count), 0)
    expect(counted).toBe(values.length)
  })

  test('without a value comes first where unset values do', () => {
    const query = deals.groupBy('amount').count().ast
    const records = [record('1', { amount: '5' }), record('2', {})]
    const switches = { ...defaultSwitches, nullsLast: false }
    expect(runAggregate(schema, query, records, { switches }).map(({ group }) => group)).toEqual([[null], ['5']])
  })

  test('of several properties has a row for each combination there is', () => {
    const records = [
      record('1', { dealtype: 'b', flag: 'true' }),
      record('2', { dealtype: 'a', flag: 'true' }),
      record('3', { dealtype: 'a' }),
      record('4', { dealtype: 'a', flag: 'true' }),
    ]
    expect(rowsOf(deals.groupBy('dealtype', 'flag').count(), records)).toEqual([
      ['a', 'true', 2],
      ['a', null, 1],
      ['b', 'true', 1],
    ])
  })
})

describe('figures', () => {
  const records = [
    record('1', { amount: '0.1', closedate: '2026-03-01T00:00:00Z' }),
    record('2', { amount: '0.2', closedate: '2026-01-01T00:00:00Z' }),
    record('3', { amount: 'many' }),
    record('4', {}),
  ]
  const all = deals.aggregate(({ count, sum, avg, min, max }) => ({
    a: count(),
    b: count('amount'),
    c: sum('amount'),
    d: avg('amount'),
    e: min('closedate'),
    f: max('amount'),
  }))

  test('count, add up, average and compare what can be read', () => {
    expect(rowsOf(all, records)).toEqual([[4, 2, 0.3, 0.15, '2026-01-01T00:00:00.000Z', '0.2']])
  })

  test('of nothing are one row: no record, no sum, nothing to compare', () => {
    expect(rowsOf(all, [])).toEqual([[0, 0, 0, null, null, null]])
    expect(rowsOf(deals.groupBy('dealtype').count(), [])).toEqual([])
  })

  test('[Q20] are about the rows of the inner query, its window included', () => {
    const query = deals.where('amount', 'has').orderBy('amount', 'desc').limit(1).sum('amount')
    expect(rowsOf(query, records)).toEqual([[0.2]])
    expect(rowsOf(deals.orderBy('closedate').offset(1).limit(1).sum('amount'), records)).toEqual([[0.1]])
  })
})

test('[Q20] a sum is exact, whatever the order, and what was taken away leaves no trace', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1e9, max: 1e9 })),
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 })),
      (cents, others) => {
        const sum = createDecimalSum()
        for (const value of others) sum.add(value)
        for (const each of cents) sum.add(each / 100)
        for (const value of others.toReversed()) sum.remove(value)
        expect(sum.value()).toBe(cents.reduce((total, each) => total + each, 0) / 100)
      },
    ),
    { seed: Number(process.env['SEED'] ?? 20_261_125) },
  )
  const third = createDecimalSum()
  for (let times = 0; times < 10; times++) third.add(0.1)
  expect(third.value()).toBe(1)
})

test('a tiny and a huge number do not make a sum slow', () => {
  const sum = createDecimalSum()
  sum.add(Number.MIN_VALUE)
  sum.add(Number.MAX_VALUE)
  sum.remove(Number.MAX_VALUE)
  expect(sum.value()).toBe(Number.MIN_VALUE)
})

describe('what cannot be computed is refused, by name', () => {
  test.each<[name: string, build: () => unknown]>([
    ['a sum of text', () => deals.sum('dealname' as 'amount')],
    ['the least of options', () => deals.min('dealtype' as 'amount')],
    ['the greatest id', () => deals.max('hs_object_id')],
    ['a sum of nothing', () => deals.aggregate(({ sum }) => ({ total: sum(undefined as unknown as 'amount') }))],
    ['a group of several options', () => deals.groupBy('roles' as 'dealtype').count()],
    ['a group by id', () => deals.groupBy('hs_object_id' as 'dealtype').count()],
    ['an unknown property', () => deals.groupBy('colour' as 'dealtype').count()],
  ])('%s', (_name, build) => {
    expect(build).toThrow(expect.objectContaining({ code: 'query/invalid' }))
  })

  test.each<[name: string, build: () => unknown]>([
    ['no figure at all', () => deals.aggregate(() => ({}))],
    [
      'a figure and a group of one name',
      () => deals.groupBy('dealtype').aggregate(({ count }) => ({ dealtype: count() })),
    ],
  ])('%s is the caller’s mistake', (_name, build) => {
    expect(build).toThrow(TypeError)
  })
})

test('figures are a value: windows, groups and names belong to the key, what rows would show does not', () => {
  const total = deals.groupBy('dealtype').sum('amount')
  expect(deals.select('amount').orderBy('amount').groupBy('dealtype').sum('amount').key).not.toBe(total.key)
  expect(deals.select('dealname').groupBy('dealtype').sum('amount').key).toBe(total.key)
  expect(deals.limit(5).groupBy('dealtype').sum('amount').key).not.toBe(total.key)
  expect(deals.sum('amount').key).not.toBe(total.key)
  const one = deals.aggregate(({ count, sum }) => ({ a: count(), b: sum('amount') }))
  expect(deals.aggregate(({ count, sum }) => ({ b: sum('amount'), a: count() })).key).toBe(one.key)
  expect(deals.aggregate(({ count, sum }) => ({ c: sum('amount'), a: count() })).key).not.toBe(one.key)
  expect(deals.where('createdate', 'gt', instant(0)).count().key).not.toBe(deals.count().key)
})
