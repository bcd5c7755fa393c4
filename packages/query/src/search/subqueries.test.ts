import { defineSchema } from '@holdfast/crm'
import { expect, test } from 'vitest'
import { everyRecord, type Predicate } from '../ast.ts'
import type { RecordReader } from '../compare.ts'
import type { Associations } from '../evaluate.ts'
import type { FoundLink, PlanAnswer } from './ask.ts'
import { planSearch, type SearchPlan } from './plan.ts'
import { runPlan, type RunPlanOptions } from './run-plan.ts'

const schema = defineSchema({
  deals: {
    properties: { amount: { type: 'number' }, dealname: { type: 'string' } },
    associations: { companies: { labels: ['billing'] } },
  },
  companies: { properties: { name: { type: 'string' } } },
})
const big: Predicate = { kind: 'compare', property: 'amount', operator: 'gt', value: '5' }
const bigFilter = { propertyName: 'amount', operator: 'GT', value: '5' }
const both = (...of: readonly Predicate[]): Predicate => ({ kind: 'and', of })
const planOf = (where: Predicate): SearchPlan =>
  planSearch(schema, { ...everyRecord('deals'), where }, { properties: ['dealname'] })

const named = (value: string): Predicate => ({ kind: 'compare', property: 'name', operator: 'eq', value })
const ownedBy = (where: Predicate | null, label: string | null = null): Predicate => ({
  kind: 'hasAssociated',
  objectType: 'companies',
  where,
  label,
})
const company = (id: string): RecordReader => ({ id, read: () => 'Acme' })
const deal = (id: string, amount: string): RecordReader => ({
  id,
  read: (name) => (name === 'amount' ? amount : null),
})

/** Carries out a plan with these answers, one after the other; what was asked for, in short. */
function carryOut(where: Predicate, answers: readonly PlanAnswer<RecordReader>[], given: RunPlanOptions = {}) {
  const running = runPlan<RecordReader>(schema, planOf(where), given)
  const asked: unknown[] = []
  let step = running.next()
  for (const answer of answers) {
    if (step.done === true) throw new Error('Nothing more is asked for.')
    const { value } = step
    asked.push(
      value.kind === 'search'
        ? [value.objectType, ...value.body.filterGroups.map(({ filters }) => filters)]
        : [value.objectType, value.ids.length, value.toObjectType],
    )
    step = running.next(answer)
  }
  if (step.done !== true) throw new Error('More is asked for.')
  return { asked, ids: step.value.rows.map(({ id }) => id) }
}

test('[Q12] a subquery is answered first, then asked as ids', () => {
  const links = [link('1', '20'), link('2', '23'), link('2', '20')]
  const { asked, ids } = carryOut(both(big, ownedBy(named('acme'))), [
    { records: [company('1'), company('2')], after: null },
    { links },
    { records: [deal('20', '7')], after: null },
  ])
  expect(asked).toEqual([
    ['companies', [{ propertyName: 'name', operator: 'EQ', value: 'acme' }]],
    ['companies', 2, 'deals'],
    ['deals', [bigFilter, { propertyName: 'hs_object_id', operator: 'IN', values: ['20', '23'] }]],
  ])
  expect(ids).toEqual(['20'])
})

test('[Q12] a subquery with a label is asked about from the other end, too', () => {
  const { asked, ids } = carryOut(ownedBy(named('acme'), 'billing'), [
    { records: [company('1')], after: null },
    { links: [link('1', '20'), link('1', '21')] },
    { links: [link('20', '1'), link('21', '1', 'billing'), link('20', '2', 'billing')] },
    { records: [deal('21', '7')], after: null },
  ])
  expect(asked.slice(1, 3)).toEqual([
    ['companies', 1, 'deals'],
    ['deals', 2, 'companies'],
  ])
  expect(ids).toEqual(['21'])
})

test('[Q12] a subquery that more records satisfy than are worth listing sifts what is found without it', () => {
  const many = Array.from({ length: 1_001 }, (_, at) => link('1', String(1_000 + at)))
  const { asked, ids } = carryOut(both(big, ownedBy(named('acme'))), [
    { records: [company('1')], after: null },
    { links: many },
    { records: [deal('7', '9'), deal('1500', '9')], after: null },
  ])
  expect(asked.at(-1)).toEqual(['deals', [bigFilter]])
  expect(ids).toEqual(['1500'])
})

test('[Q12] a subquery that asks only for a partner is decided by lists, of each record once', () => {
  const { asked, ids } = carryOut(both(big, ownedBy(null, 'billing')), [
    { records: [deal('20', '7'), deal('21', '7')], after: '2' },
    { links: [link('20', '1', 'billing'), link('21', '1')] },
    { records: [deal('20', '7'), deal('22', '7')], after: null },
    { links: [] },
  ])
  expect(asked.filter((_, at) => at % 2 === 1)).toEqual([
    ['deals', 2, 'companies'],
    ['deals', 1, 'companies'],
  ])
  expect(ids).toEqual(['20'])
})

test('[Q12] a subquery is not asked for by who knows the associations', () => {
  const associations: Associations = {
    has: () => false,
    partners: (_type, id) => (id === '20' ? [company('1')] : []),
  }
  const page = { records: [deal('20', '7'), deal('21', '7')], after: null }
  expect(carryOut(ownedBy(named('acme')), [page], { associations }).ids).toEqual(['20'])
})

test('[Q12] a subquery that cannot be searched for is refused, by the part that cannot', () => {
  const values = Array.from({ length: 20_000 }, (_, at) => `company ${at}`)
  expect(() => planOf(ownedBy({ kind: 'list', property: 'name', operator: 'in', values }))).toThrowError(
    expect.objectContaining({
      code: 'query/not-searchable',
      details: expect.objectContaining({ objectType: 'companies', part: 'searches' }) as unknown,
    }),
  )
})

function link(from: string, to: string, ...labels: readonly string[]): FoundLink {
  return { from, to, labels }
}
