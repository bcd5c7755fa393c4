import { createEmulator, type Emulator, type EmulatorOptions } from '@holdfast/emulator'
import { describe, expect, test } from 'vitest'
import { createHubSpot, type HubSpot } from './hubspot.ts'
import { rejectionOf } from './rejection.fixture.ts'
import type { RequestEvent } from './request.ts'
import type { ApiVersion } from './version.ts'
import { createVirtualTime, type VirtualTime } from './virtual-time.fixture.ts'

interface Bench {
  readonly hubspot: HubSpot
  readonly emulator: Emulator
  readonly virtual: VirtualTime
  readonly events: readonly RequestEvent[]
}

/** The client against the emulator, both in the same virtual time. */
function createBench(options: EmulatorOptions = {}, version: ApiVersion = '2026-09'): Bench {
  const virtual = createVirtualTime(Date.UTC(2026, 10, 24, 8))
  const emulator = createEmulator({
    clock: virtual.clock,
    sleep: (ms) => virtual.timers.sleep(ms),
    ...options,
    switches: { searchLagMs: 0, ...options.switches },
  })
  const events: RequestEvent[] = []
  const hubspot = createHubSpot({
    origin: 'http://hub.example',
    headers: () => ({ authorization: 'Bearer any' }),
    version,
    fetch: (request) => emulator.fetch(request),
    clock: virtual.clock,
    timers: virtual.timers,
    random: () => 0,
    onRequest: (event) => events.push(event),
  })
  return { hubspot, emulator, virtual, events }
}

const unlabelled = [{ category: 'HUBSPOT_DEFINED', typeId: 3 }] as const

describe.each<ApiVersion>(['2026-09', '2026-03', 'v3'])('version %s', (version) => {
  test('keeps what is created, changed, searched and archived', async () => {
    const { hubspot } = createBench({}, version)
    const made = await hubspot.objects.create('contacts', {
      properties: { email: 'ada@acme.example', firstname: 'Ada' },
    })
    const shape = { properties: ['email', 'firstname'] }
    expect((await hubspot.objects.get('contacts', made.id, shape)).properties).toMatchObject({ firstname: 'Ada' })
    expect((await hubspot.objects.get('contacts', 'ada@acme.example', { ...shape, idProperty: 'email' })).id).toBe(
      made.id,
    )
    await hubspot.objects.update('contacts', made.id, { firstname: '' })
    expect((await hubspot.objects.get('contacts', made.id, shape)).properties['firstname'] ?? null).toBeNull()
    const filterGroups = [{ filters: [{ propertyName: 'email', operator: 'EQ', value: 'ada@acme.example' }] }] as const
    expect(await hubspot.search('contacts', { filterGroups })).toMatchObject({ total: 1, records: [{ id: made.id }] })
    await hubspot.objects.archive('contacts', made.id)
    expect(await rejectionOf(hubspot.objects.get('contacts', made.id))).toMatchObject({ code: 'api/gone' })
    const archived = await hubspot.objects.list('contacts', { archived: true })
    expect(archived.records.map(({ id }) => id)).toEqual([made.id])
  })

  test('tells the outcome of every input of a batch', async () => {
    const { hubspot } = createBench({}, version)
    const { written, refused } = await hubspot.batch.create('deals', [
      { traceId: 'good', properties: { dealname: 'A', pipeline: 'default', dealstage: 'appointmentscheduled' } },
      { traceId: 'bad', properties: { dealname: 'B', amount: 'much', dealstage: 'appointmentscheduled' } },
    ])
    expect(written.map(({ traceId }) => traceId)).toEqual(['good'])
    expect(refused).toMatchObject([{ traceId: 'bad', error: { code: 'api/refused' } }])
    const id = written[0]?.record.id ?? ''
    const read = await hubspot.batch.read('deals', [id, '404404'], { properties: ['dealname'] })
    expect(read).toMatchObject({ records: [{ id, properties: { dealname: 'A' } }], missing: ['404404'] })
    const updates = [
      { traceId: 'x', id, properties: { amount: '5' } },
      { traceId: 'y', id: '404404', properties: { amount: '5' } },
    ]
    expect(await hubspot.batch.update('deals', updates)).toMatchObject({
      written: [{ traceId: 'x' }],
      refused: [{ traceId: 'y', error: { code: 'api/gone' } }],
    })
    await hubspot.batch.archive('deals', [id])
    expect((await hubspot.batch.read('deals', [id])).missing).toEqual([id])
  })

  test('makes and removes associations, with and without labels', async () => {
    const { hubspot } = createBench({}, version)
    const stage = { pipeline: 'default', dealstage: 'appointmentscheduled' }
    const deal = await hubspot.objects.create('deals', { properties: { dealname: 'A', ...stage } })
    const people = await hubspot.batch.create(
      'contacts',
      ['a', 'b'].map((name) => ({ traceId: name, properties: { email: `${name}@acme.example` } })),
    )
    const [a = '', b = ''] = people.written.map(({ record }) => record.id)
    await hubspot.associations.putDefault('deals', deal.id, 'contacts', a)
    const pair = { fromId: deal.id, toId: b, types: unlabelled }
    expect(await hubspot.associations.batchCreate('deals', 'contacts', [pair])).toContainEqual({
      fromId: deal.id,
      toId: b,
    })
    const [list] = await hubspot.associations.batchRead('deals', 'contacts', [deal.id])
    expect(list?.targets.map(({ toId }) => toId).sort()).toEqual([a, b].sort())

    const labels = await hubspot.associations.labels('deals', 'contacts')
    expect(labels.some(({ label }) => label === null)).toBe(true)
    await hubspot.associations.archive('deals', deal.id, 'contacts', a)
    await hubspot.associations.batchArchive('deals', 'contacts', [pair])
    expect(await hubspot.associations.list('deals', deal.id, 'contacts')).toEqual([])
  })

  test('reads what the account defines', async () => {
    const { hubspot } = createBench({ demo: { contacts: 20 }, portalId: 4_711 }, version)
    expect(await hubspot.definitions.account()).toMatchObject({ accountId: '4711' })
    const properties = await hubspot.definitions.properties('deals')
    expect(properties.find(({ name }) => name === 'amount')).toMatchObject({ type: 'number', readOnly: false })
    const [pipeline] = await hubspot.definitions.pipelines('deals')
    expect(pipeline?.stages.map(({ displayOrder }) => displayOrder)).toEqual(pipeline?.stages.map((_, index) => index))
    expect((await hubspot.definitions.owners()).length).toBeGreaterThan(0)
  })
})

