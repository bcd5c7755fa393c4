import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import { defaultApp } from '../oauth/index.ts'
import type { EmulatorOptions } from '../options.ts'
import { createCaller, frozen, quiet, type Caller, type Reply } from '../testing.ts'

const journal = '/webhooks-journal/journal/2026-03'
const subscriptions = '/webhooks-journal/subscriptions/2026-03'
const snapshots = '/webhooks-journal/snapshots/2026-03/crm'
const contacts = '/crm/objects/2026-09/contacts'
const object = { subscriptionType: 'OBJECT', objectTypeId: '0-1' }

type Event = Readonly<Record<string, unknown>>

interface File {
  readonly offset: string
  readonly journalEvents: readonly Event[]
  readonly publishedAt: string
}

function arrange(options: EmulatorOptions = {}): { emulator: Emulator; call: Caller } {
  const emulator = createEmulator({ clock: frozen, ...options, switches: { ...quiet, ...options.switches } })
  return { emulator, call: createCaller(emulator) }
}

async function subscribe(call: Caller, body: object): Promise<void> {
  expect(await call('POST', subscriptions, body)).toMatchObject({ status: 200 })
}

/** Follows an entry's address, as a reader does: without a token. */
async function download(emulator: Emulator, url: unknown): Promise<File> {
  const response = await emulator.fetch(new Request(String(url)))
  expect(response.status).toBe(200)
  return (await response.json()) as File
}

/** Every file from the earliest on. */
async function readAll(emulator: Emulator, call: Caller): Promise<readonly File[]> {
  const files: File[] = []
  let next: Reply = await call('GET', `${journal}/earliest`)
  while (next.status === 200) {
    files.push(await download(emulator, next.body['url']))
    next = await call('GET', `${journal}/offset/${String(next.body['currentOffset'])}/next`)
  }
  return files
}

async function eventsOf(emulator: Emulator, call: Caller): Promise<readonly Event[]> {
  return (await readAll(emulator, call)).flatMap(({ journalEvents }) => journalEvents)
}

test('a reader walks from the earliest entry to the latest, each told once and in order', async () => {
  const { emulator, call } = arrange()
  const actions = ['CREATE', 'UPDATE', 'DELETE', 'MERGE', 'RESTORE']
  await subscribe(call, { ...object, actions, properties: ['firstname'] })
  const { id } = (await call('POST', contacts, { properties: { firstname: 'Ada', city: 'Ely' } })).body
  emulator.clock.advance(1_000)
  await call('PATCH', `${contacts}/${id}`, { properties: { firstname: 'Augusta' } })
  await call('PATCH', `${contacts}/${id}`, { properties: { city: 'London' } })
  await call('DELETE', `${contacts}/${id}`)
  emulator.account.restore('contacts', id)
  const head = { objectTypeId: '0-1', objectId: Number(id), portalId: emulator.account.portalId }
  const files = await readAll(emulator, call)
  expect(files.map(({ journalEvents }) => journalEvents)).toMatchObject([
    [{ ...head, action: 'CREATE', properties: { firstname: 'Ada' }, occurredAt: '2026-11-24T08:00:00Z' }],
    [{ ...head, action: 'UPDATE', properties: { firstname: 'Augusta' } }],
    [{ ...head, action: 'DELETE' }],
    [{ ...head, action: 'RESTORE' }],
  ])
  expect(files[1]?.publishedAt).toBe('2026-11-24T08:00:01Z')
  const latest = await call('GET', `${journal}/latest`)
  expect(await download(emulator, latest.body['url'])).toEqual(files.at(-1))
})

test('what one request changed is one entry', async () => {
  const { emulator, call } = arrange()
  await subscribe(call, { ...object, actions: ['CREATE'] })
  await call('POST', `${contacts}/batch/create`, { inputs: [{ properties: {} }, { properties: {} }] })
  await call('POST', contacts, { properties: {} })
  expect((await readAll(emulator, call)).map(({ journalEvents }) => journalEvents.length)).toEqual([2, 1])
})

