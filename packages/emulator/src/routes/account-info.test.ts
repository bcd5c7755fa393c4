import { expect, test } from 'vitest'
import { createEmulator } from '../emulator.ts'
import { createCaller, quiet } from '../testing.ts'

test.each(['v3', '2026-03', '2026-09'])('the account tells who it is in %s', async (version) => {
  const emulator = createEmulator({ clock: { now: () => Date.UTC(2026, 10, 24, 8) }, switches: quiet })
  expect((await createCaller(emulator)('GET', `/account-info/${version}/details`)).body).toMatchObject({
    portalId: 147_892_301,
    accountType: 'DEVELOPER_TEST',
    timeZone: 'Europe/Berlin',
    companyCurrency: 'EUR',
    utcOffset: '+01:00',
    utcOffsetMilliseconds: 3_600_000,
  })
})

test('the offset of the account follows summer time', async () => {
  const emulator = createEmulator({ clock: { now: () => Date.UTC(2026, 6, 1) }, switches: quiet })
  expect((await createCaller(emulator)('GET', '/account-info/v3/details')).body['utcOffset']).toBe('+02:00')
})

test('the daily usage counts requests until midnight of the account', async () => {
  const emulator = createEmulator({ clock: { now: () => Date.UTC(2026, 9, 24, 21, 59) }, switches: quiet })
  const call = createCaller(emulator)
  await call('GET', '/crm/objects/2026-09/contacts')
  const path = '/account-info/2026-03/api-usage/daily/private-apps'
  // The night in which summer time ends: that day has 25 hours.
  expect((await call('GET', path)).body.results).toMatchObject([
    { currentUsage: 2, usageLimit: 1_000_000, fetchStatus: 'SUCCESS', resetsAt: '2026-10-24T22:00:00.000Z' },
  ])
  emulator.clock.advance(60_000)
  expect((await call('GET', path)).body.results).toMatchObject([
    { currentUsage: 1, resetsAt: '2026-10-25T23:00:00.000Z' },
  ])
})
