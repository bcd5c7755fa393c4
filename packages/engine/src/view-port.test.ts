import { defineSchema, type LocalKey } from '@holdfast/crm'
import { everyRecord } from '@holdfast/query'
import { expect, test } from 'vitest'
import { mostCharacters } from './message-rows.ts'
import type { Planner, ViewListener, ViewUpdate } from './planner/index.ts'
import type { OrderChange, ViewDelta, ViewMessage, ViewRequest, ViewStatus } from './protocol.ts'
import { serveView } from './view-port.ts'

const schema = defineSchema({ deals: {} })
const everyDeal = everyRecord(Object.keys(schema)[0] ?? '')
const status: ViewStatus = { completeness: 'complete', asOf: 1, why: [], total: 1, pending: 0, source: 'cache' }
const row = (key: string, value: string): string => JSON.stringify([key, key, [], 0, [value], []])
const update = (revision: number, order: readonly string[] | null, rows: readonly string[]): ViewUpdate => ({
  kind: 'delta',
  revision,
  order: order as readonly LocalKey[] | null,
  rows,
  status,
})
const delta = (revision: number, order: OrderChange | null, rows: readonly string[]): ViewDelta => ({
  kind: 'delta',
  revision,
  parts: 0,
  order,
  rows,
  status,
})

test('a page that does not keep up is sent what changed meanwhile as one change, and nothing that left again', () => {
  const { tell, ask, sent } = serve()
  tell(update(1, ['a', 'b'], [row('a', '1'), row('b', '1')]))
  tell(update(2, null, [row('a', '2')]))
  expect(sent).toHaveLength(2)
  tell(update(3, ['b', 'a', 'c'], [row('c', '1')]))
  tell(update(4, null, [row('a', '3')]))
  tell(update(5, ['b', 'a'], [row('a', '4')]))
  expect(sent).toHaveLength(2)
  ask({ kind: 'taken' })
  expect(sent.slice(2)).toEqual([delta(3, { out: [1], into: [0], keys: ['b' as LocalKey] }, [row('a', '4')])])
  ask({ kind: 'taken' })
  ask({ kind: 'taken' })
  tell(update(6, null, [row('b', '2')]))
  expect(sent.slice(3)).toEqual([delta(4, null, [row('b', '2')])])
})

test('a page that keeps up is sent every change at once', () => {
  const { tell, ask, sent } = serve()
  for (let revision = 1; revision <= 5; revision++) {
    tell(update(revision, null, [row('a', String(revision))]))
    expect(sent).toHaveLength(revision)
    ask({ kind: 'taken' })
  }
})

test('[CL15] rows that one message may not carry are sent in parts before their delta, none larger than it may be, at the pace of the page', () => {
  const { tell, ask, sent } = serve()
  const keys = Array.from({ length: 10 }, (_, at) => `k${at}`)
  const rows = keys.map((key) => row(key, 'x'.repeat(mostCharacters / 4)))
  tell(update(1, keys, rows))
  tell(update(2, null, [row('k0', '1')]))
  expect(sent).toHaveLength(2)
  for (let taken = 0; taken < 2; taken++) ask({ kind: 'taken' })
  expect(sent.map(({ kind, rows: texts }) => [kind, texts.length])).toEqual([
    ['part', 3],
    ['part', 3],
    ['part', 3],
    ['delta', 1],
  ])
  expect(sent.flatMap((message) => message.rows)).toEqual(rows)
  expect(sent.map((message) => (message.kind === 'part' ? message.place : message.parts))).toEqual([0, 1, 2, 3])
  ask({ kind: 'taken' })
  expect(sent.at(-1)).toEqual(delta(2, null, [row('k0', '1')]))
})

test('a page that closes its port lets the query go', () => {
  const { ask, isHeld } = serve()
  expect(isHeld()).toBe(true)
  ask({ kind: 'close' })
  expect(isHeld()).toBe(false)
})

function serve() {
  const sent: Exclude<ViewMessage, { readonly kind: 'failed' }>[] = []
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
      if (message.kind !== 'failed') sent.push(message)
    },
    listen(react) {
      ask = react
    },
    close: () => undefined,
  })
  return {
    sent,
    isHeld: () => isHeld,
    tell: (message: ViewUpdate) => listener?.receive(message),
    ask: (request: ViewRequest) => ask(request),
  }
}
