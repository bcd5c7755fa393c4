import type { LocalKey } from '@holdfast/crm'
import type { Runnable } from '@holdfast/query'
import type { Planner, ViewListener } from './planner/index.ts'
import type { RowText, ViewDelta, ViewMessage, ViewRequest } from './protocol.ts'

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
  let waiting: ViewDelta | null = null
  let revision = 0

  function post(message: ViewMessage): void {
    if (message.kind === 'failed') return port.postMessage(message)
    untaken++
    // The page counts what it is sent, not what was put together for it.
    revision++
    port.postMessage({ ...message, revision })
  }

  const listener: ViewListener = {
    receive(message) {
      if (message.kind === 'failed') post(message)
      else if (untaken < mostUntaken && waiting === null) post(message)
      else waiting = waiting === null ? message : together(waiting, message)
    },
  }
  const release = planner.open(query, listener)

  function take(): void {
    untaken--
    const next = waiting
    waiting = null
    if (next !== null) post(next)
  }

  port.listen((request) => {
    switch (request.kind) {
      case 'taken':
        return take()
      case 'close':
        release()
        port.close()
    }
  })
}

// Two changes, one after the other, as one. What left again on the way has no place, so it is not sent.
function together(first: ViewDelta, then: ViewDelta): ViewDelta {
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
