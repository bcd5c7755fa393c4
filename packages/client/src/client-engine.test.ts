import { recordId, type RecordId } from '@holdfast/crm'
import { createEmulator, type Emulator } from '@holdfast/emulator'
import {
  createEngine,
  createLocalChannels,
  createLocalLocks,
  createTestLifecycle,
  createVirtualTime,
  seededRandom,
} from '@holdfast/engine/testing'
import { param, parseQuery, queryToJson } from '@holdfast/query'
import { expose } from 'comlink'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { collect, errorOf, schema } from '../test/index.ts'
import type { EngineWorker } from './connection.ts'
import { openCrm, type Crm } from './open.ts'

// The page's side against the real engine and an emulated account: what neither can show alone.

let world: EngineWorld
let crm: Crm<typeof schema>

beforeEach(async () => {
  world = createEngineWorld()
  crm = await world.passing(openCrm({ schema, account: '1', worker: world.start, graceMs: 0 }))
})

afterEach(async () => {
  await world.passing(crm.close())
  vi.unstubAllGlobals()
})

const openDeals = () =>
  crm.deals
    .where('hs_is_closed', 'eq', false)
    .select('dealname', 'amount', 'closedate', 'dealstage')
    .include({
      companies: (c) => c.label('primary').select('name').first(),
      contacts: (c) => c.select('firstname', 'email').limit(3),
    })
    .orderBy('closedate')
    .limit(10)

async function firstDeal(): Promise<RecordId<'deals'>> {
  const { rows } = await world.passing(openDeals().get())
  const row = rows[0]
  if (row === undefined) throw new Error('The demo account has open deals.')
  return row.id
}

const stored = (id: string): string | null | undefined =>
  world.emulator.account.records('deals').find((record) => record.id === id)?.properties['amount']

