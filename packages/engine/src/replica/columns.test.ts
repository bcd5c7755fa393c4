import { defineSchema, type LocalKey } from '@holdfast/crm'
import { columnNumber } from '@holdfast/query'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyEntry, packValues, type CacheEntry } from '../store/index.ts'
import { layPending } from '../../test/index.ts'
import { createReplica, type Replica } from './replica.ts'
import { StoredTexts } from './text-column.ts'

const parameters = { seed: Number(process.env['SEED'] ?? 20_261_125), numRuns: 200 }

const schema = defineSchema({
  p_people: {
    properties: {
      name: { type: 'string' },
      score: { type: 'number' },
      born: { type: 'date' },
      stage: { type: 'enumeration', options: ['a', 'b'] },
    },
    associations: {},
  },
})
const { properties } = schema.p_people
const names = ['name', 'score', 'born', 'stage', 'hs_object_id'] as const

const value = {
  name: fc.constantFrom('Ann', 'ANN', 'İzmir', '', null),
  score: fc.constantFrom('1', '-2.5', 'letters', null),
  born: fc.constantFrom('2026-11-25', '1999-01-01', null),
  stage: fc.constantFrom('a', 'b', 'gone', null),
}
const id = fc.constantFrom('1', '2', '3', '40', '500')
const fact = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(id, fc.tuple(value.name, value.score, value.born, value.stage))
      .map(([each, values]) => (now: number): CacheEntry => ({
        ...emptyEntry,
        records: [{ objectType: 'p_people', records: [[each, now, now, packValues(values)]] }],
      })),
  },
  id.map((each) => (now: number): CacheEntry => ({
    ...emptyEntry,
    departures: [{ objectType: 'p_people', id: each, outcome: 'archived', into: null, readAt: now }],
  })),
)
const pending = fc
  .record({ name: fc.constantFrom('Zoe', ''), score: fc.constantFrom('7', '') }, { requiredKeys: [] })
  .chain((changed) => id.map((each) => ({ changed, key: each as LocalKey })))

test('[RE8] a column says of every row shown what the record says, whenever it was made', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fact, pending, fc.subarray([...names], { minLength: 1 })), { maxLength: 30 }),
      (steps) => {
        const replica = createReplica(schema)
        for (const [at, step] of steps.entries()) {
          if (Array.isArray(step)) replica.table('p_people').promote(step)
          else if (typeof step === 'function') replica.applyEntry(step((at + 1) * 60_000))
          else layPending(replica, overlayOf(step.key, step.changed))
          expectColumnsToAgree(replica)
        }
      },
    ),
    parameters,
  )
})

test('[RE8] texts that do not repeat leave the dictionary, and whoever compiled on it is told', () => {
  const replica = createReplica(schema)
  const table = replica.table('p_people')
  table.promote(['name', 'stage'])
  const { generation } = table
  expect(table.column('name')?.kind).toBe('code')
  for (let page = 0; page < 100; page++) {
    const records = Array.from({ length: 100 }, (_, at) => {
      const number = String(page * 100 + at + 1)
      return [number, 1, 1, packValues([`Person ${number}`, null, null, 'a'])] as const
    })
    replica.applyEntry({ ...emptyEntry, records: [{ objectType: 'p_people', records }] })
  }
  expect(table.column('name')?.kind).toBe('text')
  expect(table.column('stage')?.kind).toBe('code')
  expect(table.generation).toBeGreaterThan(generation)
  expectColumnsToAgree(replica)
})

test('[RE8] a few records that are edited all day do not fill a dictionary', () => {
  const replica = createReplica(schema)
  const table = replica.table('p_people')
  table.promote(['name', 'stage'])
  for (let edit = 1; edit <= 20_000; edit++) {
    const record = [String(edit % 40), edit, edit, packValues([`Edit ${edit}`, null, null, `${edit}`])] as const
    replica.applyEntry({ ...emptyEntry, records: [{ objectType: 'p_people', records: [record] }] })
  }
  for (const name of ['name', 'stage']) {
    const column = table.column(name)
    expect(column?.kind === 'code' && column.dictionary.length).toBeLessThan(9_000)
  }
  expectColumnsToAgree(replica)
})

test('[RE8] an id that no number holds exactly takes the column of ids away, not an answer', () => {
  const replica = createReplica(schema)
  const table = replica.table('p_people')
  table.promote(['hs_object_id'])
  const read = (each: string): CacheEntry => ({
    ...emptyEntry,
    records: [{ objectType: 'p_people', records: [[each, 1, 1, packValues([null, null, null, null])]] }],
  })
  replica.applyEntry(read('12'))
  expect(table.column('hs_object_id')?.kind).toBe('number')
  replica.applyEntry(read('12345678901234567890'))
  table.promote(['hs_object_id'])
  expect(table.column('hs_object_id')).toBeNull()
})

test('[RE8] a column of texts joins what changed anywhere, beyond its end too', () => {
  const text = fc.constantFrom('', 'a', 'Bc', 'def')
  const change = fc.tuple(fc.nat({ max: 12 }), text)
  fc.assert(
    fc.property(fc.array(fc.oneof(change, fc.constant('join' as const)), { maxLength: 40 }), (steps) => {
      const column = new StoredTexts()
      const expected = new Map<number, string>()
      for (const step of steps) {
        if (step === 'join') column.joined()
        else {
          column.set(...step)
          expected.set(step[0], step[1].toLowerCase())
        }
        for (let row = 0; row < 14; row++) expect(column.read(row)).toBe(expected.get(row) ?? '')
      }
      const { text: joined, starts } = column.joined()
      for (const [row, each] of expected)
        if (row < starts.length - 1 || each !== '') expect(joined.slice(starts[row], starts[row + 1])).toBe(each)
    }),
    parameters,
  )
})

function expectColumnsToAgree(replica: Replica): void {
  const table = replica.table('p_people')
  for (const version of table.versions()) {
    const row = table.rowOf(version.key)
    for (const name of names) {
      const column = table.column(name)
      const wire = version.read(name)
      if (column === null) continue
      else if (column.kind === 'code') expect(column.dictionary[column.codes[row] ?? -1]).toBe(wire ?? '')
      else if (column.kind === 'text') expect(column.read(row)).toBe((wire ?? '').toLowerCase())
      else expect(column.values[row]).toBe(numberOf(name)(wire))
    }
  }
}

function numberOf(name: (typeof names)[number]): (wire: string | null) => number {
  return columnNumber(name, name === 'hs_object_id' ? { type: 'number' } : properties[name])
}

function overlayOf(key: LocalKey, changed: Record<string, string>) {
  const overlay = { created: false, archived: false, properties: changed }
  return { records: [{ objectType: 'p_people', key, overlay }], links: [] }
}
