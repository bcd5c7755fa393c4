import {
  compileColumns,
  compilePredicate,
  covers,
  everyRecord,
  planSearch,
  type Coverage,
  type Predicate,
  type RecordReader,
  type RowColumns,
  type RowTest,
} from '@holdfast/query'
import { createTable, schema } from './table.ts'

const rows = 100_000
const rounds = 41

/** One line of the table. */
export interface Figure {
  readonly name: string
  /** Median of a round in milliseconds. */
  readonly ms: number
  /** Million rows a second; null where only the time counts. */
  readonly millions: number | null
  /** Does it reach its floor? Null where it has none. */
  readonly isReached: boolean | null
}

const compare = (
  property: string,
  operator: 'eq' | 'gte' | 'lt' | 'neq' | 'containsToken',
  value: string,
): Predicate => ({
  kind: 'compare',
  property,
  operator,
  value,
})

const amount = compare('amount', 'gte', '50000')
const stage = compare('dealstage', 'eq', 'stage_3')
const owner: Predicate = { kind: 'list', property: 'hubspot_owner_id', operator: 'in', values: ['301', '307', '333'] }
const closing: Predicate = { kind: 'between', property: 'closedate', from: '2024-06-01', to: '2025-06-01' }

// Every kind of condition goes through the same call site, as it does in an application: none of the figures is of a loop made for one.
const simple: readonly (readonly [name: string, where: Predicate])[] = [
  ['number, gte', amount],
  ['day, between', closing],
  ['option, eq', stage],
  ['options, in 3', owner],
]
const composite: readonly (readonly [name: string, where: Predicate])[] = [
  ['and of 3', { kind: 'and', of: [amount, stage, closing] }],
  ['or of 3', { kind: 'or', of: [amount, stage, closing] }],
  ['text, eq', compare('dealname', 'eq', 'Acme lift 77 corp')],
  ['text, containsToken', compare('dealname', 'containsToken', 'umbr* north')],
]

/** All figures of this engine. */
export function measure(): readonly Figure[] {
  const columns = createTable(rows)
  const compiled = (where: Predicate): RowTest => compileColumns(schema, { ...everyRecord('deals'), where }, columns)
  const tests = [...simple, ...composite].map(([name, where], at) => ({
    name,
    test: compiled(where),
    isSimple: at < simple.length,
  }))
  const everyRow = Uint32Array.from({ length: rows }, (_, row) => row)
  const found = new Uint32Array(rows)
  const perRow = (name: string, isSimple: boolean, run: () => number): Figure => {
    const ms = median(run)
    const millions = rows / ms / 1_000
    return { name, ms, millions, isReached: isSimple ? millions >= 50 : null }
  }
  // All of them run once before any is measured.
  for (const { test } of tests) countMatching(test, rows)
  return [
    ...tests.map(({ name, test, isSimple }) =>
      perRow(`${name}, row by row`, isSimple, () => countMatching(test, rows)),
    ),
    ...tests.map(({ name, test, isSimple }) =>
      perRow(`${name}, sifted`, isSimple, () => {
        found.set(everyRow)
        return test.sift(found, rows)
      }),
    ),
    perRow(
      'number, gte, from records',
      false,
      recordsMatching(amount, (row) => columns.record(row)),
    ),
    ...compiling(columns),
  ]
}

function countMatching(test: RowTest, of: number): number {
  let count = 0
  for (let row = 0; row < of; row++) if (test.matches(row)) count++
  return count
}

function recordsMatching(where: Predicate, record: (row: number) => RecordReader) {
  const matches = compilePredicate(schema, { ...everyRecord('deals'), where })
  const records = Array.from({ length: rows }, (_, row) => record(row))
  return () => records.reduce((count, each) => (matches(each) ? count + 1 : count), 0)
}

function compiling(columns: RowColumns): readonly Figure[] {
  const clauses = Array.from({ length: 30 }, (_, at): Predicate => ({
    kind: 'and',
    of: [compare('dealstage', 'eq', `stage_${at % 8}`), compare('amount', 'gte', String(at * 1_000)), owner],
  }))
  const query = { ...everyRecord('deals'), where: { kind: 'or', of: clauses } as const }
  const known = Array.from({ length: 40 }, (_, at): Coverage => ({
    query: {
      ...everyRecord('deals'),
      where: { kind: 'between', property: 'amount', from: String(at * 2_500), to: String(at * 2_500 + 2_499.99) },
    },
    window: { kind: 'all' },
    properties: null,
  }))
  const asked = { ...everyRecord('deals'), where: { kind: 'and', of: [closing, stage, amount] } as const }
  const timed = (name: string, most: number | null, run: () => unknown): Figure => {
    const ms = median(() => {
      for (let times = 0; times < 20; times++) run()
    })
    return { name, ms: ms / 20, millions: null, isReached: most === null ? null : ms / 20 <= most }
  }
  return [
    timed('compile 30 clauses to a test of rows', 1, () => compileColumns(schema, query, columns)),
    timed('compile 30 clauses to a test of records', 1, () => compilePredicate(schema, query)),
    timed('plan the searches of 30 clauses', 1, () => planSearch(schema, query, { properties: ['dealname'] })),
    timed('covers: 3 conditions against 40 ranges', null, () => covers(known, asked, { schema })),
  ]
}

function median(run: () => unknown): number {
  const times = Array.from({ length: rounds }, () => {
    const begin = performance.now()
    run()
    return performance.now() - begin
  }).toSorted((a, b) => a - b)
  return times[rounds >> 1] ?? Number.NaN
}
