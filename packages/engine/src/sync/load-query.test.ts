import { defineSchema } from '@holdfast/crm'
import { createHubSpot } from '@holdfast/hubspot'
import { everyRecord, type Query } from '@holdfast/query'
import { describe, expect, test } from 'vitest'
import { createLedger } from '../planner/index.ts'
import { seededRandom, systemTimers } from '../ports/index.ts'
import { createReplica } from '../replica/index.ts'
import type { CacheEntry } from '../store/index.ts'
import { followChanges } from './delta.ts'
import { loadQuery } from './load-query.ts'

const names = Array.from({ length: 300 }, (_, at) => `property_number_${at}`)
const schema = defineSchema({
  p_wide: { properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])), associations: {} },
  p_narrow: { properties: { name: { type: 'string' } }, associations: {} },
})
const moment = '2026-11-25T10:00:00.000Z'
const now = Date.parse(moment)

/** An account of so many records, which refuses what HubSpot would: long bodies and large batches. Counts what it is asked. */
function account(size: number) {
  const asked = { searches: 0, reads: 0 }
  const record = (id: string, properties: readonly string[]) => ({
    id,
    properties: Object.fromEntries(properties.map((name) => [name, `${name} of ${id}`])),
    createdAt: moment,
    updatedAt: moment,
    archived: false,
  })
  async function answer(request: Request): Promise<Response> {
    const text = await request.text()
    const body = JSON.parse(text)
    if (request.url.endsWith('/search')) {
      asked.searches++
      if (text.length > 3_000) return Response.json({ status: 'error', message: 'too long' }, { status: 400 })
      const beyond = Number(
        body.filterGroups[0]?.filters.find((filter: { propertyName: string }) => filter.propertyName === 'hs_object_id')
          ?.value ?? 0,
      )
      const ids = Array.from({ length: size - beyond }, (_, at) => String(beyond + at + 1))
      const results = ids.slice(0, body.limit).map((id) => record(id, body.properties))
      const paging = ids.length > results.length ? { paging: { next: { after: String(results.length) } } } : {}
      return Response.json({ total: ids.length, results, ...paging })
    }
    asked.reads++
    if (body.inputs.length > 100) return Response.json({ status: 'error', message: 'too many' }, { status: 400 })
    const results = body.inputs.map(({ id }: { id: string }) => record(id, body.properties))
    return Response.json({ status: 'COMPLETE', results, startedAt: moment, completedAt: moment })
  }
  return { asked, answer }
}

/** A device that reads from `answer`; what it applies passes `store` first, as it would pass a disk. */
function device(
  answer: (request: Request) => Promise<Response>,
  store: (entry: CacheEntry) => Promise<void> = async () => undefined,
) {
  const replica = createReplica(schema)
  const ledger = createLedger(schema)
  const random = seededRandom(1)
  const context = {
    hubspot: createHubSpot({
      origin: 'http://hubspot.test',
      version: '2026-09',
      fetch: answer,
      clock: { now: () => now },
      timers: systemTimers,
      random: () => random.fraction(),
    }),
    replica,
    async apply(entry: CacheEntry) {
      await store(entry)
      for (const statement of entry.coverage) ledger.takeCoverage(statement)
      for (const cursor of entry.cursors) ledger.takeCursor(cursor)
      return replica.applyEntry(entry)
    },
    mark: () => () => now,
    cursor: (objectType: string) => ledger.cursor(objectType),
    takeCursor: (cursor: Parameters<typeof ledger.takeCursor>[0]) => ledger.takeCursor(cursor),
    stating: (proof: Parameters<typeof ledger.stating>[0]) => ledger.stating(proof),
    losses: () => 0,
  }
  return { context, replica, ledger }
}

const how = { lane: 'interactive', signal: new AbortController().signal } as const

