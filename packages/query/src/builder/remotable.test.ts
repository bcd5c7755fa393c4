import { defineSchema, recordId } from '@holdfast/crm'
import { expect, test } from 'vitest'
import type { Query } from '../ast.ts'
import { cursorOf } from '../cursor.ts'
import { param } from '../parameter.ts'
import { residualReasons } from '../search/index.ts'
import { queryBuilder, type ResidualOf } from './index.ts'

const schema = defineSchema({
  deals: {
    associations: { companies: { labels: ['billing'] }, p_cars: { labels: [] }, contacts: { labels: [] } },
  },
  contacts: { associations: { companies: { labels: ['primary'] } } },
  companies: {},
  p_cars: { properties: { plate: { type: 'string' } }, associations: { contacts: { labels: ['driver'] } } },
  emails: {
    properties: {
      hs_email_html: { type: 'string' },
      hs_email_subject: { type: 'string' },
      hs_body_preview_html: { type: 'string' },
    },
  },
})
const deals = queryBuilder(schema, 'deals')
const cars = queryBuilder(schema, 'p_cars')
const emails = queryBuilder(schema, 'emails')
const acme = recordId('companies', '7')
const place = cursorOf(deals.ast, { id: '1', read: () => null })

/** A query and what search leaves of it: types demand exactly the reasons that they derive, the test those found at run time. */
function leaves<Q extends { readonly ast: Query }>(
  query: Q,
  reasons: Readonly<Record<ResidualOf<Q> & string, true>>,
): readonly [ast: Query, reasons: readonly string[]] {
  return [query.ast, Object.keys(reasons).sort()]
}

test.each([
  leaves(deals, {}),
  leaves(deals.where('amount', 'gt', 5).where('dealname', 'notContainsToken', 'a').search('acme'), {}),
  leaves(
    deals.where(({ not, or, f }) => not(or(f('amount', 'between', [1, 2]), f('dealtype', 'in', ['a'])))),
    {},
  ),
  leaves(deals.associatedTo('companies', acme), {}),
  leaves(deals.associatedTo('companies', acme, { label: 'billing' }), { label: true }),
  leaves(
    deals.where(({ not, associatedTo }) => not(associatedTo('companies', acme))),
    { 'not-associated': true },
  ),
  leaves(
    deals.where(({ not, associatedTo }) => not(not(associatedTo('companies', acme)))),
    {},
  ),
  leaves(
    deals.where(({ not, and, f, associatedTo }) => not(and(f('amount', 'has'), associatedTo('companies', acme)))),
    {
      'not-associated': true,
    },
  ),
  leaves(
    deals.where(({ not, associatedTo }) => not(associatedTo('companies', acme, { label: 'billing' }))),
    {
      label: true,
      'not-associated': true,
    },
  ),
  leaves(deals.associatedTo('p_cars', recordId('p_cars', '1')), { 'custom-object-type': true }),
  leaves(cars.associatedTo('contacts', recordId('contacts', '1'), { label: 'driver' }), {
    'custom-object-type': true,
    label: true,
  }),
  leaves(deals.hasAssociated('companies'), { 'has-associated': true }),
  leaves(
    deals.associatedTo('contacts', ({ associatedTo }) => associatedTo('companies', acme, { label: 'primary' })),
    {
      'has-associated': true,
    },
  ),
  leaves(deals.hasAssociated('companies', queryBuilder(schema, 'companies').where('name', 'has')), {
    'has-associated': true,
  }),
  leaves(emails.where('hs_email_subject', 'containsToken', 'offer'), {}),
  leaves(emails.where('hs_email_html', 'has'), { unfilterable: true }),
  leaves(
    emails.where(({ or, not, f }) => or(f('hs_email_subject', 'has'), not(f('hs_body_preview_html', 'has')))),
    {
      unfilterable: true,
    },
  ),
  leaves(deals.orderBy('amount'), {}),
  leaves(deals.orderBy('amount').orderBy('dealname', 'desc'), { order: true }),
  leaves(deals.orderBy('amount').orderBy('amount', 'desc'), {}),
  leaves(deals.orderBy('amount', 'desc').orderBy('hs_object_id'), {}),
  leaves(deals.orderBy('amount').orderBy('hs_object_id', 'desc'), { order: true }),
  leaves(deals.orderBy('hs_object_id', 'desc').orderBy('amount'), {}),
  leaves(deals.limit(5).offset(20), {}),
  leaves(deals.after(place), { after: true }),
  leaves(deals.after(null), {}),
  leaves(deals.include({ companies: (c) => c.label('billing').orderBy('name').orderBy('domain') }), {}),
  leaves(
    deals
      .associatedTo('companies', param('company'))
      .where('amount', 'eq', param('amount'))
      .bind({ company: acme, amount: 5 }),
    {},
  ),
  leaves(deals.hasAssociated('companies', ({ f }) => f('name', 'eq', param('name'))).bind({ name: 'Acme' }), {
    'has-associated': true,
  }),
])('[Q18] types and run time leave the same to the device: %j', (ast, reasons) => {
  expect(residualReasons(schema, ast)).toEqual(reasons)
})
