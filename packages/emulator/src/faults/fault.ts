import type { Lane } from '../route.ts'

/**
 * What shall go wrong, by kind:
 *
 * - `drop` loses the request before it is read, `apply-then-drop` its answer after it was applied: both look like a failed `fetch`, and over
 *   HTTP the connection breaks.
 * - `delay` waits `delayMs`; `status` answers that status: each `before` the request is applied (default) or `after`.
 * - `lock` answers 423 to every matching request for `durationMs` (2,000, as HubSpot's lock lasts), `migration` 477 with `Retry-After` until
 *   `durationMs` (60,000) have passed: neither applies anything.
 * - `truncate` cuts the answer's text, `garble` answers text that is no JSON with the status and headers of the real answer: the request is
 *   applied. `portal` is a captive portal: 200 and a page of HTML, and the request never arrives.
 * - `partial` leaves `count` inputs of a batch undone and reports them as errors, or not at all when `silent`.
 * - `lag` makes the write's way to the search index longer by `durationMs` (60,000): the tail of the lag.
 * - `page-shift` moves a page of a search by `count` rows, as when records change places between two pages: rows are missed (above 0) or
 *   repeated (below). `short-page` takes `count` rows from the end of a page; the next page begins with them.
 */
export type FaultKind =
  | 'drop'
  | 'apply-then-drop'
  | 'delay'
  | 'status'
  | 'lock'
  | 'migration'
  | 'truncate'
  | 'garble'
  | 'portal'
  | 'partial'
  | 'lag'
  | 'page-shift'
  | 'short-page'

/** Something that shall go wrong with the next requests that match. */
export interface Fault {
  readonly kind: FaultKind
  /** Which requests: all when absent; `path` is found anywhere in the path. */
  readonly match?: { readonly method?: string; readonly path?: string; readonly lane?: Lane }
  /** How many requests it hits; when absent 1, or any number with a `probability`. */
  readonly times?: number
  /** How many matching requests pass unharmed first; 0 when absent. */
  readonly skip?: number
  /** How likely it hits a matching request, drawn from the emulator's seed; 1 when absent. */
  readonly probability?: number
  readonly when?: 'before' | 'after'
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly delayMs?: number
  readonly durationMs?: number
  readonly count?: number
  readonly silent?: boolean
}

/** Every kind with what `count` and `durationMs` are when absent. */
export const faultKinds: Readonly<Record<FaultKind, { readonly count?: number; readonly durationMs?: number }>> = {
  drop: {},
  'apply-then-drop': {},
  delay: {},
  status: {},
  lock: { durationMs: 2_000 },
  migration: { durationMs: 60_000 },
  truncate: {},
  garble: {},
  portal: {},
  partial: { count: 1 },
  lag: { durationMs: 60_000 },
  'page-shift': { count: 1 },
  'short-page': { count: 1 },
}

/** `value` as a fault. Throws `TypeError` when it is not one: faults arrive as JSON too. */
export function checkedFault(value: object): Fault {
  const fault = { ...value } as Fault
  const { kind, match = {}, times = 1, skip = 0, probability = 1, when = 'before', status = 500, headers = {} } = fault
  const { delayMs = 0, durationMs = 0, count = 1, silent = false } = fault
  const texts = [match.method ?? '', match.path ?? '', match.lane ?? '', ...Object.values(headers)]
  const valid =
    Object.hasOwn(faultKinds, kind) &&
    ['before', 'after'].includes(when) &&
    texts.every((text) => typeof text === 'string') &&
    times >= 1 &&
    [times, skip, delayMs, durationMs].every((number) => Number.isInteger(number) && number >= 0) &&
    [status, count].every(Number.isInteger) &&
    status >= 200 &&
    status <= 599 &&
    (count > 0 || (kind === 'page-shift' && count !== 0)) &&
    typeof probability === 'number' &&
    probability >= 0 &&
    probability <= 1 &&
    typeof silent === 'boolean'
  if (!valid) throw new TypeError('Not a fault: see the fields and values of Fault.')
  return fault
}
