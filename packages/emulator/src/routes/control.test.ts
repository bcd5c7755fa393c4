import { expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

function arrange(): { emulator: Emulator; call: Caller } {
  const emulator = createEmulator({ clock: frozen, switches: quiet })
  return { emulator, call: createCaller(emulator) }
}

test('what can be done from inside can be done over HTTP, without counting as requests', async () => {
  const { emulator, call } = arrange()
  await call('POST', '/crm/v3/objects/contacts', { properties: {} })
  expect((await call('GET', '/_emulator/audit')).body).toEqual({ entries: emulator.audit() })
  expect((await call('GET', '/_emulator/requests')).body).toEqual(emulator.requests())
  expect((await call('POST', '/_emulator/clock', { advanceMs: 1_500 })).body).toEqual({ now: frozen.now() + 1_500 })
  expect((await call('GET', '/_emulator/clock')).body).toEqual({ now: emulator.clock.now() })
  await call('POST', '/_emulator/switches', { searchLagMs: 7 })
  expect((await call('GET', '/_emulator/switches')).body).toMatchObject({ searchLagMs: 7 })
  await call('POST', '/_emulator/faults', { kind: 'status', status: 502, times: 2 })
  expect((await call('GET', '/crm/v3/owners')).status).toBe(502)
  await call('DELETE', '/_emulator/faults')
  expect((await call('GET', '/crm/v3/owners')).status).toBe(200)
  expect(emulator.requests().total).toBe(3)
  await call('POST', '/_emulator/reset', {})
  expect([emulator.audit(), emulator.requests().total]).toEqual([[], 0])
})

test('data is arranged over HTTP as from inside, unseen by the audit', async () => {
  const { emulator, call } = arrange()
  const command = async (method: string, path: string, body: object): Promise<void> =>
    expect([path, (await call(method, `/_emulator/${path}`, body)).status]).toEqual([path, 200])
  await command('POST', 'properties', { objectType: 'contacts', name: 'tier', label: 'Tier', kind: 'text' })
  await command('POST', 'records', { objectType: 'contacts', properties: { firstname: 'Ada', tier: 'gold' } })
  await command('POST', 'records', { objectType: 'companies', properties: { name: 'Acme' } })
  const [fromId, toId] = [
    emulator.account.records('contacts')[0]?.id ?? '',
    emulator.account.records('companies')[0]?.id,
  ]
  await command('POST', 'labels', { from: 'contacts', to: 'companies', label: 'Advisor' })
  await command('POST', 'associations', { from: 'contacts', fromId, to: 'companies', toId, label: 'Advisor' })
  expect(emulator.account.partners('contacts', fromId, 'companies')).toEqual([{ id: toId, labels: [null, 'Advisor'] }])
  await command('DELETE', 'associations', { from: 'contacts', fromId, to: 'companies', toId })
  await command('PATCH', 'records', { objectType: 'contacts', id: fromId, properties: { tier: 'silver' } })
  await command('DELETE', 'records', { objectType: 'contacts', id: fromId })
  await command('POST', 'records/restore', { objectType: 'contacts', id: fromId })
  expect((await call('GET', '/_emulator/records?objectType=contacts')).body).toMatchObject({
    records: [{ id: fromId, properties: { tier: 'silver' }, archived: false }],
  })
  await command('POST', 'demo', { contacts: 3 })
  expect([emulator.account.records('contacts').length, emulator.audit()]).toEqual([4, []])
})

test('tokens are taken and expire by command', async () => {
  const { call } = arrange()
  const status = async (): Promise<number> => (await call('GET', '/crm/v3/owners')).status
  await call('POST', '/_emulator/tokens', { tokens: ['other'] })
  expect(await status()).toBe(401)
  await call('POST', '/_emulator/tokens', { tokens: null })
  expect(await status()).toBe(200)
  await call('POST', '/_emulator/tokens/expire', { token: 'test' })
  expect(await status()).toBe(401)
})

test.each([
  ['records', {}],
  ['records', { objectType: 'boats' }],
  ['associations', { from: 'contacts' }],
  ['labels', { from: 1 }],
  ['switches', { nope: true }],
  ['switches', { searchLagMs: 'long' }],
  ['switches', { toString: true }],
  ['clock', { advanceMs: -1 }],
  ['clock', {}],
  ['faults', { kind: 'none' }],
  ['faults', null],
])('a wrong command is 400: %s %j', async (path, body) => {
  const { emulator, call } = arrange()
  const before = emulator.switches()
  const { status, body: answer } = await call('POST', `/_emulator/${path}`, body)
  expect([status, typeof answer['message']]).toEqual([400, 'string'])
  expect(emulator.switches()).toEqual(before)
})
