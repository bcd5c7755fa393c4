import { ErrorAnswer, type ErrorBody } from '../api-error.ts'
import type { Answer } from '../route.ts'
import { faultKinds, type Fault } from './fault.ts'
import type { Hit } from './fault-plan.ts'
import { leaveOut, reportLeftOut } from './partial-batch.ts'
import { shiftPage, shortenPage } from './pages.ts'

/** An answer as it goes over the wire. */
export interface Sent {
  readonly status: number
  readonly headers: Headers
  /** Null sends no body. */
  readonly text: string | null
}

/** What a fault does to one request at each step of its way; without a fault, nothing. */
export interface Strike {
  /** Before the request is applied: an answer instead of it. Throws {@link ConnectionLost}. */
  before(): Promise<Answer | undefined>
  /** The body the operation gets. */
  body(body: unknown): unknown
  /** How much later than others the write reaches search. */
  readonly lagMs: number
  /** After it was applied: the answer, or another. Throws {@link ConnectionLost}. */
  after(answer: Answer): Promise<Answer>
  /** What is sent in the end. */
  sent(sent: Sent): Sent
}

/** A lost connection, as `fetch` reports it; the server recognises it and breaks the socket. */
export class ConnectionLost extends TypeError {
  constructor() {
    super('fetch failed')
    this.name = 'TypeError'
  }
}

const unharmed: Strike = {
  before: () => Promise.resolve(undefined),
  body: (body) => body,
  lagMs: 0,
  after: (answer) => Promise.resolve(answer),
  sent: (sent) => sent,
}

/** The strike of `hit`. */
export function strikeOf(hit: Hit | undefined, sleep: (durationMs: number) => Promise<void>): Strike {
  return hit === undefined ? unharmed : { ...unharmed, ...harm(hit, sleep) }
}

function harm({ fault, leftMs }: Hit, sleep: (durationMs: number) => Promise<void>): Partial<Strike> {
  const count = fault.count ?? faultKinds[fault.kind].count ?? 1
  switch (fault.kind) {
    case 'drop':
      return { before: lose }
    case 'apply-then-drop':
      return { after: lose }
    case 'delay':
      return atMoment(fault, () => sleep(fault.delayMs ?? 1_000).then(() => undefined))
    case 'status':
      return atMoment(fault, () => Promise.resolve(statusAnswer(fault.status ?? 500, fault)))
    case 'lock':
      return { before: () => Promise.resolve(statusAnswer(423, fault)) }
    case 'migration': {
      const headers = { 'retry-after': String(Math.ceil(leftMs / 1_000)) }
      return { before: () => Promise.resolve(statusAnswer(477, { ...fault, headers })) }
    }
    case 'truncate':
      return { sent: (sent) => ({ ...sent, text: sent.text?.slice(0, Math.floor(sent.text.length / 2)) ?? null }) }
    case 'garble':
      return { sent: (sent) => ({ ...sent, text: sent.text === null ? null : 'upstream connect error' }) }
    case 'portal':
      return { before: () => Promise.resolve({ status: 200 }), sent: () => portal() }
    case 'partial':
      return partialBatch(fault, count)
    case 'lag':
      return { lagMs: leftMs }
    case 'page-shift':
      return shiftPage(count)
    case 'short-page':
      return { after: (answer) => Promise.resolve(shortenPage(answer, count)) }
  }
}

function lose(): Promise<never> {
  return Promise.reject(new ConnectionLost())
}

function atMoment({ when = 'before' }: Fault, act: () => Promise<Answer | undefined>): Partial<Strike> {
  return when === 'before' ? { before: act } : { after: async (answer) => (await act()) ?? answer }
}

function partialBatch({ silent = false }: Fault, count: number): Partial<Strike> {
  let left: readonly unknown[] = []
  return {
    body(body) {
      const { rest, out } = leaveOut(body, count)
      left = out
      return rest
    },
    after: (answer) => Promise.resolve(silent ? answer : reportLeftOut(answer, left)),
  }
}

// What answers instead of HubSpot has none of its headers.
function portal(): Sent {
  const headers = new Headers({ 'content-type': 'text/html; charset=utf-8' })
  return { status: 200, headers, text: '<!doctype html><title>Guest network</title><h1>Please sign in</h1>' }
}

const bodies: Readonly<Record<number, ErrorBody>> = {
  401: { message: 'The OAuth token used to make this call expired.', category: 'EXPIRED_AUTHENTICATION' },
  423: { message: 'The record is locked by other writes; try again in 2 seconds.' },
  429: {
    message: 'You have reached your ten_secondly_rolling limit.',
    errorType: 'RATE_LIMIT',
    policyName: 'TEN_SECONDLY_ROLLING',
  },
  477: { message: 'This account is being migrated.' },
}

function statusAnswer(status: number, { body, headers = {} }: Fault): Answer {
  const usual = bodies[status] ?? { message: 'internal error', category: 'INTERNAL_ERROR' }
  return { status, body: body ?? new ErrorAnswer(usual), headers }
}
