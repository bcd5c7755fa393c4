import type { LocalKey } from '@holdfast/crm'
import type { Runnable } from '@holdfast/query'
import { inMessages } from './message-rows.ts'
import { orderChange } from './order-change.ts'
import type { Planner, ViewListener, ViewUpdate } from './planner/index.ts'
import type { RowText, ViewFailed, ViewMessage, ViewRequest } from './protocol.ts'

/** A page's end of a view. */
export interface ViewPort {
  readonly postMessage: (message: ViewMessage) => void
  /** Calls `react` with every request of the page. */
  readonly listen: (react: (request: ViewRequest) => void) => void
  readonly close: () => void
}

// One on its way and one being worked on: more would only be older than what comes next.
const mostUntaken = 2

/**
 * Streams a query to a page until it closes the port. A page that is slow in taking what it is sent gets fewer and larger changes, never a queue of old
 * ones.
 */
export function serveView(planner: Pick<Planner, 'open'>, query: Runnable, port: ViewPort): void {
  let untaken = 0
  // Put together already, and what is not yet.
  const unsent: ViewMessage[] = []
  let waiting: ViewUpdate | null = null
  // The page counts what it is sent, not what was put together for it.
  let revision = 0
  let sent: readonly LocalKey[] = []

  function send(): void {
    for (; untaken < mostUntaken && unsent.length > 0; untaken++) port.postMessage(unsent.shift() as ViewMessage)
    const next = waiting
    if (next === null || untaken >= mostUntaken) return
    waiting = null
    tell(next)
  }

  function tell(message: ViewUpdate | ViewFailed): void {
    if (message.kind === 'failed') return port.postMessage(message)
    const pieces = inMessages(message.rows)
    const parts = pieces.length - 1
    pieces.slice(0, parts).forEach((rows, place) => unsent.push({ kind: 'part', place, rows }))
    revision++
    const order = revision === 1 || message.order === null ? null : orderChange(sent, message.order)
    sent = message.order ?? sent
    unsent.push({ kind: 'delta', revision, parts, order, rows: pieces[parts] ?? [], status: message.status })
    send()
  }

  const listener: ViewListener = {
    receive(message) {
      if (message.kind === 'failed' || (untaken < mostUntaken && waiting === null)) tell(message)
      else waiting = waiting === null ? message : together(waiting, message)
    },
  }
  const release = planner.open(query, listener)

  port.listen((request) => {
    switch (request.kind) {
      case 'taken':
        untaken--
        return send()
      case 'close':
        release()
        port.close()
    }
  })
}

// Two changes, one after the other, as one. What left again on the way has no place, so it is not sent.
function together(first: ViewUpdate, then: ViewUpdate): ViewUpdate {
  const rowsByKey = new Map([...first.rows, ...then.rows].map((text) => [keyOf(text), text]))
  const order = then.order ?? first.order
  const rows = order === null ? [...rowsByKey.values()] : order.flatMap((key) => rowsByKey.get(key) ?? none)
  return { ...then, order, rows }
}

const none: readonly RowText[] = []

// A row is JSON that begins with its key.
function keyOf(text: RowText): LocalKey {
  return (JSON.parse(text) as [LocalKey])[0]
}
