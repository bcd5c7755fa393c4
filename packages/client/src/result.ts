import type { Instant } from '@holdfast/crm'
import type { IncompleteReason, PinState, ViewStatus } from '@holdfast/engine/protocol'
import { invariant } from './failure.ts'

interface Answer {
  /** Records matching the whole query without its limit, when known. */
  readonly total: number | null
  /** Rows with writes that HubSpot has not confirmed. */
  readonly pending: number
  /** Was HubSpot asked, or was everything here? `stored`: what was shown when the account was open last, until the worker is up. */
  readonly source: 'cache' | 'remote' | 'stored'
}

/** Everything that was asked for is here, as HubSpot had it at `asOf`, own writes on top. */
export interface Complete extends Answer {
  readonly completeness: 'complete'
  readonly asOf: Instant
}

/** Something may be missing, and `why` says for which reasons, most telling first. */
export interface Incomplete extends Answer {
  /** `partial`: part of it was read from HubSpot; `local-only`: what happens to be on this device. */
  readonly completeness: 'partial' | 'local-only'
  readonly why: readonly IncompleteReason[]
  /** Null when nothing was ever read for it. */
  readonly asOf: Instant | null
}

/** The answer to a query: its rows, and how much they can be relied on. `complete` has an `asOf`; only the others have a `why`. */
export type QueryResult<Row> = (Complete | Incomplete) & { readonly rows: readonly Row[] }

/** What is known of one record; `row` is null when there is none of that id, or, while not complete, none is known yet. */
export type RecordResult<Row> = (Complete | Incomplete) & { readonly row: Row | null }

/**
 * A query whose records stay on this device, by the name it was given: `complete` when all of them are here. `records` counts those that are; with `total`
 * that makes the progress.
 */
export type Pin = (Complete | Incomplete) & { readonly name: string; readonly records: number }

/** Rows and a view's status as a result. Throws `HoldfastError` `engine/invariant` for a status that claims completeness without a time. */
export function queryResult<Row>(status: ViewStatus, rows: readonly Row[]): QueryResult<Row> {
  return Object.freeze({ ...answer(status), rows })
}

/** What the last session showed, as old as it says: nobody has looked yet what became of it. */
export function storedResult<Row>({ asOf, total, pending }: ViewStatus, rows: readonly Row[]): QueryResult<Row> {
  const known = { asOf: asOf as Instant | null, total, pending }
  return Object.freeze({ completeness: 'local-only', why: onlyLoading, source: 'stored', ...known, rows })
}

const onlyLoading: readonly IncompleteReason[] = Object.freeze(['loading'])

/** The first row of a result as the result for one record. */
export function recordResult<Row>({ rows, ...known }: QueryResult<Row>): RecordResult<Row> {
  return Object.freeze({ ...known, row: rows[0] ?? null })
}

/** The state of a pin as an application sees it. Throws as {@link queryResult} does. */
export function pinOf({ name, records, status }: PinState): Pin {
  return Object.freeze({ ...answer(status), name, records })
}

function answer({ completeness, asOf, why, total, pending, source }: ViewStatus): Complete | Incomplete {
  if (completeness !== 'complete')
    return { completeness, why: Object.freeze([...why]), asOf: asOf as Instant | null, total, pending, source }
  if (asOf === null) throw invariant('views', 'a complete result has a time')
  return { completeness, asOf: asOf as Instant, total, pending, source }
}
