import { defineSchema, type RecordId } from '@holdfast/crm'
import { param, type Crm } from '@holdfast/client'
import { expectTypeOf, test } from 'vitest'
import { useCrm, useLive, useRecord, useStatus } from './index.ts'

const schema = defineSchema({
  deals: { associations: { companies: { labels: ['primary'] } } },
  companies: {},
})

declare const crm: Crm<typeof schema>
declare const dealId: RecordId<'deals'>
declare const companyId: RecordId<'companies'>

test('a result has the rows of its query', () => {
  const result = useLive(
    crm.deals.select('dealname').include({ companies: (c) => c.label('primary').select('name').first() }),
  )
  const row = result.rows[0]
  expectTypeOf(row?.dealname).toEqualTypeOf<string | null | undefined>()
  expectTypeOf(row?.companies?.name).toEqualTypeOf<string | null | undefined>()
  // @ts-expect-error it was not selected
  void row?.amount
  // @ts-expect-error nobody looked whether it is complete
  void result.why
})

test('figures are rows as well', () => {
  const { rows } = useLive(crm.deals.groupBy('dealname').sum('amount'))
  expectTypeOf(rows).toEqualTypeOf<readonly { readonly dealname: string | null; readonly sum: number }[]>()
  // @ts-expect-error values are left open
  useLive(crm.deals.where('dealname', 'eq', param('name')))
})

test('a record has all its properties', () => {
  const { row } = useRecord(crm.deals, dealId)
  expectTypeOf(row?.amount).toEqualTypeOf<number | null | undefined>()
  // @ts-expect-error an id of another object type
  useRecord(crm.deals, companyId)
})

test('a provided CRM has the schema its user says', () => {
  expectTypeOf(useCrm<typeof schema>()).toEqualTypeOf<Crm<typeof schema>>()
  expectTypeOf(useStatus().online).toEqualTypeOf<boolean>()
})
