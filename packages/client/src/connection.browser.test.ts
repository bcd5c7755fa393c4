import { queryBuilder } from '@holdfast/query'
import { expect, test } from 'vitest'
import { collect, createFakeEngine, errorOf, firstDelta, rowText, schema } from '../test/index.ts'
import { startConnection, type Connection, type EngineWorker } from './connection.ts'
import { createLiveQueries } from './live.ts'
import { createRecordsAtHand } from './records-at-hand.ts'

// What only real workers and ports can show.

async function open(worker: () => EngineWorker, deadlineMs = 5_000): Promise<Connection> {
  const connection = startConnection({ schema, account: '1', worker, deadlineMs, pack: null })
  await connection.started.catch(async (error: unknown) => {
    await connection.close()
    throw error
  })
  return connection
}

function scriptWorker(script: string): EngineWorker {
  const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })))
  // The planted error is what the test is about; the browser need not report it as well.
  worker.addEventListener('error', (event) => event.preventDefault())
  return worker
}

test('[CL1] a worker whose code throws is noticed at once', async () => {
  const error = await errorOf(open(() => scriptWorker('throw new Error("planted")')))
  expect(error).toMatchObject({ code: 'engine/unreachable', details: { reason: 'crashed' } })
})

test('[CL1] a worker whose script does not exist is noticed at once', async () => {
  const error = await errorOf(open(() => new Worker(URL.createObjectURL(new Blob()).replace(/.$/, '-'))))
  expect(error).toMatchObject({ code: 'engine/unreachable', details: { reason: 'crashed' } })
})

test('[CL1] a worker that says nothing is given up at the deadline', async () => {
  const error = await errorOf(open(() => scriptWorker(''), 200))
  expect(error).toMatchObject({ code: 'engine/unreachable', details: { reason: 'deadline', deadlineMs: 200 } })
})

test('[CL3] leaving a live query reaches the worker although its port is closed right after', async () => {
  const engine = createFakeEngine(schema)
  const connection = await open(engine.start)
  const deals = queryBuilder(schema, 'deals').select('dealname')
  const live = createLiveQueries({ atHand: createRecordsAtHand(), schema, connection, graceMs: 0, stored: null })
  const results = collect(live.watch<{ readonly dealname: string | null }>(deals.key, deals.ast))
  const view = await engine.nextView()
  view.send(firstDelta([rowText('1', ['Lift'])]))
  expect((await results.at(0)).rows[0]?.dealname).toBe('Lift')
  results.subscription.unsubscribe()
  await view.closed
  await connection.close()
})
