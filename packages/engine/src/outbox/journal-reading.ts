import type { Journal, JournalExtent, JournalRow } from '../store/index.ts'
import type { IntentList } from './intent-list.ts'
import { isDamaged, parseIntent } from './intent.ts'

/** Reads the journal into the list. Every beat asks for that, and every write of another tab: what was read is read again only when something of it changed. */
export interface JournalReading {
  /** Answers how many rows cannot be read. */
  readOn(): Promise<number>
  /** What is there is not what it was taken for: the next reading is of everything. */
  beginAnew(): void
}

/** Nothing was read yet. */
export function createJournalReading(journal: Pick<Journal, 'rows' | 'extent'>, list: IntentList): JournalReading {
  let read: JournalExtent | null = null
  let damaged = 0

  function takeNewer(rows: readonly JournalRow[]): void {
    damaged += rows.filter(isDamaged).length
    // What is known of them here is as new. Also of none: which records are one may have been learned meanwhile.
    list.put(rows.flatMap((row) => (list.get(row.key) === undefined ? (parseIntent(row) ?? []) : [])))
  }

  async function readAll(): Promise<void> {
    const revision = list.revision()
    const rows = await journal.rows()
    damaged = rows.filter(isDamaged).length
    list.take(
      rows.flatMap((row) => parseIntent(row) ?? []),
      revision,
    )
  }

  return {
    async readOn() {
      const now = await journal.extent()
      if (read === null || read.changes !== now.changes || read.last > now.last) await readAll()
      else takeNewer(read.last < now.last ? await journal.rows(read.last) : [])
      read = now
      return damaged
    },
    beginAnew() {
      read = null
    },
  }
}
