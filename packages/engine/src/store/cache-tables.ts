import type { Dexie, Table } from 'dexie'
import { emptyEntry, type CacheEntry } from './cache-entry.ts'
import { encodeEntry, parseEntry } from './entry-text.ts'
import { factCount, mergeStatements, type Statements } from './merge-entries.ts'

/** A stored value: opaque to the database. */
export interface Piece {
  readonly value: unknown
}

/** The tables of the cache that hold facts, as one transaction sees them. */
export interface Tables {
  /** Facts that were folded, in large pieces. */
  readonly chunk: Table<Piece, number>
  /** What was learned since, entry by entry. */
  readonly log: Table<Piece, number>
  /**
   * Log number up to which it was folded, the ledger's statements until then, how many facts the chunks hold and held when last cleaned, and how often
   * records were evicted; and what was forgotten: see {@link Forgotten}.
   */
  readonly meta: Table<Piece, 'folded' | 'statements' | 'facts' | 'cleaned' | 'evictions' | 'forgotten'>
}

/** Runs work on the tables as one transaction. */
export type Transact = <T>(work: (tables: Tables) => Promise<T>) => Promise<T>

/** How far a reader of the cache has read. */
export interface CachePosition {
  /** The last log number. */
  readonly seq: number
  /** The last chunk number. */
  readonly chunk: number
}

/** Records that left are forgotten in the end. Whoever knows of it takes no fact of before about a record that is not known, and none is left here. */
export interface Forgotten {
  /** Who has read less of the log knows of records what is no more, and nothing says so. */
  readonly seq: number
  /** Departures were forgotten that were seen until then, epoch ms; 0: none ever. */
  readonly until: number
}

/** The tables of an opened database. */
export function tablesOf(database: Dexie): Tables {
  return { chunk: database.table('chunk'), log: database.table('log'), meta: database.table('meta') }
}

/** A number kept beside the facts; 0 when there is none. */
export async function numberIn(
  meta: Tables['meta'],
  key: 'folded' | 'facts' | 'cleaned' | 'evictions',
): Promise<number> {
  const value = (await meta.get(key))?.value
  return typeof value === 'number' ? value : 0
}

/** The log number up to which everything is in the chunks. */
export async function foldedUpTo(meta: Tables['meta']): Promise<number> {
  return numberIn(meta, 'folded')
}

/** What was forgotten last. */
export async function forgottenIn(meta: Tables['meta']): Promise<Forgotten> {
  const value = (await meta.get('forgotten'))?.value
  return holdsNumbers(value, ['seq', 'until']) ? value : { seq: 0, until: 0 }
}

/** The end of everything there is. */
export async function positionOf({ chunk, log, meta }: Tables): Promise<CachePosition> {
  const [seq, folded, last] = await Promise.all([
    log.toCollection().lastKey(),
    foldedUpTo(meta),
    chunk.toCollection().lastKey(),
  ])
  return { seq: Number(seq ?? folded), chunk: Number(last ?? 0) }
}

/** The ledger's statements as they were folded. */
export async function statementsOf(meta: Tables['meta']): Promise<Piece> {
  return (await meta.get('statements')) ?? encodePiece(emptyEntry)
}

/** Adds newer statements to those. */
export async function addStatements(meta: Tables['meta'], statements: Statements): Promise<void> {
  const before = parseEntry((await statementsOf(meta)).value) ?? emptyEntry
  const { coverage, cursors } = mergeStatements([before, statements])
  // Before these there is nothing that a revocation could still revoke.
  const claims = coverage.filter(({ claim }) => claim !== null)
  await meta.put(encodePiece({ ...emptyEntry, coverage: claims, cursors }), 'statements')
}

/** Counts facts that were put into chunks, or taken out. */
export async function addFacts(meta: Tables['meta'], count: number): Promise<void> {
  await meta.put({ value: (await numberIn(meta, 'facts')) + count }, 'facts')
}

/** An entry as it is stored. */
export function encodePiece(entry: CacheEntry): Piece {
  return { value: encodeEntry(entry) }
}

/** The entries of stored values, and how many of them are none. */
export function parsePieces(pieces: readonly Piece[]): { entries: readonly CacheEntry[]; corrupt: number } {
  const entries = pieces.flatMap(({ value }) => parseEntry(value) ?? [])
  return { entries, corrupt: pieces.length - entries.length }
}

/** How many facts entries hold. */
export function sumOfFacts(entries: readonly CacheEntry[]): number {
  return entries.reduce((total, entry) => total + factCount(entry), 0)
}

/** Is a stored value a position? */
export function isPosition(value: unknown): value is CachePosition {
  return holdsNumbers(value, ['seq', 'chunk'])
}

function holdsNumbers<Name extends string>(
  value: unknown,
  names: readonly Name[],
): value is Readonly<Record<Name, number>> {
  if (typeof value !== 'object' || value === null) return false
  const members: Readonly<Record<string, unknown>> = { ...value }
  return names.every((name) => typeof members[name] === 'number')
}
