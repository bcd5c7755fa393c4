import type { Planner } from './planner/index.ts'
import type { Clock, Timers } from './ports/index.ts'
import { mostShown, type Cache, type ShownQuery } from './store/index.ts'

/** Keeps what queries show, for the page to show before the next worker is up. */
export interface ShownResults {
  /** Something else may be shown now. */
  note(): void
  /** Keeps what is shown in the end. */
  close(): Promise<void>
}

// While somebody types or a page fills, only what is shown in the end is worth a write.
const quietMs = 300
// A long list is not read to its end before the worker is up.
const mostRows = 200
// A longer one is answered when all values have been read.
const mostKeptRows = 1_000

/** Writes nothing before the first {@link ShownResults.note}. */
export function keepShownResults(options: {
  readonly planner: Pick<Planner, 'shownResults'>
  readonly cache: Pick<Cache, 'keepShown'>
  readonly timers: Timers
  readonly clock: Clock
  readonly report: (error: unknown) => void
}): ShownResults {
  const { planner, cache, timers, clock, report } = options
  let keptRevisions: ReadonlyMap<string, number> = new Map()
  let cancel: (() => void) | null = null

  async function keep(): Promise<void> {
    cancel = null
    // Those mounted last: of more than are kept, writing each would only be work.
    const shown = [...planner.shownResults()].slice(-mostShown)
    const kept = new Map<string, ShownQuery>()
    for (const [key, result] of shown) {
      if (keptRevisions.get(key) === result.revision) continue
      const { rows, status } = result.snapshot()
      kept.set(key, {
        text: JSON.stringify({ rows: rows.slice(0, mostRows), status }),
        records: rows.length > mostKeptRows ? [] : result.records(),
      })
    }
    keptRevisions = new Map(shown.map(([key, { revision }]) => [key, revision]))
    if (kept.size > 0) await cache.keepShown(kept, clock.now()).catch(report)
  }

  return {
    note: () => void (cancel ??= timers.after(quietMs, () => void keep())),
    async close() {
      cancel?.()
      await keep()
    },
  }
}
