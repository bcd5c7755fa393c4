import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { Switches } from '../switches.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

const contacts = '/crm/objects/2026-09/contacts'

interface Arranged {
  readonly emulator: Emulator
  readonly call: Caller
  readonly ada: string
  readonly bob: string
}

function arrange(switches: Partial<Switches> = {}): Arranged {
  const emulator = createEmulator({ clock: frozen, switches: { ...quiet, ...switches } })
  const ada = emulator.account.create('contacts', { email: 'ada@a.example', firstname: 'Ada' })
  const bob = emulator.account.create('contacts', { email: 'bob@b.example', phone: '+49 30 1234', firstname: 'Bob' })
  emulator.clock.advance(1_000)
  return { emulator, call: createCaller(emulator), ada, bob }
}

const merge = (call: Caller, primaryObjectId: string, objectIdToMerge: string): ReturnType<Caller> =>
  call('POST', `${contacts}/merge`, { primaryObjectId, objectIdToMerge })

describe('a merge', () => {
  test('makes one record of two: the primary’s values win, the other’s fill the gaps, all ids and addresses are listed', async () => {
    const { call, ada, bob } = arrange()
    const { status, body } = await merge(call, ada, bob)
    expect(status).toBe(200)
    expect([ada, bob]).not.toContain(body.id)
    const names = 'firstname,email,phone,hs_merged_object_ids,hs_additional_emails,hs_all_contact_vids'
    expect((await call('GET', `${contacts}/${body.id}?properties=${names}`)).body.properties).toMatchObject({
      firstname: 'Ada',
      email: 'ada@a.example',
      phone: '+49 30 1234',
      hs_merged_object_ids: `${ada};${bob}`,
      hs_additional_emails: 'bob@b.example',
      hs_all_contact_vids: `${body.id};${ada};${bob}`,
    })
  })

  test('keeps the primary’s id when the account preserves ids', async () => {
    const { call, ada, bob } = arrange({ mergeIds: 'preserved' })
    expect((await merge(call, ada, bob)).body.id).toBe(ada)
    expect((await call('GET', `${contacts}/${bob}`)).body.id).toBe(ada)
  })

  test('redirects old ids on single requests, through several merges, and lists them nowhere', async () => {
    const { emulator, call, ada, bob } = arrange()
    const cyd = emulator.account.create('contacts', { firstname: 'Cyd' })
    const first = (await merge(call, ada, bob)).body.id
    const { id } = (await merge(call, cyd, first)).body
    expect((await call('GET', `${contacts}/${bob}`)).body.id).toBe(id)
    const patched = await call('PATCH', `${contacts}/${ada}`, { properties: { city: 'Bern' } })
    expect([patched.status, patched.body.id]).toEqual([200, id])
    for (const path of [contacts, `${contacts}?archived=true`])
      expect((await call('GET', path)).body.results.map((each) => each.id)).toEqual(path === contacts ? [id] : [])
    expect((await call('POST', `${contacts}/search`, {})).body.results.map((each) => each.id)).toEqual([id])
    expect((await call('DELETE', `${contacts}/${ada}`)).status).toBe(404)
  })

  test.each([
    [{}, [], [], 1],
    [{ batchUpdateMerged: 'missing' }, [], ['OBJECT_NOT_FOUND'], 1],
    [{ batchUpdateMerged: 'redirect', batchReadMerged: 'redirect' }, ['merged'], [], undefined],
  ] as const)('in batches with %o', async (switches, updated, errors, missing) => {
    const { call, ada, bob } = arrange(switches)
    const merged = (await merge(call, ada, bob)).body.id
    const written = (
      await call('POST', `${contacts}/batch/update`, { inputs: [{ id: bob, properties: { city: 'Bern' } }] })
    ).body
    expect(written.results.map(({ id }) => (id === merged ? 'merged' : id))).toEqual(updated)
    expect(((written['errors'] ?? []) as { category: string }[]).map(({ category }) => category)).toEqual(errors)
    const read = await call('POST', `${contacts}/batch/read`, { inputs: [{ id: ada }] })
    expect(read.body['numErrors']).toBe(missing)
  })

  test('takes the associations of both, with one primary company', async () => {
    const { emulator, call, ada, bob } = arrange()
    const { account } = emulator
    const [acme, umbrella] = ['Acme', 'Umbrella'].map((name) => account.create('companies', { name })) as [
      string,
      string,
    ]
    const deal = account.create('deals', { dealname: 'Deal' })
    account.associate('contacts', ada, 'companies', acme, 'Primary')
    account.associate('contacts', bob, 'companies', umbrella, 'Primary')
    account.associate('deals', deal, 'contacts', bob)
    const { id } = (await merge(call, ada, bob)).body
    expect(account.partners('contacts', id, 'companies')).toEqual([
      { id: acme, labels: expect.arrayContaining([null, 'Primary']) },
      { id: umbrella, labels: [null] },
    ])
    expect(account.partners('deals', deal, 'contacts')).toEqual([{ id, labels: [null] }])
    expect(account.partners('contacts', bob, 'deals')).toEqual([])
  })

  test('frees the addresses that are gone, and finds the record by all that it has', async () => {
    const { call, ada, bob } = arrange()
    const { id } = (await merge(call, ada, bob)).body
    expect((await call('GET', `${contacts}/bob@b.example?idProperty=email`)).body.id).toBe(id)
    expect((await call('POST', contacts, { properties: { email: 'bob@b.example' } })).status).toBe(400)
  })

  test.each([
    ['itself', 'contacts', 'same', 400],
    ['nobody', 'contacts', '17', 404],
    ['notes', 'notes', '17', 400],
  ])('with %s is refused', async (_what, type, other, status) => {
    const { call, ada } = arrange()
    const body = { primaryObjectId: ada, objectIdToMerge: other === 'same' ? ada : other }
    expect((await call('POST', `/crm/objects/2026-09/${type}/merge`, body)).status).toBe(status)
  })

  test('of orders is known before 2026-09 only', async () => {
    const { emulator, call } = arrange()
    const [a, b] = ['A', 'B'].map((name) => emulator.account.create('orders', { hs_order_name: name }))
    const body = { primaryObjectId: a, objectIdToMerge: b }
    expect((await call('POST', '/crm/objects/2026-09/orders/merge', body)).status).toBe(400)
    expect((await call('POST', '/crm/objects/2026-03/orders/merge', body)).status).toBe(200)
  })

  test('of more than 250 records is refused with 414', async () => {
    const { emulator, call, ada } = arrange({ mergeIds: 'preserved' })
    const statuses: number[] = []
    for (let others = 0; others < 251; others++)
      statuses.push((await merge(call, ada, emulator.account.create('contacts', {}))).status)
    expect([...new Set(statuses.slice(0, 250)), statuses[250]]).toEqual([200, 414])
  })

  test('is one entry of the audit', async () => {
    const { emulator, call, ada, bob } = arrange()
    const { id } = (await merge(call, ada, bob)).body
    expect(emulator.audit()).toMatchObject([{ kind: 'merge', objectType: 'contacts', id, mergedIds: [ada, bob] }])
  })
})

