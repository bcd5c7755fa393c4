import { describe, expect, test } from 'vitest'
import { everyRecord, type Predicate, type Query } from './ast.ts'
import { canonicalOrder, queryKey, shapeKey } from './identity.ts'

const everyDeal = everyRecord('deals')
const has: Predicate = { kind: 'presence', property: 'amount', operator: 'has' }
const big: Predicate = { kind: 'compare', property: 'amount', operator: 'gt', value: '5' }

function withPartner(where: Predicate | null): Predicate {
  return { kind: 'hasAssociated', objectType: 'contacts', where, label: null }
}

function withContacts(select: readonly string[], label: string | null = null): Query {
  const query = { ...everyDeal, objectType: 'contacts', select }
  return { ...everyDeal, include: [{ objectType: 'contacts', label, first: false, query }] }
}

describe('equal keys', () => {
  test.each<[name: string, a: Partial<Query>, b: Partial<Query>]>([
    ['operands in another order', { where: { kind: 'or', of: [has, big] } }, { where: { kind: 'or', of: [big, has] } }],
    ['a group of one', { where: { kind: 'and', of: [has] } }, { where: has }],
    [
      'a group within a group of its kind',
      { where: { kind: 'and', of: [{ kind: 'and', of: [has, big] }] } },
      { where: { kind: 'and', of: [big, has] } },
    ],
    ['something said twice', { where: { kind: 'and', of: [has, has] } }, { where: has }],
    ['no condition', { where: { kind: 'and', of: [] } }, { where: null }],
    ['selected names in another order', { select: ['a', 'b'] }, { select: ['b', 'a', 'b'] }],
    ['a blank search text', { search: ' ' }, { search: null }],
    ['the id at the end of an order', { orderBy: [{ property: 'hs_object_id', direction: 'asc' }] }, { orderBy: [] }],
  ])('%s', (_name, a, b) => {
    expect(queryKey({ ...everyDeal, ...a })).toBe(queryKey({ ...everyDeal, ...b }))
  })
})

describe('different keys', () => {
  test.each<[name: string, a: Partial<Query>, b: Partial<Query>]>([
    ['and instead of or', { where: { kind: 'and', of: [has, big] } }, { where: { kind: 'or', of: [has, big] } }],
    ['nothing instead of everything', { where: { kind: 'or', of: [] } }, { where: null }],
    ['not', { where: { kind: 'not', of: has } }, { where: has }],
    [
      'the ends of a range exchanged',
      { where: { kind: 'between', property: 'amount', from: '1', to: '2' } },
      { where: { kind: 'between', property: 'amount', from: '2', to: '1' } },
    ],
    ['no property instead of all', { select: [] }, { select: null }],
    [
      'the order of keys of an order',
      {
        orderBy: [
          { property: 'a', direction: 'asc' },
          { property: 'b', direction: 'asc' },
        ],
      },
      {
        orderBy: [
          { property: 'b', direction: 'asc' },
          { property: 'a', direction: 'asc' },
        ],
      },
    ],
    ['another limit', { limit: 5 }, { limit: 50 }],
    ['another offset', { offset: 5 }, {}],
    ['another place to go on', { after: { id: '5', values: [] } }, {}],
    ['what a partner has to satisfy', { where: withPartner(has) }, { where: withPartner(null) }],
    ['another object type', { objectType: 'contacts' }, {}],
    ['a label of an include', withContacts(['email'], 'decision_maker'), withContacts(['email'])],
  ])('%s', (_name, a, b) => {
    expect(queryKey({ ...everyDeal, ...a })).not.toBe(queryKey({ ...everyDeal, ...b }))
  })
})

test('what is only shown belongs to the key and not to the shape, also within includes', () => {
  expect(queryKey({ ...everyDeal, select: ['amount'] })).not.toBe(queryKey(everyDeal))
  expect(shapeKey({ ...everyDeal, select: ['amount'] })).toBe(shapeKey(everyDeal))
  expect(queryKey(withContacts(['email']))).not.toBe(queryKey(withContacts(['phone'])))
  expect(shapeKey(withContacts(['email']))).toBe(shapeKey(withContacts(['phone'])))
  expect(shapeKey(withContacts(['email']))).not.toBe(shapeKey(everyDeal))
})

test('an order keeps of its keys those that can decide', () => {
  const amount = { property: 'amount', direction: 'asc' } as const
  const byId = { property: 'hs_object_id', direction: 'desc' } as const
  expect(canonicalOrder([amount, { ...amount, direction: 'desc' }, byId])).toEqual([amount, byId])
  expect(canonicalOrder([amount, { ...byId, direction: 'asc' }])).toEqual([amount])
})