test('merges and GDPR deletes are told, by their own actions', async () => {
  const { emulator, call } = arrange()
  await subscribe(call, { ...object, actions: ['MERGE'] })
  await subscribe(call, { subscriptionType: 'GDPR_PRIVACY_DELETION', objectTypeId: '0-1', actions: ['GDPR_DELETE'] })
  const primaryObjectId = emulator.account.create('contacts', {})
  const objectIdToMerge = emulator.account.create('contacts', {})
  const { id } = (await call('POST', `${contacts}/merge`, { primaryObjectId, objectIdToMerge })).body
  await call('POST', `${contacts}/gdpr-delete`, { objectId: id })
  const ids = { primaryObjectId: Number(primaryObjectId), mergedObjectIds: [Number(objectIdToMerge)] }
  expect(await eventsOf(emulator, call)).toMatchObject([
    { action: 'MERGE', ...ids, newObjectId: Number(id) },
    { action: 'GDPR_DELETE', objectId: Number(id) },
  ])
})

test('associations are told from the side subscribed to, for each type', async () => {
  const { emulator, call } = arrange()
  const actions = ['ASSOCIATION_ADDED', 'ASSOCIATION_REMOVED']
  const association = { subscriptionType: 'ASSOCIATION', objectTypeId: '0-2', associatedObjectTypeIds: ['0-1'] }
  await subscribe(call, { ...association, actions })
  const contact = emulator.account.create('contacts', {})
  const company = emulator.account.create('companies', { name: 'Acme' })
  const deal = emulator.account.create('deals', { dealname: 'Lift' })
  await call('PUT', `${contacts}/${contact}/associations/default/companies/${company}`)
  await call('PUT', `/crm/objects/2026-09/deals/${deal}/associations/default/companies/${company}`)
  await call('DELETE', `${contacts}/${contact}/associations/companies/${company}`)
  const from = { fromObjectTypeId: '0-2', fromObjectId: Number(company) }
  const pair = { ...from, toObjectTypeId: '0-1', toObjectId: Number(contact), associationTypeId: 280 }
  expect(await eventsOf(emulator, call)).toMatchObject(actions.map((action) => ({ ...pair, action })))
})

test('records are told as they join and leave lists, asked for or following filters', async () => {
  const { emulator, call } = arrange()
  const actions = ['ADDED_TO_LIST', 'REMOVED_FROM_LIST']
  await subscribe(call, { subscriptionType: 'LIST_MEMBERSHIP', objectTypeId: '0-1', actions })
  const operation = { operationType: 'STRING', operator: 'IS_EQUAL_TO', value: 'Ada' }
  const filters = [{ filterType: 'PROPERTY', property: 'firstname', operation }]
  const list = { name: 'Adas', objectTypeId: '0-1', processingType: 'DYNAMIC' }
  await call('POST', '/crm/v3/lists', { ...list, filterBranch: { filterBranchType: 'AND', filters } })
  await call('POST', '/crm/v3/lists', { name: 'By hand', objectTypeId: '0-1', processingType: 'MANUAL' })
  const { id } = (await call('POST', contacts, { properties: { firstname: 'Ada' } })).body
  await call('PUT', '/crm/v3/lists/2/memberships/add', [id])
  await call('PATCH', `${contacts}/${id}`, { properties: { firstname: 'Eve' } })
  const head = { objectTypeId: '0-1', objectId: Number(id) }
  expect(await eventsOf(emulator, call)).toMatchObject([
    { ...head, action: 'ADDED_TO_LIST', listId: 1 },
    { ...head, action: 'ADDED_TO_LIST', listId: 2 },
    { ...head, action: 'REMOVED_FROM_LIST', listId: 1 },
  ])
})

