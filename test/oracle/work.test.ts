import { defineSchema } from '@holdfast/crm'
import { createEmulator } from '@holdfast/emulator'
import { cursorOf, defaultSwitches, queryBuilder, type PlanWork, type Predicate, type Query } from '@holdfast/query'
import { describe, expect, test } from 'vitest'
import { searchEmulator, type Account } from './emulated.ts'

// What plans cost, counted: requests sent and records inspected are the same on every machine, time is not.

const schema = defineSchema({
  companies: {
    properties: { x_size: { type: 'number' } },
    associations: { contacts: { labels: ['billing'] }, deals: { labels: [] } },
  },
  contacts: { associations: { companies: { labels: ['billing'] } } },
  deals: { associations: { companies: { labels: [] } } },
})
const companies = queryBuilder(schema, 'companies')
const everyCompany = 1_000

// A thousand companies, two of each size. The first four hundred have a contact each; that of every hundredth is a North, with whom the next company settles its bills.
const account = createAccount()

function createAccount(): Account {
  const emulator = createEmulator({
    seed: 1,
    clock: { now: () => Date.parse('2026-01-01T00:00:00Z') },
    switches: { searchLagMs: 0, limitSearchSecondly: 1_000_000, limitTenSecondly: 1_000_000 },
  })
  const { account: crm } = emulator
  crm.defineProperty('companies', 'x_size', 'Size', 'number')
  crm.defineLabel('companies', 'contacts', 'Billing')
  const create = (objectType: string, properties: Record<string, string>): string => crm.create(objectType, properties)
  const ids = Array.from({ length: everyCompany }, (_, at) => create('companies', { x_size: String(at % 500) }))
  for (let at = 0; at < 400; at++) {
    const contact = create('contacts', { lastname: at % 100 === 0 ? 'North' : 'South' })
    crm.associate('companies', ids[at] ?? '', 'contacts', contact)
    if (at % 100 === 0) crm.associate('companies', ids[at + 1] ?? '', 'contacts', contact, 'Billing')
  }
  return { schema, switches: defaultSwitches, emulator }
}

const where = (predicate: Predicate): Query => ({ ...companies.ast, where: predicate })
const north: Predicate = { kind: 'compare', property: 'lastname', operator: 'eq', value: 'north' }
const knows = (partner: Predicate | null, label: string | null = null): Predicate => ({
  kind: 'hasAssociated',
  objectType: 'contacts',
  where: partner,
  label,
})
const not = (of: Predicate): Predicate => ({ kind: 'not', of })
const sizeFrom = (from: number): Predicate => ({
  kind: 'between',
  property: 'x_size',
  from: String(from),
  to: String(from + 1),
})
const bySize = companies.orderBy('x_size')
const place = cursorOf(bySize.ast, { id: '1', read: () => '400' })

describe('the work of a plan is counted:', () => {
  test.each<[name: string, query: Query, rows: number, work: PlanWork]>([
    ['every record, in full pages', companies.ast, 1_000, { searches: 5, associationReads: 0, recordsRead: 1_000 }],
    [
      'the first by id, and one more',
      companies.limit(30).ast,
      30,
      { searches: 1, associationReads: 0, recordsRead: 31 },
    ],
    [
      'the first by size, and one that is larger',
      bySize.limit(10).ast,
      10,
      { searches: 1, associationReads: 0, recordsRead: 11 },
    ],
    [
      'the first by size amid equals, and on to the end of them',
      bySize.limit(11).ast,
      11,
      { searches: 2, associationReads: 0, recordsRead: 24 },
    ],
    [
      'rows passed over are read',
      { ...bySize.limit(10).ast, offset: 100 },
      10,
      { searches: 1, associationReads: 0, recordsRead: 111 },
    ],
    [
      'what sorts before a cursor is not read',
      { ...bySize.limit(10).ast, after: place },
      10,
      { searches: 1, associationReads: 0, recordsRead: 200 },
    ],
    [
      'a contradiction sends nothing',
      companies.where('x_size', 'lt', 1).where('x_size', 'gt', 1).ast,
      0,
      { searches: 0, associationReads: 0, recordsRead: 0 },
    ],
    [
      'five alternatives in one search',
      where({ kind: 'or', of: [0, 10, 20, 30, 40].map(sizeFrom) }),
      20,
      { searches: 1, associationReads: 0, recordsRead: 20 },
    ],
    [
      'six alternatives in two',
      where({ kind: 'or', of: [0, 10, 20, 30, 40, 50].map(sizeFrom) }),
      24,
      { searches: 2, associationReads: 0, recordsRead: 24 },
    ],
    [
      'neighbours are one alternative',
      where({ kind: 'or', of: [0, 1, 2, 3, 4, 5].map(sizeFrom) }),
      14,
      { searches: 1, associationReads: 0, recordsRead: 14 },
    ],
    [
      'who knows a North: from the four of them to their companies',
      where(knows(north)),
      8,
      { searches: 2, associationReads: 1, recordsRead: 12 },
    ],
    [
      'who bills a North: and back again for the label',
      where(knows(north, 'billing')),
      4,
      { searches: 2, associationReads: 2, recordsRead: 8 },
    ],
    [
      'who knows no North: everybody but eight',
      where(not(knows(north))),
      992,
      { searches: 6, associationReads: 1, recordsRead: 996 },
    ],
    [
      'who knows nobody of a name that nobody has',
      where(knows({ ...north, value: 'west' } as Predicate)),
      0,
      { searches: 1, associationReads: 0, recordsRead: 0 },
    ],
    [
      'who knows anybody: the lists of each page',
      where(knows(null)),
      400,
      { searches: 5, associationReads: 5, recordsRead: 1_000 },
    ],
    [
      'who is not associated: the lists of each page',
      where(not({ kind: 'associated', objectType: 'deals', id: '1', label: null })),
      1_000,
      { searches: 5, associationReads: 5, recordsRead: 1_000 },
    ],
  ])('%s', async (_name, query, rows, work) => {
    const { rows: found, ...done } = await searchEmulator(account, query)
    expect([found.length, done]).toEqual([rows, work])
  })
})
