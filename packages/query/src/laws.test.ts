import { defineSchema, isHoldfastError } from '@holdfast/crm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { everyRecord, type OrderKey, type Predicate, type Query } from './ast.ts'
import { checkQuery } from './check/index.ts'
import type { RecordReader } from './compare.ts'
import { compilePredicate, type Associations } from './evaluate.ts'
import { queryKey, shapeKey } from './identity.ts'
import { disjunctionOf, predicateOfClauses, pushNegations } from './normal-form/index.ts'
import { compileSearch, searchLimits } from './search/index.ts'
import { defaultSwitches, type Switches } from './switches.ts'

// What holds for every query: random predicates against random records, from domains so small that they meet often.

const parameters = { seed: Number(process.env['SEED'] ?? 20_261_123), numRuns: 3_000 }

const schema = defineSchema({
  deals: {
    properties: {
      dealname: { type: 'string' },
      amount: { type: 'number' },
      closedate: { type: 'date' },
      dealstage: { type: 'enumeration' },
      roles: { type: 'enumeration', multiple: true },
      hs_is_closed: { type: 'bool' },
    },
    associations: { companies: { labels: ['primary'] }, contacts: { labels: [] } },
  },
  companies: { associations: { deals: { labels: [] } } },
  contacts: {},
})

const words = ['acme', 'Acme Corp', 'corp', 'umbrella']
const amounts = ['1', '2.5', '10', '1e1']
const days = ['2026-01-01', '2026-01-02', '2026-02-01']
const stages = ['won', 'lost', 'Won']

const property = {
  dealname: fc.constantFrom(...words),
  amount: fc.constantFrom(...amounts),
  closedate: fc.constantFrom(...days),
  dealstage: fc.constantFrom(...stages),
  roles: fc.constantFrom('A', 'B', 'C'),
  hs_is_closed: fc.constantFrom('true', 'false'),
  hs_object_id: fc.integer({ min: 1, max: 12 }).map(String),
} as const
type Name = keyof typeof property
const names = Object.keys(property) as readonly Name[]
const ordered: readonly Name[] = ['dealname', 'amount', 'closedate', 'hs_object_id']
const listed = names.filter((name) => name !== 'hs_is_closed')
const tokenized: readonly Name[] = ['dealname', 'dealstage', 'roles']

function about(from: readonly Name[], make: (name: Name) => fc.Arbitrary<Predicate>): fc.Arbitrary<Predicate> {
  return fc.constantFrom(...from).chain(make)
}

function comparison(
  from: readonly Name[],
  ...operators: readonly Extract<Predicate, { kind: 'compare' }>['operator'][]
) {
  return about(from, (name) =>
    fc.record({
      kind: fc.constant('compare' as const),
      property: fc.constant(name),
      operator: fc.constantFrom(...operators),
      value: property[name],
    }),
  )
}

const literal: fc.Arbitrary<Predicate> = fc.oneof(
  comparison(names, 'eq', 'neq'),
  comparison(ordered, 'lt', 'lte', 'gt', 'gte'),
  comparison(tokenized, 'containsToken', 'notContainsToken'),
  about(ordered, (name) =>
    fc.record({
      kind: fc.constant('between' as const),
      property: fc.constant(name),
      from: property[name],
      to: property[name],
    }),
  ),
  about(listed, (name) =>
    fc.record({
      kind: fc.constant('list' as const),
      property: fc.constant(name),
      operator: fc.constantFrom('in' as const, 'notIn' as const),
      values: fc.array(property[name], { maxLength: 3 }),
    }),
  ),
  about(names, (name) =>
    fc.record({
      kind: fc.constant('presence' as const),
      property: fc.constant(name),
      operator: fc.constantFrom('has' as const, 'notHas' as const),
    }),
  ),
  fc.record({
    kind: fc.constant('associated' as const),
    objectType: fc.constantFrom('companies', 'contacts'),
    id: fc.constantFrom('1', '2'),
    label: fc.constant(null),
  }),
  fc.record({
    kind: fc.constant('hasAssociated' as const),
    objectType: fc.constant('companies'),
    where: fc.option(
      fc.constantFrom<Predicate>(
        { kind: 'compare', property: 'name', operator: 'eq', value: 'acme' },
        { kind: 'not', of: { kind: 'compare', property: 'name', operator: 'eq', value: 'acme' } },
        { kind: 'hasAssociated', objectType: 'deals', where: null, label: null },
      ),
    ),
    label: fc.constantFrom(null, 'primary'),
  }),
)

