import { HoldfastError, isHoldfastError, type LocalKey } from '@holdfast/crm'
import type { OrderChange, PackedIncluded, ViewDelta } from '@holdfast/engine/protocol'
import { queryBuilder } from '@holdfast/query'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { completeStatus, firstDelta, readRows, rowText, schema } from '../test/index.ts'
import { wireValuesOf } from './record-rows.ts'
import { createRowList } from './rows.ts'

interface DealRow {
  readonly id: string
  readonly $: { readonly key: string; readonly pending: readonly string[]; readonly source: string }
  readonly dealname: string | null
  readonly amount: number | null
  readonly contacts: readonly { readonly email: string | null }[]
  readonly companies: { readonly name: string | null } | null
}

const deals = queryBuilder(schema, 'deals').select('dealname', 'amount').ast
const withPeople = queryBuilder(schema, 'deals')
  .select('dealname', 'amount')
  .include({ contacts: (c) => c.select('email'), companies: (c) => c.select('name').first() }).ast

const person = (id: string, email: string, ...labels: readonly string[]): PackedIncluded => [
  id as LocalKey,
  id,
  [],
  0,
  [email],
  [],
  labels,
]
const next = (revision: number, change: Partial<ViewDelta>): ViewDelta => ({
  kind: 'delta',
  revision,
  parts: 0,
  order: null,
  rows: [],
  status: completeStatus,
  ...change,
})
/** All that stands between what both orders begin and end with leaves and comes. */
function orderChange(before: readonly string[], after: readonly string[]): OrderChange {
  const least = Math.min(before.length, after.length)
  let [begin, end] = [0, 0]
  while (begin < least && before[begin] === after[begin]) begin++
  while (end < least - begin && before.at(-1 - end) === after.at(-1 - end)) end++
  const places = (to: number): number[] => Array.from({ length: to - end - begin }, (_, at) => begin + at)
  const into = places(after.length)
  return { out: places(before.length), into, keys: into.map((place) => after[place] as LocalKey) }
}

describe('a row', () => {
  test('has values decoded to the types of its properties, its id and its state', () => {
    const text = JSON.stringify(['k', 'local:1', ['amount'], 0, ['12500.50', 'Lift'], []])
    expect(readRows(schema, deals, [text])).toEqual([
      {
        id: 'local:1',
        $: { key: 'k', pending: ['amount'], archived: false, source: 'local' },
        dealname: 'Lift',
        amount: 12_500.5,
      },
    ])
  })

  test('shows what is unset or unreadable as null', () => {
    expect(readRows(schema, deals, [rowText('1', ['many', ''])])).toMatchObject([{ dealname: null, amount: null }])
  })

  test('follows the schema when the query selects nothing', () => {
    const query = queryBuilder(schema, 'companies').ast
    const names = Object.keys(schema.companies.properties)
    const [row] = readRows<Record<string, unknown>>(schema, query, [
      rowText(
        '1',
        names.map(() => null),
      ),
    ])
    expect(Object.keys(row ?? {})).toEqual(['id', '$', ...names])
  })

  test('holds included rows beside its values, one or null for first', () => {
    const one = rowText('1', ['1', 'Lift'], [person('9', 'Acme'), [person('7', 'a@x')]])
    const none = rowText('2', ['2', 'Door'], [null, []])
    expect(readRows<DealRow>(schema, withPeople, [one, none])).toMatchObject([
      { contacts: [{ email: 'a@x' }], companies: { name: 'Acme' } },
      { contacts: [], companies: null },
    ])
  })

  test('that is included says how its association is labelled', () => {
    const labelled = person('7', 'a@x', 'decision_maker')
    const [row] = readRows<DealRow>(schema, withPeople, [rowText('1', ['1', 'Lift'], [null, [labelled]])])
    expect(row?.contacts).toMatchObject([{ $: { key: '7', labels: ['decision_maker'] } }])
  })

  test('cannot be changed, nor what is within it', () => {
    const [row] = readRows<DealRow>(schema, withPeople, [rowText('1', ['1', 'Lift'], [null, [person('7', 'a@x')]])])
    expect(row !== undefined && [row, row.$, row.$.pending, row.contacts, row.contacts[0]].every(Object.isFrozen)).toBe(
      true,
    )
  })

  test('remembers the wire values it was made from', () => {
    const [row] = readRows<DealRow>(schema, deals, [rowText('1', ['12500.00', 'Lift'])])
    expect(row && wireValuesOf(row)).toEqual({ dealname: 'Lift', amount: '12500.00' })
  })

  test('is a plain object, of which a copy may hold other values and so remembers none', () => {
    const [row] = readRows<DealRow>(schema, deals, [rowText('1', ['12500.00', 'Lift'])])
    const copy = { ...row, amount: 1 }
    expect(Object.keys(copy)).toEqual(['id', '$', ...(deals.select ?? [])])
    expect(wireValuesOf(copy)).toBeUndefined()
    const $ = { key: '1', pending: [], archived: false, source: 'remote' }
    expect(JSON.parse(JSON.stringify(row))).toEqual({ id: '1', $, dealname: 'Lift', amount: 12_500 })
    expect(structuredClone(row)).toEqual(row)
  })

  test.each([
    { name: 'no JSON', text: '{' },
    { name: 'no row', text: '{"id":"1"}' },
    { name: 'no key', text: '[1,"1",[],0,["a","1"],[]]' },
    { name: 'a value that is no text', text: '["1","1",[],0,["a",1],[]]' },
    { name: 'too few values', text: '["1","1",[],0,["a"],[]]' },
    { name: 'an include nobody asked for', text: '["1","1",[],0,["a","1"],[[]]]' },
  ])('of $name is a broken rule of the engine', ({ text }) => {
    expect(() => readRows(schema, deals, [text])).toThrow(
      expect.objectContaining({ name: 'HoldfastError', code: 'engine/invariant' }),
    )
  })

  test.each([
    { name: 'an object', includes: [{}, null] },
    { name: 'a row in place of rows', includes: [person('7', 'a@x'), null] },
    { name: 'rows in place of one', includes: [[], []] },
  ])('with $name as its included rows is a broken rule of the engine', ({ includes }) => {
    const text = JSON.stringify(['1', '1', [], 0, ['a', '1'], includes])
    expect(() => readRows(schema, withPeople, [text])).toThrow(expect.objectContaining({ code: 'engine/invariant' }))
  })
})