test('only the records and actions subscribed to are told', async () => {
  const { emulator, call } = arrange()
  const [wanted, other] = [emulator.account.create('contacts', {}), emulator.account.create('contacts', {})]
  await subscribe(call, { ...object, actions: ['UPDATE'], objectIds: [Number(wanted)] })
  for (const id of [wanted, other]) await call('PATCH', `${contacts}/${id}`, { properties: { city: 'Ely' } })
  await call('DELETE', `${contacts}/${wanted}`)
  expect(await eventsOf(emulator, call)).toMatchObject([{ action: 'UPDATE', objectId: Number(wanted) }])
})

describe('reading in batches', () => {
  async function fiveEntries(): Promise<{ call: Caller; emulator: Emulator; offsets: readonly string[] }> {
    const { emulator, call } = arrange()
    await subscribe(call, { ...object, actions: ['CREATE'] })
    for (let made = 0; made < 5; made++) await call('POST', contacts, { properties: {} })
    return { emulator, call, offsets: (await readAll(emulator, call)).map(({ offset }) => offset) }
  }

  const offsetsOf = ({ body }: Reply): readonly unknown[] => body.results.map((each) => each['currentOffset'])

  test('goes from either end and from an offset on', async () => {
    const { call, offsets } = await fiveEntries()
    expect(offsetsOf(await call('GET', `${journal}/batch/earliest/2`))).toEqual(offsets.slice(0, 2))
    expect(offsetsOf(await call('GET', `${journal}/batch/latest/2`))).toEqual(offsets.slice(-2))
    expect(offsetsOf(await call('GET', `${journal}/batch/${offsets[1]}/next/100`))).toEqual(offsets.slice(2))
    expect((await call('GET', `${journal}/batch/earliest/101`)).status).toBe(400)
  })

  test('takes offsets', async () => {
    const { call, offsets } = await fiveEntries()
    const inputs = [offsets[3], offsets[0]].map((id) => ({ id }))
    expect(offsetsOf(await call('POST', `${journal}/batch/read`, { inputs }))).toEqual([offsets[3], offsets[0]])
  })

  test('of the local journal is that of one account', async () => {
    const { call, emulator } = await fiveEntries()
    const local = '/webhooks-journal/journal-local/2026-03/batch/earliest/10?installPortalId='
    expect(offsetsOf(await call('GET', `${local}${emulator.account.portalId}`))).toHaveLength(5)
    expect(offsetsOf(await call('GET', `${local}1`))).toEqual([])
  })
})

test('entries are kept for three days; an offset that has expired is 404', async () => {
  const { emulator, call } = arrange()
  await subscribe(call, { ...object, actions: ['CREATE'] })
  await call('POST', contacts, { properties: {} })
  const { currentOffset } = (await call('GET', `${journal}/earliest`)).body
  emulator.clock.advance(3 * 86_400_000)
  expect((await call('GET', `${journal}/earliest`)).body).toMatchObject({ currentOffset })
  emulator.clock.advance(1)
  expect((await call('GET', `${journal}/earliest`)).status).toBe(204)
  expect((await call('GET', `${journal}/offset/${String(currentOffset)}/next`)).status).toBe(404)
})

