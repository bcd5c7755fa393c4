import { describe, expect, test } from 'vitest'
import { associate, create, update } from './drafts.ts'
import { openDeals } from './queries.ts'
import { demoWorld, rowAt, rowOf, showDeals } from './started.ts'
import type { Tab, World } from './world.ts'

function isSettled(tab: Tab): boolean {
  return tab.status().pending === 0
}

function applied(world: World, since = 0): readonly string[] {
  return world.emulator
    .audit()
    .slice(since)
    .map(({ kind, objectType }) => `${kind} ${objectType}`)
}

describe('writing', () => {
  test('[P1] an offline edit, a new contact and their association survive a closed tab and go out in order, once', async () => {
    const world = demoWorld()
    const { tab, deal } = await showDeals(world)
    world.online = false
    const contact = create('contacts', { firstname: 'Ada', lastname: 'Lift', email: 'ada.lift@example.com' })
    await tab.commit([update('deals', deal.id, { amount: '777' }, { amount: deal.values[0] ?? null })])
    await tab.commit([contact, associate('deals', deal.id, 'contacts', contact.id)])
    await tab.close()

    const again = await world.openTab()
    const shown = await again.show(openDeals)
    await world.time.settle()
    expect(rowOf(shown, deal.key)?.values[0]).toBe('777')
    expect(rowOf(shown, deal.key)?.pending).toEqual(expect.arrayContaining(['amount', 'contacts']))
    expect(shown.status().pending).toBe(1)

    world.online = true
    await world.until(() => isSettled(again))
    expect(applied(world).toSorted()).toEqual(['associate deals', 'create contacts', 'update deals'])
    expect(applied(world).indexOf('create contacts')).toBeLessThan(applied(world).indexOf('associate deals'))
    await world.until(() => shown.status().pending === 0)
    expect(rowOf(shown, deal.key)?.values[0]).toBe('777')
    expect(rowOf(shown, deal.key)?.pending).toEqual([])
  })

  test.each([0, 1, 2, 3, 5, 8, 13, 21, 34, 55])(
    '[P1] a tab that dies %i turns after a commit loses nothing and doubles nothing',
    async (turns) => {
      const world = demoWorld()
      const { tab, deal } = await showDeals(world)
      await tab.commit([
        create('contacts', { email: 'once@example.com' }),
        update('deals', deal.id, { amount: '31' }, { amount: deal.values[0] ?? null }),
      ])
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
      tab.kill()
      const again = await world.openTab()
      await world.until(() => again.status().role === 'leader' && isSettled(again), 120_000)
      expect(again.parked()).toEqual([])
      const contacts = world.emulator.account
        .records('contacts')
        .filter(({ properties }) => properties['email'] === 'once@example.com')
      expect(contacts).toHaveLength(1)
      expect(world.emulator.account.record('deals', deal.id)?.properties['amount']).toBe('31')
    },
  )

  test('[P1] site data cleared under a running app takes no open write along', async () => {
    const world = demoWorld()
    const { tab, deal } = await showDeals(world)
    world.online = false
    await tab.commit([
      create('contacts', { email: 'kept@example.com' }),
      update('deals', deal.id, { amount: '41' }, { amount: deal.values[0] ?? null }),
    ])
    await world.clearSiteData()
    await world.until(() => tab.troubles().includes('store/corrupt'), 120_000)
    tab.kill()
    const again = await world.openTab()
    await world.time.settle()
    expect(again.status().pending).toBe(2)
    world.online = true
    await world.until(() => isSettled(again), 120_000)
    expect(applied(world).toSorted()).toEqual(['create contacts', 'update deals'])
  })

  test('[P2] a create whose answer was lost is found by its unique value and not made again', async () => {
    const world = demoWorld()
    const { tab } = await showDeals(world)
    world.emulator.addFault({ kind: 'apply-then-drop', match: { method: 'POST', path: '/contacts' } })
    await tab.commit([create('contacts', { email: 'lost@example.com', firstname: 'Lost' })])
    await world.until(() => isSettled(tab))
    expect(applied(world)).toEqual(['create contacts'])
    expect(tab.parked()).toEqual([])
  })

  test('[P2] a create without a unique value whose answer was lost is found by its content once the index knows it', async () => {
    const world = demoWorld()
    const { tab } = await showDeals(world)
    world.emulator.addFault({ kind: 'apply-then-drop', match: { method: 'POST', path: '/deals' } })
    const deal = create('deals', { dealname: 'Lift 7', dealstage: 'appointmentscheduled', pipeline: 'default' })
    await tab.commit([deal])
    await world.until(() => isSettled(tab), 120_000)
    expect(applied(world)).toEqual(['create deals'])
    expect(tab.state(deal.key)).toBe('synced')
  })

  test('[P2] a create that HubSpot never got and that cannot be found is left to a person, who may send it again', async () => {
    const world = demoWorld()
    const { tab } = await showDeals(world)
    world.emulator.addFault({ kind: 'drop', match: { method: 'POST', path: '/deals' } })
    const deal = create('deals', { dealname: 'Lift 8', dealstage: 'appointmentscheduled', pipeline: 'default' })
    await tab.commit([deal])
    await world.until(() => tab.parked().length === 1, 180_000)
    expect(tab.parked()[0]).toMatchObject({ reason: 'outcome-unknown', kind: 'create' })
    await tab.engine.repair(deal.key, { kind: 'retry' })
    await world.until(() => tab.state(deal.key) === 'synced')
    expect(applied(world)).toEqual(['create deals'])
  })

  test('[P2] a property that changed at HubSpot since the user saw it is kept as a conflict with all three values', async () => {
    const world = demoWorld()
    const { tab, deal, shown } = await showDeals(world)
    world.online = false
    const mine = update(
      'deals',
      deal.id,
      { amount: '100', dealname: 'Mine' },
      { amount: deal.values[0] ?? null, dealname: deal.values[2] ?? null },
    )
    await tab.commit([mine])
    world.emulator.account.update('deals', deal.id, { amount: '200' })
    world.online = true
    await world.until(() => tab.parked().length === 1)
    expect(tab.parked()[0]).toMatchObject({
      reason: 'conflict',
      conflicts: [{ property: 'amount', base: deal.values[0], mine: '100', theirs: '200' }],
    })
    expect(world.emulator.account.record('deals', deal.id)?.properties['amount']).toBe('200')
    await tab.engine.repair(mine.key, { kind: 'keep-mine', property: 'amount' })
    await world.until(() => tab.state(mine.key) === 'synced')
    expect(world.emulator.account.record('deals', deal.id)?.properties).toMatchObject({
      amount: '100',
      dealname: 'Mine',
    })
    expect(rowOf(shown, deal.key)?.pending).toEqual([])
  })

  test('[P2] a declared policy decides instead of a person', async () => {
    const world = demoWorld()
    const opened = await world.openTab({
      conflicts: { deals: { amount: 'theirs', dealname: { merge: ({ mine, theirs }) => `${theirs} / ${mine}` } } },
    })
    const { tab, deal } = await showDeals(world, opened)
    world.online = false
    const mine = update(
      'deals',
      deal.id,
      { amount: '100', dealname: 'Mine' },
      { amount: deal.values[0] ?? null, dealname: deal.values[2] ?? null },
    )
    await tab.commit([mine])
    world.emulator.account.update('deals', deal.id, { amount: '200', dealname: 'Theirs' })
    world.online = true
    await world.until(() => tab.state(mine.key) === 'synced')
    expect(world.emulator.account.record('deals', deal.id)?.properties).toMatchObject({
      amount: '200',
      dealname: 'Theirs / Mine',
    })
  })

  test('[P3] a write that HubSpot refuses waits for a person while everything else goes on', async () => {
    const world = demoWorld()
    const { tab, deal, shown } = await showDeals(world)
    const other = rowAt(shown, 1)
    const bad = update('deals', deal.id, { dealstage: 'no-such-stage' }, { dealstage: deal.values[3] ?? null })
    const good = update('deals', other.id, { amount: '5' }, { amount: other.values[0] ?? null })
    const goodOfSame = update('deals', deal.id, { amount: '6' }, { amount: deal.values[0] ?? null })
    await tab.commit([bad, good, goodOfSame])
    await world.until(
      () => tab.state(good.key) === 'synced' && tab.state(goodOfSame.key) === 'synced' && tab.parked().length === 1,
    )
    expect(tab.parked()[0]).toMatchObject({ reason: 'refused', properties: ['dealstage'] })
    await tab.engine.repair(bad.key, { kind: 'discard' })
    await world.until(() => tab.state(bad.key) === 'discarded')
    expect(rowOf(shown, deal.key)?.values[3]).toBe(deal.values[3])
  })

  test('an expired token pauses the lane, keeps the writes, and lets them go when there is a new one', async () => {
    const world = demoWorld()
    const { tab, deal } = await showDeals(world)
    world.emulator.setTokens(['another'])
    const write = update('deals', deal.id, { amount: '8' }, { amount: deal.values[0] ?? null })
    await tab.commit([write])
    await world.until(() => tab.status().paused === 'needs-auth')
    await world.time.settle()
    expect(tab.state(write.key)).toBe('queued')
    world.emulator.setTokens(null)
    await world.until(() => tab.state(write.key) === 'synced')
    expect(applied(world)).toEqual(['update deals'])
  })
})

