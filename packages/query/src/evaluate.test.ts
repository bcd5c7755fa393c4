import { defineSchema, type PropertyType } from '@holdfast/crm'
import { describe, expect, test } from 'vitest'
import { everyRecord, type ComparisonOperator, type ListOperator, type Predicate, type Query } from './ast.ts'
import type { RecordReader } from './compare.ts'
import { cursorOf } from './cursor.ts'
import { compilePredicate, runQuery, type Associations } from './evaluate.ts'
import { isOperator, operatorFacts, operators, takesOperand, type Operator } from './operators.ts'
import { defaultSwitches } from './switches.ts'

const schema = defineSchema({
  deals: {
    properties: {
      text: { type: 'string' },
      phone: { type: 'phone_number' },
      number: { type: 'number' },
      flag: { type: 'bool' },
      day: { type: 'date' },
      moment: { type: 'datetime' },
      stage: { type: 'enumeration' },
      roles: { type: 'enumeration', multiple: true },
    },
    associations: { companies: { labels: ['primary'] } },
  },
  companies: { associations: { contacts: { labels: [] } } },
  contacts: {},
})

type Name = 'text' | 'phone' | 'number' | 'flag' | 'day' | 'moment' | 'stage' | 'roles' | 'hs_object_id'

function record(id: string, values: Readonly<Record<string, string | null>> = {}): RecordReader {
  return { id, read: (name) => values[name] ?? null }
}

function matches(where: Predicate, subject: RecordReader, switches = defaultSwitches): boolean {
  return compilePredicate(schema, { objectType: 'deals', where, search: null }, { switches })(subject)
}

function compare(property: Name, operator: ComparisonOperator, value: string): Predicate {
  return { kind: 'compare', property, operator, value }
}

function list(property: Name, operator: ListOperator, ...values: readonly string[]): Predicate {
  return { kind: 'list', property, operator, values }
}

function between(property: Name, from: string, to: string): Predicate {
  return { kind: 'between', property, from, to }
}

const has: Predicate = { kind: 'presence', property: 'number', operator: 'has' }

describe('a value is compared', () => {
  test.each<[name: string, stored: string, where: Predicate, expected: boolean]>([
    ['text, without regard to case', 'Acme Corp', compare('text', 'eq', 'ACME corp'), true],
    ['text, as a whole', 'Acme Corp', compare('text', 'eq', 'acme'), false],
    ['text, with its spaces', 'Acme ', compare('text', 'eq', 'acme'), false],
    ['text, unequal only when it differs beyond case', 'Acme', compare('text', 'neq', 'ACME'), false],
    ['text, unequal', 'Acme', compare('text', 'neq', 'Umbrella'), true],
    ['text, among others', 'Acme', list('text', 'in', 'UMBRELLA', 'ACME'), true],
    ['text, among none', 'Acme', list('text', 'in'), false],
    ['text, not among others', 'Acme', list('text', 'notIn', 'umbrella', 'aCME'), false],
    ['text, not among none', 'Acme', list('text', 'notIn'), true],
    ['text, in the order of lower-cased characters', 'Zeta', compare('text', 'gt', 'alpha'), true],
    ['text, at the end of a range', 'BETA', between('text', 'alpha', 'beta'), true],
    ['text, by words', 'Acme Corp', compare('text', 'containsToken', 'corp acm*'), true],
    ['text, by words it lacks', 'Acme Corp', compare('text', 'notContainsToken', 'inc'), true],
    ['text, by words of which it has one', 'Acme Corp', compare('text', 'notContainsToken', 'acme inc'), true],
    ['phone, as text', '+49 30 1', compare('phone', 'eq', '+49 30 1'), true],
    ['phone, by its groups of digits', '+49 30 1', compare('phone', 'containsToken', '30'), true],
    ['number, however it is written', '10', compare('number', 'eq', '10.0'), true],
    ['number, in scientific notation', '1e3', compare('number', 'eq', '1000'), true],
    ['number, negative zero', '-0', compare('number', 'eq', '0'), true],
    ['number, by number and not by text', '9', compare('number', 'lt', '10'), true],
    ['number, at its bound', '10', compare('number', 'lt', '10'), false],
    ['number, at its bound included', '10', compare('number', 'lte', '10'), true],
    ['number, above', '10', compare('number', 'gt', '10'), false],
    ['number, above or equal', '10', compare('number', 'gte', '10'), true],
    ['number, at the start of a range', '1', between('number', '1', '2'), true],
    ['number, in a range that ends before it starts', '1', between('number', '2', '0'), false],
    ['number, among others', '1.50', list('number', 'in', '1.5'), true],
    ['yes or no', 'true', compare('flag', 'eq', 'true'), true],
    ['yes or no, unequal', 'true', compare('flag', 'neq', 'false'), true],
    ['day', '2026-11-23', compare('day', 'eq', '2026-11-23'), true],
    ['day, stored as its midnight', '1795392000000', compare('day', 'eq', '2026-11-23'), true],
    ['day, before', '2026-11-23', compare('day', 'lt', '2026-12-01'), true],
    ['day, at the end of a range', '2026-11-23', between('day', '2026-01-01', '2026-11-23'), true],
    [
      'moment, with and without a fraction',
      '2026-01-01T00:00:00Z',
      compare('moment', 'eq', '2026-01-01T00:00:00.000Z'),
      true,
    ],
    ['moment, in another zone', '2026-01-01T01:00:00+01:00', compare('moment', 'eq', '2026-01-01T00:00:00Z'), true],
    ['moment, stored in milliseconds', '1767225600000', list('moment', 'in', '2026-01-01T00:00:00Z'), true],
    ['moment, by the millisecond', '2026-01-01T00:00:00.001Z', compare('moment', 'gt', '2026-01-01T00:00:00Z'), true],
    ['option, exactly', 'closedWon', compare('stage', 'eq', 'closedwon'), false],
    ['option, among others, exactly', 'closedwon', list('stage', 'in', 'CLOSEDWON'), false],
    ['option, as its only token', 'closedwon', compare('stage', 'containsToken', 'closedwon'), true],
    ['option, as its only token, exactly', 'closed won', compare('stage', 'containsToken', 'won'), false],
    ['options, one of them', 'A;B', compare('roles', 'containsToken', 'B'), true],
    ['options, one of them exactly', 'A;B', compare('roles', 'containsToken', 'b'), false],
    ['options, none of them', 'A;B', compare('roles', 'notContainsToken', 'C'), true],
    ['options, as they are joined', 'A;B', compare('roles', 'eq', 'A;B'), true],
    ['options, one is not all', 'A;B', compare('roles', 'eq', 'A'), false],
  ])('%s', (_name, stored, where, expected) => {
    const { property } = where as { readonly property: string }
    expect(matches(where, record('1', { [property]: stored }))).toBe(expected)
  })
})

