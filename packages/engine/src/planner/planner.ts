import type { LocalKey } from '@holdfast/crm'
import { associationsIn, isWindow, queryKey, type Query, type Runnable } from '@holdfast/query'
import type { Explanation, ViewSnapshot, ViewStatus } from '../protocol.ts'
import { UnreadRecord, type ChangeSet, type Replica } from '../replica/index.ts'
import type { StoredCoverage } from '../store/index.ts'
import { createViews, type View, type ViewHoldings } from '../views/index.ts'
import { includeLists, partnerQueries, predicateLists, subqueryLists, type ListGroup } from './association-lists.ts'
import { rootKeyOf } from './claim.ts'
import { explainView } from './explain.ts'
import type { Ledger } from './ledger.ts'
import { assess, claimsWithin } from './assess.ts'
import {
  mountQuery,
  statusOf,
  type Load,
  type MountedQuery,
  type ShownResult,
  type ViewListener,
} from './mounted-query.ts'

/** Decides for every query: answer from here, ask HubSpot, or both; and keeps the mounted ones true. */
export interface Planner {
  /** Streams a query to a listener until the returned function is called. Equal queries share one view. */
  readonly open: (query: Runnable, listener: ViewListener | null) => () => void
  /** Answers a query once everything is here or cannot be for now. */
  run(query: Runnable): Promise<ViewSnapshot>
  explain(query: Runnable): Explanation
  /** Hands a transaction to the views that it concerns; call {@link Planner.flush} when the transaction is over. */
  apply(change: ChangeSet): void
  /** Something was applied, and what is known of completeness may be another now: the next flush is about every query. */
  reassess(): void
  /** Tells the listeners of queries that were concerned what changed. */
  flush(): void
  /** Tries again what failed for reasons that may have passed. */
  retry(): void
  /** Object types that mounted queries show or include, or whose records decide about those. */
  mountedTypes(): ReadonlySet<string>
  /** Association lists that mounted queries rest on. */
  mountedLists(): readonly ListGroup[]
  /** Mounted queries whose predicates ask for associations. */
  mountedByAssociation(): readonly Query[]
  /** All mounted queries; of those that ask for figures, the ones for the records. */
  mountedQueries(): readonly Query[]
  /** What is known of a mounted query besides its rows, and how many those are; null while it waits for values. */
  known(query: Runnable): { readonly status: ViewStatus; readonly records: number } | null
  /**
   * A test whether a mounted query rests on a record, the shapes that claims about mounted queries go by, and what is claimed for mounted queries by other
   * claims only.
   */
  inUse(): {
    readonly holds: (objectType: string, key: LocalKey) => boolean
    readonly shapes: ReadonlySet<string>
    readonly coverage: readonly StoredCoverage[]
  }
  /** What listeners see, by the keys of their queries. */
  shownResults(): ReadonlyMap<string, ShownResult>
  /** How much is held for queries: it follows what is mounted and claimed, not what was. */
  holdings(): ViewHoldings & ReturnType<Ledger['holdings']> & { readonly mounted: number }
  close(): void
}