const predicates = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
    literal,
    fc.record({ kind: fc.constant('not' as const), of: tie('predicate') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('predicate'), { maxLength: 3 }),
    }),
  ),
})).predicate

const records: fc.Arbitrary<RecordReader> = fc
  .record({
    id: property.hs_object_id,
    values: fc.record({
      dealname: orUnset(property.dealname),
      amount: orUnset(property.amount),
      closedate: orUnset(property.closedate),
      dealstage: orUnset(property.dealstage),
      roles: orUnset(fc.subarray(['A', 'B', 'C'], { minLength: 1 }).map((options) => options.join(';'))),
      hs_is_closed: orUnset(property.hs_is_closed),
    }),
  })
  .map(({ id, values }) => ({ id, read: (name) => new Map(Object.entries(values)).get(name) ?? null }))

function orUnset(values: fc.Arbitrary<string>): fc.Arbitrary<string | null> {
  return fc.option(values, { freq: 3, nil: null })
}

const switches: fc.Arbitrary<Switches> = fc.record({
  nullsLast: fc.boolean(),
  notContainsMatchesUnset: fc.boolean(),
  multiSelectByOption: fc.boolean(),
  orderedStringsIgnoreCase: fc.boolean(),
})

const orders: fc.Arbitrary<readonly OrderKey[]> = fc.array(
  fc.record({ property: fc.constantFrom(...names), direction: fc.constantFrom('asc' as const, 'desc' as const) }),
  { maxLength: 2 },
)

const queries: fc.Arbitrary<Query> = fc.record({
  objectType: fc.constant('deals'),
  where: fc.option(predicates),
  search: fc.option(fc.constantFrom('acme', ' corp ', ' ')),
  select: fc.option(fc.subarray([...names])),
  orderBy: orders,
  after: fc.constant(null),
  offset: fc.constantFrom(0, 0, 7),
  limit: fc.option(fc.integer({ min: 1, max: 500 })),
  include: fc.constant([]),
})

const associations: Associations = {
  has: (_from, fromId, objectType, toId) => (Number(fromId) + objectType.length + Number(toId)) % 2 === 0,
  // Of none to three, the first called acme; a label leaves out the first.
  partners: (_from, fromId, _objectType, label) =>
    Array.from({ length: Number(fromId) % 4 }, (_, at) => ({
      id: String(Number(fromId) + at),
      read: () => (at === 0 ? 'Acme' : null),
    })).slice(label === null ? 0 : 1),
}

function matches(where: Predicate, record: RecordReader, chosen: Switches = defaultSwitches): boolean {
  return compilePredicate(
    schema,
    { objectType: 'deals', where, search: null },
    { switches: chosen, associations },
  )(record)
}

test('[Q3] pushing negations inward keeps the meaning of every predicate on every record', () => {
  fc.assert(
    fc.property(predicates, records, switches, (predicate, record, chosen) => {
      expect(matches(pushNegations(predicate, chosen), record, chosen)).toBe(matches(predicate, record, chosen))
    }),
    parameters,
  )
})

test('[Q3] what negations were pushed through holds none but around associations', () => {
  const negated = (predicate: Predicate): readonly Predicate[] =>
    predicate.kind === 'not'
      ? [predicate.of]
      : predicate.kind === 'and' || predicate.kind === 'or'
        ? predicate.of.flatMap((each) => negated(each))
        : []
  fc.assert(
    fc.property(predicates, switches, (predicate, chosen) => {
      for (const of of negated(pushNegations(predicate, chosen)))
        expect(['associated', 'hasAssociated']).toContain(of.kind)
    }),
    parameters,
  )
})

test('[Q3] clauses mean what the predicate they were made of means, on every record', () => {
  fc.assert(
    fc.property(predicates, records, switches, (predicate, record, chosen) => {
      const clauses = disjunctionOf(predicate, chosen, 2_000)
      fc.pre(clauses !== null)
      expect(matches(predicateOfClauses(clauses), record, chosen)).toBe(matches(predicate, record, chosen))
    }),
    parameters,
  )
})

