import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openWorld, type World } from './world.ts'

// The client waits by timers that are moved here; sockets keep theirs.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const limited = { limitTenSecondly: 1, limitSearchSecondly: 1 }

/** Waits until the client has received a refusal and waits itself, then lets that time pass for both. */
async function letPass({ emulator, exchanges }: World, refusals: number, waitedMs: number): Promise<void> {
  await vi.waitUntil(() => exchanges.length >= refusals && vi.getTimerCount() > 0)
  emulator.clock.advance(waitedMs)
  await vi.advanceTimersByTimeAsync(waitedMs)
}

describe('the client’s retries', () => {
  test.each([
    ['ten seconds', 'TEN_SECONDLY_ROLLING', 10_000, ({ client }: World) => client.crm.owners.ownersApi.getPage()],
    ['a second', 'SECONDLY', 1_000, ({ client }: World) => client.crm.contacts.searchApi.doSearch({})],
  ])('succeed %s after the limit was reached', async (_name, policyName, waitedMs, ask) => {
    const world = await openWorld({ clock: { now: () => 0 }, switches: limited }, 2)
    await ask(world)
    const again = ask(world)
    await letPass(world, 2, waitedMs)
    await again
    expect(world.exchanges.map(({ status }) => status)).toEqual([200, 429, 200])
    expect(JSON.parse(world.exchanges[1]?.body ?? '')).toMatchObject({ policyName, errorType: 'RATE_LIMIT' })
    expect(world.complaints).toEqual([])
    await world.close()
  })

  test('succeed 200 ms after a server error', async () => {
    const world = await openWorld({ clock: { now: () => 0 } }, 2)
    world.emulator.addFault({ kind: 'status', status: 502, times: 1 })
    const asked = world.client.crm.owners.ownersApi.getPage()
    await letPass(world, 1, 200)
    expect((await asked).results.length).toBeGreaterThan(0)
    expect(world.exchanges.map(({ status }) => status)).toEqual([502, 200])
    await world.close()
  })

  test('do not follow a daily limit, nor a conflict', async () => {
    const world = await openWorld({ clock: { now: () => 0 }, switches: { limitDaily: 1 } }, 3)
    await world.client.crm.owners.ownersApi.getPage()
    await expect(world.client.crm.owners.ownersApi.getPage()).rejects.toMatchObject({ code: 429 })
    world.emulator.setSwitches({ limitDaily: 1_000 })
    world.emulator.account.create('contacts', { email: 'ada@nordwind.example' })
    const twice = { properties: { email: 'ada@nordwind.example' }, associations: [] }
    await expect(world.client.crm.contacts.basicApi.create(twice)).rejects.toMatchObject({ code: 409 })
    expect(world.exchanges.map(({ status }) => status)).toEqual([200, 429, 409])
    await world.close()
  })
})
