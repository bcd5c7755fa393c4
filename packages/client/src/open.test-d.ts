import type { CalendarDate, Instant, RecordId } from '@holdfast/crm'
import type { Observable } from 'rxjs'
import { describe, expectTypeOf, test } from 'vitest'
import type { schema } from '../test/index.ts'
import {
  param,
  type Crm,
  type IncompleteReason,
  type ParsedQuery,
  type PageExecution,
  type QueryResult,
  type Write,
} from './index.ts'

declare const crm: Crm<typeof schema>
declare const dealId: RecordId<'deals'>
declare const contactId: RecordId<'contacts'>
declare const companyId: RecordId<'companies'>
declare const day: CalendarDate

describe('a pin', () => {
  test('is of a query that can be run, built or written down', () => {
    expectTypeOf(crm.pin('all', crm.deals)).toEqualTypeOf<Promise<void>>()
    void crm.pin('few', crm.deals.where('amount', 'gte', 5).include({ contacts: (c) => c }))
    void crm.pin('written', {} as ParsedQuery<PageExecution>)
    // @ts-expect-error a value is left open
    void crm.pin('template', crm.deals.where('amount', 'gte', param('least')))
    crm.pins().subscribe(([first]) => {
      // @ts-expect-error nobody looked whether it is complete
      void first?.why
    })
  })
})

describe('a result', () => {
  test('has rows of what the query selects and includes', async () => {
    const query = crm.deals
      .select('dealname', 'closedate')
      .include({ companies: (c) => c.label('primary').select('name').first() })
    const { rows } = await query.get({ freshness: '5m' })
    const row = rows[0]
    expectTypeOf(row?.dealname).toEqualTypeOf<string | null | undefined>()
    expectTypeOf(row?.closedate).toEqualTypeOf<CalendarDate | null | undefined>()
    expectTypeOf(row?.companies?.name).toEqualTypeOf<string | null | undefined>()
    expectTypeOf(row?.id).toEqualTypeOf<RecordId<'deals'> | undefined>()
    expectTypeOf(query.live()).toExtend<Observable<QueryResult<NonNullable<typeof row>>>>()
    // @ts-expect-error amount was not selected
    void row?.amount
    // @ts-expect-error rows cannot be changed
    if (row) row.dealname = 'x'
    // @ts-expect-error 5 minutes is no duration
    await query.get({ freshness: '5 minutes' })
  })

  test('has a time when it is complete, and reasons only when it is not', async () => {
    const result = await crm.deals.get()
    if (result.completeness === 'complete') {
      expectTypeOf(result.asOf).toEqualTypeOf<Instant>()
      // @ts-expect-error a complete result has no reasons
      void result.why
    } else {
      expectTypeOf(result.asOf).toEqualTypeOf<Instant | null>()
      expectTypeOf(result.why).toEqualTypeOf<readonly IncompleteReason[]>()
    }
    // @ts-expect-error nobody looked whether it is complete
    void result.why
    // @ts-expect-error it may never have been read
    void result.asOf.toFixed()
  })

  test('for one record has the record or null', async () => {
    const row = await crm.deals.read(dealId)
    expectTypeOf(row?.amount).toEqualTypeOf<number | null | undefined>()
    expectTypeOf(row?.hs_is_closed).toEqualTypeOf<boolean | null | undefined>()
    crm.deals.record(dealId).subscribe((result) => {
      expectTypeOf(result.row?.pipeline).toEqualTypeOf<'default' | 'partner' | null | undefined>()
      // @ts-expect-error a record is one
      void result.rows
    })
    // @ts-expect-error an id of another object type
    await crm.deals.read(contactId)
    // @ts-expect-error an id of another object type
    crm.deals.record(contactId)
    // @ts-expect-error a text from anywhere
    crm.deals.record('7')
  })

  test('of an object type outside the schema does not exist', () => {
    // @ts-expect-error the schema has no tickets
    void crm.tickets
  })
})

