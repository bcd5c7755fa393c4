import { describe, expect, test } from 'vitest'
import { openDeals } from './queries.ts'
import { demoWorld, rowAt, rowOf, showDeals } from './started.ts'

describe('reading', () => {
  test('[P5] a cold list is asked from HubSpot, then complete, in order and with what it includes', async () => {
    const { tab, shown } = await showDeals(demoWorld())
    const rows = shown.rows()
    expect(rows).toHaveLength(50)
    const dates = rows.map((row) => row.values[1] ?? '')
    expect(dates).toEqual(dates.toSorted())
    expect(rows.some((row) => row.includes[0] !== null)).toBe(true)
    expect(rows.some((row) => Array.isArray(row.includes[1]) && row.includes[1].length > 0)).toBe(true)
    expect(shown.status()).toMatchObject({ source: 'remote', why: [] })
    expect(tab.troubles()).toEqual([])
  })

  test('[P5] a cold list without a network says that it knows nothing, and fills as soon as the network is there', async () => {
    const world = demoWorld()
    world.online = false
    const tab = await world.openTab()
    const shown = await tab.show(openDeals)
    await world.until(() => shown.messages() > 0 && shown.status().why[0] === 'offline')
    expect(shown.status()).toMatchObject({ completeness: 'local-only', asOf: null, total: null })
    expect(shown.rows()).toEqual([])
    world.online = true
    await world.until(() => shown.status().completeness === 'complete')
    expect(shown.rows()).toHaveLength(50)
  })

  test('[P6] a warm list comes from the device without a request, after a restart and offline', async () => {
    const world = demoWorld()
    const before = await showDeals(world)
    await before.tab.close()
    world.online = false
    const tab = await world.openTab()
    const after = await tab.show(openDeals)
    await world.time.settle()
    expect(after.rows()).toEqual(before.shown.rows())
    expect(after.status()).toMatchObject({ completeness: 'complete', source: 'cache' })
    expect(tab.status().requests).toEqual({})
  })

  test('[P5] after site data was cleared the list still follows, in every tab, and a restart claims no more than it holds', async () => {
    const world = demoWorld()
    const one = await showDeals(world)
    const two = await showDeals(world, await world.openTab())
    await world.clearSiteData()
    world.emulator.account.update('deals', one.deal.id, { dealname: 'Renamed after clearing' })
    const isRenamed = (shown: typeof one.shown) => rowOf(shown, one.deal.key)?.values[2] === 'Renamed after clearing'
    await world.until(() => isRenamed(one.shown) && isRenamed(two.shown), 120_000)
    const rows = one.shown.rows()
    await one.tab.close()
    await two.tab.close()
    world.online = false
    const again = await (await world.openTab()).show(openDeals)
    await world.time.settle()
    expect(again.status().completeness).toBe('complete')
    expect(again.rows()).toEqual(rows)
  })

  test('[P6] a change that concerns no row shown sends nothing to the page', async () => {
    const world = demoWorld()
    const { tab, shown } = await showDeals(world)
    const closed = world.emulator.account
      .records('deals')
      .find(({ properties }) => properties['hs_is_closed'] === 'true')
    if (closed === undefined) throw new Error('The demo account has no closed deals.')
    const unshown = await tab.show({
      ...openDeals,
      where: { kind: 'compare', property: 'hs_object_id', operator: 'eq', value: closed.id },
      include: [],
    })
    await world.until(() => unshown.messages() > 0 && unshown.status().completeness === 'complete')
    const rows = JSON.stringify(shown.rows())
    world.emulator.account.update('deals', closed.id, { dealname: 'Renamed elsewhere' })
    await world.until(() => unshown.rows()[0]?.values[2] === 'Renamed elsewhere')
    expect(JSON.stringify(shown.rows())).toBe(rows)
  })

  test('a deal that another client changes moves, leaves and enters by delta sync', async () => {
    const world = demoWorld()
    const { shown } = await showDeals(world)
    const [first, second] = [rowAt(shown, 0), rowAt(shown, 1)]
    const last = rowAt(shown, 49)
    world.emulator.account.update('deals', first.id, {
      closedate: String(Date.parse(last.values[1] ?? '') - 1),
      amount: '4242',
    })
    world.emulator.account.update('deals', second.id, { dealstage: 'closedwon' })
    await world.until(() => rowAt(shown, 0).key !== first.key && rowOf(shown, second.key) === undefined)
    expect(rowOf(shown, first.key)?.values[0]).toBe('4242')
    expect(shown.rows()).toHaveLength(50)
    const dates = shown.rows().map((row) => row.values[1] ?? '')
    expect(dates).toEqual(dates.toSorted())
    world.emulator.account.update('deals', second.id, { dealstage: 'appointmentscheduled' })
    await world.until(() => rowOf(shown, second.key) !== undefined)
    expect(shown.status().completeness).toBe('complete')
  })

  test('a list that runs short because its rows left is filled again from HubSpot', async () => {
    const world = demoWorld({ demo: { contacts: 20, companies: 5, deals: 900 } })
    const { shown } = await showDeals(world)
    for (const { id } of world.emulator.account.records('deals').slice(0, 700))
      world.emulator.account.update('deals', id, { pipeline: 'default', dealstage: 'closedlost' })
    const expected = world.emulator.account
      .records('deals')
      .filter(({ properties }) => properties['hs_is_closed'] === 'false')
      .map(({ id, properties }) => ({ id, date: properties['closedate'] ?? '9999' }))
      .toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : Number(a.id) - Number(b.id)))
      .slice(0, 50)
    const ids = JSON.stringify(expected.map(({ id }) => id))
    await world.until(
      () => JSON.stringify(shown.rows().map(({ id }) => id)) === ids && shown.status().completeness === 'complete',
    )
  })
})

describe('the rate budget', () => {
  test('[P7] thirty cold queries at once never meet a refusal', async () => {
    const world = demoWorld()
    const tab = await world.openTab()
    const stages = [
      'appointmentscheduled',
      'qualifiedtobuy',
      'presentationscheduled',
      'decisionmakerboughtin',
      'contractsent',
    ]
    const queries = stages.flatMap((value) =>
      [1, 2, 3, 4, 5, 6].map((limit) => ({
        ...openDeals,
        limit,
        where: { kind: 'compare', property: 'dealstage', operator: 'eq', value } as const,
        search: limit % 2 === 0 ? 'a' : null,
      })),
    )
    const shown = await Promise.all(queries.map((query) => tab.show(query)))
    await world.until(
      () => shown.every((each) => each.messages() > 0 && each.status().completeness === 'complete'),
      300_000,
    )
    expect(world.emulator.requests().recent.filter(({ status }) => status === 429)).toEqual([])
  })
})
