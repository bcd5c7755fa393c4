import { calendarDate, HoldfastError, recordId } from '@holdfast/crm'
import type { EngineEvent, IntentDraft, ParkedIntent, WriteState } from '@holdfast/engine/protocol'
import { firstValueFrom } from 'rxjs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  collect,
  completeStatus,
  createFakeEngine,
  errorOf,
  firstDelta,
  ok,
  quietStatus,
  refused,
  rowText,
  schema,
  silence,
  type FakeEngine,
} from '../test/index.ts'
import { openCrm, type Crm } from './open.ts'

let engine: FakeEngine
let crm: Crm<typeof schema>

const dealId = recordId('deals', '7')
const contactId = recordId('contacts', '9')
const notDurable = new HoldfastError('store/not-durable', 'Full.', 'Make room.', { reason: 'quota' })
const stageUnknown = new HoldfastError('write/invalid', 'No such stage.', 'Use another.', {
  objectType: 'deals',
  property: 'dealstage',
  reason: 'unknown-option',
})

beforeEach(async () => {
  engine = createFakeEngine(schema)
  crm = await openCrm({ schema, account: '1', worker: engine.start, graceMs: 0 })
})

afterEach(async () => {
  vi.useRealTimers()
  engine.commands = {}
  await crm.close()
  for (const worker of engine.workers) worker.endpoint.terminate()
})

// Messages keep their real pace; only waiting is ours.
const timers = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const

/** What was sent has reached the worker, and what it answered the page. */
async function arrived(): Promise<void> {
  for (let round = 0; round < 3; round++) await new Promise((resolve) => setImmediate(resolve))
}

/** The one draft of the one unit that was committed. */
function onlyDraft(): IntentDraft {
  const { commits } = engine.current()
  expect(commits).toHaveLength(1)
  expect(commits[0]).toHaveLength(1)
  return commits[0]?.[0] as IntentDraft
}

function dealText(id: string): string {
  return rowText(
    id,
    Object.keys(schema.deals.properties).map(() => null),
  )
}

/** The engine knows this deal. */
function keepDeal(values: Readonly<Record<string, string>>, id = '7'): void {
  const names = Object.keys(schema.deals.properties)
  engine.commands.read = async (objectType, asked) =>
    ok(
      objectType === 'deals' && asked === id
        ? rowText(
            id,
            names.map((name) => values[name] ?? null),
          )
        : null,
    )
}

const intents = (key: string, state: WriteState): EngineEvent => ({ kind: 'intents', changes: [{ key, state }] })

describe('an account', () => {
  test('has a collection for every object type of its schema', () => {
    expect(Object.keys(schema).every((objectType) => objectType in crm)).toBe(true)
  })

  test('is not opened, and its worker ended, when that never says how it is', async () => {
    vi.useFakeTimers({ toFake: [...timers] })
    engine.commands.watch = silence
    const opening = errorOf(openCrm({ schema, account: '2', worker: engine.start }))
    await arrived()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await opening).toMatchObject({
      code: 'engine/unreachable',
      details: { reason: 'deadline' },
    })
    expect(engine.current().isTerminated).toBe(true)
  })

  test('asks again to be told how its worker is when that could not say', async () => {
    vi.useFakeTimers({ toFake: [...timers] })
    engine.commands.watch = async () => {
      engine.commands = {}
      return refused(notDurable)
    }
    const opening = openCrm({ schema, account: '2', worker: engine.start })
    await arrived()
    await vi.advanceTimersByTimeAsync(1_000)
    await (await opening).close()
    expect(engine.commands).toEqual({})
  })

  test('says what went wrong unasked', async () => {
    const trouble = collect(crm.trouble())
    engine.current().tell({
      kind: 'trouble',
      error: { code: 'store/corrupt', message: 'A. B.', remedy: 'B.', details: { database: 'cache', piece: 'log' } },
    })
    expect(await trouble.at(0)).toMatchObject({ name: 'HoldfastError', code: 'store/corrupt' })
  })

  test('shows what is parked and carries out repairs', async () => {
    const done: unknown[] = []
    engine.commands.repair = async (key, repair) => {
      done.push(key, repair)
      return ok(null)
    }
    const parked = collect(crm.parked())
    const intent = { key: 'k', repairs: [{ kind: 'retry' }] } as unknown as ParkedIntent
    engine.current().tell({ kind: 'parked', parked: [intent] })
    const [first] = await parked.at(0)
    await crm.repair('k', { kind: 'retry' })
    expect(first).toEqual(intent)
    expect(done).toEqual(['k', { kind: 'retry' }])
  })

  test('[CL13] pins a query under a name, lets go of it, and shows how far what is pinned has come', async () => {
    const done: unknown[] = []
    engine.commands = {
      pin: async (name, query) => ok((done.push([name, query]), null)),
      unpin: async (name) => ok((done.push([name]), null)),
    }
    const open = crm.deals.where('dealstage', 'eq', 'closedwon')
    const pins = collect(crm.pins())
    await crm.pin('open', open)
    await crm.unpin('open')
    expect(done).toEqual([['open', open.ast], ['open']])
    engine
      .current()
      .tell({ kind: 'pins', pins: [{ name: 'open', records: 3, status: { ...completeStatus, total: 3 } }] })
    expect(await pins.at(0)).toMatchObject([
      { name: 'open', records: 3, total: 3, completeness: 'complete', asOf: 1_000 },
    ])
  })

  test('once closed completes its streams and refuses commands', async () => {
    const status = collect(crm.status())
    await crm.close()
    expect(await status.end).toBeNull()
    await expect(crm.deals.get()).rejects.toMatchObject({ code: 'engine/closed' })
    await expect(crm.deals.archive(dealId).committed).rejects.toMatchObject({ code: 'engine/closed' })
  })
})

