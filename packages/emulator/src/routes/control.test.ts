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

test.each([
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
