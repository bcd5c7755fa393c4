import { defineSchema, type LocalKey } from '@holdfast/crm'
import { everyRecord, type Runnable } from '@holdfast/query'
import { expect, test } from 'vitest'
import type { Planner, ViewListener } from './planner/index.ts'
import type { ViewDelta, ViewRequest, ViewStatus } from './protocol.ts'
import { serveView } from './view-port.ts'

const schema = defineSchema({ deals: {} })
const everyDeal = everyRecord(Object.keys(schema)[0] ?? '')
const status: ViewStatus = { completeness: 'complete', asOf: 1, why: [], total: 1, pending: 0, source: 'cache' }
const row = (key: string, value: string): string => JSON.stringify([key, key, [], 0, [value], []])
const delta = (revision: number, order: readonly string[] | null, rows: readonly string[]): ViewDelta => ({
  kind: 'delta',
  revision,
  order: order as readonly LocalKey[] | null,
  rows,
  status,
})

test('a page that does not keep up is sent what changed meanwhile as one change, and nothing that left again', () => {
  const { tell, ask, sent } = serve()
  tell(delta(1, ['a', 'b'], [row('a', '1'), row('b', '1')]))
  tell(delta(2, null, [row('a', '2')]))
  expect(sent).toHaveLength(2)
  tell(delta(3, ['b', 'a', 'c'], [row('c', '1')]))
  tell(delta(4, null, [row('a', '3')]))
  tell(delta(5, ['b', 'a'], [row('a', '4')]))
  expect(sent).toHaveLength(2)
  ask({ kind: 'taken' })
  expect(sent.slice(2)).toEqual([delta(3, ['b', 'a'], [row('a', '4')])])
  ask({ kind: 'taken' })
  ask({ kind: 'taken' })
  tell(delta(6, null, [row('b', '2')]))
  expect(sent.slice(3)).toEqual([delta(4, null, [row('b', '2')])])
})

test('a page that keeps up is sent every change at once', () => {
  const { tell, ask, sent } = serve()
  for (let revision = 1; revision <= 5; revision++) {
    tell(delta(revision, null, [row('a', String(revision))]))
    expect(sent).toHaveLength(revision)
    ask({ kind: 'taken' })
  }
})

test('a window that moves is another query on the same port; the old one is let go after the new one is held', () => {
  const { ask, held } = serve()
  ask({ kind: 'window', offset: 50, limit: 50 })
  expect(held).toEqual([
    ['open', everyDeal],
    ['open', { ...everyDeal, offset: 50, limit: 50 }],
    ['release', everyDeal],
  ])
  ask({ kind: 'close' })
  expect(held.at(-1)).toEqual(['release', { ...everyDeal, offset: 50, limit: 50 }])
})

function serve() {
  const sent: ViewDelta[] = []
  const held: (readonly ['open' | 'release', Runnable])[] = []
  let listener: ViewListener | null = null
  let ask: (request: ViewRequest) => void = () => undefined
  const planner: Pick<Planner, 'open'> = {
    open(query, given) {
      listener = given
      held.push(['open', query])
      return () => void held.push(['release', query])
    },
  }
  serveView(planner, everyDeal, {
    postMessage(message) {
      if (message.kind === 'delta') sent.push(message)
    },
    listen(react) {
      ask = react
    },
    close: () => undefined,
  })
  return {
    sent,
    held,
    tell: (message: ViewDelta) => listener?.receive(message),
    ask: (request: ViewRequest) => ask(request),
  }
}