test('an address is good for a while only', async () => {
  const { emulator, call } = arrange()
  await subscribe(call, { ...object, actions: ['CREATE'] })
  await call('POST', contacts, { properties: {} })
  const { url, expiresAt } = (await call('GET', `${journal}/earliest`)).body
  expect(String(url)).toMatch(/^http:\/\/emulator\.test\/_emulator\//)
  emulator.clock.advance(Date.parse(String(expiresAt)) - emulator.clock.now())
  expect((await emulator.fetch(new Request(String(url)))).status).toBe(400)
})

test('a snapshot tells the state of a record in the journal', async () => {
  const { emulator, call } = arrange()
  const id = emulator.account.create('contacts', { firstname: 'Ada' })
  const record = { portalId: emulator.account.portalId, objectTypeId: '0-1', objectId: Number(id) }
  const wanted = { ...record, properties: ['firstname', 'city'] }
  const { body } = await call('POST', snapshots, { snapshotRequests: [wanted] })
  expect(body['snapshotResponses']).toMatchObject([{ ...record, snapshotStatusId: expect.any(String) }])
  const properties = { firstname: 'Ada', city: null }
  expect(await eventsOf(emulator, call)).toMatchObject([{ action: 'SNAPSHOT', objectId: Number(id), properties }])
  expect((await call('POST', snapshots, { snapshotRequests: [{ ...wanted, objectId: 1 }] })).status).toBe(404)
})

describe('a subscription', () => {
  test('for the same events takes the place of the old one, and can be removed', async () => {
    const { emulator, call } = arrange()
    await subscribe(call, { ...object, actions: ['CREATE'] })
    await subscribe(call, { ...object, actions: ['DELETE'] })
    expect((await call('GET', subscriptions)).body.results).toMatchObject([{ id: 1, actions: ['DELETE'] }])
    expect((await call('GET', `${subscriptions}/1`)).body).toMatchObject({ appId: defaultApp.appId })
    expect((await call('DELETE', `${subscriptions}/1`)).status).toBe(204)
    await subscribe(call, { ...object, actions: ['CREATE'] })
    expect((await call('DELETE', `${subscriptions}/portals/${emulator.account.portalId}`)).status).toBe(204)
    expect((await call('GET', subscriptions)).body.results).toEqual([])
  })

  test.each([
    [{ ...object, actions: ['EXPLODE'] }],
    [{ ...object, objectTypeId: '0-99999', actions: [] }],
    [{ subscriptionType: 'OBJECT', actions: [] }],
    [{ ...object }],
    [{ ...object, subscriptionType: 'NONE', actions: [] }],
  ])('that cannot be is 400: %j', async (body) => {
    expect((await arrange().call('POST', subscriptions, body)).status).toBe(400)
  })
})

test('an app reads its own journal with a token of its own, and needs the scopes for it', async () => {
  const other = { appId: 7, clientId: 'other', clientSecret: 'secret' }
  const { emulator } = arrange({ tokens: [], apps: [defaultApp, other] })
  const tokenOf = async (app: typeof other, scope: string): Promise<Caller> => {
    const fields = { grant_type: 'client_credentials', client_id: app.clientId, client_secret: app.clientSecret, scope }
    const form = { method: 'POST', body: new URLSearchParams(fields) }
    const answer = await emulator.fetch(new Request('http://emulator.test/oauth/v1/token', form))
    return createCaller(emulator, ((await answer.json()) as { access_token: string }).access_token)
  }
  const read = async (call: Caller): Promise<number> => (await call('GET', `${journal}/earliest`)).status
  const write = 'developer.webhooks_journal.subscriptions.write'
  const all = `developer.webhooks_journal.read ${write} crm.objects.contacts.read`
  const [mine, theirs, narrow] = [
    await tokenOf(defaultApp, all),
    await tokenOf(other, all),
    await tokenOf(other, write),
  ]
  await subscribe(mine, { ...object, actions: ['CREATE'] })
  emulator.account.create('contacts', {})
  expect([await read(mine), await read(theirs), await read(narrow)]).toEqual([200, 204, 403])
  expect((await narrow('POST', subscriptions, { ...object, actions: ['CREATE'] })).status).toBe(403)
})

test('the journal has buckets of its own', async () => {
  const { call } = arrange({ switches: { limitTenSecondly: 1 } })
  const refused = async (count: number, ask: () => Promise<Reply>): Promise<number> =>
    (await Promise.all(Array.from({ length: count }, ask))).filter(({ status }) => status === 429).length
  expect(await refused(11, () => call('POST', snapshots, { snapshotRequests: [] }))).toBe(1)
  expect(await refused(51, () => call('GET', subscriptions))).toBe(1)
  expect(await refused(101, () => call('GET', `${journal}/latest`))).toBe(1)
})
