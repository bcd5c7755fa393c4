/**
 * Something that shall go wrong with the next requests that match.
 *
 * `drop` loses the request before it is read, `apply-then-drop` its answer after it was applied: both look like a failed `fetch`, and over
 * HTTP the connection breaks. `delay` waits, `status` answers that status, each `before` the request is applied (default) or `after`.
 */
export interface Fault {
  readonly kind: 'drop' | 'apply-then-drop' | 'delay' | 'status'
  /** Which requests: all when absent; `path` is found anywhere in the path. */
  readonly match?: { readonly method?: string; readonly path?: string }
  /** How many requests it hits; 1 when absent. */
  readonly times?: number
  /** How many matching requests pass unharmed first; 0 when absent. */
  readonly skip?: number
  readonly when?: 'before' | 'after'
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly delayMs?: number
}

/** The faults that are still to happen. */
export interface Faults {
  add(fault: Fault): void
  /** The fault that hits this request, if any; it counts as used. */
  take(method: string, path: string): Fault | undefined
  pending(): readonly Fault[]
  clear(): void
}

/** No faults. */
export function createFaults(): Faults {
  let planned: { readonly fault: Fault; skip: number; times: number }[] = []

  function take(method: string, path: string): Fault | undefined {
    for (const plan of planned) {
      if (!matches(plan.fault, method, path)) continue
      if (plan.skip > 0) {
        plan.skip--
        continue
      }
      plan.times--
      if (plan.times <= 0) planned = planned.filter((each) => each !== plan)
      return plan.fault
    }
    return undefined
  }

  return {
    add: (fault) => void planned.push({ fault: checkedFault(fault), skip: fault.skip ?? 0, times: fault.times ?? 1 }),
    take,
    pending: () => planned.map(({ fault, skip, times }) => ({ ...fault, skip, times })),
    clear: () => void (planned = []),
  }
}

function matches({ match = {} }: Fault, method: string, path: string): boolean {
  return (match.method === undefined || match.method.toUpperCase() === method) && path.includes(match.path ?? '')
}

/** `value` as a fault. Throws `TypeError` when it is not one: faults arrive as JSON too. */
export function checkedFault(value: object): Fault {
  const fault = { ...value } as Fault
  const { kind, match, times = 1, skip = 0, when = 'before', status = 500, headers = {}, delayMs = 0 } = fault
  const texts = [match?.method ?? '', match?.path ?? '', ...Object.values(headers)]
  const valid =
    ['drop', 'apply-then-drop', 'delay', 'status'].includes(kind) &&
    ['before', 'after'].includes(when) &&
    texts.every((text) => typeof text === 'string') &&
    times >= 1 &&
    [times, skip, delayMs].every((number) => Number.isInteger(number) && number >= 0) &&
    Number.isInteger(status) &&
    status >= 200 &&
    status <= 599
  if (!valid) throw new TypeError('Not a fault: see the fields and values of Fault.')
  return fault
}

/** A lost connection, as `fetch` reports it; the server recognises it and breaks the socket. */
export class ConnectionLost extends TypeError {
  constructor() {
    super('fetch failed')
    this.name = 'TypeError'
  }
}