describe('several tabs', () => {
  test('[P8] two tabs write offline, one sends, nothing is doubled, both show the result', async () => {
    const world = demoWorld()
    const one = await showDeals(world)
    const two = await showDeals(world, await world.openTab())
    expect([one.tab.status().role, two.tab.status().role].toSorted()).toEqual(['follower', 'leader'])
    world.online = false
    const [first, second] = [rowAt(one.shown, 0), rowAt(one.shown, 1)]
    await one.tab.commit([update('deals', first.id, { amount: '11' }, { amount: first.values[0] ?? null })])
    await two.tab.commit([
      update('deals', second.id, { amount: '22' }, { amount: second.values[0] ?? null }),
      create('contacts', { email: 'two@example.com' }),
    ])
    await world.until(
      () => rowOf(one.shown, second.key)?.values[0] === '22' && rowOf(two.shown, first.key)?.values[0] === '11',
    )
    world.online = true
    await world.until(() => isSettled(one.tab) && isSettled(two.tab))
    expect(applied(world).toSorted()).toEqual(['create contacts', 'update deals', 'update deals'])
    await world.until(() => one.shown.status().pending === 0 && two.shown.status().pending === 0)
  })

  test('[P8] a follower shows a cold list that only the leader may ask for', async () => {
    const world = demoWorld()
    await world.openTab()
    const follower = await world.openTab()
    const { shown } = await showDeals(world, follower)
    expect(shown.rows()).toHaveLength(50)
    expect(follower.status().requests).toEqual({})
  })

  test('[P8] when the leading tab dies the other one takes over and sends what waits', async () => {
    const world = demoWorld()
    const one = await showDeals(world)
    const two = await showDeals(world, await world.openTab())
    world.online = false
    await two.tab.commit([update('deals', two.deal.id, { amount: '99' }, { amount: two.deal.values[0] ?? null })])
    one.tab.kill()
    world.online = true
    await world.until(() => two.tab.status().role === 'leader' && isSettled(two.tab))
    expect(applied(world)).toEqual(['update deals'])
  })
})
