import { expect, test } from 'vitest'
import { createEmulator } from '../emulator.ts'
import type { Switches } from '../switches.ts'
import { createCaller, frozen, quiet } from '../testing.ts'

function arrange(switches: Partial<Switches> = {}) {
  const emulator = createEmulator({ clock: frozen, switches: { ...quiet, ...switches } })
  return { emulator, call: createCaller(emulator) }
}

test.each(['/crm/v3/object-library', '/crm/object-library/2026-09'])(
  'the object library tells at %s what is activated',
  async (path) => {
    const { emulator, call } = arrange()
    emulator.account.activate('appointments')
    expect((await call('GET', `${path}/enablement`)).body).toEqual({
      enablementByObjectTypeId: { '0-162': false, '0-410': false, '0-420': false, '0-421': true },
    })
    expect((await call('GET', `${path}/enablement/0-421`)).body).toEqual({ enablement: true })
    expect((await call('GET', `${path}/enablement/0-420`)).body).toEqual({ enablement: false })
    expect((await call('GET', `${path}/enablement/0-1`)).body).toEqual({ enablement: true })
    expect((await call('GET', `${path}/enablement/0-999`)).status).toBe(404)
  },
)

test.each(['appointments', 'courses', 'listings', 'services'])(
  '%s are unavailable everywhere until they are activated, and after they are deactivated',
  async (name) => {
    const { emulator, call } = arrange()
    const requests: readonly (readonly [string, string, object?])[] = [
      ['GET', `/crm/objects/2026-09/${name}`],
      ['POST', `/crm/objects/2026-09/${name}/search`, {}],
      ['GET', `/crm/properties/2026-09/${name}`],
      ['GET', `/crm/pipelines/2026-09/${name}`],
      ['POST', `/crm/associations/2026-09/${name}/contacts/batch/read`, { inputs: [{ id: '1' }] }],
    ]
    const statuses = async () => Promise.all(requests.map(async (request) => (await call(...request)).status))
    expect(new Set(await statuses())).toEqual(new Set([403]))
    emulator.account.activate(name)
    expect(await statuses()).not.toContain(403)
    emulator.account.activate(name, false)
    emulator.setSwitches({ inactiveObjectType: '400' })
    expect(new Set(await statuses())).toEqual(new Set([400]))
  },
)

test('what is always active cannot be activated', () => {
  expect(() => arrange().emulator.account.activate('contacts')).toThrow(TypeError)
})

test('object types are activated over HTTP', async () => {
  const { call } = arrange()
  await call('POST', '/_emulator/activation', { services: true })
  expect((await call('GET', '/crm/object-library/2026-09/enablement/0-162')).body).toEqual({ enablement: true })
  expect((await call('POST', '/_emulator/activation', { contacts: true })).status).toBe(400)
})