describe('the status', () => {
  test('is there at once for whoever asks', () => {
    const { values } = collect(crm.status())
    expect(values).toEqual([quietStatus])
  })

  test('says that closing is not safe while the page has not handed over a write', async () => {
    const status = collect(crm.status())
    let answer: () => void = () => undefined
    engine.commands.commit = async () => new Promise((resolve) => (answer = () => resolve(ok(null))))
    const write = crm.deals.archive(dealId)
    expect((await status.at(1)).safeToClose).toBe(false)
    await crm.refresh()
    answer()
    await write.committed
    expect((await status.at(2)).safeToClose).toBe(true)
  })

  test('says it once for writes of one go, however many', async () => {
    const states = collect(crm.status())
    await Promise.all(Array.from({ length: 20 }, () => crm.deals.archive(dealId).committed))
    expect(states.values.map(({ safeToClose }) => safeToClose)).toEqual([true, false, true])
  })

  test('goes on with the next worker', async () => {
    const status = collect(crm.status())
    engine.current().crash()
    await status.at(1)
    engine.current().tell({ kind: 'status', status: { ...quietStatus, online: false } })
    expect((await status.at(2)).online).toBe(false)
  })
})

describe('asking once', () => {
  test('gives rows, decoded, and how complete they are', async () => {
    const asked: unknown[] = []
    engine.commands.run = async (query, options) => {
      asked.push(query, options)
      return ok({ rows: [rowText('7', ['2026-11-23'])], status: { ...completeStatus, total: 1 }, more: null })
    }
    const query = crm.deals.where('amount', 'gte', 10_000).select('closedate')
    const result = await query.get({ freshness: '5m' })
    expect(asked).toEqual([query.ast, { freshnessMs: 300_000 }])
    expect(result).toMatchObject({ completeness: 'complete', asOf: 1_000, total: 1 })
    expect(result.rows[0]?.closedate).toBe('2026-11-23')
  })

  test('[CL15] takes a long answer piece by piece, each asked for before the one at hand is made into rows', async () => {
    const taken: string[] = []
    engine.commands.run = async () => ok({ rows: [rowText('1', ['2026-11-23'])], status: completeStatus, more: 'a' })
    engine.commands.moreRows = async (answer) => {
      taken.push(answer)
      const rows = [rowText(`${taken.length + 1}`, ['2026-11-24'])]
      return ok({ rows, more: taken.length < 3 ? 'a' : null })
    }
    const { rows } = await crm.deals.select('closedate').get()
    expect(rows.map(({ id }) => id)).toEqual(['1', '2', '3', '4'])
    expect(Object.isFrozen(rows)).toBe(true)
    expect(taken).toEqual(['a', 'a', 'a'])
    engine.commands.run = async () => ok({ rows: ['{'], status: completeStatus, more: 'b' })
    await expect(crm.deals.get()).rejects.toMatchObject({ code: 'engine/invariant' })
    await expect.poll(() => taken.length).toBe(4)
  })

  test('takes what is known when no freshness is asked for', async () => {
    let freshness: unknown
    engine.commands.run = async (_query, options) => {
      freshness = options.freshnessMs
      return ok({ rows: [], status: completeStatus, more: null })
    }
    await crm.deals.get()
    expect(freshness).toBeNull()
  })

  test('for a freshness that is none is a mistake', async () => {
    await expect(crm.deals.get({ freshness: '5 minutes' as '5m' })).rejects.toBeInstanceOf(TypeError)
  })

  test('how a query would be answered asks nothing else', async () => {
    expect(await crm.deals.explain()).toMatchObject({ decision: 'local', requests: [] })
  })
})

