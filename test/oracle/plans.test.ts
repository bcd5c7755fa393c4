import { defineSchema } from '@holdfast/crm'
import { createEmulator, type Emulator } from '@holdfast/emulator'
import {
  planSearch,
  queryBuilder,
  runPlan,
  runQuery,
  searchLimits,
  type Associations,
  type Predicate,
  type Query,
  type RecordReader,
  type SearchRequest,
} from '@holdfast/query'
import { beforeAll, describe, expect, test } from 'vitest'
import { answerOf } from './emulated.ts'

// Plans carried out against an account with more companies than paging reaches.

const schema = defineSchema({
  companies: {
    properties: {
      x_size: { type: 'number' },
      x_color: { type: 'enumeration' },
      x_a: { type: 'string' },
      x_b: { type: 'string' },
      x_c: { type: 'string' },
      x_d: { type: 'string' },
      x_e: { type: 'string' },
      x_f: { type: 'string' },
    },
    associations: { contacts: { labels: [] } },
  },
  contacts: {},
})
const companies = queryBuilder(schema, 'companies')
const records = 10_450
const nobody: Associations = { has: () => false, partners: () => [] }
/** Properties that no company has a value for. */
const empty = ['x_a', 'x_b', 'x_c', 'x_d', 'x_e', 'x_f']
const colors = ['red', 'green', 'blue']

let emulator: Emulator
let all: readonly RecordReader[]

beforeAll(() => {
  emulator = createEmulator({
    seed: 1,
    clock: { now: () => Date.parse('2026-01-01T00:00:00Z') },
    switches: { searchLagMs: 0, limitSearchSecondly: 1_000_000, limitTenSecondly: 1_000_000 },
  })
  const { account } = emulator
  account.defineProperty('companies', 'x_size', 'Size', 'number')
  account.defineProperty('companies', 'x_color', 'Color', 'select', { options: colors })
  for (const name of empty) account.defineProperty('companies', name, name, 'text')
  for (let at = 0; at < records; at++)
    account.create('companies', {
      name: `Company ${at}`,
      city: `City ${at % 700}`,
      x_size: String(at % 1_000),
      ...(at % 10 === 0 ? {} : { x_color: colors[at % 3] ?? 'red' }),
    })
  all = account.records('companies').map(({ id, properties }) => ({ id, read: (name) => properties[name] ?? null }))
})

interface Carried {
  readonly ids: readonly string[]
  readonly requests: readonly SearchRequest[]
  readonly recordsRead: number
}

async function carryOut(query: Query, properties: readonly string[] = ['name']): Promise<Carried> {
  const running = runPlan(schema, planSearch(schema, query, { properties }))
  const requests: SearchRequest[] = []
  let step = running.next()
  while (step.done !== true) {
    if (step.value.kind === 'search') requests.push(step.value)
    step = running.next(await answerOf(emulator, step.value))
  }
  return { ids: step.value.rows.map(({ id }) => id), requests, recordsRead: step.value.recordsRead }
}

function idsOf(query: Query): readonly string[] {
  return runQuery(schema, query, all, { associations: nobody }).map(({ id }) => id)
}

function expectWithinLimits(requests: readonly SearchRequest[]): void {
  for (const { body } of requests) {
    expect(JSON.stringify(body).length).toBeLessThanOrEqual(searchLimits.bodyCharacters)
    expect(body.filterGroups.length).toBeLessThanOrEqual(searchLimits.groups)
    for (const { filters } of body.filterGroups)
      expect(filters.length).toBeLessThanOrEqual(searchLimits.filtersPerGroup)
    expect(body.filterGroups.flatMap(({ filters }) => filters).length).toBeLessThanOrEqual(searchLimits.filters)
    expect(Number(body.after ?? '0') + body.limit).toBeLessThanOrEqual(searchLimits.rows)
  }
}

const numbers = (count: number, of: (at: number) => number): readonly number[] =>
  Array.from({ length: count }, (_, at) => of(at))
const where = (predicate: Predicate): Query => ({ ...companies.ast, where: predicate })

