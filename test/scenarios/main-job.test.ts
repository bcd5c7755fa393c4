import { afterEach, describe, expect, test } from 'vitest'
import { openDeals } from './queries.ts'
import { createWorld, type Shown, type World } from './world.ts'

const worlds: World[] = []

afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

function freshWorld(): World {
  const world = createWorld({ seed: 7, demo: true })
  worlds.push(world)
  return world
}

function isComplete(shown: Shown): boolean {
  return shown.status().completeness === 'complete'
}

describe('the main job', () => {
  test('a cold list is asked from HubSpot, then complete, in order and with what it includes', async () => {
    const world = freshWorld()
    const tab = await world.openTab()
    const shown = await tab.show(openDeals)
    await world.until(() => shown.messages() > 0 && isComplete(shown))
    const rows = shown.rows()
    expect(rows).toHaveLength(50)
    const dates = rows.map((row) => row.values[2] ?? '')
    expect(dates).toEqual([...dates].sort())
    expect(rows.some((row) => row.includes[0] !== null)).toBe(true)
    expect(rows.some((row) => Array.isArray(row.includes[1]) && row.includes[1].length > 0)).toBe(true)
    expect(shown.status().source).toBe('remote')
    expect(tab.troubles()).toEqual([])
  })

  test('a warm list comes from the device without a request, after a restart and offline', async () => {
    const world = freshWorld()
    const first = await world.openTab()
    const before = await first.show(openDeals)
    await world.until(() => before.messages() > 0 && isComplete(before))
    await first.close()
    world.online = false
    const tab = await world.openTab()
    const after = await tab.show(openDeals)
    await world.time.settle()
    expect(after.rows()).toEqual(before.rows())
    expect(after.status()).toMatchObject({ completeness: 'complete', source: 'cache' })
    expect(tab.status().requests).toEqual({})
  })
})