describe('one record', () => {
  test('is read with all its properties', async () => {
    keepDeal({ dealname: 'Lift', amount: '1' })
    const deal = await crm.deals.read(dealId)
    expect(deal).toMatchObject({ id: '7', dealname: 'Lift', amount: 1, closedate: null })
  })

  test('that there is none of is null', async () => {
    expect(await crm.deals.read(dealId)).toBeNull()
  })

  test('cannot be asked for with what is no id', async () => {
    await expect(crm.deals.read('seven' as typeof dealId)).rejects.toBeInstanceOf(TypeError)
    expect(() => crm.deals.record('seven' as typeof dealId)).toThrow(TypeError)
  })

  test('is watched as the view of its id', async () => {
    const results = collect(crm.contacts.record(contactId))
    const view = await engine.nextView()
    expect(view.query).toMatchObject({
      objectType: 'contacts',
      where: { kind: 'compare', property: 'hs_object_id', operator: 'eq', value: '9' },
      select: null,
    })
    const names = Object.keys(schema.contacts.properties)
    view.send(
      firstDelta([
        rowText(
          '9',
          names.map((name) => (name === 'email' ? 'a@x' : null)),
        ),
      ]),
    )
    expect(await results.at(0)).toMatchObject({ completeness: 'complete', row: { id: '9', email: 'a@x' } })
  })

  test('made here is watched through its creation', async () => {
    const names = Object.keys(schema.deals.properties)
    const write = crm.deals.create({ dealname: 'Lift', dealstage: 'closedwon' })
    let id: string = write.id
    let name = 'Lift'
    const text = (): string =>
      JSON.stringify(['key', id, ['*'], 0, names.map((each) => (each === 'dealname' ? name : null)), []])
    engine.commands.read = async () => ok(text())
    const results = collect(crm.deals.record(write.id))
    expect(await results.at(0)).toMatchObject({ completeness: 'local-only', why: [], row: { dealname: 'Lift' } })
    name = 'Door'
    engine.current().tell(intents('another', 'queued'))
    expect(await results.at(1)).toMatchObject({ row: { dealname: 'Door', $: { source: 'local' } } })
    id = '12'
    engine.current().tell(intents(write.key, 'synced'))
    const view = await engine.nextView()
    expect(view.query).toMatchObject({ where: { value: '12' } })
    view.send(firstDelta([text()]))
    expect(await results.at(2)).toMatchObject({ completeness: 'complete', row: { id: '12', $: { key: 'key' } } })
  })
})

