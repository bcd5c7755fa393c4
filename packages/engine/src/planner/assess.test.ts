import { defineSchema } from '@holdfast/crm'
import {
  everyRecord,
  queryBuilder,
  runQuery,
  shapeKey,
  type OrderKey,
  type Predicate,
  type Query,
  type RecordReader,
} from '@holdfast/query'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createReplica } from '../replica/index.ts'
import { emptyEntry, packValues } from '../store/index.ts'
import { createViews } from '../views/index.ts'
import { assess } from './assess.ts'
import type { Claim } from './claim.ts'
import { createLedger, mostClaims } from './ledger.ts'

const parameters = { seed: Number(process.env['SEED'] ?? 20_261_125), numRuns: 300 }

const schema = defineSchema({
  p_parts: {
    properties: { size: { type: 'number' }, kind: { type: 'enumeration', options: ['a', 'b', 'c'] } },
    associations: {},
  },
})

interface Part {
  readonly id: string
  readonly size: string | null
  readonly kind: string | null
}

const sizes = ['0', '1', '2', '3', '4'] as const
const kinds = ['a', 'b', 'c'] as const
const world = fc
  .array(fc.record({ size: fc.constantFrom(null, ...sizes), kind: fc.constantFrom(null, ...kinds) }), { maxLength: 14 })
  .map((parts) => parts.map((part, at): Part => ({ id: String(at + 1), ...part })))

const leaf: fc.Arbitrary<Predicate> = fc.oneof(
  fc
    .tuple(fc.constantFrom('lt' as const, 'lte' as const, 'gt' as const, 'gte' as const), fc.constantFrom(...sizes))
    .map(([operator, value]): Predicate => ({ kind: 'compare', property: 'size', operator, value })),
  fc.subarray([...kinds]).map((values): Predicate => ({ kind: 'list', property: 'kind', operator: 'in', values })),
  fc
    .constantFrom('has' as const, 'notHas' as const)
    .map((operator): Predicate => ({ kind: 'presence', property: 'size', operator })),
)
const where: fc.Arbitrary<Predicate | null> = fc.oneof(
  fc.constant(null),
  leaf,
  fc
    .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(leaf, { minLength: 2, maxLength: 3 }))
    .map(([kind, of]): Predicate => ({ kind, of })),
  leaf.map((of): Predicate => ({ kind: 'not', of })),
)
const orderBy: fc.Arbitrary<readonly OrderKey[]> = fc.array(
  fc.record({ property: fc.constantFrom('size', 'kind'), direction: fc.constantFrom('asc' as const, 'desc' as const) }),
  { maxLength: 2 },
)
const asked: fc.Arbitrary<Query> = fc
  .tuple(where, orderBy, fc.constantFrom(null, 1, 2, 3, 5), fc.constantFrom(0, 0, 1))
  .map(([predicate, order, limit, offset]) => ({
    ...everyRecord('p_parts'),
    where: predicate,
    orderBy: order,
    limit,
    offset: limit === null ? 0 : offset,
  }))
/** A reading of the first rows of a query by one key at most; HubSpot orders equals as it likes, here the last id first. */
const reading = fc.record({ where, orderBy: orderBy.map((keys) => keys.slice(0, 1)), rows: fc.nat(14) })
type Reading = typeof reading extends fc.Arbitrary<infer T> ? T : never

function readerOf(part: Part): RecordReader {
  return { id: part.id, read: (name) => (name === 'size' ? part.size : name === 'kind' ? part.kind : part.id) }
}

function meaning(query: Query, parts: readonly Part[]): readonly string[] {
  return runQuery(schema, query, parts.map(readerOf)).map(({ id }) => id)
}

function read({ where: predicate, orderBy: order, rows }: Reading, parts: readonly Part[]) {
  const query: Query = { ...everyRecord('p_parts'), where: predicate, orderBy: order }
  // Descending ids make equals come the other way round.
  const ids = meaning(
    { ...query, orderBy: order.length === 0 ? [] : [...order, { property: 'hs_object_id', direction: 'desc' }] },
    parts,
  )
  const found = ids.slice(0, rows)
  const last = parts.find(({ id }) => id === found.at(-1))
  const isWhole = found.length === ids.length
  if (!isWhole && last === undefined) return { found: [], claim: null }
  const values: Record<string, string | null> = last === undefined ? {} : { size: last.size, kind: last.kind }
  const boundary = isWhole || last === undefined ? null : { id: last.id, values }
  const claim: Claim = { query, boundary, total: ids.length, asOf: 1 }
  return { found, claim }
}

