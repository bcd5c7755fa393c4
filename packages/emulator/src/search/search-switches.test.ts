import { expect, test } from 'vitest'
import { createEmulator } from '../emulator.ts'
import type { Switches } from '../switches.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

const path = '/crm/objects/2026-09/deals/search'

function arrange(switches: Partial<Switches>): { emulator: ReturnType<typeof createEmulator>; call: Caller } {
  const emulator = createEmulator({ clock: frozen, switches: { ...quiet, ...switches } })
  return { emulator, call: createCaller(emulator) }
}

test('near now a search sorted by a date is out of order, the same way each time; older records are not', async () => {
  const { emulator, call } = arrange({ searchMisorderMs: 60_000 })
  for (let made = 0; made < 40; made++) {
    emulator.account.create('deals', { dealname: `Deal ${made}` })
    emulator.clock.advance(1_000)
  }
  const body = { sorts: ['hs_lastmodifieddate'], limit: 100 }
  const order = async (): Promise<readonly number[]> =>
    (await call('POST', path, body)).body.results.map(({ id }) => Number(id))
  const near = await order()
  const inOrder = [...near].sort((a, b) => a - b)
  expect(near).not.toEqual(inOrder)
  expect(await order()).toEqual(near)
  emulator.clock.advance(3_600_000)
  expect(await order()).toEqual(inOrder)
})

test.each([
  ['refuse', 400],
  ['cut', 200],
] as const)('a page that reaches beyond the 10,000th result: %s', async (searchWindowEnd, status) => {
  const { call } = arrange({ searchWindowEnd })
  expect((await call('POST', path, { after: '9900', limit: 200 })).status).toBe(status)
  expect((await call('POST', path, { after: '10000', limit: 200 })).status).toBe(400)
})

test('the total is exact beyond the 10,000 results that can be reached', async () => {
  const { emulator, call } = arrange({})
  emulator.account.seedDemo({ contacts: 0, companies: 0, deals: 10_050 })
  expect((await call('POST', path, { limit: 1 })).body['total']).toBe(10_050)
})

test('every answer is dated by the emulator’s clock', async () => {
  const { emulator, call } = arrange({})
  emulator.clock.advance(61_000)
  for (const answer of [await call('POST', path, {}), await call('GET', '/nowhere')])
    expect(answer.headers.get('date')).toBe('Tue, 24 Nov 2026 08:01:01 GMT')
})
