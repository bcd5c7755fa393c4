import { HoldfastError } from '@holdfast/crm'
import { queryBuilder } from '@holdfast/query'
import { firstValueFrom } from 'rxjs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  collect,
  completeStatus,
  createFakeEngine,
  firstDelta,
  refused,
  rowText,
  schema,
  type FakeEngine,
} from '../test/index.ts'
import { startConnection, type Connection } from './connection.ts'
import { createLiveQueries, type LiveQueries, type LiveResults } from './live.ts'
import { createRecordsAtHand } from './records-at-hand.ts'

interface Deal {
  readonly dealname: string | null
}

const deals = queryBuilder(schema, 'deals').select('dealname')
const lift = rowText('1', ['Lift'])
const door = rowText('2', ['Door'])

let engine: FakeEngine
let connection: Connection
let live: LiveQueries

beforeEach(async () => {
  engine = createFakeEngine(schema)
  connection = startConnection({ schema, account: '1', worker: engine.start, deadlineMs: 10_000, pack: null })
  await connection.started
  live = createLiveQueries({ schema, connection, atHand: createRecordsAtHand(), graceMs: 0, stored: null })
})

afterEach(async () => {
  vi.useRealTimers()
  engine.commands = {}
  await connection.close()
  for (const worker of engine.workers) worker.endpoint.terminate()
})

const watchDeals = (from: LiveQueries = live): LiveResults<Deal> => from.watch<Deal>(deals.key, deals.ast)

