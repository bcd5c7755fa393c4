import { afterEach } from 'vitest'
import { openDeals } from './queries.ts'
import { createWorld, type Shown, type ShownRow, type Tab, type World } from './world.ts'

const worlds: World[] = []

afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

/** A world with the demo account, closed after the test. */
export function demoWorld(options: Parameters<typeof createWorld>[0] = {}): World {
  const world = createWorld({ seed: 7, demo: true, ...options })
  worlds.push(world)
  return world
}

/** A tab that shows the open deals, complete. */
export async function showDeals(
  world: World,
  tab?: Tab,
): Promise<{ readonly tab: Tab; readonly shown: Shown; readonly deal: ShownRow }> {
  const opened = tab ?? (await world.openTab())
  const shown = await opened.show(openDeals)
  await world.until(() => shown.messages() > 0 && shown.status().completeness === 'complete')
  return { tab: opened, shown, deal: rowAt(shown, 0) }
}

/** The row at a place. */
export function rowAt(shown: Shown, index: number): ShownRow {
  const row = shown.rows()[index]
  if (row === undefined) throw new Error(`There is no row ${index}.`)
  return row
}

/** The row of a key. */
export function rowOf(shown: Shown, key: string): ShownRow | undefined {
  return shown.rows().find((row) => row.key === key)
}
