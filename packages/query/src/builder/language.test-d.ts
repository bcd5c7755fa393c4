import { defineSchema, recordId, type CalendarDate, type Instant, type RecordId } from '@holdfast/crm'
import { describe, expectTypeOf, test } from 'vitest'
import type { AggregateQuery, Cursor, Parameter, Query } from '../ast.ts'
import { param } from '../parameter.ts'
import { queryBuilder, type Execution, type Executor, type Remotable, type ResidualOf, type ResultOf } from './index.ts'

const schema = defineSchema({
  contacts: {
    properties: { hs_buying_role: { type: 'enumeration', options: ['DECISION_MAKER', 'END_USER'], multiple: true } },
    associations: { companies: { labels: ['primary', 'billing'] }, deals: { labels: [] } },
  },
  deals: {
    properties: {
      visit: { type: 'date' },
      dealstage: { type: 'enumeration', options: ['open', 'won', 'lost', 'demo'] },
    },
    associations: { contacts: { labels: ['decision_maker'] }, companies: { labels: [] }, p_cars: { labels: [] } },
    pipelines: { default: ['open', 'won'], partner: ['demo', 'lost'] },
  },
  companies: { associations: { contacts: { labels: [] } } },
  p_cars: { properties: { plate: { type: 'string' } }, associations: { deals: { labels: [] } } },
})

interface Once extends Execution {
  readonly live: readonly this['row'][]
  readonly get: Promise<readonly this['row'][]>
  readonly options: { readonly freshness: string }
  readonly explain: string
}
declare const executor: Executor<Once>
const deals = queryBuilder(schema, 'deals', executor)
const contacts = queryBuilder(schema, 'contacts', executor)
const companies = queryBuilder(schema, 'companies')
const companyId = recordId('companies', '7')
declare const cursor: Cursor

describe('partners', () => {
  test('are asked with the properties of their own object type, by a predicate or a query of theirs', () => {
    deals.hasAssociated('companies')
    deals.hasAssociated('companies', null, {})
    deals.hasAssociated(
      'contacts',
      ({ and, f }) => and(f('email', 'has'), f('hs_buying_role', 'containsToken', 'END_USER')),
      {
        label: 'decision_maker',
      },
    )
    deals.associatedTo('companies', companies.where('name', 'containsToken', 'acme'))
    deals.where(({ or, hasAssociated, associatedTo }) =>
      or(
        hasAssociated('p_cars', ({ f }) => f('plate', 'has')),
        associatedTo('contacts', ({ f }) => f('email', 'has')),
      ),
    )
    deals.hasAssociated('contacts', ({ hasAssociated }) => hasAssociated('companies', ({ f }) => f('name', 'has')))
  })

  test('that cannot be do not compile', () => {
    // @ts-expect-error an object type that is not associated
    deals.hasAssociated('deals')
    // @ts-expect-error a property of the outer object type
    deals.hasAssociated('companies', ({ f }) => f('dealname', 'has'))
    // @ts-expect-error an operator that the property does not have
    deals.hasAssociated('companies', ({ f }) => f('name', 'between', 5))
    // @ts-expect-error a query for another object type
    deals.associatedTo('companies', contacts)
    // @ts-expect-error an unknown label
    deals.hasAssociated('contacts', null, { label: 'primary' })
    // @ts-expect-error an object type that is not associated, two steps away
    deals.hasAssociated('contacts', ({ hasAssociated }) => hasAssociated('p_cars'))
    // @ts-expect-error no predicate
    deals.hasAssociated('contacts', () => true)
  })
})

describe('a pipeline', () => {
  test('brings its own stages', () => {
    deals.inPipeline('default').inPipeline('partner', 'demo', 'lost')
    // @ts-expect-error a stage of another pipeline
    deals.inPipeline('default', 'demo')
    // @ts-expect-error an unknown pipeline
    deals.inPipeline('sales')
    // @ts-expect-error an object type without pipelines
    contacts.inPipeline('default')
  })
})