function device(parts: readonly Part[]) {
  const replica = createReplica(schema)
  const ledger = createLedger(schema)
  const views = createViews(replica)
  replica.onChange((change) => void [...views.apply(change)])
  ledger.takeCursor({ objectType: 'p_parts', watermark: 1, asOf: 1 })
  const { names } = replica.layout('p_parts')
  return {
    ledger,
    assess: (query: Query) => {
      const view = views.open(query)
      const { need } = assess(view, replica, ledger)
      const shown = view.window().map(({ id }) => id)
      views.close(view)
      return { need, shown }
    },
    learn(ids: readonly string[], claim: Claim) {
      replica.applyEntry({
        ...emptyEntry,
        records: [
          {
            objectType: 'p_parts',
            records: parts
              .filter(({ id }) => ids.includes(id))
              .map((part) => [part.id, 1, 1, packValues(names.map((name) => readerOf(part).read(name)))]),
          },
        ],
      })
      for (const statement of ledger.stating(claim)) ledger.takeCoverage(statement)
    },
  }
}

describe('[PL1] [PL4] what any readings together make complete', () => {
  test('is the whole answer, and what they leave is enough to complete it', () => {
    let complete = 0
    let answered = 0
    fc.assert(
      fc.property(
        world,
        fc.array(reading, { maxLength: 4 }),
        fc.array(asked, { minLength: 1, maxLength: 4 }),
        (parts, readings, queries) => {
          const here = device(parts)
          for (const each of readings) {
            const { found, claim } = read(each, parts)
            if (claim !== null) here.learn(found, claim)
          }
          for (const query of queries) {
            const first = here.assess(query)
            if (first.need === null) {
              complete++
              expect(first.shown).toEqual(meaning(query, parts))
            }
          }
          for (const query of queries) {
            for (let round = 0; ; round++) {
              const { need, shown } = here.assess(query)
              if (need === null) {
                answered++
                expect(shown).toEqual(meaning(query, parts))
                break
              }
              if (need.kind !== 'records-of-query' || round > 2)
                throw new Error('What was missing does not complete it.')
              const all: Query = { ...need.query, limit: null, orderBy: [] }
              here.learn(meaning(all, parts), { query: all, boundary: null, total: null, asOf: 1 })
            }
          }
        },
      ),
      parameters,
    )
    // A test of a ledger that knows nothing would hold, too.
    expect(complete).toBeGreaterThan(answered / 10)
  })
})

describe('the ledger', () => {
  const parts = queryBuilder(schema, 'p_parts')
  const claimOf = (query: { readonly ast: Query }): Claim => ({ query: query.ast, boundary: null, total: 1, asOf: 1 })

  test('revokes with a claim those that it contains', () => {
    const ledger = createLedger(schema)
    for (const statement of ledger.stating(claimOf(parts.where('size', 'gt', 3)))) ledger.takeCoverage(statement)
    expect(ledger.stating(claimOf(parts.where('size', 'gt', 2)))).toMatchObject([
      { shape: shapeKey(parts.where('size', 'gt', 3).ast), claim: null },
      { shape: shapeKey(parts.where('size', 'gt', 2).ast) },
    ])
  })

  test('keeps the claims that were renewed last, up to a bound', () => {
    const ledger = createLedger(schema)
    ledger.takeCursor({ objectType: 'p_parts', watermark: 1, asOf: 1 })
    for (let size = 0; size <= mostClaims; size++)
      for (const statement of ledger.stating(claimOf(parts.where('size', 'eq', size)))) ledger.takeCoverage(statement)
    expect(ledger.statements().coverage).toHaveLength(mostClaims)
    expect(ledger.claim(parts.where('size', 'eq', 0).ast)).toBeNull()
    expect(ledger.claim(parts.where('size', 'eq', mostClaims).ast)).not.toBeNull()
  })

  test('[PL1] claims count together however many were made since', () => {
    const ledger = createLedger(schema)
    ledger.takeCursor({ objectType: 'p_parts', watermark: 1, asOf: 1 })
    const small = parts.where('size', 'lt', 10)
    const large = parts.where('size', 'gte', 10)
    const between = Array.from({ length: 200 }, (_, size) => parts.where('size', 'eq', size).where('kind', 'eq', 'a'))
    for (const query of [small, large, parts.where('size', 'notHas'), ...between])
      for (const statement of ledger.stating(claimOf(query))) ledger.takeCoverage(statement)
    expect(ledger.covers(parts.where('kind', 'eq', 'b').ast)).toBe(true)
  })

  test.each([
    ['without a query', { boundary: null, total: 1, asOf: 1 }],
    ['about what the schema does not hold', { query: everyRecord('p_other'), boundary: null, total: 1, asOf: 1 }],
    ['that is none', 7],
  ])('passes over a stored claim %s', (_name, claim) => {
    const ledger = createLedger(schema)
    ledger.takeCursor({ objectType: 'p_parts', watermark: 1, asOf: 1 })
    ledger.takeCoverage({ shape: shapeKey(parts.ast), objectType: 'p_parts', claim })
    expect(ledger.claim(parts.ast)).toBeNull()
    expect(ledger.covers(parts.ast)).toBe(false)
    expect(ledger.missing(parts.ast)).toEqual([parts.ast])
  })
})