describe('client and engine', () => {
  test('a live list is complete, typed and ordered, and follows what others change', async () => {
    const results = collect(openDeals().live())
    await world.until(() => results.values.at(-1)?.completeness === 'complete')
    const before = results.values.at(-1)?.rows ?? []
    expect(before).toHaveLength(10)
    const dates = before.map(({ closedate }) => closedate ?? '')
    expect(dates).toEqual(dates.toSorted())
    expect(before.some(({ companies }) => typeof companies?.name === 'string')).toBe(true)
    expect(before.some(({ contacts }) => contacts.length > 0)).toBe(true)
    world.emulator.account.update('deals', before[3]?.id ?? '', { amount: '4242' })
    await world.until(() => results.values.at(-1)?.rows[3]?.amount === 4242)
    const after = results.values.at(-1)?.rows ?? []
    expect(after.filter((row, at) => row !== before[at])).toEqual([after[3]])
  })

  test('figures are typed rows that follow what others change', async () => {
    const open = crm.deals.where('hs_is_closed', 'eq', false)
    const { rows: deals } = await world.passing(open.select('amount', 'dealstage').get())
    const results = collect(
      open
        .groupBy('dealstage')
        .aggregate(({ count, sum }) => ({ deals: count(), total: sum('amount') }))
        .live(),
    )
    await world.until(() => results.values.at(-1)?.completeness === 'complete')
    const before = results.values.at(-1)?.rows ?? []
    const [stage] = before
    expect(before.reduce((sum, row) => sum + row.deals, 0)).toBe(deals.length)
    const ofStage = deals.filter(({ dealstage }) => dealstage === stage?.dealstage)
    expect(stage?.total).toBeCloseTo(ofStage.reduce((sum, { amount }) => sum + (amount ?? 0), 0))
    const [deal] = ofStage
    world.emulator.account.update('deals', deal?.id ?? '', { amount: String((deal?.amount ?? 0) + 1_000) })
    await world.until(() => results.values.at(-1)?.rows[0]?.total !== stage?.total)
    const after = results.values.at(-1)?.rows ?? []
    expect(after[0]?.total).toBeCloseTo((stage?.total ?? 0) + 1_000)
    expect(after.filter((row, at) => row !== before[at])).toEqual([after[0]])
  })

  test('an included row says how its association is labelled, and values left open are bound', async () => {
    const byName = crm.companies.where('name', 'has').select('name').limit(1)
    const { rows } = await world.passing(byName.get())
    const template = crm.companies.where('name', 'eq', param('name')).include({ contacts: (c) => c.select('email') })
    const { rows: found } = await world.passing(template.bind({ name: rows[0]?.name ?? '' }).get())
    expect(found.map(({ id }) => id)).toContain(rows[0]?.id)
    const labels = found.flatMap(({ contacts }) => contacts.map(({ $ }) => $.labels))
    expect(labels.length).toBeGreaterThan(0)
    expect(labels.every((each) => Array.isArray(each))).toBe(true)
    expect(labels.flat()).toContain('primary')
  })

  test('[CL11] a query that was written down, named and open runs once bound, as the view of the equal one that is built', async () => {
    const template = crm.deals.where('amount', 'gte', param('least')).select('amount').orderBy('amount').limit(3)
    const text = queryToJson({ name: 'Big deals', query: template.ast })
    const parsed = crm.query(parseQuery(schema, text)).bind({ least: 10_000 })
    const built = template.bind({ least: 10_000 })
    const { rows } = await world.passing(parsed.get())
    expect(parsed.name).toBe('Big deals')
    expect(rows).toHaveLength(3)
    expect(rows).toEqual((await world.passing(built.get())).rows)
    expect(parsed.live().key).toBe(built.live().key)
    expect(await world.passing(parsed.explain())).toMatchObject({ decision: 'local' })
  })

  test('[CL11] a written query that is none of the schema is refused by the worker', async () => {
    const unread = { name: null, query: { ...crm.deals.ast, objectType: 'tickets' } }
    expect(await world.passing(errorOf(crm.query(unread).get()))).toMatchObject({ code: 'query/invalid' })
  })

  test('a change is on screen at once, pending, and HubSpot has it when it is synced', async () => {
    const id = await firstDeal()
    const results = collect(openDeals().live())
    await world.until(() => results.values.length > 0)
    world.online = false
    const write = crm.deals.update(id, (deal) => {
      deal.amount = 98_765
    })
    const states = collect(write.state())
    await world.passing(write.committed)
    await world.until(() => results.values.at(-1)?.rows[0]?.amount === 98_765)
    expect(results.values.at(-1)?.pending).toBe(1)
    expect(results.values.at(-1)?.rows[0]?.$.pending).toEqual(['amount'])
    world.online = true
    await world.until(() => states.values.at(-1) === 'synced')
    expect(stored(id)).toBe('98765')
    await world.until(() => results.values.at(-1)?.pending === 0)
  })

  test('a visit is one unit, usable by its temporary ids, and is created once, in order', async () => {
    const visit = crm.transaction((tx) => {
      const company = tx.companies.create({ name: 'Acme' })
      const deal = tx.deals.create(
        { dealname: 'Acme lift', dealstage: 'appointmentscheduled', pipeline: 'default' },
        { associate: { companies: [{ id: company.id, label: 'primary' }] } },
      )
      tx.deals.update(deal.id, (draft) => {
        draft.amount = 12_500
      })
      return deal
    })
    const record = collect(crm.deals.record(visit.value.id))
    const states = collect(visit.state())
    await world.passing(visit.committed)
    await world.until(() => states.values.at(-1) === 'synced')
    await world.until(() => record.values.at(-1)?.row?.$.source === 'remote')
    const deals = world.emulator.account
      .records('deals')
      .filter(({ properties }) => properties['dealname'] === 'Acme lift')
    expect(deals.map(({ properties }) => properties['amount'])).toEqual(['12500'])
    expect(record.values.at(-1)?.row).toMatchObject({ id: deals[0]?.id, amount: 12_500 })
    const keys = new Set(record.values.flatMap(({ row }) => (row === null ? [] : [row.$.key])))
    expect(keys.size).toBe(1)
  })

  test('a worker that dies takes nothing with it: views go on, writes are there', async () => {
    const id = await firstDeal()
    const results = collect(openDeals().live())
    await world.until(() => results.values.length > 0)
    world.online = false
    await world.passing(crm.deals.update(id, (deal) => void (deal.amount = 77)).committed)
    world.crash()
    await world.until(() => results.values.at(-1)?.rows[0]?.amount === 77)
    const next = crm.deals.update(id, (deal) => void (deal.amount = (deal.amount ?? 0) + 1))
    await world.passing(next.committed)
    await world.until(() => results.values.at(-1)?.rows[0]?.amount === 78)
    world.online = true
    await world.until(() => stored(id) === '78')
  })

  test('what the definitions refuse is refused before it is recorded, and named', async () => {
    const write = crm.deals.create({ dealname: 'Lift' } as never)
    expect(await world.passing(errorOf(write.committed))).toMatchObject({
      code: 'write/invalid',
      details: { objectType: 'deals', property: 'dealstage', reason: 'required' },
    })
  })

  test('one record can be read, watched, and is null when there is none', async () => {
    const id = await firstDeal()
    const record = collect(crm.deals.record(id))
    await world.until(() => record.values.at(-1)?.completeness === 'complete')
    expect(record.values.at(-1)?.row?.id).toBe(id)
    expect(await world.passing(crm.deals.read(id))).toEqual(record.values.at(-1)?.row)
    expect(await world.passing(crm.deals.read(recordId('deals', '999999999')))).toBeNull()
  })

  test('[CL10] a list grows page by page, keeps its rows, and follows changes all the way', async () => {
    const deals = crm.deals.select('dealname', 'amount').orderBy('dealname').limit(10)
    const pages = deals.live().pages()
    const shown = collect(pages)
    const rows = () => shown.values.at(-1)?.rows ?? []
    await world.until(() => shown.values.at(-1)?.completeness === 'complete')
    expect([rows().length, shown.values.at(-1)?.hasMore]).toEqual([10, true])
    const first = rows()

    pages.loadMore()
    pages.loadMore() // the page asked for has not come yet
    await world.until(() => rows().length > 10 && shown.values.at(-1)?.completeness === 'complete')
    expect(rows()).toHaveLength(20)
    expect(
      rows()
        .slice(0, 10)
        .every((row, at) => row === first[at]),
    ).toBe(true)

    world.emulator.account.update('deals', rows()[15]?.id ?? '', { amount: '4242' })
    await world.until(() => rows()[15]?.amount === 4242)
    pages.loadMore()
    await world.until(() => shown.values.at(-1)?.hasMore === false)
    expect(rows()).toHaveLength(30)
    pages.loadMore()
    await world.pass(1_000)
    expect(rows()).toHaveLength(30)
  })

  test('[CL10] what has no limit, and figures, have no pages', () => {
    expect(() => crm.deals.live().pages()).toThrow(TypeError)
    expect(() => crm.deals.count().live().pages()).toThrow(TypeError)
  })

  test('[CL9] what was shown last is shown before the next worker is up, and rows it confirms stay the same objects', async () => {
    const shown = collect(openDeals().live())
    await world.until(() => shown.values.at(-1)?.completeness === 'complete')
    const before = shown.values.at(-1)?.rows ?? []
    await world.pass(1_000)
    await world.passing(crm.close())
    world.emulator.account.update('deals', before[3]?.id ?? '', { amount: '4242' })

    vi.stubGlobal('indexedDB', world.indexedDB)
    world.holdStarts()
    crm = await openCrm({ schema, account: '1', worker: world.start, graceMs: 0 })
    const status = collect(crm.status())
    const results = collect(openDeals().live())
    const early = results.values[0]
    expect(early).toMatchObject({ completeness: 'local-only', why: ['loading'], source: 'stored', rows: before })
    expect(early?.asOf).toBe(shown.values.at(-1)?.asOf)
    expect(openDeals().live().latest).toBe(early)
    expect(await status.at(0)).toMatchObject({ role: 'starting', safeToClose: true })

    world.releaseStarts()
    await world.until(() => results.values.at(-1)?.rows[3]?.amount === 4242)
    const after = results.values.at(-1)?.rows ?? []
    expect(after.filter((row, at) => row !== early?.rows[at])).toEqual([after[3]])
    expect(status.values.at(-1)?.role).not.toBe('starting')
    expect(openDeals().limit(2).live().latest).toBeNull()
  })

  test('[CL9] with nothing stored for its schema, an account waits for its worker', async () => {
    vi.stubGlobal('indexedDB', world.indexedDB)
    world.holdStarts()
    let isOpen = false
    const opening = openCrm({ schema, account: '2', worker: world.start, graceMs: 0 })
    void opening.then(() => (isOpen = true))
    await world.pass(1_000)
    expect(isOpen).toBe(false)
    world.releaseStarts()
    await world.passing((await world.passing(opening)).close())
    expect((await world.indexedDB.databases()).map(({ name }) => name)).not.toContain(undefined)
  })

  test('a page built from another schema is refused', async () => {
    const other = { ...schema, companies: { ...schema.companies, associations: {} } }
    const error = await world.passing(errorOf(openCrm({ schema: other, account: '1', worker: world.start })))
    expect(error).toMatchObject({ code: 'engine/mismatch' })
  })

  test('a plan names the requests it would send, and none when everything is here', async () => {
    expect(await world.passing(openDeals().explain())).toMatchObject({ decision: 'remote' })
    await firstDeal()
    expect(await world.passing(openDeals().explain())).toMatchObject({ decision: 'local', requests: [] })
  })
})