describe('a window', () => {
  test('is taken as rows and as a cursor', () => {
    deals.offset(20).limit(10).after(cursor).after(null)
    contacts.include({ companies: (c) => c.offset(1).limit(2) })
  })

  test('that cannot be does not compile', () => {
    // @ts-expect-error a number is no place in an order
    deals.after(20)
    // @ts-expect-error text for a number of rows
    deals.offset('20')
    // @ts-expect-error an include begins at its first row or an offset, each parent has its own
    contacts.include({ companies: (c) => c.after(cursor) })
  })
})

describe('a query that leaves values open', () => {
  const owned = deals
    .where('hubspot_owner_id', 'eq', param('owner'))
    .where(({ or, f }) => or(f('dealstage', 'in', param('stages')), f('amount', 'between', [0, param('most')])))
    .associatedTo('companies', param('company'))
    .hasAssociated('contacts', ({ f }) => f('createdate', 'gt', param('since')))
    .include({ contacts: (c) => c.where('email', 'eq', param('email')) })
    .select('dealname')

  test('takes exactly its values, of the types of the properties they are compared with', () => {
    type Values = Parameters<(typeof owned)['bind']>[0]
    expectTypeOf<Values>().toEqualTypeOf<{
      readonly owner: string
      readonly stages: readonly ('open' | 'won' | 'lost' | 'demo')[]
      readonly most: number
      readonly company: RecordId<'companies'>
      readonly since: Instant
      readonly email: string
    }>()
    expectTypeOf(owned.ast).toEqualTypeOf<Query<Parameter>>()
  })

  test('runs once they are bound', () => {
    const stage = deals.select('dealname').where('dealstage', 'eq', param('stage'))
    // @ts-expect-error nothing unbound is run
    stage.live()
    // @ts-expect-error nothing unbound is run, no figures either
    stage.count().get()
    const bound = stage.bind({ stage: 'won' })
    expectTypeOf(bound.ast).toEqualTypeOf<Query>()
    expectTypeOf<ResultOf<typeof bound>[number]['dealname']>().toEqualTypeOf<string | null>()
    bound.live()
    stage.count().bind({ stage: 'won' }).live()
    // @ts-expect-error an option that does not exist
    stage.bind({ stage: 'done' })
    // @ts-expect-error a value is missing
    stage.bind({})
    // @ts-expect-error a value that is not asked for
    stage.bind({ stage: 'won', owner: '42' })
  })

  test('takes a value that fits every place its name stands in', () => {
    const both = deals.where('dealstage', 'eq', param('what')).where('dealname', 'eq', param('what'))
    expectTypeOf<Parameters<(typeof both)['bind']>[0]>().toEqualTypeOf<{
      readonly what: 'open' | 'won' | 'lost' | 'demo'
    }>()
  })

  test('has no parameters where values cannot be left open', () => {
    // @ts-expect-error a list is left open as a whole
    deals.where('dealstage', 'in', [param('stage')])
    // @ts-expect-error presence has no operand
    deals.where('dealstage', 'has', param('stage'))
    // @ts-expect-error a limit is part of the query
    deals.limit(param('rows'))
  })
})

