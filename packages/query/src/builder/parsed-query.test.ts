import { defineSchema } from '@holdfast/crm'
import { expect, test } from 'vitest'
import type { Parameter, Runnable } from '../ast.ts'
import { parseQuery, queryToJson } from '../check/index.ts'
import { param } from '../parameter.ts'
import { parsedQuery, queryBuilder, type Execution, type Executor } from './index.ts'

interface Told extends Execution {
  readonly live: string
  readonly get: string
  readonly options: string
  readonly explain: string
}

const schema = defineSchema({ deals: { properties: { closedate: { type: 'date' } } } })
const tell: Executor<Told> = {
  live: (_query, key) => `live ${key()}`,
  get: (_query, key, options) => `get ${key()} ${options}`,
  explain: (_query, key) => `explain ${key()}`,
}
const deals = queryBuilder(schema, 'deals', tell)
const template = deals.where('amount', 'gte', param('least')).named('Big deals')

/** A query after a day in a file. */
function written({ name = null, ast }: { readonly name?: string | null; readonly ast: Runnable<Parameter> }) {
  return parsedQuery(schema, parseQuery(schema, queryToJson({ name, query: ast })), tell)
}

test('a query that was written down runs as the built one does', () => {
  const built = deals.where('amount', 'gte', 5).select('dealname')
  const parsed = written(built)
  expect({ ...parsed, live: parsed.live(), get: parsed.get('once'), explain: parsed.explain() }).toMatchObject({
    ast: built.ast,
    key: built.key,
    name: null,
    live: built.live(),
    get: built.get('once'),
    explain: built.explain(),
  })
})

test('[Q19] one that leaves values open keeps its name, and runs once they are bound', () => {
  const parsed = written(template)
  expect(() => parsed.live()).toThrow(expect.objectContaining({ code: 'query/unbound' }))
  expect(() => parsed.bind({ most: 5 })).toThrow(expect.objectContaining({ code: 'query/unbound' }))
  const bound = parsed.bind({ least: 5 })
  expect([bound.name, bound.live()]).toEqual(['Big deals', template.bind({ least: 5 }).live()])
})

test('one for figures runs as such', () => {
  const figures = deals.groupBy('closedate').sum('amount')
  expect(written(figures).live()).toBe(figures.live())
})