describe('a write', () => {
  test('of a new record carries wire values, a temporary id and its associations', async () => {
    const companyId = recordId('companies', '3')
    const write = crm.deals.create(
      { dealname: 'Lift', dealstage: 'closedwon', amount: 12_500, closedate: calendarDate('2026-11-23') },
      { associate: { companies: [{ id: companyId, label: 'primary' }], contacts: [contactId] } },
    )
    await write.committed
    expect(write.id).toMatch(/^local:[0-9a-f]{32}$/)
    expect(onlyDraft()).toEqual({
      kind: 'create',
      key: write.key,
      objectType: 'deals',
      id: write.id,
      properties: { dealname: 'Lift', dealstage: 'closedwon', amount: '12500', closedate: '2026-11-23' },
      associations: [
        { objectType: 'companies', id: '3', label: 'primary' },
        { objectType: 'contacts', id: '9', label: null },
      ],
    })
  })

  test('of a new record holds what its object held when it was called', async () => {
    const deal: { dealname: string; dealstage: 'closedwon' } = { dealname: 'Lift', dealstage: 'closedwon' }
    const write = crm.deals.create(deal)
    deal.dealname = 'Door'
    await write.committed
    expect(onlyDraft()).toMatchObject({ properties: { dealname: 'Lift' } })
  })

  test('of a change carries what changed and what was there', async () => {
    keepDeal({ amount: '10000', dealname: 'Lift' })
    const write = crm.deals.update(dealId, (deal) => {
      deal.amount = (deal.amount ?? 0) + 2_500
    })
    await write.committed
    expect(onlyDraft()).toEqual({
      kind: 'update',
      key: write.key,
      objectType: 'deals',
      id: '7',
      properties: { amount: '12500' },
      base: { amount: '10000' },
    })
  })

  test('[CL14] of a change to a record that is on the screen asks nothing and carries what is shown', async () => {
    engine.commands.read = async () => refused(notDurable)
    const results = collect(crm.deals.limit(1).live())
    const view = await engine.nextView()
    view.send(firstDelta([dealText('7')]))
    await results.at(0)
    await crm.deals.update(dealId, (deal) => void (deal.amount = 1)).committed
    expect(onlyDraft()).toMatchObject({ id: '7', properties: { amount: '1' }, base: { amount: null } })
  })

  test('[CL14] of a change to a record that this page has archived, or failed to write, asks again', async () => {
    const asked: unknown[] = []
    engine.commands.readHere = async (records) => {
      asked.push(records.map(({ id }) => id))
      return ok(records.map(({ id }) => dealText(id)))
    }
    const results = collect(crm.deals.limit(2).live())
    const view = await engine.nextView()
    view.send(firstDelta([dealText('7'), dealText('8')]))
    await results.at(0)
    await crm.deals.archive(dealId).committed
    engine.commands.commit = async () => refused(notDurable)
    const other = recordId('deals', '8')
    await expect(crm.deals.update(other, (deal) => void (deal.amount = 1)).committed).rejects.toMatchObject({
      code: notDurable.code,
    })
    expect(asked).toEqual([])
    for (const id of [dealId, other]) crm.deals.update(id, (deal) => void (deal.amount = 1))
    await crm.close()
    expect(asked).toEqual([['7', '8']])
  })

  test('of a change against what was seen asks nothing and carries what was seen', async () => {
    engine.commands.read = async () => refused(notDurable)
    const edit = (deal: { amount: number | null }): void => void (deal.amount = 3)
    await crm.deals.update(dealId, edit, { seen: { amount: 2, dealname: 'Lift' } }).committed
    expect(onlyDraft()).toMatchObject({ properties: { amount: '3' }, base: { amount: '2' } })
  })

  test('[CL6] that changes nothing is committed and synced without an intent', async () => {
    keepDeal({ amount: '10000' })
    const write = crm.deals.update(dealId, () => undefined)
    const states = collect(write.state())
    await write.committed
    expect(await states.end).toBeNull()
    expect(states.values).toEqual(['synced'])
    expect(engine.current().commits).toEqual([])
  })

  test('to a record that is not there is refused', async () => {
    const write = crm.deals.update(dealId, (deal) => void (deal.amount = 1))
    await expect(write.committed).rejects.toMatchObject({
      code: 'write/unknown-record',
      details: { objectType: 'deals', id: '7' },
    })
  })

  test('with a recipe that is async is refused', async () => {
    keepDeal({ amount: '1' })
    const recipe: (deal: { amount: number | null }) => unknown = async (deal) => void (deal.amount = 2)
    const write = crm.deals.update(dealId, (deal) => recipe(deal))
    await expect(write.committed).rejects.toBeInstanceOf(TypeError)
  })

  test('may archive, associate and disassociate', async () => {
    const writes = [
      crm.deals.archive(dealId),
      crm.contacts.associate(contactId, 'companies', recordId('companies', '3'), { label: 'billing' }),
      crm.contacts.disassociate(contactId, 'deals', dealId),
    ]
    await Promise.all(writes.map(({ committed }) => committed))
    expect(engine.current().commits.flat()).toEqual([
      { kind: 'archive', key: writes[0]?.key, objectType: 'deals', id: '7' },
      {
        kind: 'associate',
        key: writes[1]?.key,
        objectType: 'contacts',
        id: '9',
        to: { objectType: 'companies', id: '3', label: 'billing' },
      },
      {
        kind: 'disassociate',
        key: writes[2]?.key,
        objectType: 'contacts',
        id: '9',
        to: { objectType: 'deals', id: '7', label: null },
      },
    ])
  })

  test('[CL7] comes after the writes called before it, one after the other', async () => {
    const order: string[] = []
    engine.commands = {
      read: async () => {
        order.push('read')
        return ok(dealText('7'))
      },
      commit: async ([draft]) => {
        order.push(`${draft?.kind} begins`)
        await new Promise((resolve) => setImmediate(resolve))
        order.push(`${draft?.kind} ends`)
        return ok(null)
      },
    }
    crm.deals.update(dealId, (deal) => void (deal.amount = 1))
    await crm.deals.archive(dealId).committed
    expect(order).toEqual(['read', 'update begins', 'update ends', 'archive begins', 'archive ends'])
  })

  test('[CL7] that is refused rejects with the reason, has no state, and delays none', async () => {
    engine.commands.commit = async ([draft]) => (draft?.kind === 'create' ? refused(stageUnknown) : ok(null))
    const bad = crm.deals.create({ dealname: 'Lift', dealstage: 'closedwon' })
    const good = crm.deals.archive(dealId)
    const states = collect(bad.state())
    await good.committed
    await expect(bad.committed).rejects.toMatchObject({ code: 'write/invalid', details: { reason: 'unknown-option' } })
    expect(await states.end).toBeNull()
    expect(states.values).toEqual([])
  })

  test('[CL12] is recorded although HubSpot is still being asked for the record of a later one', async () => {
    const asked: unknown[] = []
    engine.commands.readHere = async (records) => {
      asked.push(records.map(({ id }) => id))
      return ok(records.map(({ id }) => (id === '7' ? dealText(id) : null)))
    }
    let answer: () => void = () => undefined
    engine.commands.read = async () => new Promise((resolve) => (answer = () => resolve(ok(null))))
    const here = crm.deals.update(dealId, (deal) => void (deal.amount = 1))
    const elsewhere = crm.deals.update(recordId('deals', '8'), (deal) => void (deal.amount = 1))
    await here.committed
    expect(asked).toEqual([['7', '8']])
    expect(onlyDraft()).toMatchObject({ kind: 'update', id: '7' })
    answer()
    await expect(elsewhere.committed).rejects.toMatchObject({ code: 'write/unknown-record' })
  })

  test('that nobody waits for may fail in peace', async () => {
    const seen: unknown[] = []
    const listen = (reason: unknown): void => void seen.push(reason)
    process.on('unhandledRejection', listen)
    engine.commands.commit = async () => refused(notDurable)
    crm.deals.archive(dealId)
    crm.transaction((tx) => tx.deals.archive(dealId))
    await crm.close()
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', listen)
    expect(seen).toEqual([])
  })

  test('[CL7] is sent again with the same key when the worker dies before it answers', async () => {
    const keys: string[] = []
    const died = new Promise<void>((resolve) => {
      engine.commands.commit = async ([draft]) => {
        keys.push(draft?.key ?? '')
        if (keys.length > 1) return ok(null)
        resolve()
        return silence()
      }
    })
    const write = crm.deals.archive(dealId)
    await died
    engine.current().crash()
    await write.committed
    expect(keys).toEqual([write.key, write.key])
  })

  test('that was called before closing is recorded', async () => {
    const write = crm.deals.archive(dealId)
    await crm.close()
    await write.committed
    expect(onlyDraft().kind).toBe('archive')
  })
})

