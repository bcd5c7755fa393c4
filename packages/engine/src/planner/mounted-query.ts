import { errorToData, HoldfastError, type LocalKey } from '@holdfast/crm'
import type { IncompleteReason, RowText, ViewFailed, ViewSnapshot, ViewStatus } from '../protocol.ts'
import type { Replica } from '../replica/index.ts'
import type { RecordPage } from '../store/index.ts'
import type { View, Views } from '../views/index.ts'
import type { Query, Runnable } from '@holdfast/query'
import { assess, type Assessment, type Need } from './assess.ts'
import { incompleteReason } from './incomplete.ts'
import type { Ledger } from './ledger.ts'

/** Somebody who gets the rows of a mounted query. */
export interface ViewListener {
  receive(message: ViewUpdate | ViewFailed): void
}

/** What changed in the rows of a mounted query; the first one a listener gets is everything, its rows in their order. */
export interface ViewUpdate {
  readonly kind: 'delta'
  /** Counts from 1. */
  readonly revision: number
  /** Keys of all rows in order; null when neither membership nor order changed. */
  readonly order: readonly LocalKey[] | null
  /** Rows that entered or changed. */
  readonly rows: readonly RowText[]
  readonly status: ViewStatus
}

/** Brings what is missing; settles when it has been applied, or when another tab was asked for it. Answers which. */
export type Load = (need: Need, context: LoadContext) => Promise<'applied' | 'asked'>

/** For whom something is loaded. */
export interface LoadContext {
  /** The mounted query that needs it, or the one for the records that its figures are about. */
  readonly query: Query
  readonly signal: AbortSignal
  /** Have enough of the query's records arrived? */
  readonly isEnough: () => boolean
}

/** A query that somebody looks at: its view, what is known of its completeness, and the loop that fetches what is missing. */
export interface MountedQuery {
  readonly view: View
  /** Adds a listener, which gets everything first. Null holds the query without listening. Answers how to let go. */
  hold(listener: ViewListener | null): () => void
  readonly isHeld: boolean
  /** What is known of it besides its rows. */
  status(): ViewStatus
  /** Sends what changed to the listeners, and fetches what is missing. */
  flush(): void
  /** Tries again what failed, if the failure may have passed. */
  retry(): void
  /** What its listeners were told last, and how often they were told something; null while there are none or the rows are only a beginning. */
  shown(): ShownResult | null
  /** What it shows when everything is here or cannot be for now; for who holds it. */
  answer(): Promise<ViewSnapshot>
  close(error?: HoldfastError): void
}

/** What the listeners of a query see. */
export interface ShownResult {
  /** Differs from the last time when something else is shown. */
  readonly revision: number
  snapshot(): ViewSnapshot
  /** The records of which it shows something, as HubSpot has them. */
  records(): readonly RecordPage[]
}

/** What a mounted query stands on. */
export interface MountOptions {
  readonly replica: Replica
  readonly views: Views
  readonly ledger: Ledger
  readonly load: Load
  /** Counts what was applied, whatever it was. */
  readonly appliedCount: () => number
  /** Told what went wrong, bugs included; being offline is no trouble. */
  readonly report: (error: unknown) => void
  /** Told when fetching came to an end, whatever that was. */
  readonly onRest: () => void
}

// A loop that comes to no end is a bug or a server that answers nonsense; it must not become a storm of requests.
const mostRounds = 50

