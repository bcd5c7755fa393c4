import { calendarDate, defineSchema, instant, recordId, type CalendarDate, type RecordId } from '@holdfast/crm'
import { expectTypeOf, test } from 'vitest'
import { queryBuilder } from './index.ts'
import type { Runnable } from '../ast.ts'
import { rootOf } from '../bind.ts'
import type { Execution, Executor } from './index.ts'
import type { IncludedState, ResultOf, RowState } from './index.ts'

const schema = defineSchema({
  contacts: {
    properties: {
      lifecyclestage: { type: 'enumeration', options: ['lead', 'customer', 'other'] },
      hs_buying_role: { type: 'enumeration', options: ['DECISION_MAKER', 'END_USER'], multiple: true },
    },
    associations: { companies: { labels: ['primary', 'billing'] }, deals: { labels: [] } },
  },
  deals: {
    properties: {
      closedate: { type: 'date' },
      pipeline: { type: 'enumeration', options: ['default', 'partner'] },
      dealstage: {
        type: 'enumeration',
        options: ['appointmentscheduled', 'closedwon', 'closedlost'],
        requiredOnCreate: true,
      },
    },
    associations: { contacts: { labels: ['decision_maker'] }, companies: { labels: ['primary'] } },
  },
  companies: { associations: { contacts: { labels: ['primary'] } } },
})

const deals = queryBuilder(schema, 'deals')
const contacts = queryBuilder(schema, 'contacts')
const companyId = recordId('companies', '77')

const hot = deals
  .where('pipeline', 'eq', 'default')
  .where(({ or, f }) => or(f('amount', 'gte', 10_000), f('dealstage', 'in', ['closedwon'])))
  .associatedTo('companies', companyId, { label: 'primary' })
  .select('dealname', 'amount', 'closedate')
  .include({
    contacts: (c) => c.label('decision_maker').select('firstname', 'email').limit(3),
    companies: (c) => c.label('primary').select('name').first(),
  })
  .orderBy('closedate', 'asc')
  .limit(50)

test('a row has its id, its state, the selected values and the included rows', () => {
  type HotDeal = ResultOf<typeof hot>[number]
  expectTypeOf<HotDeal>().toEqualTypeOf<{
    readonly id: RecordId<'deals'>
    readonly $: RowState
    readonly dealname: string | null
    readonly amount: number | null
    readonly closedate: CalendarDate | null
    readonly contacts: readonly {
      readonly id: RecordId<'contacts'>
      readonly $: IncludedState<'decision_maker'>
      readonly firstname: string | null
      readonly email: string | null
    }[]
    readonly companies: {
      readonly id: RecordId<'companies'>
      readonly $: IncludedState<'primary'>
      readonly name: string | null
    } | null
  }>()
})

test('a query that selects nothing in particular shows every property of the schema', () => {
  type Deal = ResultOf<typeof deals>[number]
  expectTypeOf<Deal['pipeline']>().toEqualTypeOf<'default' | 'partner' | null>()
  expectTypeOf<Deal['hs_is_closed']>().toEqualTypeOf<boolean | null>()
})

test('several options read as a list, and are asked for one at a time', () => {
  const roles = contacts.where('hs_buying_role', 'containsToken', 'END_USER').select('hs_buying_role')
  expectTypeOf<ResultOf<typeof roles>[number]['hs_buying_role']>().toEqualTypeOf<
    readonly ('DECISION_MAKER' | 'END_USER')[] | null
  >()
  // @ts-expect-error one option, not a list
  contacts.where('hs_buying_role', 'containsToken', ['END_USER'])
})

test('a later include joins the earlier ones', () => {
  const both = deals.include({ contacts: (c) => c.select('email') }).include({ companies: (c) => c.select('name') })
  type Both = ResultOf<typeof both>[number]
  expectTypeOf<Both['contacts'][number]['email']>().toEqualTypeOf<string | null>()
  expectTypeOf<Both['companies'][number]['name']>().toEqualTypeOf<string | null>()
})

test('includes nest', () => {
  const nested = contacts.include({
    companies: (c) => c.select('name').include({ contacts: (d) => d.select('email') }),
  })
  type Nested = ResultOf<typeof nested>[number]
  expectTypeOf<Nested['companies'][number]['contacts'][number]['email']>().toEqualTypeOf<string | null>()
})

