import type { Disk } from '@holdfast/engine/testing'
import { seededRandom } from '@holdfast/engine/testing'
import { everyRecord } from '@holdfast/query'
import { createWorld, type Shown, type Tab } from '../scenarios/world.ts'
import { choose, pick } from './chance.ts'
import { createColleagues } from './colleagues.ts'
import { createUser } from './user.ts'

/** An hour of work: two tabs over one account that people edit here and at HubSpot. */
export interface Hour {
  readonly tabs: readonly Tab[]
  /** Queries that the tab shows. */
  shownBy(tab: Tab): number
  /** Records that left HubSpot so far. */
  removed(): number
  /** Makes so many changes, as many a second as 100,000 in an hour are. */
  change(count: number): Promise<void>
  /** Lets everything that was written be sent or given up, and everything that was changed be read. */
  rest(): Promise<void>
  close(): Promise<void>
}

const changesPerSecond = 28
// A write of ours costs up to three requests, and HubSpot takes 19 a second of everything.
const ownPerSecond = 3
const listsPerTab = 6
const objectTypes = ['companies', 'contacts', 'deals'] as const

/** Begins the hour on a fresh account: everything is read, and both screens are full. */
export async function beginHour(options: {
  readonly seed: number
  readonly disk: Disk
  readonly contacts: number
}): Promise<Hour> {
  const { seed, disk, contacts } = options
  const random = seededRandom(seed)
  const world = createWorld({ seed, disk, demo: { contacts, companies: contacts / 10, deals: contacts / 2 } })
  const { account } = world.emulator
  const idsByType = new Map<string, string[]>()
  const anyId = (type: string): string => pick(random, idsByType.get(type) ?? []) ?? ''
  let removed = 0

  function replace(type: string, id: string, by: string | null): void {
    const ids = idsByType.get(type) ?? []
    ids.splice(ids.indexOf(id), 1, ...(by === null ? [] : [by]))
    removed++
  }

  const surroundings = { random, account, idsByType, replace, anyId, now: () => world.time.clock.now(), seed }
  const colleagues = createColleagues(surroundings)
  const user = createUser(surroundings)
  const first = await world.openTab()
  const tabs = [first, await world.openTab()]
  const lists = new Map<Tab, Shown[]>(tabs.map((tab) => [tab, []]))

  function lookAround(): void {
    for (const type of objectTypes)
      idsByType.set(
        type,
        account.records(type).map(({ id }) => id),
      )
  }

  async function look(tab: Tab): Promise<void> {
    const shown = lists.get(tab) ?? []
    shown.push(await tab.show(user.anyQuery()))
    if (shown.length > listsPerTab) shown.shift()?.close()
  }

  async function act(tab: Tab): Promise<void> {
    if (
      choose(random, [
        [4, true],
        [15, false],
      ])
    )
      await look(tab)
    else await tab.commit(user.anyWrite())
  }

  async function rest(): Promise<void> {
    const { outbox } = first.session
    for (;;) {
      // What waits behind a conflict waits until a person decides.
      await world.until(() => outbox.pending() === 0 || outbox.parked().length > 0, 600_000)
      if (outbox.pending() + outbox.parked().length === 0) break
      for (const { key } of outbox.parked()) await first.engine.repair(key, { kind: 'discard' })
    }
    // Longer than the index lags, other tabs' queries are held, and several beats.
    await world.time.advance(90_000)
    lookAround()
  }

  lookAround()
  for (const tab of tabs) {
    for (const type of objectTypes) await tab.show({ ...everyRecord(type), select: [] })
    for (let count = 0; count < listsPerTab; count++) await look(tab)
  }
  await rest()

  return {
    tabs,
    shownBy: (tab) => objectTypes.length + (lists.get(tab)?.length ?? 0),
    removed: () => removed,
    async change(count) {
      for (let done = 0; done < count;) {
        for (let nth = 0; nth < changesPerSecond && done < count; nth++, done++) {
          if (nth < ownPerSecond) await act(pick(random, tabs) ?? first)
          else colleagues.act()
        }
        await world.time.advance(1_000)
      }
    },
    rest,
    close: () => world.close(),
  }
}
