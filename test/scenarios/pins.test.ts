import { everyRecord, type Query } from '@holdfast/query'
import { describe, expect, test } from 'vitest'
import { limitedDisk } from '../../packages/engine/test/index.ts'
import { openDeals } from './queries.ts'
import { demoWorld } from './started.ts'
import { unwrap, type Shown, type Tab, type World } from './world.ts'

const closedDeals: Query = {
  ...everyRecord('deals'),
  where: { kind: 'compare', property: 'hs_is_closed', operator: 'eq', value: 'true' },
  select: ['dealname'],
}
const largeClosedDeals: Query = {
  ...closedDeals,
  where: {
    kind: 'and',
    of: [
      { kind: 'compare', property: 'hs_is_closed', operator: 'eq', value: 'true' },
      { kind: 'compare', property: 'amount', operator: 'gt', value: '20000' },
    ],
  },
}
const contacts: Query = { ...everyRecord('contacts'), select: ['email'] }

async function pin(world: World, tab: Tab, name: string, query: Query): Promise<void> {
  unwrap(await tab.engine.pin(name, query))
  await world.until(() => isKept(tab, name))
}

function isKept(tab: Tab, name: string): boolean {
  return tab.pins().find((each) => each.name === name)?.status.completeness === 'complete'
}

/** What a query shows once nothing more happens. */
async function shownNow(world: World, tab: Tab, query: Query): Promise<Shown> {
  const shown = await tab.show(query)
  await world.until(() => shown.messages() > 0)
  await world.time.settle()
  return shown
}

function count(world: World, isClosed: boolean): number {
  return world.emulator.account
    .records('deals')
    .filter(({ properties }) => properties['hs_is_closed'] === String(isClosed)).length
}

/** A device on which nothing is left for what is read next, and how much room it has. */
function smallDevice() {
  const { disk, used, limit } = limitedDisk()
  const world = demoWorld({ disk, demo: false })
  world.emulator.account.seedDemo({ deals: 60, contacts: 60, companies: 20 })

  async function fill(tab: Tab): Promise<void> {
    await readOnce(world, tab, contacts)
    await foldAll(world)
    // A pack and stored results go first; that is not enough.
    limit(used() * 0.8)
    await readOnce(world, tab, { ...everyRecord('companies'), select: ['name'] })
    limit(Infinity)
  }

  // What was just learned stands in the log and stays. A cache that is lost is written anew, all of it in chunks.
  async function foldAll({ time }: World): Promise<void> {
    for (const { name = '' } of await disk.indexedDB.databases())
      if (name.includes(':cache:')) disk.indexedDB.deleteDatabase(name)
    await time.advance(10_000)
  }

  return { world, fill }
}

/** Shows a query until it is complete, and then no longer. */
async function readOnce(world: World, tab: Tab, query: Query): Promise<void> {
  const shown = await tab.show(query)
  await world.until(() => shown.messages() > 0 && shown.status().completeness === 'complete')
  shown.close()
  await world.time.settle()
}

/** The tab's device after a restart without a network. */
async function restartOffline(world: World, tab: Tab): Promise<Tab> {
  await tab.close()
  world.online = false
  return world.openTab()
}

