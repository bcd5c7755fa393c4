import { defineSchema } from '@holdfast/crm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { everyRecord, type Predicate, type Query } from '../ast.ts'
import { compileOrder, type RecordReader } from '../compare.ts'
import { compilePredicate, type Associations } from '../evaluate.ts'
import type { Switches } from '../switches.ts'
import {
  columnKindOf,
  columnNumber,
  compileColumns,
  compileRowOrder,
  type CodeColumn,
  type Column,
  type NumberColumn,
  type RowColumns,
  type TextColumn,
} from './index.ts'

const parameters = { seed: Number(process.env['SEED'] ?? 20_261_125), numRuns: 1_500 }

const schema = defineSchema({
  contacts: {
    properties: {
      company: { type: 'string' },
      seats: { type: 'number' },
      birthday: { type: 'date' },
      met: { type: 'datetime' },
      stage: { type: 'enumeration' },
      roles: { type: 'enumeration', multiple: true },
      vip: { type: 'bool' },
    },
    associations: { companies: { labels: [] } },
  },
  companies: {},
})

const values = {
  company: ['Acme', 'ACME corp', 'corp', 'acm', 'e', 'Ümlaut acme', 'İstanbul', '-', '42'],
  seats: ['1', '1.0', '-0', '0', '1e3', '-7.5', 'many'],
  birthday: ['2026-01-01', '1767225600000', '2024-02-29', '0001-01-01', 'soon'],
  met: ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.001Z', '1767225600000', '2026-01-01'],
  stage: ['won', 'Won', 'lost'],
  roles: ['A', 'A;B', 'B;C', 'C'],
  vip: ['true', 'false', 'perhaps'],
  firstname: ['Jane', 'Zoë acme'],
  hs_object_id: ['1', '2', '10', '011', '9007199254740993'],
} as const
type Name = keyof typeof values
// First names are looked into by text search and not in the schema.
const names = (Object.keys(values) as readonly Name[]).filter((name) => name !== 'firstname')

type Values = Readonly<Record<string, string | null>>

function record(id: string, of: Values): RecordReader {
  return { id, read: (name) => (name === 'hs_object_id' ? id : (of[name] ?? null)) }
}

const records: fc.Arbitrary<readonly RecordReader[]> = fc
  .array(
    fc.record(
      Object.fromEntries(
        Object.entries(values)
          .filter(([name]) => name !== 'hs_object_id')
          .map(([name, of]) => [name, fc.option(fc.constantFrom(...of, ''), { freq: 3 })]),
      ),
    ),
    { maxLength: 20 },
  )
  .chain((all) =>
    fc
      .shuffledSubarray(
        Array.from({ length: all.length }, (_, at) => (at % 7 === 6 ? `local:${at}` : String(1 + at * 3))),
        { minLength: all.length },
      )
      .map((ids) => all.map((of, at) => record(ids[at] ?? '', of))),
  )

const operatorsOf = (name: Name): readonly string[] => {
  const equality = ['eq', 'neq', 'in', 'notIn', 'has', 'notHas']
  const type = { ...schema.contacts.properties, hs_object_id: { type: 'number' } }[name as 'company'].type as string
  if (type === 'bool') return ['eq', 'neq', 'has', 'notHas']
  if (type === 'enumeration') return [...equality, 'containsToken', 'notContainsToken']
  const ordering = [...equality, 'lt', 'lte', 'gt', 'gte', 'between']
  return type === 'string' ? [...ordering, 'containsToken', 'notContainsToken'] : ordering
}

const operandsOf: Partial<Record<Name, readonly string[]>> = {
  seats: ['1', '0', '-7.5', '1000'],
  birthday: ['2026-01-01', '2024-02-29', '0001-01-01'],
  vip: ['true', 'false'],
}

