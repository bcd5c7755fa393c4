import { defineSchema } from '@holdfast/crm'
import { compileRowOrder, everyRecord, runQuery, type Predicate, type Query } from '@holdfast/query'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { createReplica, RowSet, type Replica } from '../replica/index.ts'
import { emptyEntry, packValues, type CacheEntry } from '../store/index.ts'
import { replicaAssociations } from './associations.ts'
import { firstRows } from './first-rows.ts'
import { selectMatches, selectRows } from './select-rows.ts'

const parameters = { seed: Number(process.env['SEED'] ?? 20_261_125), numRuns: 60 }

const schema = defineSchema({
  p_people: {
    properties: {
      name: { type: 'string' },
      score: { type: 'number' },
      stage: { type: 'enumeration', options: ['a', 'b', 'c', 'd', 'e', 'f'] },
    },
    associations: { p_firms: { labels: ['boss'] } },
  },
  p_firms: { properties: { city: { type: 'string' } }, associations: { p_people: { labels: ['boss'] } } },
})

const stages = ['a', 'b', 'c', 'd', 'e', 'f'] as const
const number = fc.constantFrom('-1', '0', '3', '7.5', '40')
const firmWhere: fc.Arbitrary<Predicate> = fc
  .constantFrom('Bonn', 'Oslo', 'Rome')
  .map((value) => ({ kind: 'compare', property: 'city', operator: 'eq', value }))
const label = fc.constantFrom(null, 'boss')
const leaf: fc.Arbitrary<Predicate> = fc.oneof(
  fc.constantFrom(...stages).map((value): Predicate => ({ kind: 'compare', property: 'stage', operator: 'eq', value })),
  fc.subarray([...stages]).map((values): Predicate => ({ kind: 'list', property: 'stage', operator: 'in', values })),
  fc
    .tuple(fc.constantFrom('eq' as const, 'lt' as const, 'lte' as const, 'gt' as const, 'gte' as const), number)
    .map(([operator, value]): Predicate => ({ kind: 'compare', property: 'score', operator, value })),
  fc.tuple(number, number).map(([from, to]): Predicate => ({ kind: 'between', property: 'score', from, to })),
  fc
    .constantFrom('ann', 'b*', 'nobody')
    .map((value): Predicate => ({ kind: 'compare', property: 'name', operator: 'containsToken', value })),
  fc.constantFrom('1', '17', '999').map((value): Predicate => ({
    kind: 'compare',
    property: 'hs_object_id',
    operator: 'eq',
    value,
  })),
  fc.tuple(fc.constantFrom('1001', '1002'), label).map(([id, each]): Predicate => ({
    kind: 'associated',
    objectType: 'p_firms',
    id,
    label: each,
  })),
  fc.tuple(fc.option(firmWhere), label).map(([where, each]): Predicate => ({
    kind: 'hasAssociated',
    objectType: 'p_firms',
    where,
    label: each,
  })),
)
const predicate = fc.oneof(
  leaf,
  leaf.map((of): Predicate => ({ kind: 'not', of })),
  fc
    .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(leaf, { minLength: 1, maxLength: 3 }))
    .map(([kind, of]): Predicate => ({ kind, of })),
)

test('[EX1] rows selected from any source are those that the query matches, in its order', () => {
  const replica = people(60)
  const orderBy = fc.array(
    fc.record({
      property: fc.constantFrom('name', 'score', 'stage', 'hs_object_id'),
      direction: fc.constantFrom('asc' as const, 'desc' as const),
    }),
    { maxLength: 2 },
  )
  fc.assert(
    fc.property(predicate, orderBy, fc.nat({ max: 10 }), (where, order, limit) => {
      const query: Query = { ...everyRecord('p_people'), where, orderBy: order, limit }
      // Asked often enough, every property that can has an index.
      for (let round = 0; round < 70; round += 23)
        expect(idsOf(replica, query)).toEqual(idsByDefinition(replica, query))
      change(replica)
      expect(idsOf(replica, query)).toEqual(idsByDefinition(replica, query))
    }),
    { ...parameters, numRuns: 200 },
  )
})