describe('an id is compared', () => {
  test.each<[name: string, id: string, where: Predicate, expected: boolean]>([
    ['by number', '9', compare('hs_object_id', 'lt', '10'), true],
    ['exactly, beyond what doubles hold', '9007199254740993', compare('hs_object_id', 'eq', '9007199254740992'), false],
    ['among numbers of other lengths', '9007199254740993', compare('hs_object_id', 'gt', '12'), true],
    ['equal with leading zeros', '9007199254740993', list('hs_object_id', 'in', '0009007199254740993'), true],
    ['equal with leading zeros, when short', '12', compare('hs_object_id', 'eq', '00000000000000000012'), true],
    ['as unset before HubSpot has given one', 'local:a', compare('hs_object_id', 'gt', '0'), false],
  ])('%s', (_name, id, where, expected) => {
    expect(matches(where, record(id))).toBe(expected)
  })
})

const operand: Readonly<Record<PropertyType, string>> = {
  string: 'a',
  phone_number: '1',
  number: '1',
  bool: 'true',
  date: '2026-01-01',
  datetime: '2026-01-01T00:00:00Z',
  enumeration: 'a',
}
const propertyOfType: Readonly<Record<PropertyType, Name>> = {
  string: 'text',
  phone_number: 'phone',
  number: 'number',
  bool: 'flag',
  date: 'day',
  datetime: 'moment',
  enumeration: 'stage',
}
const pairs = Object.keys(operators)
  .filter((name) => isOperator(name))
  .flatMap((operator) => operatorFacts(operator).types.map((type) => [operator, type] as const))

function ask(operator: Operator, type: PropertyType): Predicate {
  const property = propertyOfType[type]
  if (takesOperand(operator, 'none')) return { kind: 'presence', property, operator }
  if (takesOperand(operator, 'value')) return compare(property, operator, operand[type])
  if (takesOperand(operator, 'values')) return list(property, operator, operand[type])
  return between(property, operand[type], operand[type])
}

