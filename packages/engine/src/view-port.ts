import type { LocalKey } from '@holdfast/crm'
import { isAggregate, type Runnable } from '@holdfast/query'
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
 * ones; a page that moves its window goes on with the same port.
 */
export function serveView(planner: Pick<Planner, 'open'>, query: Runnable, port: ViewPort): void {
  let asked = query
  let untaken = 0
  let waiting: ViewDelta | null = null
  let revision = 0

  function post(message: ViewMessage): void {
    if (message.kind === 'failed') return port.postMessage(message)
    untaken++
    // A first delta replaces everything; what follows counts on from it, whatever was put together.
    revision = message.revision === 1 ? 1 : revision + 1
    port.postMessage({ ...message, revision } satisfies ViewDelta)
  }

  const listener: ViewListener = {
    receive(message) {
      if (message.kind === 'failed') post(message)
      else if (untaken < mostUntaken && waiting === null) post(message)
      else waiting = waiting === null ? message : together(waiting, message)
    },
  }
  let release = planner.open(query, listener)

  function take(): void {
    untaken--
    const next = waiting
    waiting = null
    if (next !== null) post(next)
  }

  function move({ offset, limit }: Extract<ViewRequest, { kind: 'window' }>): void {
    if (isAggregate(asked)) return
    asked = { ...asked, offset, limit }
    // The new window is opened before the old one goes, so that what both share stays.
    const before = release
    release = planner.open(asked, listener)
    before()
  }

  port.listen((request) => {
    switch (request.kind) {
      case 'taken':
        return take()
      case 'window':
        return move(request)
      case 'close':
        release()
        port.close()
    }
  })
}

// Two changes, one after the other, as one. What left again on the way has no place, so it is not sent.
function together(first: ViewDelta, then: ViewDelta): ViewDelta {
  if (then.revision === 1) return then
  const rowsByKey = new Map([...first.rows, ...then.rows].map((text) => [keyOf(text), text]))
  const order = then.order ?? first.order
  const rows =
    order === null ? [...rowsByKey.values()] : order.flatMap((key) => rowsByKey.get(key) ?? ([] as readonly RowText[]))
  return { ...then, revision: first.revision, order, rows }
}

// A row is JSON that begins with its key.
function keyOf(text: RowText): LocalKey {
  return (JSON.parse(text) as [LocalKey])[0]
}
