import { defineSchema } from '@holdfast/crm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OrderKey } from './ast.ts'
import { compileOrder, type RecordReader } from './compare.ts'
import { defaultSwitches } from './switches.ts'

const seed = Number(process.env['SEED'] ?? 20_261_123)

const schema = defineSchema({
  deals: { properties: { flag: { type: 'bool' }, day: { type: 'date' } } },
})

function record(id: string, values: Readonly<Record<string, string | null>> = {}): RecordReader {
  return { id, read: (name) => values[name] ?? null }
}

function sorted(records: readonly RecordReader[], orderBy: readonly OrderKey[], switches = defaultSwitches): string[] {
  return [...records].sort(compileOrder(schema, { objectType: 'deals', orderBy }, switches)).map(({ id }) => id)
}

describe('records are ordered by', () => {
  // Values in ascending order; the ids run against it, so that a tie would show.
  test.each<[name: string, property: string, values: readonly (string | null)[]]>([
    ['numbers', 'amount', ['-2', '9', '10', '1e3', null]],
    ['text without regard to case', 'dealname', ['Alpha', 'beta', 'GAMMA', 'émile', null]],
    ['options as they are written', 'dealstage', ['B', 'a', 'b', null]],
    ['no before yes', 'flag', ['false', 'true', null]],
    ['days', 'day', ['2025-12-31', '1767225600000', '2026-01-02', null]],
    ['moments', 'createdate', ['2026-01-01T00:00:00Z', '1767225600001', '2026-01-01T02:00:00+01:00', null]],
    ['and what cannot be read like what is unset', 'amount', ['1', 'many']],
  ])('%s', (_name, property, values) => {
    const records = values.map((value, at) => record(String(100 - at), { [property]: value }))
    const ascending = records.map(({ id }) => id)
    expect(sorted(records.toReversed(), [{ property, direction: 'asc' }])).toEqual(ascending)
    const [unset, ...set] = ascending.toReversed()
    expect(sorted(records, [{ property, direction: 'desc' }])).toEqual([...set, unset])
  })

  test('ids by number, temporary ones last', () => {
    const records = ['9007199254740993', 'local:b', '9', '9007199254740992', 'local:a', '10'].map((id) => record(id))
    const ascending = ['9', '10', '9007199254740992', '9007199254740993', 'local:a', 'local:b']
    expect(sorted(records, [])).toEqual(ascending)
    expect(sorted(records, [{ property: 'hs_object_id', direction: 'asc' }])).toEqual(ascending)
    expect(sorted(records, [{ property: 'hs_object_id', direction: 'desc' }]).slice(0, 2)).toEqual([
      '9007199254740993',
      '9007199254740992',
    ])
  })

  test('the next key where one does not decide', () => {
    const records = [
      record('1', { dealname: 'b', amount: '1' }),
      record('2', { dealname: 'B', amount: '2' }),
      record('3', { dealname: 'a' }),
    ]
    const orderBy: readonly OrderKey[] = [
      { property: 'dealname', direction: 'asc' },
      { property: 'amount', direction: 'desc' },
    ]
    expect(sorted(records, orderBy)).toEqual(['3', '2', '1'])
  })

  test('a value before none, unless the switch says otherwise', () => {
    const records = [record('1'), record('2', { amount: '1' })]
    const switches = { ...defaultSwitches, nullsLast: false }
    for (const direction of ['asc', 'desc'] as const) {
      expect(sorted(records, [{ property: 'amount', direction }])).toEqual(['2', '1'])
      expect(sorted(records, [{ property: 'amount', direction }], switches)).toEqual(['1', '2'])
    }
  })
})

test('[Q4] every order is total: the id, ascending, decides what its keys leave open', () => {
  const anyRecord = fc
    .record({
      id: fc.uniqueArray(fc.integer({ min: 1, max: 500 }).map(String), { minLength: 1, maxLength: 30 }),
      amounts: fc.array(fc.constantFrom('1', '2', null), { minLength: 30, maxLength: 30 }),
    })
    .map(({ id, amounts }) => id.map((each, at) => record(each, { amount: amounts[at] ?? null })))
  fc.assert(
    fc.property(anyRecord, fc.constantFrom('asc' as const, 'desc' as const), (records, direction) => {
      const orderBy = [{ property: 'amount', direction }]
      const once = sorted(records, orderBy)
      expect(sorted(records.toReversed(), orderBy)).toEqual(once)
      const order = compileOrder(schema, { objectType: 'deals', orderBy })
      for (const a of records) for (const b of records) expect(order(a, b) === 0).toBe(a.id === b.id)
    }),
    { seed, numRuns: 100 },
  )
})

test('an unknown property to order by is refused, naming the part', () => {
  const orderBy = [{ property: 'colour', direction: 'asc' as const }]
  expect(() => compileOrder(schema, { objectType: 'deals', orderBy })).toThrow(
    expect.objectContaining({ code: 'query/invalid', details: { objectType: 'deals', part: 'orderBy[0]' } }),
  )
})