describe('a record without a value matches notHas and no other operator', () => {
  test.each(pairs)('[Q2] %s of a %s', (operator, type) => {
    const expected = operator === 'notHas'
    expect(matches(ask(operator, type), record('1'))).toBe(expected)
    expect(matches(ask(operator, type), record('1', { [propertyOfType[type]]: '' }))).toBe(expected)
  })

  test.each(pairs)('[Q2] not %s of a %s, the opposite', (operator, type) => {
    expect(matches({ kind: 'not', of: ask(operator, type) }, record('1'))).toBe(operator !== 'notHas')
  })

  test.each([
    ['number', 'number', 'twelve'],
    ['yes or no', 'flag', 'maybe'],
    ['day', 'day', '2026-02-30'],
    ['moment', 'moment', 'yesterday'],
  ] as const)('a text that is no %s counts as no value, as it does for who reads it', (_type, property, stored) => {
    const subject = record('1', { [property]: stored })
    expect(matches({ kind: 'presence', property, operator: 'has' }, subject)).toBe(false)
    expect(matches({ kind: 'presence', property, operator: 'notHas' }, subject)).toBe(true)
  })
})

describe('predicates are combined', () => {
  const one = record('1', { number: '1' })
  const two = compare('number', 'eq', '2')
  test.each<[name: string, where: Predicate, expected: boolean]>([
    ['and of none always holds', { kind: 'and', of: [] }, true],
    ['or of none never holds', { kind: 'or', of: [] }, false],
    ['and needs all', { kind: 'and', of: [has, two] }, false],
    ['or needs one', { kind: 'or', of: [two, has] }, true],
    ['not reverses', { kind: 'not', of: two }, true],
    ['not not is as if nothing was said', { kind: 'not', of: { kind: 'not', of: has } }, true],
  ])('%s', (_name, where, expected) => {
    expect(matches(where, one)).toBe(expected)
  })
})

describe('switches', () => {
  const text = (value: string): RecordReader => record('1', { text: value })
  test.each<[name: string, where: Predicate, subject: RecordReader, change: object]>([
    [
      'notContainsMatchesUnset',
      compare('text', 'notContainsToken', 'a'),
      record('1'),
      { notContainsMatchesUnset: true },
    ],
    ['orderedStringsIgnoreCase', compare('text', 'lt', 'a'), text('B'), { orderedStringsIgnoreCase: false }],
    [
      'multiSelectByOption',
      compare('roles', 'containsToken', 'maker'),
      record('1', { roles: 'MAKER;USER' }),
      { multiSelectByOption: false },
    ],
  ])('%s changes one meaning', (_name, where, subject, change) => {
    expect(matches(where, subject)).toBe(false)
    expect(matches(where, subject, { ...defaultSwitches, ...change })).toBe(true)
  })
})

describe('associations', () => {
  const where: Predicate = { kind: 'associated', objectType: 'companies', id: '7', label: 'primary' }

  test('are looked up with record, object type, id and label', () => {
    const asked: unknown[] = []
    const associations: Associations = { has: (...of) => asked.push(of) > 0, partners: () => [] }
    expect(compilePredicate(schema, { objectType: 'deals', where, search: null }, { associations })(record('1'))).toBe(
      true,
    )
    expect(asked).toEqual([['deals', '1', 'companies', '7', 'primary']])
  })

  test("what a partner has to satisfy is asked of each, with the partner's own associations", () => {
    const values: Readonly<Record<string, string>> = { '7': 'Acme', '8': 'Beta' }
    const associations: Associations = {
      has: (fromType, fromId, toType, toId) => `${fromType} ${fromId} ${toType} ${toId}` === 'companies 8 contacts 3',
      partners: (_from, id, _to, label) =>
        id !== '1'
          ? []
          : (label === null ? ['7', '8'] : ['7']).map((each) => record(each, { name: values[each] ?? null })),
    }
    const finds = (where: Predicate | null, label: string | null = null, id = '1'): boolean =>
      compilePredicate(
        schema,
        { objectType: 'deals', where: { kind: 'hasAssociated', objectType: 'companies', where, label }, search: null },
        { associations },
      )(record(id))
    const isBeta: Predicate = { kind: 'compare', property: 'name', operator: 'eq', value: 'beta' }
    const knowsThree: Predicate = { kind: 'associated', objectType: 'contacts', id: '3', label: null }
    expect(finds(isBeta)).toBe(true)
    expect(finds(isBeta, 'primary')).toBe(false)
    expect(finds({ kind: 'and', of: [isBeta, knowsThree] })).toBe(true)
    expect(finds({ kind: 'and', of: [{ kind: 'not', of: isBeta }, knowsThree] })).toBe(false)
    expect(finds(null)).toBe(true)
    expect(finds(null, null, '2')).toBe(false)
  })

  test('cannot be evaluated by a caller who does not know them', () => {
    expect(() => compilePredicate(schema, { objectType: 'deals', where, search: null })).toThrow(TypeError)
  })
})