describe('the state of a write', () => {
  test('is queued when it is committed, then what the engine says, until it is synced', async () => {
    const write = crm.deals.archive(dealId)
    const states = collect(write.state())
    await write.committed
    for (const state of ['inflight', 'inflight', 'synced'] as const) engine.current().tell(intents(write.key, state))
    expect(await states.end).toBeNull()
    expect(states.values).toEqual(['queued', 'inflight', 'synced'])
  })

  test('is what the engine said when that came before the receipt', async () => {
    let key = ''
    engine.commands.commit = async ([draft]) => {
      key = draft?.key ?? ''
      engine.current().tell(intents(key, 'inflight'))
      await new Promise((resolve) => setTimeout(resolve))
      return ok(null)
    }
    const write = crm.deals.archive(dealId)
    await write.committed
    expect(await firstValueFrom(write.state())).toBe('inflight')
  })

  test('is told at once to whoever asks later', async () => {
    const write = crm.deals.archive(dealId)
    await write.committed
    expect(collect(write.state()).values).toEqual(['queued'])
  })

  test('goes on after parking', async () => {
    const write = crm.deals.archive(dealId)
    const states = collect(write.state())
    await write.committed
    for (const state of ['parked', 'queued', 'discarded'] as const) engine.current().tell(intents(write.key, state))
    await states.end
    expect(states.values).toEqual(['queued', 'parked', 'queued', 'discarded'])
  })

  test('is still told when the receipt never came', async () => {
    vi.useFakeTimers({ toFake: [...timers] })
    engine.commands.commit = silence
    const write = crm.deals.archive(dealId)
    const failed = errorOf(write.committed)
    const states = collect(write.state())
    await arrived()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await failed).toMatchObject({ details: { reason: 'deadline' } })
    engine.current().tell(intents(write.key, 'queued'))
    expect(await states.at(0)).toBe('queued')
  })
})

