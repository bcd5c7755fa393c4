import { defineSchema } from '@holdfast/crm'
import { everyRecord, type Predicate, type Query } from '@holdfast/query'
import { expect, test } from 'vitest'
import { acceptQuery } from './accept-query.ts'

const schema = defineSchema({ deals: { associations: { contacts: { labels: [] } } }, contacts: {} })
const everyDeal = everyRecord('deals')
const hasContacts: Predicate = { kind: 'hasAssociated', objectType: 'contacts', where: null, label: null }
const includes = (query: Query): Query => ({
  ...everyDeal,
  include: [{ objectType: 'contacts', label: null, first: false, query }],
})

test.each<[part: string, query: Query]>([
  ['offset', { ...everyDeal, offset: 1 }],
  ['after', { ...everyDeal, after: { id: '1', values: [] } }],
  ['hasAssociated', { ...everyDeal, where: { kind: 'not', of: { kind: 'and', of: [hasContacts] } } }],
  ['offset', includes({ ...everyRecord('contacts'), offset: 3 })],
])('%s is refused rather than answered wrongly', (part, query) => {
  expect(() => acceptQuery(schema, query)).toThrow(
    expect.objectContaining({ code: 'query/unsupported', details: { objectType: 'deals', part } }),
  )
})

test('what views keep true is accepted', () => {
  const query = includes({ ...everyRecord('contacts'), limit: 3 })
  expect(acceptQuery(schema, query)).toEqual(query)
})
