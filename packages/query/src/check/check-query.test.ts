import { defineSchema } from '@holdfast/crm'
import { describe, expect, test } from 'vitest'
import { everyRecord, type Predicate, type Query } from '../ast.ts'
import { checkQuery } from './index.ts'

const schema = defineSchema({
  deals: {
    properties: { contacts: { type: 'string' } },
    associations: { contacts: { labels: ['decision_maker'] } },
  },
  contacts: { associations: { deals: { labels: [] } } },
  line_items: {},
})

const everyDeal = everyRecord('deals')
const everyContact: Query = { ...everyDeal, objectType: 'contacts' }
const has: Predicate = { kind: 'presence', property: 'amount', operator: 'has' }

function nested(depth: number): Predicate {
  return depth === 1 ? has : { kind: 'not', of: nested(depth - 1) }
}

function included(depth: number): Query {
  const [query, other] = depth % 2 === 0 ? [everyContact, 'deals'] : [everyDeal, 'contacts']
  if (depth === 1) return query
  return {
    ...query,
    include: [{ objectType: other, label: null, first: false, query: included(depth - 1) }],
  }
}

test('a query of the schema is taken, frozen, without what no query has', () => {
  const given = {
    ...everyDeal,
    where: { kind: 'and', of: [has, { ...has, extra: 1 }], extra: 2 },
    include: [{ objectType: 'contacts', label: 'decision_maker', first: true, query: everyContact, extra: 3 }],
    extra: 4,
  }
  const taken = checkQuery(schema, given)
  expect(taken).toEqual({
    ...everyDeal,
    where: { kind: 'and', of: [has, has] },
    include: [{ objectType: 'contacts', label: 'decision_maker', first: true, query: everyContact }],
  })
  expect(Object.isFrozen(taken.where)).toBe(true)
  expect(Object.isFrozen(taken.include[0]?.query)).toBe(true)
})

test('a blank search text asks for nothing', () => {
  expect(checkQuery(schema, { ...everyDeal, search: '  ' }).search).toBeNull()
})

