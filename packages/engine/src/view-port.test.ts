import { defineSchema, type LocalKey } from '@holdfast/crm'
import { everyRecord } from '@holdfast/query'
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

test('a page that closes its port lets the query go', () => {
  const { ask, isHeld } = serve()
  expect(isHeld()).toBe(true)
  ask({ kind: 'close' })
  expect(isHeld()).toBe(false)
})

function serve() {
  const sent: ViewDelta[] = []
  let isHeld = false
  let listener: ViewListener | null = null
  let ask: (request: ViewRequest) => void = () => undefined
  const planner: Pick<Planner, 'open'> = {
    open(_query, given) {
      listener = given
      isHeld = true
      return () => {
        isHeld = false
      }
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
    isHeld: () => isHeld,
    tell: (message: ViewDelta) => listener?.receive(message),
    ask: (request: ViewRequest) => ask(request),
  }
}