/** A planner over a replica and its ledger. */
export function createPlanner(options: {
  readonly replica: Replica
  readonly ledger: Ledger
  readonly load: Load
  readonly report: (error: unknown) => void
  /** Settles when no record's values are on their way any more. */
  readonly filled: () => Promise<void>
  /** Told when a mounted query has fetched what it could, or could be mounted at last. */
  readonly onRest: () => void
}): Planner {
  const mounted = new Map<string, MountedQuery>()
  const views = createViews(options.replica)
  const touched = new Set<View>()
  let isReassessing = false
  let appliedCount = 0

  function mount(query: Runnable): MountedQuery {
    const key = queryKey(query)
    const found = mounted.get(key)
    if (found !== undefined) return found
    const fresh = mountQuery(query, { ...options, views, appliedCount: () => appliedCount })
    mounted.set(key, fresh)
    return fresh
  }

  // What follows changes is of no use to who asks once for what is here. Null: something is missing, or its values are on their way.
  function answerFromHere(query: Runnable): ViewSnapshot | null {
    if (mounted.has(queryKey(query))) return null
    try {
      const view = views.look(query)
      const state = assess(view, options.replica, options.ledger)
      if (state.need !== null) return null
      view.take()
      return { rows: view.rows(), status: statusOf(view, state) }
    } catch (error) {
      if (error instanceof UnreadRecord) return null
      throw error
    }
  }

  // Right after a start some values may still be on their way: what can be answered without them need not wait.
  function isReadable(query: Runnable): boolean {
    try {
      mount(query)
      return true
    } catch (error) {
      if (error instanceof UnreadRecord) return false
      throw error
    }
  }

  function open(query: Runnable, listener: ViewListener | null): () => void {
    if (isReadable(query)) return hold(query, listener)
    let release: (() => void) | null = null
    let isReleased = false
    void options.filled().then(() => {
      if (isReleased) return
      release = hold(query, listener)
      options.onRest()
    })
    return () => {
      isReleased = true
      release?.()
    }
  }

  function hold(query: Runnable, listener: ViewListener | null): () => void {
    const entry = mount(query)
    const release = entry.hold(listener)
    return () => {
      release()
      if (entry.isHeld) return
      entry.close()
      if (mounted.get(queryKey(query)) === entry) mounted.delete(queryKey(query))
    }
  }

  return {
    open,
    async run(query) {
      const answer = answerFromHere(query)
      if (answer !== null) return answer
      if (!isReadable(query)) await options.filled()
      const release = open(query, null)
      try {
        return await mount(query).answer()
      } finally {
        release()
      }
    },
    explain(query) {
      const view = mounted.get(queryKey(query))?.view ?? views.look(query)
      return explainView(view, options.replica, options.ledger)
    },
    apply(change) {
      for (const view of views.apply(change)) touched.add(view)
    },
    reassess() {
      isReassessing = true
      appliedCount++
    },
    flush() {
      const concerned = [...mounted.values()].filter(({ view }) => isReassessing || touched.has(view))
      touched.clear()
      isReassessing = false
      for (const entry of concerned) entry.flush()
    },
    retry() {
      for (const entry of mounted.values()) entry.retry()
    },
    mountedTypes: () => new Set([...mounted.values()].flatMap(({ view }) => typesOf(view.query))),
    mountedLists: () =>
      [...mounted.values()].flatMap(({ view }) => [
        ...predicateLists(options.replica, view.query.objectType, view.query.where),
        ...subqueryLists(options.replica, view.query.objectType, view.query.where),
        ...includeLists(view, options.replica),
      ]),
    mountedByAssociation: () =>
      [...mounted.values()].map(({ view }) => view.query).filter(({ where }) => associationsIn(where).length > 0),
    mountedQueries: () => [...mounted.values()].map(({ view }) => view.query),
    known(query) {
      const entry = mounted.get(queryKey(query))
      return entry === undefined ? null : { status: entry.status(), records: countOf(entry.view) }
    },
    inUse: () => ({
      holds: views.uses(),
      shapes: new Set([...mounted.values()].map(({ view }) => rootKeyOf(view.query))),
      coverage: [...mounted.values()].flatMap(({ view }) => claimsWithin(view, options.replica, options.ledger)),
    }),
    shownResults: () =>
      new Map(
        [...mounted].flatMap(([key, entry]) => {
          const shown = entry.shown()
          return shown === null ? [] : [[key, shown]]
        }),
      ),
    holdings: () => ({ mounted: mounted.size, ...views.holdings(), ...options.ledger.holdings() }),
    close() {
      for (const entry of mounted.values()) entry.close()
      mounted.clear()
    },
  }
}

function countOf(view: View): number {
  return isWindow(view.query) ? view.window().length : view.count
}

function typesOf(query: Query): string[] {
  return [
    query.objectType,
    ...partnerQueries(query.where).map(({ objectType }) => objectType),
    ...query.include.flatMap((include) => typesOf(include.query)),
  ]
}