describe('a list of rows', () => {
  test('[CL4] keeps unchanged rows the same objects when another one changes', () => {
    const list = createRowList<DealRow>(schema, deals)
    list.apply(firstDelta([rowText('1', ['1', 'Lift']), rowText('2', ['2', 'Door'])]))
    const [lift, door] = list.rows
    list.apply(next(2, { rows: [rowText('2', ['3', 'Door'])] }))
    expect(list.rows[0]).toBe(lift)
    expect(list.rows[1]).not.toBe(door)
    expect(list.rows[1]?.amount).toBe(3)
  })

  test('is the same array when nothing changed', () => {
    const list = createRowList<DealRow>(schema, deals)
    const text = rowText('1', ['1', 'Lift'])
    list.apply(firstDelta([text]))
    const before = list.rows
    list.apply(next(2, { rows: [text], order: orderChange(['1'], ['1']) }))
    expect(list.rows).toBe(before)
  })

  test('moves rows without making them anew', () => {
    const list = createRowList<DealRow>(schema, deals)
    list.apply(firstDelta([rowText('1', ['1', 'Lift']), rowText('2', ['2', 'Door'])]))
    const [lift, door] = list.rows
    list.apply(next(2, { order: orderChange(['1', '2'], ['2', '1']) }))
    expect(list.rows).toEqual([door, lift])
    expect(list.rows[0]).toBe(door)
  })

  test('[CL4] keeps included rows that did not change, and their array when none did', () => {
    const list = createRowList<DealRow>(schema, withPeople)
    const people = [person('7', 'a@x'), person('8', 'b@x')]
    list.apply(firstDelta([rowText('1', ['1', 'Lift'], [null, people])]))
    const before = list.rows[0]
    list.apply(next(2, { rows: [rowText('1', ['2', 'Lift'], [null, people])] }))
    expect(list.rows[0]).not.toBe(before)
    expect(list.rows[0]?.contacts).toBe(before?.contacts)
    list.apply(next(3, { rows: [rowText('1', ['2', 'Lift'], [null, [person('7', 'c@x'), person('8', 'b@x')]])] }))
    expect(list.rows[0]?.contacts[0]).not.toBe(before?.contacts[0])
    expect(list.rows[0]?.contacts[1]).toBe(before?.contacts[1])
  })

  test('keeps rows across a new worker that sends them again', () => {
    const list = createRowList<DealRow>(schema, deals)
    const first = firstDelta([rowText('1', ['1', 'Lift']), rowText('2', ['2', 'Door'])])
    list.apply(first)
    const before = list.rows
    list.apply(first)
    expect(list.rows).toBe(before)
  })

  test('[CL15] forgets the parts of a worker that died before their delta', () => {
    const list = createRowList<DealRow>(schema, deals)
    list.take({ kind: 'part', place: 0, rows: [rowText('1', ['1', 'Lift'])] })
    expect(list.rows).toEqual([])
    list.take({ kind: 'part', place: 0, rows: [rowText('2', ['2', 'Door'])] })
    list.apply({ ...firstDelta([rowText('3', ['3', 'Gate'])]), parts: 1 })
    expect(list.rows.map(({ id }) => id)).toEqual(['2', '3'])
  })

  test('is empty after a first delta without rows', () => {
    const list = createRowList<DealRow>(schema, deals)
    list.apply(firstDelta([rowText('1', ['1', 'Lift'])]))
    list.apply(next(1, {}))
    expect(list.rows).toEqual([])
  })

  test.each([
    { name: 'a revision is left out', delta: next(3, {}) },
    { name: 'a key has no row', delta: next(2, { order: orderChange(['1'], ['1', '9']) }) },
    { name: 'a row has two places', delta: next(2, { order: orderChange(['1'], ['1', '1']) }) },
    { name: 'a new row has two places', delta: next(2, { order: orderChange([], ['9', '9']) }) },
    { name: 'a row is sent twice', delta: next(2, { rows: [rowText('1', ['2', 'a']), rowText('1', ['3', 'a'])] }) },
    { name: 'a place is none of the list', delta: next(2, { order: { out: [1], into: [], keys: [] } }) },
    { name: 'a part is missing', delta: next(2, { parts: 1 }) },
    { name: 'a row has no place', delta: next(2, { rows: [rowText('9', ['1', 'Lift'])] }) },
    { name: 'a row is none', delta: next(2, { rows: ['null'] }) },
  ])('stays as it is and says so when $name', ({ delta }) => {
    const list = createRowList<DealRow>(schema, deals)
    list.apply(firstDelta([rowText('1', ['1', 'Lift'])]))
    const before = list.rows
    const error = errorOf(() => list.apply(delta))
    expect(isHoldfastError(error, 'engine/invariant')).toBe(true)
    expect(list.rows).toBe(before)
    list.apply(next(2, { order: orderChange(['1'], []) }))
    expect(list.rows).toEqual([])
  })

  test('[CL4] shows after any deltas what reading everything afresh shows, and keeps exactly the rows whose text is the same', () => {
    const state = fc.uniqueArray(
      fc.record({ id: fc.integer({ min: 1, max: 6 }), amount: fc.integer({ min: 0, max: 2 }) }),
      {
        selector: ({ id }) => id,
      },
    )
    fc.assert(
      fc.property(fc.array(state, { minLength: 1, maxLength: 8 }), (states) => {
        const list = createRowList<DealRow>(schema, deals)
        let textByKey = new Map<string, string>()
        states.forEach((rows, at) => {
          const rowsByKey = new Map(list.rows.map((row) => [row.$.key, row]))
          const now = new Map(rows.map(({ id, amount }) => [`${id}`, rowText(`${id}`, ['Deal', `${amount}`])]))
          const changed = [...now].filter(([key, text]) => textByKey.get(key) !== text).map(([, text]) => text)
          const order = at === 0 ? null : orderChange([...textByKey.keys()], [...now.keys()])
          const parts = changed.slice(0, -1)
          parts.forEach((text, place) => list.take({ kind: 'part', place, rows: [text] }))
          list.apply(next(at + 1, { order, parts: parts.length, rows: changed.slice(-1) }))
          expect(list.rows).toEqual(readRows(schema, deals, [...now.values()]))
          for (const row of list.rows)
            expect(row === rowsByKey.get(row.$.key)).toBe(textByKey.get(row.$.key) === now.get(row.$.key))
          textByKey = now
        })
      }),
      { seed: Number(process.env['SEED'] ?? 20_261_123), numRuns: 500 },
    )
  })
})

function errorOf(run: () => void): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return new HoldfastError('engine/closed', 'Nothing was thrown.', 'Look.', { what: 'test' })
}