describe('[Q7] what is no query of the schema is refused, naming the part', () => {
  const where = (predicate: unknown): unknown => ({ ...everyDeal, where: predicate })
  test.each<[name: string, query: unknown, part: string]>([
    ['nothing', undefined, 'query'],
    ['a list', [], 'query'],
    ['an unknown object type', { ...everyDeal, objectType: 'tickets' }, 'objectType'],
    ['a name that every object has', { ...everyDeal, objectType: 'toString' }, 'objectType'],
    ['a missing part', { ...everyDeal, orderBy: undefined }, 'query.orderBy'],
    ['an unknown kind', where({ kind: 'xor', of: [] }), 'query.where.kind'],
    ['an unknown property', where({ ...has, property: 'colour' }), 'query.where.property'],
    ['a property that every object has', where({ ...has, property: 'constructor' }), 'query.where.property'],
    ['an unknown operator', where({ ...has, operator: 'like' }), 'query.where.operator'],
    ['an operator of another kind', where({ ...has, operator: 'eq', value: '1' }), 'query.where.operator'],
    [
      'an operator of another type',
      where({ kind: 'compare', property: 'dealstage', operator: 'gt', value: 'a' }),
      'query.where.operator',
    ],
    [
      'an operand of another type',
      where({ kind: 'compare', property: 'amount', operator: 'gt', value: 'a' }),
      'query.where.value',
    ],
    [
      'an operand that is no wire value',
      where({ kind: 'compare', property: 'amount', operator: 'gt', value: 5 }),
      'query.where.value',
    ],
    [
      'an empty operand',
      where({ kind: 'list', property: 'dealname', operator: 'in', values: ['a', ''] }),
      'query.where.values[1]',
    ],
    ['half a range', where({ kind: 'between', property: 'amount', from: '1' }), 'query.where.to'],
    ['a part of a part', where({ kind: 'or', of: [has, { kind: 'not', of: null }] }), 'query.where.of[1].of'],
    [
      'an object type that is not associated',
      where({ kind: 'associated', objectType: 'line_items', id: '1', label: null }),
      'query.where.objectType',
    ],
    [
      'an unknown label',
      where({ kind: 'associated', objectType: 'contacts', id: '1', label: 'boss' }),
      'query.where.label',
    ],
    ['no id', where({ kind: 'associated', objectType: 'contacts', id: 'x', label: null }), 'query.where.id'],
    [
      'a property that the associated object type does not have',
      where({ kind: 'hasAssociated', objectType: 'contacts', where: has, label: null }),
      'query.where.where.property',
    ],
    [
      'a label of the association within, asked of the outer one',
      where({ kind: 'hasAssociated', objectType: 'contacts', where: null, label: 'boss' }),
      'query.where.label',
    ],
    ['a part of a row to pass over', { ...everyDeal, offset: 0.5 }, 'query.offset'],
    ['fewer rows than none to pass over', { ...everyDeal, offset: -1 }, 'query.offset'],
    ['a cursor without an id', { ...everyDeal, after: { values: [] } }, 'query.after.id'],
    ['a cursor of another order', { ...everyDeal, after: { id: '1', values: ['5'] } }, 'query.after.values'],
    [
      'a cursor that holds no wire value',
      { ...everyDeal, orderBy: [{ property: 'amount', direction: 'asc' }], after: { id: '1', values: [5] } },
      'query.after.values[0]',
    ],
    ['a selected property that is unknown', { ...everyDeal, select: ['amount', 'colour'] }, 'query.select[1]'],
    [
      'an unknown direction',
      { ...everyDeal, orderBy: [{ property: 'amount', direction: 'up' }] },
      'query.orderBy[0].direction',
    ],
    [
      'an unknown property to order by',
      { ...everyDeal, orderBy: [{ property: 'colour', direction: 'asc' }] },
      'query.orderBy[0].property',
    ],
    ['a limit of none', { ...everyDeal, limit: 0 }, 'query.limit'],
    ['a limit that is no whole number', { ...everyDeal, limit: 1.5 }, 'query.limit'],
    ['a search text that is too long', { ...everyDeal, search: 'a'.repeat(3_001) }, 'query.search'],
    [
      'a search text for a type without searched properties',
      { ...everyDeal, objectType: 'line_items', search: 'a' },
      'search',
    ],
    [
      'an include of one type and a query of another',
      { ...everyDeal, include: [{ objectType: 'contacts', label: null, first: false, query: everyDeal }] },
      'query.include[0].query.objectType',
    ],
    [
      'the same include twice',
      {
        ...everyDeal,
        include: [0, 1].map(() => ({ objectType: 'contacts', label: null, first: false, query: everyContact })),
      },
      'query.include[1]',
    ],
    [
      'an include under the name of a selected property',
      {
        ...included(2),
        objectType: 'deals',
        select: ['contacts'],
        include: [{ objectType: 'contacts', label: null, first: false, query: everyContact }],
      },
      'query.include[0]',
    ],
    ['more than eight predicates within each other', where(nested(9)), `query.where${'.of'.repeat(8)}`],
    [
      'more than two hundred predicates',
      where({ kind: 'or', of: Array.from({ length: 200 }, () => has) }),
      'query.where.of[199]',
    ],
    [
      'more than ten thousand values',
      where({ kind: 'list', property: 'amount', operator: 'in', values: Array.from({ length: 10_001 }, () => '1') }),
      'query.where.values',
    ],
    [
      'more than eight properties to order by',
      { ...everyDeal, orderBy: Array.from({ length: 9 }, () => ({ property: 'amount', direction: 'asc' })) },
      'query.orderBy',
    ],
  ])('%s', (_name, query, part) => {
    expect(() => checkQuery(schema, query)).toThrow(
      expect.objectContaining({ code: 'query/invalid', details: expect.objectContaining({ part }) }),
    )
  })

  test('includes that go round and round', () => {
    expect(checkQuery(schema, included(8)).objectType).toBe('contacts')
    expect(() => checkQuery(schema, included(9))).toThrow(expect.objectContaining({ code: 'query/invalid' }))
  })

  test('a predicate that holds itself', () => {
    const endless: { kind: 'not'; of: unknown } = { kind: 'not', of: null }
    endless.of = endless
    expect(() => checkQuery(schema, where(endless))).toThrow(expect.objectContaining({ code: 'query/invalid' }))
  })

  test('without a word of the operand, which may be personal', () => {
    const query = where({ kind: 'compare', property: 'amount', operator: 'eq', value: 'Jane Doe' })
    expect(() => checkQuery(schema, query)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('Jane') }),
    )
  })
})
