import type { LocalKey } from '@holdfast/crm'
import { rowsWanted, type Query } from '@holdfast/query'
import type { RowText } from '../protocol.ts'
import type { RecordVersion, Replica } from '../replica/index.ts'
import { createMatching } from './matching.ts'
import { createRowPacker } from './pack-row.ts'
import { createWindow } from './window.ts'

/** What changed in a view since it was last asked. */
export interface ViewChange {
  /** Keys in order; null when neither membership nor order changed. */
  readonly order: readonly LocalKey[] | null
  /** Rows that entered or changed. */
  readonly rows: readonly RowText[]
}

/** The rows of one query over the replica, kept by change: the rule is that they always equal the query run afresh. */
export interface View {
  readonly query: Query
  /** How many records match, its window aside. */
  readonly count: number
  /** The records shown. */
  window(): readonly RecordVersion[]
  /** These rows of the query's own table may have entered, left, moved, or look different. Tell all that one transaction changed at once. */
  retest(rows: ReadonlySet<number>): void
  /** Something that this row includes changed. */
  repack(row: number): void
  /** What changed since the last call; null when nothing did. */
  take(): ViewChange | null
  /** All rows in order, as they were at the last {@link View.take}. */
  rows(): readonly RowText[]
  /** Rows shown with pending writes in them. */
  pending(): number
}

/** Told on which records (`type key`) a row shown depends, besides its own; an empty set when it is shown no more. */
export type NoteDependencies = (row: number, names: ReadonlySet<string>) => void

/** A view filled from the replica. Whoever keeps it tells it what changed. */
export function createView(replica: Replica, query: Query, note: NoteDependencies = () => undefined): View {
  const table = replica.table(query.objectType)
  const packer = createRowPacker(replica, query)
  const matching = createMatching(replica, query)
  const { offset } = query
  const end = rowsWanted(query) ?? Infinity
  const window = createWindow(matching.order, rowsWanted(query), matching.inWindow.toArray())

  // Texts of the rows shown; what is stale is packed again before it is shown.
  const texts = new Map<number, RowText>()
  const pendingRows = new Set<number>()
  const stale = new Set<number>()
  let shown: readonly number[] = []
  let mayHaveMoved = true

  function shownNow(): readonly number[] {
    return window.rows.slice(offset, end)
  }

  function versionsOf(rows: readonly number[]): readonly RecordVersion[] {
    return rows.flatMap((row) => table.at(row) ?? [])
  }

  function pack(row: number): RowText {
    const version = table.at(row)
    if (version === null) return ''
    const visited = new Set<string>()
    const { text, isPending } = packer.pack(version, visited)
    if (isPending) pendingRows.add(row)
    else pendingRows.delete(row)
    if (query.include.length > 0) note(row, visited.add(`${query.objectType} ${version.key}`))
    return text
  }

  function dropHidden(visible: ReadonlySet<number>): void {
    for (const row of shown) {
      if (visible.has(row)) continue
      texts.delete(row)
      pendingRows.delete(row)
      if (query.include.length > 0) note(row, none)
    }
  }

  // Packs what has no text, or an old one, and answers what looks different.
  function freshTexts(rows: Iterable<number>): readonly RowText[] {
    const fresh: RowText[] = []
    for (const row of rows) {
      const before = texts.get(row)
      if (before !== undefined && !stale.has(row)) continue
      const text = pack(row)
      if (text === before) continue
      texts.set(row, text)
      fresh.push(text)
    }
    stale.clear()
    return fresh
  }

  // Neither membership nor order changed: only rows that were told of can look different.
  function takeInPlace(): ViewChange | null {
    if (stale.size === 0) return null
    const rows = freshTexts([...stale].filter((row) => texts.has(row)))
    return rows.length === 0 ? null : { order: null, rows }
  }

  return {
    query,
    get count() {
      return matching.count
    },
    window: () => versionsOf(shownNow()),
    retest(rows) {
      const entering = matching.retest(rows)
      window.replace(rows, entering, matching.inWindow.size, () => matching.inWindow.toArray())
      for (const row of rows) stale.add(row)
      mayHaveMoved = true
    },
    repack: (row) => void stale.add(row),
    take() {
      const next = mayHaveMoved ? shownNow() : shown
      mayHaveMoved = false
      if (isSameList(next, shown)) return takeInPlace()
      const rows = freshTexts(next)
      dropHidden(new Set(next))
      shown = next
      return { order: next.map((row) => table.keyAt(row)), rows }
    },
    rows: () => shown.map((row) => texts.get(row) ?? ''),
    pending: () => pendingRows.size,
  }
}

const none: ReadonlySet<string> = new Set()

function isSameList(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((row, at) => row === b[at]))
}