describe('a new record', () => {
  test('takes what is required, and what may be set', () => {
    const write = crm.deals.create({ dealname: 'Lift', dealstage: 'closedwon', amount: null, closedate: day })
    expectTypeOf(write).toEqualTypeOf<Write<'deals'>>()
    expectTypeOf(write.id).toEqualTypeOf<RecordId<'deals'>>()
    // @ts-expect-error dealstage is required
    crm.deals.create({ dealname: 'Lift' })
    // @ts-expect-error a required property cannot be unset
    crm.deals.create({ dealname: 'Lift', dealstage: null })
    // @ts-expect-error there is no such option
    crm.deals.create({ dealname: 'Lift', dealstage: 'won' })
    // @ts-expect-error HubSpot computes it
    crm.deals.create({ dealname: 'Lift', dealstage: 'closedwon', hs_is_closed: true })
    // @ts-expect-error there is no such property
    crm.deals.create({ dealname: 'Lift', dealstage: 'closedwon', price: 1 })
    // @ts-expect-error a day is no text
    crm.deals.create({ dealname: 'Lift', dealstage: 'closedwon', closedate: '2026-11-23' })
  })

  test('takes associations of the schema only', () => {
    const deal = { dealname: 'Lift', dealstage: 'closedwon' } as const
    crm.deals.create(deal, {
      associate: { companies: [companyId, { id: companyId, label: 'primary' }], contacts: [contactId] },
    })
    // @ts-expect-error an id of another object type
    crm.deals.create(deal, { associate: { companies: [contactId] } })
    // @ts-expect-error there is no such label
    crm.deals.create(deal, { associate: { companies: [{ id: companyId, label: 'billing' }] } })
    // @ts-expect-error deals are not associated with deals
    crm.deals.create(deal, { associate: { deals: [dealId] } })
  })
})

describe('an update', () => {
  test('edits what may be written and reads the rest', () => {
    crm.deals.update(dealId, (deal) => {
      expectTypeOf(deal.amount).toEqualTypeOf<number | null>()
      expectTypeOf(deal.hs_is_closed).toEqualTypeOf<boolean | null>()
      if (deal.hs_is_closed !== true) deal.amount = 12_500
      deal.dealstage = 'closedwon'
      deal.closedate = null
      // @ts-expect-error HubSpot computes it
      deal.hs_is_closed = true
      // @ts-expect-error there is no such option
      deal.dealstage = 'won'
      // @ts-expect-error there is no such property
      deal.price = 1
      // @ts-expect-error a number
      deal.amount = '12'
    })
    crm.contacts.update(contactId, (contact) => {
      contact.hs_buying_role = ['DECISION_MAKER']
      // @ts-expect-error there is no such option
      contact.hs_buying_role = ['BOSS']
    })
    // @ts-expect-error an id of another object type
    crm.deals.update(contactId, () => undefined)
  })

  test('against what was seen edits only that', async () => {
    const { rows } = await crm.deals
      .select('dealname', 'amount')
      .include({ companies: (c) => c.select('name') })
      .get()
    const seen = rows[0]
    if (seen === undefined) return
    crm.deals.update(
      seen.id,
      (deal) => {
        deal.amount = 1
        // @ts-expect-error it was not seen
        deal.dealstage = 'closedwon'
        // @ts-expect-error included rows are other records
        void deal.companies
      },
      { seen },
    )
    // @ts-expect-error that is no deal
    crm.deals.update(seen.id, () => undefined, { seen: { amount: 'much' } })
  })
})

describe('an association', () => {
  test('joins types and labels of the schema', () => {
    crm.deals.associate(dealId, 'contacts', contactId, { label: 'decision_maker' })
    crm.deals.disassociate(dealId, 'companies', companyId)
    // @ts-expect-error there is no such label
    crm.deals.associate(dealId, 'contacts', contactId, { label: 'primary' })
    // @ts-expect-error an id of another object type
    crm.deals.associate(dealId, 'contacts', companyId)
    // @ts-expect-error deals are not associated with deals
    crm.deals.associate(dealId, 'deals', dealId)
    // @ts-expect-error tickets are not in the schema
    crm.deals.associate(dealId, 'tickets', '1')
    // @ts-expect-error an id of another object type
    crm.deals.archive(contactId)
  })
})

describe('a transaction', () => {
  test('writes with the same commands and gives what its function returns', () => {
    const unit = crm.transaction((tx) => tx.companies.create({ name: 'Acme' }).id)
    expectTypeOf(unit.value).toEqualTypeOf<RecordId<'companies'>>()
    crm.transaction((tx) => {
      // @ts-expect-error a transaction writes, it does not read
      void tx.deals.get
    })
  })
})

describe('a query that was written down', () => {
  test('shows values of which nothing is known but their names', async () => {
    const { rows } = await crm.query({ name: null, query: crm.deals.ast }).get({ freshness: '5m' })
    expectTypeOf(rows).toEqualTypeOf<readonly Readonly<Record<string, unknown>>[]>()
    // @ts-expect-error it is decided
    void crm.query({ name: null, query: crm.deals.ast }).where
  })
})
