import type { TimeSource } from '../clock.ts'
import type { Random } from '../random.ts'
import type { Lane } from '../route.ts'
import { checkedFault, faultKinds, type Fault } from './fault.ts'

/** A request as faults match it. */
export interface Struck {
  readonly method: string
  readonly path: string
  readonly lane: Lane | 'unknown'
}

/** A fault that hits a request now; a lasting one knows how long it still lasts. */
export interface Hit {
  readonly fault: Fault
  readonly leftMs: number
}

/** The faults that are still to happen. */
export interface Faults {
  add(fault: Fault): void
  /** The fault that hits this request, if any; it counts as used. */
  take(request: Struck): Hit | undefined
  pending(): readonly Fault[]
  clear(): void
  save(): readonly Planned[]
  load(saved: readonly Planned[]): void
}

/** One fault of the plan and what became of it so far. */
export interface Planned {
  readonly fault: Fault
  skip: number
  times: number
  /** Until when a lasting fault that has begun goes on. */
  until: number | null
}

const lasting: ReadonlySet<string> = new Set(['lock', 'migration'])

/** No faults; those with a probability are drawn from `random`. */
export function createFaults(clock: TimeSource, random: Random): Faults {
  let planned: Planned[] = []

  function take(request: Struck): Hit | undefined {
    const now = clock.now()
    planned = planned.filter(({ until, times }) => (until === null ? times > 0 : until > now || times > 0))
    for (const plan of planned) {
      if (!matches(plan.fault, request)) continue
      const hit = plan.until !== null && plan.until > now ? plan.until - now : begin(plan, now)
      if (hit !== undefined) return { fault: plan.fault, leftMs: hit }
    }
    return undefined
  }

  // How long the fault lasts from now on; undefined when it lets this request pass.
  function begin(plan: Planned, now: number): number | undefined {
    const { fault } = plan
    if (plan.times === 0 || !random.chance(fault.probability ?? 1)) return undefined
    if (plan.skip > 0) {
      plan.skip--
      return undefined
    }
    plan.times--
    const durationMs = fault.durationMs ?? faultKinds[fault.kind].durationMs ?? 0
    if (lasting.has(fault.kind)) plan.until = now + durationMs
    return durationMs
  }

  return {
    add(value) {
      const fault = checkedFault(value)
      const often = fault.probability === undefined ? 1 : Number.MAX_SAFE_INTEGER
      planned.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? often, until: null })
    },
    take,
    pending: () =>
      planned.filter(({ times }) => times > 0).map(({ fault, skip, times }) => ({ ...fault, skip, times })),
    clear: () => void (planned = []),
    save: () => planned.map((plan) => ({ ...plan })),
    load: (saved) => void (planned = saved.map((plan) => ({ ...plan }))),
  }
}

function matches({ match = {} }: Fault, { method, path, lane }: Struck): boolean {
  return (
    (match.method === undefined || match.method.toUpperCase() === method) &&
    (match.lane === undefined || match.lane === lane) &&
    path.includes(match.path ?? '')
  )
}
