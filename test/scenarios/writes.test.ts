import { afterEach, describe, expect, test } from 'vitest'
import { associate, create, update } from './drafts.ts'
import { openDeals } from './queries.ts'
import { createWorld, type Shown, type ShownRow, type Tab, type World } from './world.ts'

const worlds: World[] = []

afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

async function worldWithDeals(): Promise<{
  readonly world: World
  readonly tab: Tab
  readonly shown: Shown
  readonly deal: ShownRow
}> {
  const world = createWorld({ seed: 7, demo: true })
  worlds.push(world)
  const tab = await world.openTab()
  const shown = await tab.show(openDeals)
  await world.until(() => shown.messages() > 0 && shown.status().completeness === 'complete')
  const [deal] = shown.rows()
  if (deal === undefined) throw new Error('The demo account has no open deals.')
  return { world, tab, shown, deal }
}

function isSettled(tab: Tab): boolean {
  return tab.status().pending === 0
}

describe('writing', () => {
  test('an offline edit, a new contact and their association survive a closed tab and go out in order, once', async () => {
    const { world, tab, deal } = await worldWithDeals()
    world.online = false
    const contact = create('contacts', { firstname: 'Ada', lastname: 'Lift', email: 'ada.lift@example.com' })
    await tab.commit([update('deals', deal.id, { amount: '777' }, { amount: deal.values[1] ?? null })])
    await tab.commit([contact, associate('deals', deal.id, 'contacts', contact.id)])
    await tab.close()

    const again = await world.openTab()
    const shown = await again.show(openDeals)
    await world.time.settle()
    const pending = shown.rows().find(({ key }) => key === deal.key)
    expect(pending?.values[1]).toBe('777')
    expect(pending?.pending).toEqual(expect.arrayContaining(['amount', 'contacts']))
    expect(shown.status().pending).toBe(1)

    const before = world.emulator.audit().length
    world.online = true
    await world.until(() => isSettled(again))
    const applied = world.emulator.audit().slice(before)
    expect(applied.map(({ kind, objectType }) => `${kind} ${objectType}`).toSorted()).toEqual([
      'associate deals',
      'create contacts',
      'update deals',
    ])
    const order = applied.map(({ kind }) => kind)
    expect(order.indexOf('create')).toBeLessThan(order.indexOf('associate'))
    await world.until(() => shown.status().pending === 0)
    const synced = shown.rows().find(({ key }) => key === deal.key)
    expect(synced?.values[1]).toBe('777')
    expect(synced?.pending).toEqual([])
  })
})
