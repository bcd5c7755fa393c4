import type { Lane } from '@holdfast/hubspot'
import { isWindow, queryKey, type Query } from '@holdfast/query'
import { rootKeyOf, type Need, type NeedContext } from './planner/index.ts'
import type { LoadOptions } from './sync/index.ts'

/** Brings what somebody needs; settles when it has been applied, and fails when it cannot be had or is not wanted any more. */
export type SharedLoading = (need: Need, needed: NeedContext) => Promise<void>

/** One loading, and for whom it is done. */
interface Loading {
  readonly waiting: Set<NeedContext>
  readonly done: Promise<void>
  readonly stop: (reason: unknown) => void
}

/**
 * Asks HubSpot for what mounted queries need: a list, its count and its sum need the same records, and HubSpot is asked once. A loading goes on until the last who
 * waits for it has enough, or nobody waits.
 */
export function createSharedLoading(
  load: (need: Need, isEnough: () => boolean, how: LoadOptions) => Promise<void>,
  laneOf: (query: Query) => Lane,
): SharedLoading {
  const underWay = new Map<string, Loading>()

  function begin(key: string, need: Need, needed: NeedContext, lane: Lane): Loading {
    const stopping = new AbortController()
    const waiting = new Set([needed])
    const isEnough = (): boolean => [...waiting].every((each) => each.isEnough())
    function end(): void {
      if (underWay.get(key) === loading) underWay.delete(key)
    }
    const loading: Loading = {
      waiting,
      done: load(need, isEnough, { lane, signal: stopping.signal }).finally(end),
      stop(reason) {
        end()
        stopping.abort(reason)
      },
    }
    underWay.set(key, loading)
    return loading
  }

  return async (need, needed) => {
    const lane = laneOf(needed.query)
    // Who looks at something does not wait for what is only kept for later.
    const key = `${lane} ${nameOf(need)}`
    const loading = underWay.get(key) ?? begin(key, need, needed, lane)
    const { waiting } = loading
    await new Promise<void>((resolve, reject) => {
      function leave(): void {
        waiting.delete(needed)
        if (waiting.size === 0) loading.stop(needed.signal.reason)
        reject(needed.signal.reason as Error)
      }
      waiting.add(needed)
      needed.signal.addEventListener('abort', leave, { once: true })
      loading.done.then(resolve, reject).finally(() => needed.signal.removeEventListener('abort', leave))
    })
  }
}

/** The same for needs that one loading satisfies. */
function nameOf(need: Need): string {
  if (need.kind !== 'records-of-query') return JSON.stringify(need)
  // All of them may come in any order.
  return isWindow(need.query) ? queryKey(need.query) : rootKeyOf(need.query)
}