/** Mounts a query; nothing is fetched before {@link MountedQuery.flush}. Throws {@link UnreadRecord} when it would have to wait for values. */
export function mountQuery(query: Runnable, options: MountOptions): MountedQuery {
  const { replica, views, ledger, load, appliedCount, report, onRest } = options
  const view = openFilled(views, query)
  const listeners = new Map<ViewListener, number>()
  const stopping = new AbortController()
  let holds = 0
  let filling: Promise<void> | null = null
  let failure: { readonly reason: IncompleteReason; readonly isPassing: boolean } | null = null
  let askedHubSpot = false
  let sentStatus = ''
  let revision = 0
  // Nothing is told before the first flush.
  let state: Assessment = { need: null, isClaimed: false, asOf: null, total: null }

  function status(): ViewStatus {
    return {
      ...statusOf(view, state, filling !== null, failure?.reason ?? null),
      source: askedHubSpot ? 'remote' : 'cache',
    }
  }

  function snapshot(): ViewSnapshot {
    return { rows: view.rows(), status: status() }
  }

  function flush(): void {
    state = assess(view, replica, ledger)
    if (state.need === null) failure = null
    else startFilling()
    const change = view.take()
    const now = status()
    const text = JSON.stringify(now)
    if (change === null && text === sentStatus) return
    sentStatus = text
    revision++
    for (const [listener, received] of listeners) {
      listeners.set(listener, received + 1)
      listener.receive({
        kind: 'delta',
        revision: received + 1,
        order: change?.order ?? null,
        rows: change?.rows ?? [],
        status: now,
      })
    }
  }

  function startFilling(): void {
    if (filling !== null || failure !== null || stopping.signal.aborted || holds === 0) return
    filling = fill().finally(() => {
      filling = null
      if (stopping.signal.aborted) return
      flush()
      onRest()
    })
  }

  function isEnough(): boolean {
    return assess(view, replica, ledger).need?.kind !== 'records-of-query'
  }

  // Another tab may take its time; what was carried out here and brought nothing would bring nothing again.
  function isStill(need: Need): boolean {
    return JSON.stringify(assess(view, replica, ledger).need) === JSON.stringify(need)
  }

  async function fill(): Promise<void> {
    askedHubSpot = true
    for (let round = 0; round < mostRounds && !stopping.signal.aborted; round++) {
      const { need } = assess(view, replica, ledger)
      if (need === null) return
      const before = appliedCount()
      try {
        const outcome = await load(need, { query: view.query, signal: stopping.signal, isEnough })
        if (outcome === 'applied' && appliedCount() === before && isStill(need)) break
      } catch (error) {
        if (stopping.signal.aborted) return
        const reason = incompleteReason(error) ?? 'unavailable'
        failure = { reason, isPassing: reason !== 'not-searchable' && reason !== 'refused' && reason !== 'forbidden' }
        if (reason !== 'offline') report(error)
        return
      }
    }
    failure ??= assess(view, replica, ledger).need === null ? null : { reason: 'unavailable', isPassing: true }
  }

  return {
    view,
    hold(listener) {
      holds++
      // Those who listen already get what has changed up to now; the new listener gets the whole.
      flush()
      if (listener !== null) {
        listeners.set(listener, 1)
        listener.receive({
          kind: 'delta',
          revision: 1,
          order: view.keys(),
          rows: view.rows(),
          status: status(),
        })
      }
      let isHolding = true
      return () => {
        if (!isHolding) return
        isHolding = false
        holds--
        if (listener !== null) listeners.delete(listener)
      }
    },
    get isHeld() {
      return holds > 0
    },
    status,
    flush,
    retry() {
      if (failure?.isPassing !== true) return
      failure = null
      flush()
    },
    shown() {
      if (listeners.size === 0 || status().why.includes('loading')) return null
      return {
        revision,
        snapshot,
        records: () => replica.stored(views.shownRecords(view)),
      }
    },
    async answer() {
      while (filling !== null) await filling
      return snapshot()
    },
    close(error) {
      views.close(view)
      stopping.abort(
        error ?? new HoldfastError('engine/closed', 'The view was closed.', 'Open it again.', { what: 'view' }),
      )
      if (error !== undefined)
        for (const listener of listeners.keys()) listener.receive({ kind: 'failed', error: errorToData(error) })
      listeners.clear()
    },
  }
}

function openFilled(views: Views, query: Runnable): View {
  const view = views.open(query)
  try {
    view.take()
    return view
  } catch (error) {
    views.close(view)
    throw error
  }
}

/** How complete the rows of a view are, nobody having asked HubSpot for it. */
export function statusOf(
  view: View,
  state: Assessment,
  isFilling = false,
  reason: IncompleteReason | null = null,
): ViewStatus {
  return {
    ...completenessOf(state, isFilling, reason),
    asOf: state.asOf,
    total: state.total,
    pending: view.pending(),
    source: 'cache',
  }
}

function completenessOf(
  state: Assessment,
  isFilling: boolean,
  reason: IncompleteReason | null,
): Pick<ViewStatus, 'completeness' | 'why'> {
  if (state.need === null) return { completeness: 'complete', why: [] }
  const why: IncompleteReason[] = reason !== null ? [reason] : ['loading']
  // Nothing of HubSpot's went into it, and nothing is on its way: the rows are what happens to be here.
  const isLocalOnly = !state.isClaimed && !isFilling
  return { completeness: isLocalOnly ? 'local-only' : 'partial', why }
}