describe('[CL13] a pinned query', () => {
  test('is loaded wholly in the background, and then answered with all it includes without a network, after a restart', async () => {
    const world = demoWorld()
    const tab = await world.openTab()
    await pin(world, tab, 'mine', { ...openDeals, limit: null })
    expect(tab.pins()).toMatchObject([{ name: 'mine', records: count(world, false), status: { why: [] } }])
    const { interactive = 0, pack = 0 } = tab.status().requests
    expect([interactive, pack > 0]).toEqual([0, true])
    const again = await restartOffline(world, tab)
    const shown = await shownNow(world, again, openDeals)
    expect(shown.status()).toMatchObject({ completeness: 'complete', source: 'cache' })
    expect(shown.rows()).toHaveLength(50)
    expect(isKept(again, 'mine')).toBe(true)
  })

  test('is followed although nobody looks at it', async () => {
    const world = demoWorld()
    const tab = await world.openTab()
    await pin(world, tab, 'mine', { ...openDeals, limit: null })
    const [deal] = world.emulator.account.records('deals').filter((each) => each.properties['hs_is_closed'] === 'false')
    world.emulator.account.update('deals', deal?.id ?? '', { dealname: 'Renamed elsewhere' })
    await world.time.advance(120_000)
    world.online = false
    const shown = await shownNow(world, tab, { ...openDeals, limit: null })
    expect(shown.rows().find(({ id }) => id === deal?.id)?.values[2]).toBe('Renamed elsewhere')
  })

  test.each([
    ['stays whole on a device that is full, while what nobody looks at goes', true],
    ['that was unpinned goes on a full device as everything else does', false],
  ])('%s', async (_name, isPinned) => {
    const { world, fill } = smallDevice()
    const tab = await world.openTab()
    await pin(world, tab, 'closed', closedDeals)
    if (!isPinned) unwrap(await tab.engine.unpin('closed'))
    await fill(tab)
    const again = await restartOffline(world, tab)
    const shown = await shownNow(world, again, closedDeals)
    const isWhole = shown.rows().length === count(world, true)
    expect([shown.status().completeness, isWhole]).toEqual(isPinned ? ['complete', true] : ['local-only', false])
    const others = await shownNow(world, again, contacts)
    expect(shown.rows().length + others.rows().length).toBeLessThan(count(world, true) + 60)
  })

  test('stays whole on a full device, too, when it was here before by what another query had read', async () => {
    const { world, fill } = smallDevice()
    const tab = await world.openTab()
    await readOnce(world, tab, closedDeals)
    await pin(world, tab, 'large', largeClosedDeals)
    await fill(tab)
    expect(tab.status().requests['pack']).toBeUndefined()
    const again = await restartOffline(world, tab)
    expect((await shownNow(world, again, largeClosedDeals)).status().completeness).toBe('complete')
    await world.until(() => isKept(again, 'large'))
    expect((await shownNow(world, again, closedDeals)).status().completeness).toBe('local-only')
  })

  test('is one for all tabs: who did not pin it sees it, keeps it, and can let it go', async () => {
    const world = demoWorld()
    const one = await world.openTab()
    const two = await world.openTab()
    await world.until(() => one.status().role === 'leader')
    unwrap(await two.engine.pin('closed', closedDeals))
    await world.until(() => isKept(one, 'closed') && isKept(two, 'closed'))
    one.kill()
    await world.until(() => two.status().role === 'leader')
    const three = await world.openTab()
    await world.until(() => isKept(three, 'closed'))
    unwrap(await three.engine.unpin('closed'))
    await world.until(() => two.pins().length + three.pins().length === 0)
    expect(two.session.planner.mountedQueries()).toEqual([])
  })

  test('waits for the network when there is none, and says so', async () => {
    const world = demoWorld()
    world.online = false
    const tab = await world.openTab()
    unwrap(await tab.engine.pin('closed', closedDeals))
    await world.until(() => tab.pins()[0]?.status.why[0] === 'offline')
    expect(tab.pins()).toMatchObject([{ name: 'closed', records: 0, status: { completeness: 'local-only' } }])
    world.online = true
    await world.until(() => isKept(tab, 'closed'))
  })

  test('gives its name to the query that is pinned under it next', async () => {
    const world = demoWorld()
    const tab = await world.openTab()
    await pin(world, tab, 'mine', closedDeals)
    unwrap(await tab.engine.pin('mine', { ...openDeals, limit: null }))
    await world.until(() => tab.pins()[0]?.records === count(world, false) && isKept(tab, 'mine'))
    expect(tab.session.planner.mountedQueries()).toHaveLength(1)
  })

  test('that HubSpot cannot be searched for says so and stays listed; what is no query at all is refused', async () => {
    const world = demoWorld()
    const tab = await world.openTab()
    // No room is left for it in a search's body.
    unwrap(await tab.engine.pin('impossible', { ...closedDeals, search: 'x'.repeat(2_990) }))
    await world.until(() => tab.pins()[0]?.status.why[0] === 'not-searchable')
    expect(await tab.engine.pin('none', { ...closedDeals, select: ['no_such_property'] })).toMatchObject({
      ok: false,
      error: { code: 'query/invalid' },
    })
    expect(tab.pins().map(({ name }) => name)).toEqual(['impossible'])
  })
})