describe('[EX2] a query looks at few rows', () => {
  const eq = (property: string, value: string): Predicate => ({ kind: 'compare', property, operator: 'eq', value })
  test.each<[string, Predicate, number]>([
    ['of an id', eq('hs_object_id', '17'), 1],
    ['of an equal value', { kind: 'and', of: [eq('stage', 'a'), { kind: 'not', of: eq('score', '3') }] }, 100],
    ['of a narrow range', { kind: 'between', property: 'score', from: '10', to: '12' }, 19],
    ['that is associated with a record', { kind: 'associated', objectType: 'p_firms', id: '1001', label: null }, 6],
    [
      'whose partners are few',
      { kind: 'hasAssociated', objectType: 'p_firms', where: eq('city', 'Bonn'), label: null },
      12,
    ],
    ['in any of several ways', { kind: 'or', of: [eq('hs_object_id', '17'), eq('stage', 'a')] }, 101],
  ])('%s', (_name, where, most) => {
    const replica = people(600)
    const asked = { ...everyRecord('p_people'), where }
    for (let round = 0; round < 100; round++) selectRows(replica, asked)
    const { inspected, rows } = selectRows(replica, asked)
    expect(inspected).toBeLessThanOrEqual(most)
    expect(rows.length).toBeGreaterThan(0)
  })

  test('and one that nothing narrows down looks at all', () => {
    const replica = people(600)
    const where: Predicate = { kind: 'not', of: eq('stage', 'a') }
    expect(selectRows(replica, { ...everyRecord('p_people'), where }).inspected).toBe(600)
  })
})

test('[EX2] the first rows of many are walked to in an index, equals in the rest of the order', () => {
  const replica = people(600)
  const table = replica.table('p_people')
  const all = new RowSet()
  for (const row of table.shown.toArray()) all.add(row)
  const asked = vi.spyOn(all, 'toArray')
  for (const direction of ['asc', 'desc'] as const) {
    const query: Query = { ...everyRecord('p_people'), orderBy: [{ property: 'score', direction }], limit: 10 }
    table.promote(['score', 'hs_object_id'])
    const compare = compileRowOrder(schema, query, table)
    const first = (count: number): string[] =>
      firstRows(replica, { ...query, compare }, all, count).map((row) => table.at(row)?.id ?? '')
    for (let round = 0; round < 100; round++) first(10)
    asked.mockClear()
    expect(first(10)).toEqual(idsByDefinition(replica, query))
    expect(asked).not.toHaveBeenCalled()
    expect(first(300)).toEqual(idsByDefinition(replica, { ...query, limit: 300 }))
    expect(asked).toHaveBeenCalledOnce()
  }
})

test('[EX3] partners by one predicate are selected once, until something changes', () => {
  const replica = people(60)
  const where: Predicate = { kind: 'compare', property: 'stage', operator: 'eq', value: 'b' }
  const partners = selectMatches(replica, 'p_people', where)
  expect(selectMatches(replica, 'p_people', where)).toBe(partners)
  change(replica)
  expect(selectMatches(replica, 'p_people', where)).toEqual(
    selectRows(replica, { ...everyRecord('p_people'), where }).rows,
  )
  expect(selectMatches(replica, 'p_people', where)).not.toBe(partners)
})

function idsOf(replica: Replica, query: Query): string[] {
  const table = replica.table('p_people')
  const { rows } = selectRows(replica, query)
  const set = new RowSet()
  for (const row of rows) set.add(row)
  const compare = compileRowOrder(schema, query, table)
  return firstRows(replica, { ...query, compare }, set, query.limit ?? rows.length).map(
    (row) => table.at(row)?.id ?? '',
  )
}

function idsByDefinition(replica: Replica, query: Query): string[] {
  const associations = replicaAssociations(replica)
  return runQuery(schema, query, replica.table('p_people').versions(), { associations }).map(({ id }) => id)
}

function people(count: number): Replica {
  const replica = createReplica(schema)
  const ids = Array.from({ length: count }, (_, at) => at + 1)
  const records = ids.map((id) => {
    const name = id % 7 === 0 ? null : ['Ann', 'Bob Ann', 'Cy'][id % 3]
    return [
      String(id),
      1,
      1,
      packValues([name ?? null, String((id % 97) + (id % 2) / 2), stages[id % 6] ?? null]),
    ] as const
  })
  const firms = ['1001', '1002', '1003'].map(
    (id, at) => [id, 1, 1, packValues([['Bonn', 'Oslo', 'Rome'][at] ?? null])] as const,
  )
  const entry: CacheEntry = {
    ...emptyEntry,
    records: [
      { objectType: 'p_people', records },
      { objectType: 'p_firms', records: firms },
    ],
    associations: ids
      .filter((id) => id % 100 < 2)
      .map((id) => ({
        fromType: 'p_people',
        fromId: String(id),
        toType: 'p_firms',
        readAt: 1,
        links: [[id % 100 === 0 ? '1001' : '1002', id % 200 === 0 ? [null, 'boss'] : [null]]],
      })),
  }
  replica.applyEntry(entry)
  return replica
}

let moment = 1

// Somebody edits one record and archives another, so that indexes have something to follow.
function change(replica: Replica): void {
  moment += 60_000
  const id = String(((moment / 60_000) % 60) | 0)
  replica.applyEntry({
    ...emptyEntry,
    records: [{ objectType: 'p_people', records: [[id, moment, moment, packValues(['Ann', '7.5', 'b'])]] }],
    departures: [
      { objectType: 'p_people', id: String(Number(id) + 1), outcome: 'archived', into: null, readAt: moment },
    ],
  })
}