function literal(name: Name): fc.Arbitrary<Predicate> {
  const property = name
  const operand = fc.constantFrom(...(operandsOf[name] ?? values[name]))
  return fc.constantFrom(...operatorsOf(name)).chain((operator): fc.Arbitrary<Predicate> => {
    switch (operator) {
      case 'has':
      case 'notHas':
        return fc.constant({ kind: 'presence', property, operator })
      case 'in':
      case 'notIn':
        return fc.array(operand, { maxLength: 3 }).map((of) => ({ kind: 'list', property, operator, values: of }))
      case 'between':
        return fc.tuple(operand, operand).map(([from, to]) => ({ kind: 'between', property, from, to }))
      case 'containsToken':
      case 'notContainsToken': {
        const words = name === 'company' ? fc.constantFrom('acme', 'corp ACME', 'ac*', '*m*', '*', 'i*') : operand
        return words.map((value) => ({ kind: 'compare', property, operator, value }))
      }
      default:
        return operand.map((value) => ({ kind: 'compare', property, operator: operator as 'eq', value }))
    }
  })
}

const associated: Predicate = { kind: 'associated', objectType: 'companies', id: '7', label: null }
const isEven: Associations = {
  has: (_fromType, id) => Number(id) % 2 === 0,
  partners: (_fromType, id) => (Number(id) % 3 === 0 ? [{ id: '7', read: () => 'Acme' }] : []),
}
const hasAcme: Predicate = {
  kind: 'hasAssociated',
  objectType: 'companies',
  where: { kind: 'compare', property: 'name', operator: 'eq', value: 'acme' },
  label: null,
}

const predicates = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names).chain(literal) }, fc.constantFrom(associated, hasAcme)),
    fc.record({ kind: fc.constant('not' as const), of: tie('predicate') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('predicate'), { maxLength: 3 }),
    }),
  ),
})).predicate

const switches: fc.Arbitrary<Switches> = fc.record({
  nullsLast: fc.boolean(),
  notContainsMatchesUnset: fc.boolean(),
  multiSelectByOption: fc.boolean(),
  orderedStringsIgnoreCase: fc.boolean(),
})

const kinds = fc.constantFrom<'suited' | 'code' | 'none'>('suited', 'code', 'none')

function query(where: Predicate | null, search: string | null = null, orderBy: Query['orderBy'] = []): Query {
  return { ...everyRecord('contacts'), where, search, orderBy }
}

test('[Q16] rows kept by column match as their records do, one by one and many at once', () => {
  fc.assert(
    fc.property(
      // Many rows are looked through at once, few one by one.
      fc.tuple(records, fc.constantFrom(1, 6)).map(([all, times]) => Array.from({ length: times }, () => all).flat()),
      predicates,
      fc.option(fc.constantFrom('acme', 'AC zo', 'e'), { freq: 3 }),
      switches,
      kinds,
      (all, where, search, given, kind) => {
        const options = { switches: given, associations: isEven }
        const matches = compilePredicate(schema, query(where, search), options)
        const rows = compileColumns(schema, query(where, search), tableOf(all, kind), options)
        const expected = all.flatMap((each, row) => (matches(each) ? [row] : []))
        expect(all.flatMap((_, row) => (rows.matches(row) ? [row] : []))).toEqual(expected)
        expect(sifted(rows, all.length)).toEqual(expected)
      },
    ),
    parameters,
  )
})

test('[Q16] rows kept by column sort as their records do', () => {
  const orders = fc.array(
    fc.record({ property: fc.constantFrom(...names), direction: fc.constantFrom('asc' as const, 'desc' as const) }),
    { maxLength: 3 },
  )
  fc.assert(
    fc.property(records, orders, switches, kinds, (all, orderBy, given, kind) => {
      const order = compileOrder(schema, query(null, null, orderBy), given)
      const byRow = compileRowOrder(schema, query(null, null, orderBy), tableOf(all, kind), given)
      const rows = all.map((_, row) => row).sort(byRow)
      expect(rows.map((row) => all[row]?.id)).toEqual([...all].sort(order).map(({ id }) => id))
    }),
    parameters,
  )
})