test('[Q3] no clause is included in another', () => {
  fc.assert(
    fc.property(predicates, (predicate) => {
      const clauses = (disjunctionOf(predicate, defaultSwitches, 2_000) ?? []).map(
        (clause) => new Set(clause.map((each) => JSON.stringify(each))),
      )
      for (const one of clauses)
        for (const other of clauses) if (one !== other) expect([...one].every((each) => other.has(each))).toBe(false)
    }),
    parameters,
  )
})

/** The same query said differently: operands turned round and said twice, groups of one, empty search texts. */
function retold(query: Query): Query {
  return {
    include: query.include,
    limit: query.limit,
    offset: query.offset,
    after: query.after,
    orderBy: [...query.orderBy, ...query.orderBy, { property: 'hs_object_id', direction: 'asc' }],
    select: query.select === null ? null : [...query.select, ...query.select].reverse(),
    search: query.search === null ? '  ' : ` ${query.search} `,
    where: {
      kind: 'and',
      of: query.where === null ? [] : [retoldPredicate(query.where), retoldPredicate(query.where)],
    },
    objectType: query.objectType,
  }
}

function retoldPredicate(predicate: Predicate): Predicate {
  switch (predicate.kind) {
    case 'and':
    case 'or': {
      const of = predicate.of.map(retoldPredicate).reverse()
      return { of: [{ of, kind: predicate.kind }, ...of], kind: predicate.kind }
    }
    case 'not':
      return { of: { of: { of: retoldPredicate(predicate.of), kind: 'not' }, kind: 'not' }, kind: 'not' }
    case 'list':
      return { ...predicate, values: [...predicate.values, ...predicate.values].reverse() }
    case 'hasAssociated': {
      const where = predicate.where === null ? ({ kind: 'and', of: [] } as const) : retoldPredicate(predicate.where)
      return { label: predicate.label, where, objectType: predicate.objectType, kind: 'hasAssociated' }
    }
    case 'compare':
    case 'between':
    case 'presence':
    case 'associated':
      return Object.fromEntries(Object.entries(predicate).reverse()) as unknown as Predicate
  }
}

test('[Q1] a query said differently has the same key, and one key means one meaning', () => {
  fc.assert(
    fc.property(queries, (query) => {
      expect(queryKey(retold(query))).toBe(queryKey(query))
      expect(shapeKey(retold(query))).toBe(shapeKey(query))
    }),
    parameters,
  )
  fc.assert(
    fc.property(predicates, predicates, records, (a, b, record) => {
      const [one, other] = [a, b].map((where) => queryKey({ ...everyDeal, where }))
      if (one === other) expect(matches(a, record)).toBe(matches(b, record))
    }),
    parameters,
  )
})

const everyDeal = everyRecord('deals')

test('[Q7] a query that crossed a border as text is the same query', () => {
  fc.assert(
    fc.property(queries, (query) => {
      const checked = checkQuery(schema, JSON.parse(JSON.stringify(query)))
      expect(queryKey(checked)).toBe(queryKey(query))
    }),
    parameters,
  )
})

test('[Q5] a compiled search stays within every limit, on every page; everything else is refused by name', () => {
  let compiled = 0
  fc.assert(
    fc.property(queries, fc.integer({ min: 0, max: 49 }), (query, page) => {
      try {
        const after = page === 0 ? {} : { after: String(page * 200) }
        const { body } = compileSearch(schema, query, { properties: names, ...after, limit: 200 })
        compiled++
        expect(body.filterGroups.length).toBeLessThanOrEqual(searchLimits.groups)
        for (const { filters } of body.filterGroups)
          expect(filters.length).toBeLessThanOrEqual(searchLimits.filtersPerGroup)
        expect(body.filterGroups.flatMap(({ filters }) => filters).length).toBeLessThanOrEqual(searchLimits.filters)
        expect(body.sorts.length).toBeLessThanOrEqual(searchLimits.sorts)
        expect(JSON.stringify(body).length).toBeLessThanOrEqual(searchLimits.bodyCharacters)
      } catch (error) {
        if (!isHoldfastError(error, 'query/not-searchable')) throw error
        expect(error.details.part).not.toBe('')
      }
    }),
    parameters,
  )
  expect(compiled).toBeGreaterThan(parameters.numRuns / 3)
})
