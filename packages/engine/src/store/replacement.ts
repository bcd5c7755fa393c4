import type { Table } from 'dexie'
import { emptyEntry, type CacheEntry } from './cache-entry.ts'
import {
  addFacts,
  addStatements,
  encodePiece,
  forgottenIn,
  numberIn,
  positionOf,
  sumOfFacts,
  tablesOf,
  type Forgotten,
  type Piece,
  type Tables,
} from './cache-tables.ts'
import type { Connection } from './connection.ts'
import { mergeEntries, type Statements } from './merge-entries.ts'

/** All of the cache, exchanged at once for what a tab knows. */
export interface Replacement {
  /** Replaces everything up to log number `seq` by these facts. */
  replace(seq: number, facts: Everything): Promise<void>
  /**
   * The same, if the log ends with that number, by facts that leave out which records were seen gone until that moment, and all that is about those. Answers
   * whether it was done.
   */
  forget(until: number, seq: number, facts: Everything): Promise<boolean>
}

/** Everything that is known. */
export interface Everything {
  readonly entries: readonly CacheEntry[]
  readonly statements: Statements
}

/** The replacement of a cache. */
export function createReplacement(connection: Connection): Replacement {
  async function exchange<T>(work: (tables: Tables, pack: Table<Piece>) => Promise<T>): Promise<T> {
    return connection.use((database) =>
      database.transaction('rw', 'pack', 'chunk', 'log', 'meta', async () =>
        work(tablesOf(database), database.table('pack')),
      ),
    )
  }

  return {
    replace: (seq, facts) =>
      exchange(async (tables, pack) => {
        const forgotten = await forgottenIn(tables.meta)
        await replaceAll(tables, seq, facts)
        await tables.meta.put({ value: forgotten }, 'forgotten')
        // It may hold claims that are believed no more.
        await pack.clear()
      }),
    forget: (until, seq, facts) =>
      exchange(async (tables, pack) => {
        if ((await positionOf(tables)).seq !== seq) return false
        await replaceAll(tables, seq, facts)
        // Whoever adds something next has to read this first.
        await tables.log.add(encodePiece(emptyEntry))
        await tables.meta.put({ value: { seq, until } satisfies Forgotten }, 'forgotten')
        await pack.clear()
        return true
      }),
  }
}

async function replaceAll(
  { chunk, log, meta }: Tables,
  seq: number,
  { entries, statements }: Everything,
): Promise<void> {
  const { chunks } = mergeEntries(entries)
  const evictions = await numberIn(meta, 'evictions')
  await chunk.clear()
  await chunk.bulkAdd(chunks.map(encodePiece))
  await log.where(':id').belowOrEqual(seq).delete()
  await meta.clear()
  await meta.put({ value: seq }, 'folded')
  await meta.put({ value: evictions }, 'evictions')
  await addStatements(meta, statements)
  await addFacts(meta, sumOfFacts(chunks))
  await meta.put({ value: sumOfFacts(chunks) }, 'cleaned')
}
