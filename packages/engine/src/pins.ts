import { isHoldfastError, type Schema } from '@holdfast/crm'
import { isWindow, queryKey, rootOf, type Query, type Runnable } from '@holdfast/query'
import { acceptQuery } from './accept-query.ts'
import type { Planner } from './planner/index.ts'
import type { PinState, ViewStatus } from './protocol.ts'
import type { Journal, PinRow } from './store/index.ts'

/**
 * Queries whose records stay on this device. Every tab holds them as if they were on screen, which is what keeps their records on a full device; the tab
 * that leads thereby loads and follows them.
 */
export interface Pins {
  /** Keeps a query's records under a name; resolves when that is durable. */
  pin(name: string, query: Runnable): Promise<void>
  unpin(name: string): Promise<void>
  /** Reads which there are: at the start, when another tab has changed them, and before anything is evicted. */
  load(): Promise<void>
  /** Null until it is known which there are. */
  states(): readonly PinState[] | null
  /** Is it one of them, as the planner mounts it? */
  has(query: Query): boolean
  close(): void
}

/** A query that is held. */
interface Held {
  /** Null when the schema has become another, and it is no query of it any more. */
  readonly query: Runnable | null
  readonly text: string
  release: () => void
}

/** Nothing is known of them before the first {@link Pins.load}. */
export function createPins(options: {
  readonly schema: Schema
  readonly journal: Pick<Journal, 'pins' | 'pin' | 'unpin'>
  readonly planner: Pick<Planner, 'open' | 'known'>
  /** Tells other tabs. */
  readonly announce: () => void
  readonly onChange: () => void
  readonly report: (error: unknown) => void
}): Pins {
  const { schema, journal, planner, announce, onChange, report } = options
  const held = new Map<string, Held>()
  let isKnown = false
  let isClosed = false
  let loading: Promise<unknown> = Promise.resolve()

  async function load(): Promise<void> {
    if (isClosed) return
    const rows = await journal.pins()
    if (isClosed) return
    const names = new Set(rows.map(({ name }) => name))
    for (const name of held.keys()) if (!names.has(name)) letGo(name)
    for (const row of rows) hold(row)
    isKnown = true
    onChange()
  }

  // One after the other, so that what was read last counts.
  async function loadInTurn(): Promise<void> {
    const turn = loading.then(load)
    loading = turn.catch(() => undefined)
    return turn
  }

  function hold({ name, query: message }: PinRow): void {
    const text = JSON.stringify(message)
    if (held.get(name)?.text === text) return
    const before = held.get(name)
    const query = accepted(message)
    const entry: Held = { query, text, release: () => undefined }
    // It is known before it asks for anything, and held before the other is let go: what both rest on is not torn down in between.
    held.set(name, entry)
    if (query !== null) entry.release = planner.open(query, null)
    before?.release()
  }

  function accepted(message: unknown): Runnable | null {
    try {
      return unshown(rootOf(acceptQuery(schema, message)))
    } catch (error) {
      if (!isHoldfastError(error)) throw error
      report(error)
      return null
    }
  }

  function letGo(name: string): void {
    held.get(name)?.release()
    held.delete(name)
  }

  async function change(store: Promise<void>): Promise<void> {
    await store
    announce()
    await loadInTurn()
  }

  return {
    pin: (name, query) => change(journal.pin({ name, query: rootOf(query) })),
    unpin: (name) => change(journal.unpin(name)),
    load: loadInTurn,
    states: () =>
      isKnown
        ? [...held].map(([name, { query }]) => ({
            name,
            ...(query === null ? { status: refused, records: 0 } : (planner.known(query) ?? beginning)),
          }))
        : null,
    has(query) {
      const key = queryKey(query)
      return [...held.values()].some((each) => each.query !== null && queryKey(rootOf(each.query)) === key)
    },
    close() {
      isClosed = true
      for (const name of held.keys()) letGo(name)
    },
  }
}

const refused: ViewStatus = {
  completeness: 'local-only',
  asOf: null,
  why: ['refused'],
  total: null,
  pending: 0,
  source: 'cache',
}

// Its values are still being read.
const beginning = { status: { ...refused, why: ['loading'] }, records: 0 } as const

/** The query for which the same records have to be here. Nothing of it is shown, so where nothing is included its records are only counted. */
function unshown(query: Query): Runnable {
  const bare = bareOf(query)
  if (bare.include.length > 0 || isWindow(query)) return bare
  return { of: bare, groupBy: [], measures: [{ name: 'records', compute: 'count', property: null }] }
}

function bareOf(query: Query): Query {
  return {
    ...query,
    select: [],
    orderBy: isWindow(query) ? query.orderBy : [],
    include: query.include.map((each) => ({ ...each, query: bareOf(each.query) })),
  }
}
