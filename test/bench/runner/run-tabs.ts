import type { Page } from 'playwright'
import { median } from '../page/statistics.ts'

/** What a second tab is like. */
export interface TabsResult {
  /** From the first line of its script to the list, while the first tab is open. */
  readonly listMs: number
  /** From a change on the first tab's screen to the same on the second's; the median. */
  readonly shownMs: number
}

const changes = 20
const restMs = 5_000

/** Opens a second tab beside an open one, and changes records in the first while both show the same list. Null when the peer has no live lists. */
export async function runTabs(first: Page, url: string): Promise<TabsResult | null> {
  const ids = await first.evaluate(() => window.bench.watch())
  if (ids === null) return null
  // A first tab that has just begun is still reading what it did not need for its own list.
  await first.waitForTimeout(restMs)
  const second = await first.context().newPage()
  await second.goto(url)
  const { listMs } = await second.evaluate(() => window.bench.restarted())
  await second.evaluate(() => window.bench.watch())
  const latencies: number[] = []
  for (let nth = 0; nth < changes; nth++) {
    const id = ids[nth % ids.length] ?? ''
    // Nobody else has this title; what the record had comes back, so that later scenarios find what they expect.
    latencies.push(await latency(first, second, { id, jobtitle: `Seen in tab two ${nth}` }))
  }
  await second.close()
  return { listMs, shownMs: median(latencies) }
}

async function latency(
  first: Page,
  second: Page,
  change: { readonly id: string; readonly jobtitle: string },
): Promise<number> {
  const before = await first.evaluate(({ id, jobtitle }) => window.bench.retitle(id, jobtitle), change)
  const checksum = await first.evaluate(() => window.bench.watched().at(-1)?.[0] ?? '')
  const momentIn = async (tab: Page): Promise<number> => {
    await tab.waitForFunction((wanted) => window.bench.watched().some(([each]) => each === wanted), checksum)
    return tab.evaluate(
      (wanted) => window.bench.watched().find(([each]) => each === wanted)?.[1] ?? Number.NaN,
      checksum,
    )
  }
  const passed = (await momentIn(second)) - (await momentIn(first))
  await first.evaluate(({ id, jobtitle }) => window.bench.retitle(id, jobtitle), { id: change.id, jobtitle: before })
  return passed
}
