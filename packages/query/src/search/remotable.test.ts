import { defineSchema } from '@holdfast/crm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { everyRecord, type Predicate, type Query } from '../ast.ts'
import { planSearch, residualReasons } from './index.ts'

const schema = defineSchema({
  emails: {
    properties: { hs_email_html: { type: 'string' }, hs_email_subject: { type: 'string' } },
    associations: { contacts: { labels: ['sender'] }, p_cars: { labels: [] } },
  },
  contacts: {},
  p_cars: {},
})

const literals: fc.Arbitrary<Predicate> = fc.oneof(
  fc.record({
    kind: fc.constant('presence' as const),
    property: fc.constantFrom('hs_email_subject', 'hs_email_html'),
    operator: fc.constantFrom('has' as const, 'notHas' as const),
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    property: fc.constant('hs_email_subject'),
    operator: fc.constantFrom('eq' as const, 'gt' as const, 'notContainsToken' as const),
    value: fc.constantFrom('a', 'b'),
  }),
  fc.record({
    kind: fc.constant('associated' as const),
    objectType: fc.constant('contacts'),
    id: fc.constant('1'),
    label: fc.constantFrom(null, null, 'sender'),
  }),
  fc.record({
    kind: fc.constantFrom('associated' as const),
    objectType: fc.constant('p_cars'),
    id: fc.constant('1'),
    label: fc.constant(null),
  }),
  fc.record({
    kind: fc.constant('hasAssociated' as const),
    objectType: fc.constant('contacts'),
    where: fc.constant(null),
    label: fc.constant(null),
  }),
)

const predicates = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    literals,
    fc.record({ kind: fc.constant('not' as const), of: tie('predicate') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('predicate'), { minLength: 1, maxLength: 2 }),
    }),
  ),
})).predicate

test('[Q18] a plan leaves a residual for exactly the queries that have a reason, whatever their size', () => {
  let remotable = 0
  fc.assert(
    fc.property(predicates, (where) => {
      const query: Query = { ...everyRecord('emails'), where }
      const { unsaid } = planSearch(schema, query, { properties: [] })
      const reasons = residualReasons(schema, query)
      if (reasons.length === 0) remotable++
      expect(unsaid.filter((part) => part !== 'where').length > 0).toBe(reasons.length > 0)
    }),
    { seed: Number(process.env['SEED'] ?? 20_261_125), numRuns: 2_000 },
  )
  expect(remotable).toBeGreaterThan(200)
})