describe('a search text', () => {
  const acme = record('1', { dealname: 'Acme Lift', description: 'for the north wing' })
  test.each([
    ['finds part of a word', 'acm', true],
    ['finds words in different properties', 'NORTH acme', true],
    ['needs every word', 'acme south', false],
    ['asks for nothing when blank', '  ', true],
  ])('%s', (_name, search, expected) => {
    expect(compilePredicate(schema, { objectType: 'deals', where: null, search })(acme)).toBe(expected)
  })

  test('looks only into the properties that HubSpot searches', () => {
    const other = record('1', { hubspot_owner_id: 'acme' })
    expect(compilePredicate(schema, { objectType: 'deals', where: null, search: 'acme' })(other)).toBe(false)
  })

  test('is refused where no property is known to be searched', () => {
    const cars = defineSchema({ p_cars: {} })
    expect(() => compilePredicate(cars, { objectType: 'p_cars', where: null, search: 'x' })).toThrow(
      expect.objectContaining({ code: 'query/invalid', details: { objectType: 'p_cars', part: 'search' } }),
    )
  })
})

describe('a query that cannot be meant is refused, naming the part', () => {
  test.each<[name: string, where: Predicate, part: string]>([
    ['an unknown property', { kind: 'presence', property: 'colour', operator: 'has' }, 'where'],
    ['an empty operand', compare('text', 'eq', ''), 'where.value'],
    ['letters for a number', list('number', 'in', '1', 'two'), 'where.values[1]'],
    ['a text without words', compare('text', 'containsToken', '--'), 'where.value'],
    ['a day that is none', between('day', '2026-01-01', '2026-02-30'), 'where.to'],
    ['a temporary id', compare('hs_object_id', 'eq', 'local:a'), 'where.value'],
    [
      'a part of a part',
      { kind: 'not', of: { kind: 'or', of: [has, compare('number', 'gt', 'x')] } },
      'where.of.of[1].value',
    ],
  ])('%s', (_name, where, part) => {
    expect(() => matches(where, record('1'))).toThrow(
      expect.objectContaining({ code: 'query/invalid', details: { objectType: 'deals', part } }),
    )
  })

  test('without a word of the operand, which may be personal', () => {
    expect(() => matches(compare('number', 'eq', 'Jane Doe'), record('1'))).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('Jane') }),
    )
  })
})

const byNumber: Query = { ...everyRecord('deals'), orderBy: [{ property: 'number', direction: 'desc' }] }

test('a query is run: filtered, ordered, cut off', () => {
  const records = ['1', '30', '2', null].map((number, at) => record(String(at + 1), { number }))
  const query: Query = { ...byNumber, where: has, limit: 2 }
  expect(runQuery(schema, query, records).map(({ id }) => id)).toEqual(['2', '3'])
})

describe('a window', () => {
  // Equals among them, and a record without the value, which comes last.
  const records = ['5', null, '7', '5', '9'].map((number, at) => record(String(at + 1), { number }))
  const ids = (window: Partial<Query>): readonly string[] =>
    runQuery(schema, { ...byNumber, ...window }, records).map(({ id }) => id)

  test('[Q17] passes over the rows of its offset, and counts its limit from there', () => {
    expect(ids({})).toEqual(['5', '3', '1', '4', '2'])
    expect(ids({ offset: 1, limit: 2 })).toEqual(['3', '1'])
    expect(ids({ offset: 4, limit: 2 })).toEqual(['2'])
    expect(ids({ offset: 5 })).toEqual([])
  })

  test('[Q17] goes on after any record exactly where that one stands, among equals and unset ones too', () => {
    records.forEach((last) => {
      const after = cursorOf(byNumber, last)
      expect(ids({ after })).toEqual(ids({}).slice(ids({}).indexOf(last.id) + 1))
      expect(ids({ after, offset: 1, limit: 1 })).toEqual(ids({ after }).slice(1, 2))
    })
  })

  test('[Q17] goes on after a record that is gone', () => {
    expect(ids({ after: { id: '3', values: ['6'] } })).toEqual(['1', '4', '2'])
  })
})