describe('against an account', () => {
  test('lists every record once, page by page', async () => {
    const { hubspot, emulator } = createBench({ demo: { contacts: 250 } })
    const ids: string[] = []
    for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
      const page = await hubspot.objects.list('contacts', after === null ? {} : { after })
      ids.push(...page.records.map(({ id }) => id))
      after = page.after
    }
    expect(ids).toEqual(emulator.account.records('contacts').map(({ id }) => id))
  })

  test('reads many records at once, side by side', async () => {
    const { hubspot, emulator, events } = createBench({ demo: { contacts: 250 } })
    const ids = emulator.account.records('contacts').map(({ id }) => id)
    const { records, missing } = await hubspot.batch.read('contacts', ids, { properties: ['email'] })
    expect(records.map(({ id }) => id).sort()).toEqual([...ids].sort())
    expect(missing).toEqual([])
    expect(events).toHaveLength(3)
  })

  test('reads the history of the properties it is about to write', async () => {
    const { hubspot } = createBench()
    const made = await hubspot.objects.create('contacts', { properties: { email: 'a@b.example', firstname: 'A' } })
    await hubspot.objects.update('contacts', made.id, { firstname: 'B' })
    const { records } = await hubspot.batch.read('contacts', [made.id], { propertiesWithHistory: ['firstname'] })
    expect(records[0]?.history?.['firstname']?.map(({ value }) => value)).toEqual(['B', 'A'])
  })

  test('upserts by a unique property and says which are new', async () => {
    const { hubspot } = createBench()
    await hubspot.objects.create('contacts', { properties: { email: 'a@b.example' } })
    const { written } = await hubspot.batch.upsert('contacts', 'email', [
      { traceId: '1', value: 'a@b.example', properties: { email: 'a@b.example', firstname: 'A' } },
      { traceId: '2', value: 'c@d.example', properties: { email: 'c@d.example', firstname: 'C' } },
    ])
    expect(written.map(({ traceId, isNew }) => [traceId, isNew])).toEqual([
      ['1', false],
      ['2', true],
    ])
  })

  test('leads from a taken email to the contact that has it', async () => {
    const { hubspot } = createBench()
    const made = await hubspot.objects.create('contacts', { properties: { email: 'a@b.example' } })
    const refused = await rejectionOf(hubspot.objects.create('contacts', { properties: { email: 'A@b.example' } }))
    expect(refused).toMatchObject({ code: 'api/conflict', details: { existingId: made.id } })
  })

  test('never meets a limit, however much is asked at once', async () => {
    const { hubspot, emulator, virtual, events } = createBench({ demo: { contacts: 10 } })
    const [contact] = emulator.account.records('contacts')
    const gets = Array.from({ length: 300 }, () =>
      hubspot.objects.get('contacts', contact?.id ?? '', {}, { lane: 'pack' }),
    )
    const searches = Array.from({ length: 30 }, () => hubspot.search('contacts', { limit: 1 }, { lane: 'pack' }))
    await virtual.advance(60_000)
    await Promise.all([...gets, ...searches])
    expect(events).toHaveLength(330)
    expect(new Set(events.map(({ status }) => status))).toEqual(new Set([200]))
  })

  test('waits out a limit that others have used up, and loses nothing', async () => {
    const { hubspot, emulator, virtual, events } = createBench()
    const made = await hubspot.objects.create('contacts', { properties: { email: 'a@b.example' } })
    const body = { status: 'error', policyName: 'TEN_SECONDLY_ROLLING', message: 'x' }
    emulator.addFault({ kind: 'status', status: 429, body, times: 2 })
    const written = hubspot.objects.update('contacts', made.id, { firstname: 'B' })
    await virtual.advance(30_000)
    await written
    expect(events.map(({ status }) => status)).toEqual([201, 429, 429, 200])
    expect(emulator.audit().filter(({ kind }) => kind === 'update')).toHaveLength(1)
  })

  test('does not repeat a write whose answer was lost', async () => {
    const { hubspot, emulator, virtual } = createBench()
    emulator.addFault({ kind: 'apply-then-drop', match: { method: 'POST' } })
    const lost = rejectionOf(hubspot.objects.create('contacts', { properties: { email: 'a@b.example' } }))
    await virtual.advance(120_000)
    expect(await lost).toMatchObject({ code: 'api/unknown-outcome' })
    expect(emulator.account.records('contacts')).toHaveLength(1)
  })

  test('is told that the token is no good', async () => {
    const { hubspot } = createBench({ tokens: ['another'] })
    expect(await rejectionOf(hubspot.definitions.account())).toMatchObject({ code: 'api/needs-auth' })
  })

  test('learns its limits from the first answer', async () => {
    const { hubspot } = createBench()
    await hubspot.definitions.account()
    expect(hubspot.budget.state()).toMatchObject({ general: { limit: 190 }, daily: { remaining: expect.any(Number) } })
  })
})
