import { invariant } from './failure.ts'

/** A row, what it was made from, and the same for the rows within it. */
export interface Kept<Row = unknown> {
  readonly key: string
  /** Its text, or of a row within another, which has none of its own, its part of that one's. */
  readonly made: unknown
  readonly row: Row
  /** In the order of the includes: the rows within, by their keys. */
  readonly included: readonly ReadonlyMap<string, Kept>[]
}

/** How the rows of one query are read. */
export interface RowReader {
  /**
   * The row that a text stands for. What did not change since `before`, which is asked for what was shown under a key, stays the same object.
   *
   * Throws `HoldfastError` `engine/invariant` for a text that is no row of the query.
   */
  read(text: string, before: (key: string) => Kept | undefined): Kept
}

/** The same array when it has these rows already. */
export function sameOrNew<Row>(before: readonly Row[], kept: readonly Kept<Row>[]): readonly Row[] {
  const isSame = before.length === kept.length && kept.every(({ row }, at) => row === before[at])
  return isSame ? before : Object.freeze(kept.map(({ row }) => row))
}

/** What JSON text stands for. Throws `HoldfastError` `engine/invariant` for what is none. */
export function parseText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw broken('a row is JSON', error)
  }
}

/** The error for rows that the worker must not send. */
export function broken(rule: string, cause?: unknown): Error {
  return invariant('views', rule, cause)
}

/** The rule that a row breaks which is of another query. */
export const everyValue = 'a row has the values its query asks for'