describe('figures', () => {
  test('shape the row, beside the values of the group', () => {
    const byStage = deals.groupBy('dealstage', 'visit').aggregate(({ count, sum, avg, min, max }) => ({
      deals: count(),
      priced: count('amount'),
      total: sum('amount'),
      mean: avg('amount'),
      first: min('createdate'),
      largest: max('amount'),
    }))
    expectTypeOf<ResultOf<typeof byStage>[number]>().toEqualTypeOf<{
      readonly dealstage: 'open' | 'won' | 'lost' | 'demo' | null
      readonly visit: CalendarDate | null
      readonly deals: number
      readonly priced: number
      readonly total: number
      readonly mean: number | null
      readonly first: Instant | null
      readonly largest: number | null
    }>()
    expectTypeOf(byStage.ast).toEqualTypeOf<AggregateQuery>()
    expectTypeOf<Parameters<(typeof byStage)['get']>[0]>().toEqualTypeOf<{ readonly freshness: string } | undefined>()
  })

  test('one figure has its function’s name', () => {
    const total = deals.where('dealstage', 'eq', 'won').sum('amount')
    expectTypeOf(total.get()).toEqualTypeOf<Promise<readonly { readonly sum: number }[]>>()
    expectTypeOf(deals.count().live()).toEqualTypeOf<readonly { readonly count: number }[]>()
    const latest = deals.groupBy('hs_is_closed').max('visit').live()
    expectTypeOf<(typeof latest)[number]['hs_is_closed']>().toEqualTypeOf<boolean | null>()
  })

  test('that cannot be computed do not compile', () => {
    // @ts-expect-error a sum of text
    deals.sum('dealname')
    // @ts-expect-error the greatest of options
    deals.max('dealstage')
    // @ts-expect-error an average of days
    deals.aggregate(({ avg }) => ({ mean: avg('visit') }))
    // @ts-expect-error an unknown property
    deals.groupBy('colour')
    // @ts-expect-error several options: a record would be in several groups
    contacts.groupBy('hs_buying_role')
    // @ts-expect-error figures of no function
    deals.aggregate(() => ({ total: 5 }))
    // @ts-expect-error figures have no rows to limit
    deals.count().limit(5)
    // @ts-expect-error a value that is not among the figures
    expectTypeOf<ResultOf<ReturnType<(typeof deals)['count']>>[number]['sum']>()
  })
})

describe('what search leaves to the device', () => {
  test('is known of every query', () => {
    const plain = deals.where('amount', 'gt', 5).associatedTo('companies', companyId).orderBy('amount').limit(10)
    expectTypeOf<Remotable<typeof plain>>().toEqualTypeOf<true>()
    const labelled = contacts.associatedTo('companies', companyId, { label: 'billing' })
    expectTypeOf<Remotable<typeof labelled>>().toEqualTypeOf<false>()
    const much = labelled.orderBy('email').orderBy('lastname').hasAssociated('deals').after(cursor)
    expectTypeOf<ResidualOf<typeof much>>().toEqualTypeOf<'label' | 'order' | 'has-associated' | 'after'>()
    expectTypeOf<Remotable<typeof deals>>().toEqualTypeOf<true>()
  })

  test('can be demanded', () => {
    const onlyRemote = <Q>(query: Remotable<Q> extends true ? Q : never): Q => query
    onlyRemote(deals.where('amount', 'gt', 5))
    // @ts-expect-error more than one key decides
    onlyRemote(deals.orderBy('amount').orderBy('dealname'))
  })

  test('goes through figures and bindings', () => {
    const open = deals.hasAssociated('contacts').where('amount', 'gt', param('least'))
    expectTypeOf<ResidualOf<typeof open>>().toEqualTypeOf<'has-associated'>()
    const bound = open.bind({ least: 5 })
    expectTypeOf<ResidualOf<typeof bound>>().toEqualTypeOf<'has-associated'>()
    const total = bound.sum('amount')
    expectTypeOf<ResidualOf<typeof total>>().toEqualTypeOf<'has-associated'>()
  })
})

test('an included row says how its association is labelled', () => {
  const query = contacts.include({ companies: (c) => c.select('name'), deals: (d) => d.first() })
  type Contact = ResultOf<typeof query>[number]
  expectTypeOf<Contact['companies'][number]['$']['labels']>().toEqualTypeOf<readonly ('primary' | 'billing')[]>()
  expectTypeOf<NonNullable<Contact['deals']>['$']['labels']>().toEqualTypeOf<readonly never[]>()
  // @ts-expect-error nothing brought the row itself
  expectTypeOf<Contact['$']['labels']>()
})