test('operators take the operand of their shape', () => {
  deals.where('closedate', 'between', [calendarDate('2026-01-01'), calendarDate('2026-12-31')])
  deals.where('createdate', 'gte', instant('2026-01-01T00:00:00Z'))
  deals
    .where('amount', 'has')
    .where('hs_is_closed', 'neq', true)
    .where('hs_object_id', 'in', [recordId('deals', '1')])
  deals.where(({ and, not, associatedTo, f }) => and(not(f('amount', 'notHas')), associatedTo('companies', companyId)))
})

test('what a query cannot say does not compile', () => {
  // @ts-expect-error unknown property
  deals.where('colour', 'eq', 'red')
  // @ts-expect-error an option that does not exist
  deals.where('dealstage', 'eq', 'won')
  // @ts-expect-error an option that does not exist, in a list
  deals.where('dealstage', 'in', ['closedwon', 'won'])
  // @ts-expect-error gte on an enumeration
  deals.where('dealstage', 'gte', 'closedwon')
  // @ts-expect-error containsToken on a number
  deals.where('amount', 'containsToken', '1')
  // @ts-expect-error an operand for has
  deals.where('amount', 'has', 5)
  // @ts-expect-error no operand for eq
  deals.where('amount', 'eq')
  // @ts-expect-error one value for between
  deals.where('amount', 'between', 5)
  // @ts-expect-error a list of one for between
  deals.where('amount', 'between', [5])
  // @ts-expect-error text for a number
  deals.where('amount', 'eq', '5')
  // @ts-expect-error a number for a day
  deals.where('closedate', 'eq', 20_261_123)
  // @ts-expect-error null is asked for with notHas
  deals.where('amount', 'eq', null)
  // @ts-expect-error unknown property within a predicate
  deals.where(({ f }) => f('colour', 'has'))
  // @ts-expect-error an id of another object type
  deals.associatedTo('companies', recordId('contacts', '1'))
  // @ts-expect-error an object type that is not associated
  contacts.associatedTo('contacts', recordId('contacts', '1'))
  // @ts-expect-error an unknown label
  deals.associatedTo('companies', companyId, { label: 'billing' })
  // @ts-expect-error ordering by an unknown property
  deals.orderBy('colour')
  // @ts-expect-error selecting an unknown property
  deals.select('colour')
  // @ts-expect-error an object type outside the schema
  queryBuilder(schema, 'tickets')
})

test('what an include cannot say does not compile', () => {
  // @ts-expect-error an object type that is not associated
  deals.include({ tickets: (t) => t })
  // @ts-expect-error an object type that is not associated, beside one that is
  deals.include({ contacts: (c) => c.select('email'), deals: (d) => d })
  // @ts-expect-error an unknown label
  deals.include({ contacts: (c) => c.label('primary') })
  // @ts-expect-error a property of another object type
  deals.include({ contacts: (c) => c.select('dealname') })
})

test('a property that was not selected cannot be read', () => {
  type HotDeal = ResultOf<typeof hot>[number]
  // @ts-expect-error not selected
  expectTypeOf<HotDeal['pipeline']>()
  // @ts-expect-error not selected in the include
  expectTypeOf<HotDeal['contacts'][number]['phone']>()
})

test('an execution types what running gives, for the rows of each query', () => {
  interface Once extends Execution {
    readonly live: (listen: (row: this['row']) => void) => void
    readonly get: Promise<readonly this['row'][]>
    readonly options: { readonly freshness: string }
    readonly explain: string
  }
  const executor: Executor<Once> = {
    live: () => () => {},
    get: () => Promise.resolve([]),
    explain: (query: Runnable) => rootOf(query).objectType,
  }
  const names = queryBuilder(schema, 'companies', executor).select('name')
  type Company = { readonly id: RecordId<'companies'>; readonly $: RowState; readonly name: string | null }
  expectTypeOf<ReturnType<(typeof names)['get']>>().toEqualTypeOf<Promise<readonly Company[]>>()
  expectTypeOf<ReturnType<(typeof names)['live']>>().toEqualTypeOf<(listen: (row: Company) => void) => void>()
  expectTypeOf<ReturnType<(typeof names)['explain']>>().toEqualTypeOf<string>()
  expectTypeOf<Parameters<(typeof names)['get']>[0]>().toEqualTypeOf<{ readonly freshness: string } | undefined>()
  // @ts-expect-error unknown option of the execution
  void names.get({ speed: 'fast' })
})

test('without an execution nothing can be awaited', () => {
  expectTypeOf<ReturnType<(typeof deals)['get']>>().toEqualTypeOf<never>()
})
