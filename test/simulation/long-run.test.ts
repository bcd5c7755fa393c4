import { expect, test } from 'vitest'
import { countedDisk, type DiskWork } from '../../packages/engine/test/index.ts'
import { heapInUseMb } from './heap.ts'
import { holdingsOf, type Holdings } from './holdings.ts'
import { beginHour, type Hour } from './hour.ts'

// An hour of editing at 28 changes a second, on a clock that needs no hour: what is held, and what a change costs, follows what is there and not what
// happened. `CHANGES=100000 pnpm test:node long-run` lives the whole hour and prints it, on an account of 6,400 records; `SEED=7` lives another one.

const seed = Number(process.env['SEED'] ?? 20_261_125)
const changes = Number(process.env['CHANGES'] ?? 3_000)
const isWhole = changes >= 100_000
const parts = isWhole ? 10 : 3

test(
  `after ${changes} changes a device holds no more, and a change costs no more, than after a few (SEED=${seed})`,
  async () => {
    const { disk, work } = countedDisk()
    const hour = await beginHour({ seed, disk, contacts: isWhole ? 4_000 : 300 })
    try {
      const lived: Part[] = []
      for (let nth = 1; nth <= parts; nth++) {
        const part = await livePart(hour, disk, work)
        lived.push(part)
        if (isWhole) console.log(JSON.stringify(part))
        expectToHoldWhatIsShown(hour, part.holdings)
      }
      expectToHoldWhatIsThere(lived.map(({ holdings }) => holdings))
      expectToWorkAsBefore(lived)
    } finally {
      await hour.close()
    }
  },
  60_000 + changes * 20,
)

/** A part of the hour. */
interface Part {
  /** What was held at its end. */
  readonly holdings: Holdings
  readonly work: DiskWork
  /** Requests to HubSpot. */
  readonly requests: number
  readonly ms: number
  readonly heapMb: number | null
}

async function livePart(hour: Hour, disk: ReturnType<typeof countedDisk>['disk'], work: () => DiskWork): Promise<Part> {
  const begun = performance.now()
  const [workBefore, requestsBefore] = [work(), requestsOf(hour)]
  await hour.change(changes / parts)
  await hour.rest()
  const now = work()
  return {
    holdings: holdingsOf(hour, disk.indexedDB),
    work: {
      requests: now.requests - workBefore.requests,
      written: now.written - workBefore.written,
      read: now.read - workBefore.read,
    },
    requests: requestsOf(hour) - requestsBefore,
    ms: Math.round(performance.now() - begun),
    heapMb: isWhole ? Math.round(heapInUseMb()) : null,
  }
}

function requestsOf({ tabs }: Hour): number {
  return tabs.flatMap((tab) => Object.values(tab.status().requests)).reduce((sum, count) => sum + count, 0)
}

function expectToHoldWhatIsShown(hour: Hour, { leader, follower, disk }: Holdings): void {
  const [leads, follows] = hour.tabs.map((tab) => hour.shownBy(tab))
  // The leader holds what the other tab shows as well. Equal queries share a view, and some of those that were asked are equal.
  expect([leader.views, follower.views]).toEqual([leader.mounted, follower.mounted])
  expect(leader.mounted).toBeLessThanOrEqual((leads ?? 0) + (follows ?? 0))
  expect(follower.mounted).toBeLessThanOrEqual(follows ?? 0)
  for (const tab of [leader, follower]) {
    expect(tab.predicates).toBeLessThanOrEqual(tab.views)
    expect(tab.steps).toBeLessThanOrEqual(2 * tab.views)
    expect(tab.dependentRows).toBeLessThanOrEqual(50 * tab.views)
    expect(tab.names).toBeLessThanOrEqual(6 * 50 * tab.views)
    // The bound of each of three object types.
    expect(tab.claims).toBeLessThanOrEqual(3 * 500)
    // Of settled writes some hundreds are kept for the other tabs.
    expect(tab.intents).toBeLessThanOrEqual(400)
  }
  expect(disk.journalRows).toBe(leader.intents)
}

function expectToHoldWhatIsThere(all: readonly Holdings[]): void {
  const [first, last] = [all[0], all.at(-1)]
  if (first === undefined || last === undefined) throw new TypeError('The hour was too short.')
  expect(Math.abs(last.records - first.records)).toBeLessThan(first.records / 10)
  for (const tab of ['leader', 'follower'] as const) {
    expect(last[tab].rows).toBeLessThanOrEqual(last.records + last.removed + last[tab].aliases)
    // Of what left, a row and a departure are remembered, and of the last hundred of each object type their values.
    const more = 1_000 * Math.min(last.removed, 3 * 100) + 300 * last.removed
    expect(last[tab].bytes).toBeLessThan(1.25 * first[tab].bytes + more)
  }
  // Below 5,000 facts nothing is worth cleaning, and a log of 200 entries is not worth folding: a small account takes its room for these.
  expect(last.disk.size).toBeLessThan(3 * last.liveSize + 5_000 * 400)
}

// The first part fills what is bounded.
function expectToWorkAsBefore(lived: readonly Part[]): void {
  const [first, last] = [lived[1], lived.at(-1)]
  if (first === undefined || last === undefined) throw new TypeError('The hour was too short.')
  expect(last.requests).toBeLessThan(1.5 * first.requests)
  expect(last.work.requests).toBeLessThan(1.5 * first.work.requests)
  expect(last.work.written).toBeLessThan(1.5 * first.work.written)
  if (isWhole) expect(last.work.read).toBeLessThan(1.5 * first.work.read)
}