describe('a live query', () => {
  test('[CL3] opens nothing before somebody subscribes', async () => {
    watchDeals()
    await connection.call((commands) => commands.refresh())
    expect(engine.current().views).toEqual([])
  })

  test('gives its rows with how complete they are', async () => {
    const results = collect(watchDeals())
    const view = await engine.nextView()
    expect(view.query).toEqual(deals.ast)
    view.send(firstDelta([lift], { ...completeStatus, total: 7, pending: 1 }))
    expect(await results.at(0)).toMatchObject({
      completeness: 'complete',
      asOf: 1_000,
      total: 7,
      pending: 1,
      source: 'cache',
    })
    expect(results.values[0]?.rows[0]?.dealname).toBe('Lift')
  })

  test('[CL5] says why a result is not complete, and only then', async () => {
    const results = collect(watchDeals())
    const view = await engine.nextView()
    view.send(firstDelta([], { ...completeStatus, completeness: 'partial', why: ['offline'], asOf: null }))
    view.send({ kind: 'delta', revision: 2, parts: 0, order: null, rows: [], status: completeStatus })
    expect(await results.at(0)).toMatchObject({ completeness: 'partial', why: ['offline'], asOf: null })
    expect(await results.at(1)).not.toHaveProperty('why')
  })

  test('is not told again what it knows', async () => {
    const results = collect(watchDeals())
    const view = await engine.nextView()
    view.send(firstDelta([lift]))
    view.send({ kind: 'delta', revision: 2, parts: 0, order: null, rows: [lift], status: { ...completeStatus } })
    view.send({
      kind: 'delta',
      revision: 3,
      parts: 0,
      order: null,
      rows: [],
      status: { ...completeStatus, asOf: 2_000 },
    })
    await results.at(1)
    expect(results.values.map(({ asOf }) => asOf)).toEqual([1_000, 2_000])
  })

  test('[CL3] is one view for all who watch an equal query', async () => {
    const first = collect(watchDeals())
    const view = await engine.nextView()
    const second = collect(watchDeals())
    view.send(firstDelta([lift]))
    expect(await second.at(0)).toBe(await first.at(0))
    await connection.call((commands) => commands.refresh())
    expect(engine.current().views).toHaveLength(1)
  })

  test('[CL3] tells who comes late the latest at once', async () => {
    const first = collect(watchDeals())
    const view = await engine.nextView()
    view.send(firstDelta([lift]))
    await first.at(0)
    const late: unknown[] = []
    watchDeals().subscribe((result) => late.push(result))
    expect(late).toEqual([first.values[0]])
  })

  test('tells what it showed last without being opened', async () => {
    expect(watchDeals().latest).toBeNull()
    const results = collect(watchDeals())
    const view = await engine.nextView()
    expect(watchDeals().latest).toBeNull()
    view.send(firstDelta([lift]))
    const result = await results.at(0)
    expect(watchDeals().latest).toBe(result)
    results.subscription.unsubscribe()
    expect(watchDeals().latest).toBeNull()
  })

  test('has the key of its query and its account', () => {
    const other = createLiveQueries({ schema, connection, atHand: createRecordsAtHand(), graceMs: 0, stored: null })
    expect(watchDeals().key).toBe(watchDeals().key)
    expect(watchDeals().key).not.toBe(watchDeals(other).key)
    expect(live.watch('other', deals.ast).key).not.toBe(watchDeals().key)
  })

  test('is closed when the last one left', async () => {
    const first = collect(watchDeals())
    const second = collect(watchDeals())
    const view = await engine.nextView()
    first.subscription.unsubscribe()
    await connection.call((commands) => commands.refresh())
    expect(view.isClosed).toBe(false)
    second.subscription.unsubscribe()
    await view.closed
  })

  test('[CL3] outlives its last subscriber for the grace period', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    const patient = createLiveQueries({
      schema,
      connection,
      atHand: createRecordsAtHand(),
      graceMs: 1_000,
      stored: null,
    })
    const first = collect(watchDeals(patient))
    const view = await engine.nextView()
    view.send(firstDelta([lift]))
    const result = await first.at(0)
    first.subscription.unsubscribe()
    await vi.advanceTimersByTimeAsync(999)
    const second = collect(watchDeals(patient))
    expect(second.values).toEqual([result])
    second.subscription.unsubscribe()
    await vi.advanceTimersByTimeAsync(1_000)
    await view.closed
    expect(engine.current().views).toHaveLength(1)
  })

  test('ends with the error of a view that cannot go on; subscribing again opens a new one', async () => {
    const results = collect(watchDeals())
    const view = await engine.nextView()
    const error = { code: 'api/needs-auth', message: 'No. Sign in.', remedy: 'Sign in.', details: {} } as const
    view.send({ kind: 'failed', error: error as never })
    expect(await results.end).toMatchObject({ name: 'HoldfastError', code: 'api/needs-auth' })
    const again = collect(watchDeals())
    const newView = await engine.nextView()
    newView.send(firstDelta([door]))
    expect((await again.at(0)).rows[0]?.dealname).toBe('Door')
  })

  test('can be subscribed to again while its error is being told', async () => {
    let again: Promise<unknown> | undefined
    watchDeals().subscribe({
      error: () => {
        again = firstValueFrom(watchDeals())
      },
    })
    const view = await engine.nextView()
    view.send({ ...firstDelta([]), revision: 5 })
    const newView = await engine.nextView()
    newView.send(firstDelta([door]))
    expect(await again).toMatchObject({ completeness: 'complete' })
    expect(engine.current().views).toHaveLength(2)
  })

  test('ends with the error of a worker that refuses the query', async () => {
    engine.commands.openView = async () =>
      refused(new HoldfastError('query/invalid', 'No.', 'Correct it.', { objectType: 'deals', part: 'where' }))
    expect(await collect(watchDeals()).end).toMatchObject({ code: 'query/invalid', details: { part: 'where' } })
  })

  test('[CL5] ends with a broken rule when a result claims to be complete without a time', async () => {
    const results = collect(watchDeals())
    const view = await engine.nextView()
    view.send(firstDelta([], { ...completeStatus, asOf: null }))
    expect(await results.end).toMatchObject({ code: 'engine/invariant' })
    await view.closed
  })

  test('[CL2] goes on with the next worker when one dies: only the message comes again, the rows are the same', async () => {
    const results = collect(watchDeals())
    const view = await engine.nextView()
    view.send(firstDelta([lift, door]))
    const { rows } = await results.at(0)
    engine.current().crash()
    const newView = await engine.nextView()
    newView.send(firstDelta([lift, rowText('2', ['Gate'])], { ...completeStatus, asOf: 2_000 }))
    const second = await results.at(1)
    expect(second.rows[0]).toBe(rows[0])
    expect(second.rows[1]?.dealname).toBe('Gate')
    expect(engine.workers).toHaveLength(2)
  })

  test('completes when the connection is closed', async () => {
    const results = collect(watchDeals())
    await engine.nextView()
    await connection.close()
    expect(await results.end).toBeNull()
    expect(await collect(watchDeals()).end).toMatchObject({ code: 'engine/closed' })
  })
})