describe('[Q16] a compiled test stays true', () => {
  const where = (predicate: Predicate, columns: Record<string, Column>) =>
    compileColumns(schema, query(predicate), { column: (name) => columns[name] ?? null, record: () => record('1', {}) })

  test('when a dictionary grows', () => {
    const stage = { kind: 'code' as const, codes: Uint8Array.of(1, 0, 0), dictionary: ['', 'lost'] }
    const rows = where({ kind: 'compare', property: 'stage', operator: 'neq', value: 'lost' }, { stage })
    expect(sifted(rows, 3)).toEqual([])
    stage.dictionary.push('won', 'Won')
    stage.codes.set([1, 3, 2])
    expect(rows.matches(1)).toBe(true)
    expect(sifted(rows, 3)).toEqual([1, 2])
  })

  test('when the arrays of a column are replaced', () => {
    const seats = { kind: 'number' as const, values: Float64Array.of(1) }
    const rows = where({ kind: 'compare', property: 'seats', operator: 'gt', value: '1' }, { seats })
    expect(sifted(rows, 1)).toEqual([])
    seats.values = Float64Array.of(1, 2, Number.NaN, 1.0000000000000002)
    expect(sifted(rows, 4)).toEqual([1, 3])
  })
})

test('[Q16] a text found over the end of its row is not found', () => {
  const some = ['ac', 'me', 'acme', '', 'acm', 'e acme x', 'acmeac', 'me']
  const texts = [...some, ...some, ...some, ...some]
  const rows = compileColumns(
    schema,
    query({ kind: 'compare', property: 'company', operator: 'containsToken', value: 'acme' }),
    { column: () => textColumn(texts), record: () => record('1', {}) },
  )
  expect(sifted(rows, texts.length)).toEqual([2, 5, 10, 13, 18, 21, 26, 29])
})

test('an id that no double holds exactly is refused by a column of numbers', () => {
  expect(() => columnNumber('hs_object_id', { type: 'number' })('9007199254740993')).toThrow(RangeError)
})

function sifted(rows: { sift: (rows: Uint32Array, count: number) => number }, size: number): readonly number[] {
  const all = Uint32Array.from({ length: size }, (_, row) => row)
  return [...all.subarray(0, rows.sift(all, size))]
}

function tableOf(all: readonly RecordReader[], kind: 'suited' | 'code' | 'none'): RowColumns {
  return {
    column(name) {
      // What only text search looks into is text, and need not be in the schema.
      const property = { ...schema.contacts.properties, hs_object_id: { type: 'number' } as const }[
        name as 'company'
      ] ?? {
        type: 'string',
      }
      // The id of a record made here is no number, whatever its text says.
      const wires = all.map((each) => {
        const wire = name === 'hs_object_id' && each.id.startsWith('local:') ? null : each.read(name)
        return wire ?? ''
      })
      if (kind === 'none') return null
      if (kind === 'code') return codeColumn(wires)
      switch (columnKindOf(name, property)) {
        case 'number':
          return numberColumn(wires.map(columnNumber(name, property)))
        case 'code':
          return codeColumn(wires)
        case 'text':
          return textColumn(wires.map((wire) => wire.toLowerCase()))
      }
    },
    record: (row) => all[row] as RecordReader,
  }
}

function numberColumn(numbers: readonly number[]): NumberColumn {
  return { kind: 'number', values: Float64Array.from(numbers) }
}

function codeColumn(wires: readonly string[]): CodeColumn {
  const dictionary = [...new Set(['', ...wires])]
  return { kind: 'code', dictionary, codes: Uint16Array.from(wires, (wire) => dictionary.indexOf(wire)) }
}

function textColumn(texts: readonly string[]): TextColumn {
  let end = 0
  const starts = Uint32Array.from([0, ...texts.map((text) => (end += text.length))])
  return { kind: 'text', read: (row) => texts[row] ?? '', joined: () => ({ text: texts.join(''), starts }) }
}