test('[SY5] properties that no search body has room for are read by id, when records are searched for and when they are followed', async () => {
  const { asked, answer } = account(250)
  const { context, replica, ledger } = device(answer)
  const valueOf = (id: string) =>
    replica.table('p_wide').get(replica.identities.keyOf('p_wide', id))?.read('property_number_299')

  await loadQuery(context, everyRecord('p_wide'), () => false, how)
  expect(asked).toEqual({ searches: 2, reads: 3 })
  expect(valueOf('250')).toBe('property_number_299 of 250')
  expect(ledger.missing(everyRecord('p_wide'))).toEqual([])

  await followChanges(context, 'p_wide', how)
  expect(asked).toEqual({ searches: 4, reads: 6 })
})

describe('[SY7] a page', () => {
  const everything = everyRecord('p_narrow')

  /** The requests and transactions of a loading, in order; each transaction waits until {@link store} lets it through. */
  function watched(size: number, query: Query, isEnough = () => false, answer = account(size).answer) {
    const events: string[] = []
    const waiting: (() => void)[] = []
    const { context, replica, ledger } = device(
      async (request) => {
        events.push('ask')
        return answer(request)
      },
      async ({ records, coverage }) => {
        events.push(`store ${records[0]?.records.length ?? 0} and ${coverage.length} claims`)
        await new Promise<void>((resolve) => waiting.push(resolve))
        events.push('stored')
      },
    )
    /** Until nothing goes on by itself. */
    async function settle(): Promise<void> {
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
    }
    async function store(): Promise<void> {
      waiting.shift()?.()
      await settle()
    }
    const loading = loadQuery(context, query, isEnough, how)
    return { loading, settle, store, replica, ledger, take: () => events.splice(0) }
  }

  test('is stored while the next one is on its way, and no more than that one is asked for ahead', async () => {
    const { loading, settle, store, take } = watched(500, everything)
    await settle()
    expect(take()).toEqual(['ask', 'store 200 and 1 claims', 'ask'])
    await store()
    expect(take()).toEqual(['stored', 'store 200 and 1 claims', 'ask'])
    await store()
    expect(take()).toEqual(['stored', 'store 100 and 1 claims'])
    await store()
    await loading
    expect(take()).toEqual(['stored'])
  })

  test('proves nothing before it is stored', async () => {
    const { loading, settle, store, replica, ledger } = watched(300, everything)
    await settle()
    expect([replica.table('p_narrow').rowCount, ledger.claim(everything)]).toEqual([0, null])
    await store()
    expect([replica.table('p_narrow').rowCount, ledger.claim(everything)?.boundary?.id]).toEqual([200, '200'])
    await store()
    await loading
    expect([replica.table('p_narrow').rowCount, ledger.claim(everything)?.boundary]).toEqual([300, null])
  })

  test.each([
    ['that may be the last one wanted', 50, ['ask', 'store 200 and 1 claims'], ['stored']],
    [
      'before those that are certainly wanted',
      250,
      ['ask', 'store 200 and 1 claims', 'ask'],
      ['stored', 'store 200 and 1 claims'],
    ],
  ])('%s is stored before another is asked for', async (_name, limit, first, then) => {
    let isEnough = false
    const { loading, settle, store, take } = watched(500, { ...everything, limit }, () => isEnough)
    await settle()
    expect(take()).toEqual(first)
    isEnough = limit < 200
    await store()
    expect(take()).toEqual(then)
    isEnough = true
    await store()
    await loading
  })

  test('stays, when the next one does not come; nothing is under way when the loading has failed', async () => {
    let asked = 0
    const { answer } = account(500)
    const { loading, settle, store, take, replica } = watched(500, everything, undefined, async (request) => {
      if (++asked === 2) throw new TypeError('Failed to fetch')
      return answer(request)
    })
    const failure = loading.catch((error: unknown) => error)
    await settle()
    expect(take()).toEqual(['ask', 'store 200 and 1 claims', 'ask'])
    await store()
    expect(await failure).toMatchObject({ code: 'api/offline' })
    expect([take(), replica.table('p_narrow').rowCount]).toEqual([['stored'], 200])
  })
})
