import { isHoldfastError } from '@holdfast/crm'
import type { BucketName, Budget, Lane } from './budget/index.ts'
import { failureInBatch, failureOf, failureOfShape, isApiError, type ApiError, type Asked } from './errors.ts'
import type { Clock, SteadyTime } from './time.ts'
import type { HttpRequest, Outcome, Transport } from './transport.ts'
import { MalformedAnswer, type ErrorBody, type Tally } from './wire/index.ts'

/** How an operation is carried out; every one takes it last. */
export interface RequestOptions {
  /** By default `interactive` for reads, `outbox` for writes. */
  readonly lane?: Lane
  /**
   * Ends it. Before a request was sent, and for reads, the operation rejects with `signal.reason`; a write that was sent rejects with
   * `api/unknown-outcome`, because ending the wait does not take it back.
   */
  readonly signal?: AbortSignal
  /** How long it may take in all, waiting for its turn included. By default 30 s, a minute or ten, by lane. */
  readonly deadlineMs?: number
}

/** One request, sent or about to be. */
export interface RequestEvent {
  readonly lane: Lane
  /** E.g. `deals.search`. */
  readonly operation: string
  /** HTTP status, 0 when no answer came. */
  readonly status: number
  /** From sending to the end of the answer. */
  readonly ms: number
  /** Epoch milliseconds at its end. */
  readonly at: number
  /** Property names in the answer that HubSpot does not spell so; they were left out. */
  readonly dropped: number
}

/** An operation as data, and how to read its answer. */
export interface Call<T> extends HttpRequest {
  readonly operation: string
  readonly kind: 'read' | 'write'
  readonly bucket?: BucketName
  /**
   * Reads the answer's JSON, undefined when the answer was rightly empty. `judge` turns an error inside a batch's answer into ours.
   * Throws {@link MalformedAnswer}, or what `judge` gave when that fails the whole call.
   */
  readonly parse: (body: unknown, tally: Tally, judge: (error: ErrorBody) => ApiError) => T
  /** Is an answer without a body a success? `when-204`: with that status only, as for deletions; `always`: with every 2xx. */
  readonly empty?: 'when-204' | 'always'
}

/** Carries out calls under the budget. Rejects with `HoldfastError` of an `api/` code, or with the reason of the caller's signal. */
export type Requester = <T>(call: Call<T>, options?: RequestOptions) => Promise<T>

/** What the requester is made of. */
export interface RequesterPorts {
  readonly transport: Transport
  readonly budget: Budget
  readonly time: SteadyTime
  readonly clock: Clock
  readonly onRequest?: ((event: RequestEvent) => void) | undefined
}

const attemptMs = 30_000

const deadlines: Record<Lane, number> = {
  interactive: 30_000,
  outbox: 60_000,
  freshness: 60_000,
  pack: 600_000,
  sweep: 600_000,
}

/**
 * The loop around every request: its turn, sending, judging.
 *
 * Only what HubSpot certainly did not do is sent again by itself, reads and writes alike: 429, 423, 477, after the pause and within the
 * deadline. Whether to repeat anything else is not for this package to say.
 */
export function createRequester(ports: RequesterPorts): Requester {
  const { transport, budget, time } = ports

  return async (call, options = {}) => {
    const asked: Asked = { operation: call.operation, kind: call.kind, bucket: call.bucket ?? 'general' }
    const lane = options.lane ?? (call.kind === 'write' ? 'outbox' : 'interactive')
    const deadlineAt = time() + (options.deadlineMs ?? deadlines[lane])
    const { signal } = options

    for (let again = false; ; again = true) {
      const { bucket, operation } = asked
      const release = await budget.enter({ bucket, lane, operation, deadlineAt, signal, again })
      try {
        if (signal?.aborted === true) throw signal.reason
        const sentAt = time()
        const timeoutMs = Math.max(1, Math.min(attemptMs, deadlineAt - sentAt))
        const outcome = await transport.send(call, { timeoutMs, signal })
        const tally: Tally = { dropped: 0 }
        const result = judge(call, asked, outcome, tally)
        report(lane, operation, outcome, time() - sentAt, tally)

        const pause =
          result.kind === 'failed' && isHoldfastError(result.error, 'api/rate-limited') ? result.error : null
        // Before anybody else gets a turn: the next in line would only be refused as well.
        if (pause !== null) budget.close(bucket, pause.details.policy, pause.details.retryAfterMs)
        if (outcome.kind === 'answered') budget.learn(bucket, outcome.headers)

        if (result.kind === 'done') return result.value
        if (outcome.kind === 'aborted' && call.kind === 'read') throw outcome.reason
        if (pause === null || time() + pause.details.retryAfterMs >= deadlineAt) throw result.error
      } finally {
        release()
      }
    }
  }

  function report(lane: Lane, operation: string, outcome: Outcome, ms: number, { dropped }: Tally): void {
    const status = outcome.kind === 'answered' ? outcome.status : 0
    const event = { lane, operation, status, ms, at: ports.clock.now(), dropped }
    // Apart from the operation: a listener that throws must not make a write look undone.
    void Promise.resolve(event).then(ports.onRequest)
  }
}

type Result<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'failed'; readonly error: ApiError }

function judge<T>(call: Call<T>, asked: Asked, outcome: Outcome, tally: Tally): Result<T> {
  const failure = failureOf(asked, outcome)
  if (failure !== undefined) return { kind: 'failed', error: failure }
  if (outcome.kind !== 'answered') throw new TypeError('Every outcome but an answer is a failure.')
  const { status, headers, body } = outcome
  const isEmpty = body.kind !== 'json'
  if (isEmpty && !(call.empty === 'always' || (call.empty === 'when-204' && status === 204)))
    return { kind: 'failed', error: failureOfShape(asked, status, headers, '$') }
  try {
    const value = call.parse(isEmpty ? undefined : body.value, tally, (error) =>
      failureInBatch(asked, status, headers, error),
    )
    return { kind: 'done', value }
  } catch (cause) {
    if (isApiError(cause)) return { kind: 'failed', error: cause }
    if (!(cause instanceof MalformedAnswer)) throw cause
    return { kind: 'failed', error: failureOfShape(asked, status, headers, cause.path, cause) }
  }
}