describe('a transaction', () => {
  test('[CL8] is one unit, whose new records may be used at once', async () => {
    const visit = crm.transaction((tx) => {
      const company = tx.companies.create({ name: 'Acme' })
      const deal = tx.deals.create(
        { dealname: 'Acme lift', dealstage: 'appointmentscheduled' },
        { associate: { companies: [{ id: company.id, label: 'primary' }] } },
      )
      tx.deals.update(deal.id, (draft) => {
        draft.amount = draft.dealname === 'Acme lift' ? 12_500 : 0
      })
      tx.deals.update(deal.id, (draft) => {
        draft.amount = (draft.amount ?? 0) * 2
      })
      return { company, deal }
    })
    await visit.committed
    const { company, deal } = visit.value
    expect(engine.current().commits).toHaveLength(1)
    expect(engine.current().commits[0]).toMatchObject([
      { kind: 'create', objectType: 'companies', id: company.id },
      { kind: 'create', objectType: 'deals', id: deal.id, associations: [{ id: company.id }] },
      { kind: 'update', id: deal.id, properties: { amount: '12500' }, base: { amount: null } },
      { kind: 'update', id: deal.id, properties: { amount: '25000' }, base: { amount: '12500' } },
    ])
  })

  test('sees earlier changes of its own to a record the engine has', async () => {
    keepDeal({ amount: '1', dealname: 'Lift' })
    const unit = crm.transaction((tx) => {
      tx.deals.update(dealId, (deal) => void (deal.amount = 2))
      tx.deals.update(dealId, (deal) => void (deal.amount = (deal.amount ?? 0) + 1))
    })
    await unit.committed
    expect(engine.current().commits[0]).toMatchObject([
      { properties: { amount: '2' }, base: { amount: '1' } },
      { properties: { amount: '3' }, base: { amount: '2' } },
    ])
  })

  test('[CL8] that throws is thrown on, and nothing is recorded', async () => {
    const error = new RangeError('changed my mind')
    expect(() =>
      crm.transaction((tx) => {
        tx.deals.archive(dealId)
        throw error
      }),
    ).toThrow(error)
    await crm.close()
    expect(engine.current().commits).toEqual([])
  })

  test('cannot be async, nor be written to afterwards', async () => {
    expect(() => crm.transaction(async (tx) => tx.deals.archive(dealId))).toThrow(TypeError)
    const { value: late } = crm.transaction((tx) => tx)
    expect(() => late.deals.archive(dealId)).toThrow(TypeError)
  })

  test('[CL8] with one bad write records none', async () => {
    const unit = crm.transaction((tx) => {
      tx.deals.archive(dealId)
      tx.deals.update(dealId, (deal) => void (deal.amount = 1))
    })
    await expect(unit.committed).rejects.toMatchObject({ code: 'write/unknown-record' })
    await expect(unit.writes[0]?.committed).rejects.toMatchObject({ code: 'write/unknown-record' })
    expect(engine.current().commits).toEqual([])
  })

  test('is in the state of the write that is worst off', async () => {
    const unit = crm.transaction((tx) => {
      tx.deals.archive(dealId)
      tx.contacts.archive(contactId)
    })
    const states = collect(unit.state())
    await unit.committed
    const [first, second] = unit.writes.map(({ key }) => key)
    const told: readonly [string | undefined, WriteState][] = [
      [first, 'inflight'],
      [first, 'synced'],
      [second, 'parked'],
      [second, 'queued'],
      [second, 'synced'],
    ]
    for (const [key, state] of told) engine.current().tell(intents(key ?? '', state))
    await states.end
    expect(states.values).toEqual(['queued', 'inflight', 'queued', 'parked', 'queued', 'synced'])
  })

  test('of nothing is synced', async () => {
    const unit = crm.transaction(() => 'nothing')
    await unit.committed
    expect(await firstValueFrom(unit.state())).toBe('synced')
    expect(unit.value).toBe('nothing')
  })
})