describe('deleting a contact for good', () => {
  test.each([
    ['by id', {}],
    ['by email', { idProperty: 'email' }],
  ])('%s leaves nothing, not even in the archive', async (_how, more) => {
    const { emulator, call, ada } = arrange()
    const company = emulator.account.create('companies', { name: 'Acme' })
    emulator.account.associate('contacts', ada, 'companies', company)
    const objectId = 'idProperty' in more ? 'ada@a.example' : ada
    expect((await call('POST', `${contacts}/gdpr-delete`, { objectId, ...more })).status).toBe(204)
    expect((await call('GET', `${contacts}/${ada}`)).status).toBe(404)
    expect((await call('GET', `${contacts}?archived=true`)).body.results).toEqual([])
    expect(emulator.account.partners('companies', company, 'contacts')).toEqual([])
    expect(() => emulator.account.restore('contacts', ada)).toThrow(TypeError)
  })

  test('blocks an address that nobody has', async () => {
    const { call } = arrange()
    const gone = { objectId: 'Eve@E.example', idProperty: 'email' }
    expect((await call('POST', `${contacts}/gdpr-delete`, gone)).status).toBe(204)
    const { status, body } = await call('POST', contacts, { properties: { email: 'eve@e.example' } })
    expect([status, body['category']]).toEqual([400, 'VALIDATION_ERROR'])
  })

  test('is for contacts only, and for those who exist', async () => {
    const { call } = arrange()
    expect((await call('POST', `${contacts}/gdpr-delete`, { objectId: '17' })).status).toBe(404)
    expect((await call('POST', '/crm/objects/2026-09/deals/gdpr-delete', { objectId: '17' })).status).toBe(400)
  })
})

describe('an archived record', () => {
  test('comes back as it was, with its associations and a later modified date', async () => {
    const { emulator, call, ada } = arrange()
    const { account } = emulator
    const company = account.create('companies', { name: 'Acme' })
    account.associate('contacts', ada, 'companies', company)
    const before = account.record('contacts', ada)
    await call('DELETE', `${contacts}/${ada}`)
    emulator.clock.advance(89 * 86_400_000)
    account.restore('contacts', ada)
    const { body } = await call('GET', `${contacts}/${ada}?associations=companies`)
    expect(body).toMatchObject({ id: ada, archived: false, createdAt: before?.createdAt })
    expect(body['updatedAt']).not.toBe(before?.updatedAt)
    expect(body['associations']).toMatchObject({ companies: { results: [{ id: company }] } })
    expect((await call('POST', `${contacts}/search`, {})).body['total']).toBe(2)
  })

  test('is gone after 90 days', async () => {
    const { emulator, call, ada } = arrange()
    await call('DELETE', `${contacts}/${ada}`)
    emulator.clock.advance(90 * 86_400_000 + 1)
    expect((await call('GET', `${contacts}/${ada}?archived=true`)).status).toBe(404)
    expect((await call('GET', `${contacts}?archived=true`)).body.results).toEqual([])
    expect(() => emulator.account.restore('contacts', ada)).toThrow(TypeError)
  })
})

test('a history tells each value with its moment and who wrote it, newest first', async () => {
  const { emulator, call, ada } = arrange()
  await call('PATCH', `${contacts}/${ada}`, { properties: { firstname: 'Augusta' } })
  emulator.clock.advance(1_000)
  await call('PATCH', `${contacts}/${ada}`, { properties: { firstname: '' } })
  const { body } = await call('GET', `${contacts}/${ada}?propertiesWithHistory=firstname`)
  expect(body['propertiesWithHistory']).toEqual({
    firstname: [
      { value: '', timestamp: '2026-11-24T08:00:02Z', sourceType: 'INTEGRATION', sourceId: '2894417' },
      { value: 'Augusta', timestamp: '2026-11-24T08:00:01Z', sourceType: 'INTEGRATION', sourceId: '2894417' },
      { value: 'Ada', timestamp: '2026-11-24T08:00:00Z', sourceType: 'CRM_UI', sourceId: 'emulator' },
    ],
  })
})
