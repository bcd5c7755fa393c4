import { expectTypeOf, test } from 'vitest'
import type { CalendarDate, Instant } from './record.ts'
import {
  defineSchema,
  type AssociatedName,
  type Changes,
  type LabelOf,
  type NewRecord,
  type PropertyName,
  type RecordOf,
} from './schema.ts'

const schema = defineSchema({
  contacts: {
    properties: {
      lifecyclestage: { type: 'enumeration', options: ['lead', 'customer'] },
      roles: { type: 'enumeration', options: ['DECISION_MAKER', 'END_USER'], multiple: true },
    },
    associations: { companies: { labels: ['primary', 'billing'] }, tickets: { labels: [] } },
  },
  companies: {},
  p_visits: {
    properties: {
      day: { type: 'date', requiredOnCreate: true },
      started: { type: 'datetime' },
      done: { type: 'bool' },
      score: { type: 'number', readOnly: true },
      owner: { type: 'enumeration' },
    },
  },
})
type S = typeof schema

test('every property that is read may be unset', () => {
  expectTypeOf<RecordOf<S, 'p_visits'>>().toEqualTypeOf<{
    readonly day: CalendarDate | null
    readonly started: Instant | null
    readonly done: boolean | null
    readonly score: number | null
    readonly owner: string | null
  }>()
})

test('options read as the schema has them, several as a list', () => {
  expectTypeOf<RecordOf<S, 'contacts'>['lifecyclestage']>().toEqualTypeOf<'lead' | 'customer' | null>()
  expectTypeOf<RecordOf<S, 'contacts'>['roles']>().toEqualTypeOf<readonly ('DECISION_MAKER' | 'END_USER')[] | null>()
})

test('standard properties need not be stated', () => {
  expectTypeOf<PropertyName<S, 'companies'>>().extract<'domain' | 'name'>().toEqualTypeOf<'domain' | 'name'>()
  expectTypeOf<RecordOf<S, 'companies'>['createdate']>().toEqualTypeOf<Instant | null>()
})

test('a new record has the required properties, may have others, and no read-only one', () => {
  expectTypeOf<NewRecord<S, 'p_visits'>>().toEqualTypeOf<{
    day: CalendarDate
    started?: Instant | null
    done?: boolean | null
    owner?: string | null
  }>()
  const create = (visit: NewRecord<S, 'p_visits'>): void => void visit
  const day = '2026-11-23' as CalendarDate
  create({ day })
  // @ts-expect-error a required property is missing
  create({ done: true })
  // @ts-expect-error a required property cannot be cleared
  create({ day: null })
  // @ts-expect-error a read-only property
  create({ day, score: 1 })
  // @ts-expect-error an unknown property
  create({ day, colour: 'red' })
  // @ts-expect-error a day is no plain text
  create({ day: '2026-11-23' })
})

test('changes edit what can be written, and clear it with null', () => {
  expectTypeOf<Changes<S, 'p_visits'>>().toEqualTypeOf<{
    day: CalendarDate | null
    started: Instant | null
    done: boolean | null
    owner: string | null
  }>()
  const edit = (contact: Changes<S, 'contacts'>): void => {
    contact.lifecyclestage = null
    // @ts-expect-error an option that does not exist
    contact.lifecyclestage = 'prospect'
    // @ts-expect-error a read-only property
    contact.createdate = null
  }
  void edit
})

test('only object types that the schema holds are associated', () => {
  // `tickets` is declared and not held; `defineSchema` refuses it when it runs.
  expectTypeOf<AssociatedName<S, 'contacts'>>().toEqualTypeOf<'companies'>()
  expectTypeOf<LabelOf<S, 'contacts', 'companies'>>().toEqualTypeOf<'primary' | 'billing'>()
  expectTypeOf<LabelOf<S, 'companies', 'contacts'>>().toEqualTypeOf<never>()
})

test('a declaration that HubSpot could not have does not compile', () => {
  // @ts-expect-error an unknown property type
  defineSchema({ deals: { properties: { a: { type: 'json' } } } })
  // @ts-expect-error labels are texts
  defineSchema({ deals: { associations: { deals: { labels: [1] } } } })
})
