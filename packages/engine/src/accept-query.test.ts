import { defineSchema } from '@holdfast/crm'
import { everyRecord, type Predicate, type Query } from '@holdfast/query'
import { expect, test } from 'vitest'
import { acceptQuery } from './accept-query.ts'

const schema = defineSchema({
  deals: { associations: { contacts: { labels: [] } } },
  contacts: { associations: { deals: { labels: [] } } },
})
const everyDeal = everyRecord('deals')
const hasContacts: Predicate = { kind: 'hasAssociated', objectType: 'contacts', where: null, label: null }
const hasDeals: Predicate = { ...hasContacts, objectType: 'deals' }
const includes = (query: Query): Query => ({
  ...everyDeal,
  include: [{ objectType: 'contacts', label: null, first: false, query }],
})

test('what could be called complete without being so is refused', () => {
  const where: Predicate = { kind: 'not', of: { kind: 'and', of: [hasContacts] } }
  expect(() => acceptQuery(schema, includes({ ...everyRecord('contacts'), where: hasDeals }))).toThrow(
    expect.objectContaining({ code: 'query/unsupported', details: { objectType: 'deals', part: 'hasAssociated' } }),
  )
  expect(acceptQuery(schema, { ...everyDeal, where })).toMatchObject({ where })
})

test.each<[name: string, query: Query]>([
  ['a window', { ...everyDeal, offset: 1, limit: 3, after: { id: '1', values: [] } }],
  ['windows of included records', includes({ ...everyRecord('contacts'), offset: 3 })],
])('%s is accepted', (_name, query) => {
  expect(acceptQuery(schema, query)).toEqual(query)
})
