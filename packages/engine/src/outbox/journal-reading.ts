import type { Journal, JournalExtent, JournalRow } from '../store/index.ts'
import type { IntentList } from './intent-list.ts'
import { isDamaged, parseIntent } from './intent.ts'

/** Reads the journal into the list. Every beat asks for that, and every write of another tab: what was read is read again only when something of it changed. */
export interface JournalReading {
  /** Reads what may be new; the list knows nothing of it before it is taken. */
  readOn(): Promise<NewRows>
  /** What is there is not what it was taken for: the next reading is of everything. */
  beginAnew(): void
}

/** What was read. */
export interface NewRows {
  readonly rows: readonly JournalRow[]
  /** Puts it into the list, unless what was read later is there already. Answers how many rows cannot be read. */
  take(): number
}

/** Nothing was read yet. */
export function createJournalReading(journal: Pick<Journal, 'rows' | 'extent'>, list: IntentList): JournalReading {
  let read: JournalExtent | null = null
  let damaged = 0
  let readings = 0
  let lastTaken = 0

  function takeNewer(rows: readonly JournalRow[]): void {
    damaged += rows.filter(isDamaged).length
    // What is known of them here is as new. Also of none: which records are one may have been learned meanwhile.
    list.put(rows.flatMap((row) => (list.get(row.key) === undefined ? (parseIntent(row) ?? []) : [])))
  }

  function takeAll(rows: readonly JournalRow[], revision: number): void {
    damaged = rows.filter(isDamaged).length
    list.take(
      rows.flatMap((row) => parseIntent(row) ?? []),
      revision,
    )
  }

  return {
    async readOn() {
      const reading = ++readings
      const before = read
      const revision = list.revision()
      // At the start, which waits for it, both are asked for at once.
      const [now, first] = await Promise.all([journal.extent(), before === null ? journal.rows() : null])
      const isAll = before === null || before.changes !== now.changes || before.last > now.last
      const isMore = isAll || before.last < now.last
      const rows = first ?? (isMore ? await journal.rows(isAll ? undefined : before.last) : [])
      return {
        rows,
        take() {
          if (reading < lastTaken) return damaged
          lastTaken = reading
          if (isAll) takeAll(rows, revision)
          else takeNewer(rows)
          read = now
          return damaged
        },
      }
    },
    beginAnew() {
      read = null
    },
  }
}