describe('a plan', () => {
  test.each<[string, () => Query, number]>([
    [
      'seven alternatives in two searches',
      () => where({ kind: 'or', of: numbers(7, (at) => at).map((at) => range(at * 50, at * 50 + 5, at % 3)) }),
      2,
    ],
    [
      'a long list of numbers',
      () =>
        companies.where(
          'x_size',
          'in',
          numbers(600, (at) => at * 3),
        ).ast,
      2,
    ],
    [
      'a long list of texts',
      () =>
        companies.where(
          'city',
          'in',
          numbers(300, (at) => at * 2).map((at) => `CITY ${at}`),
        ).ast,
      2,
    ],
    [
      'a long list of unwanted numbers',
      () =>
        companies.where(
          'x_size',
          'notIn',
          numbers(900, (at) => at),
        ).ast,
      1,
    ],
    [
      'a long list of unwanted numbers with gaps',
      () =>
        companies
          .where(
            'x_size',
            'notIn',
            numbers(499, (at) => at * 2),
          )
          .where('x_size', 'lt', 998).ast,
      2,
    ],
    [
      'seven conditions at once',
      () =>
        where({
          kind: 'and',
          of: [range(100, 900, 1), ...['name', 'city', 'domain'].map(notNorth), ...empty.map(unset)],
        }),
      1,
    ],
    [
      'not associated',
      () =>
        where({
          kind: 'and',
          of: [
            range(0, 20, 0),
            { kind: 'not', of: { kind: 'associated', objectType: 'contacts', id: '1', label: null } },
          ],
        }),
      1,
    ],
  ])('[Q12] finds exactly its records, within every limit: %s', async (_name, query, least) => {
    const carried = await carryOut(query())
    expectWithinLimits(carried.requests)
    expect(carried.ids).toEqual(idsOf(query()))
    const searches = new Set(carried.requests.map(({ body }) => JSON.stringify(body.filterGroups)))
    expect(searches.size).toBeGreaterThanOrEqual(least)
  })

  test('[Q13] reads on by id where paging ends, and finds every record once', async () => {
    const carried = await carryOut(companies.where('x_size', 'gte', 0).ast)
    expectWithinLimits(carried.requests)
    expect(carried.ids).toEqual(idsOf(companies.ast))
    expect(carried.requests.length).toBe(Math.ceil(records / searchLimits.pageRows))
    expect(carried.recordsRead).toBe(records)
  })

  test('[Q13] reads on by id where what is wanted lies beyond the end of paging in its order', async () => {
    const query = companies.orderBy('x_size', 'desc').limit(5).ast
    const sifted: Query = {
      ...query,
      where: {
        kind: 'and',
        of: [{ kind: 'compare', property: 'name', operator: 'containsToken', value: '*' }, ...sevenConditions],
      },
    }
    const carried = await carryOut(sifted)
    expectWithinLimits(carried.requests)
    expect(carried.ids).toEqual(idsOf(sifted))
    expect(carried.requests.some(({ body }) => body.sorts[0]?.propertyName === 'hs_object_id')).toBe(true)
  })

  test('[Q13] that is answered a page that leads no further stops with an error', () => {
    const running = runPlan(schema, planSearch(schema, companies.ast, { properties: [] }))
    running.next()
    expect(() => running.next({ records: [], after: '0' })).toThrowError(
      expect.objectContaining({ code: 'engine/invariant' }),
    )
  })

  test('[Q12] of a contradiction sends nothing', async () => {
    const carried = await carryOut(companies.where('x_size', 'gt', 5).where('x_size', 'lt', 5).ast)
    expect(carried).toEqual({ ids: [], requests: [], recordsRead: 0 })
  })

  test('[Q13] stops as soon as order and limit allow', async () => {
    const byId = await carryOut(companies.limit(30).ast)
    expect([byId.requests.length, byId.recordsRead]).toEqual([1, 31])
    // Ten or eleven companies have each size: the next size has to be seen to know that the equals are complete.
    const bySize = await carryOut(companies.orderBy('x_size', 'desc').limit(25).ast)
    expect([bySize.requests.length, bySize.recordsRead]).toEqual([2, 52])
    expect(bySize.ids.length).toBe(25)
  })

  test('[Q12] without room for all properties asks for those it decides by, and names the rest', () => {
    const many = numbers(200, (at) => at).map((at) => `a_property_with_a_name_${at}`)
    const plan = planSearch(schema, companies.where('x_size', 'gt', 5).orderBy('city').ast, {
      properties: ['x_size', ...many],
    })
    expect([...plan.properties].sort()).toEqual(['city', 'x_size'])
    expect(plan.rest).toEqual(many)
  })

  test('[Q12] is refused when it takes more searches than allowed, and when nothing leaves room for filters', () => {
    const query = companies.where(
      'x_size',
      'in',
      numbers(600, (at) => at * 3),
    ).ast
    expect(() => planSearch(schema, query, { properties: [], maxSearches: 1 })).toThrowError(
      expect.objectContaining({
        code: 'query/not-searchable',
        details: expect.objectContaining({ part: 'searches', limit: 1 }) as unknown,
      }),
    )
    expect(() => planSearch(schema, companies.search('a '.repeat(1_400)).ast, { properties: [] })).toThrowError(
      expect.objectContaining({
        code: 'query/not-searchable',
        details: expect.objectContaining({ part: 'body' }) as unknown,
      }),
    )
  })
})

function range(from: number, to: number, color: number): Predicate {
  return {
    kind: 'and',
    of: [
      { kind: 'between', property: 'x_size', from: String(from), to: String(to) },
      { kind: 'compare', property: 'x_color', operator: 'eq', value: colors[color] ?? 'red' },
    ],
  }
}

function notNorth(property: string): Predicate {
  return { kind: 'not', of: { kind: 'compare', property, operator: 'containsToken', value: 'north' } }
}

function unset(property: string): Predicate {
  return { kind: 'presence', property, operator: 'notHas' }
}

const sevenConditions: readonly Predicate[] = [
  ...empty.map(unset),
  { kind: 'compare', property: 'x_size', operator: 'lt', value: '3' },
]