/** The real engine over a port, on a device of its own, with an emulated account. Time moves only when told. */
interface EngineWorld {
  readonly emulator: Emulator
  /** Starts a worker over the device's storage. */
  readonly start: () => EngineWorker
  /** While false, requests fail as `fetch` does. */
  online: boolean
  /** The worker started last dies. */
  crash(): void
  /** Lets time pass until `condition` holds; fails after a minute of it. */
  until(condition: () => boolean): Promise<void>
  /** What `promise` gives, letting time pass meanwhile. */
  passing<T>(promise: Promise<T>): Promise<T>
  pass(ms: number): Promise<void>
  /** Workers started from now on hear nothing before {@link releaseStarts}. */
  holdStarts(): void
  releaseStarts(): void
  readonly indexedDB: IDBFactory
}

function createEngineWorld(): EngineWorld {
  const time = createVirtualTime(Date.UTC(2026, 10, 24, 8), async () => new Promise((resolve) => setImmediate(resolve)))
  const emulator = createEmulator({ seed: 7, demo: { contacts: 40, companies: 10, deals: 30 }, clock: time.clock })
  const disk = { indexedDB: new IDBFactory(), IDBKeyRange }
  const locks = createLocalLocks()
  const channel = createLocalChannels()
  let workers = 0
  let crash = (): void => undefined
  let release = (): void => undefined
  let started = Promise.resolve()

  function start(): EngineWorker {
    const { port1, port2 } = new MessageChannel()
    let isDead = false
    const engine = createEngine(
      {
        clock: time.clock,
        timers: time.timers,
        random: seededRandom(++workers),
        locks: {
          hold: async (name, options, run) =>
            locks.hold(name, options, async (lost) => Promise.race([run(lost), ended])),
        },
        channel,
        disk,
        lifecycle: createTestLifecycle(),
        async http(request) {
          if (!world.online) throw new TypeError('Failed to fetch')
          if (isDead) return new Promise(() => undefined)
          request.headers.set('authorization', 'Bearer test')
          return emulator.fetch(request)
        },
      },
      { schema, origin: 'http://hubspot.test', freshnessMs: 5_000 },
    )
    let end: () => void = () => undefined
    const ended = new Promise<void>((resolve) => (end = resolve))
    void started.then(() => expose(engine, port2))
    const terminate = (): void => {
      isDead = true
      end()
      port1.close()
    }
    crash = () => {
      isDead = true
      end()
      port1.dispatchEvent(new Event('error'))
    }
    return Object.assign(port1, { terminate })
  }

  async function until(condition: () => boolean): Promise<void> {
    for (let passedMs = 0; passedMs < 60_000; passedMs += 100) {
      await time.settle()
      if (condition()) return
      await time.advance(100)
    }
    throw new Error('The condition did not come true within a minute.')
  }

  const world: EngineWorld = {
    emulator,
    start,
    online: true,
    crash: () => crash(),
    indexedDB: disk.indexedDB,
    pass: async (ms) => time.advance(ms),
    holdStarts: () => void (started = new Promise((resolve) => (release = resolve))),
    releaseStarts: () => release(),
    until,
    async passing(promise) {
      let isSettled = false
      const settle = (): void => void (isSettled = true)
      promise.then(settle, settle)
      await until(() => isSettled)
      return promise
    },
  }
  return world
}
