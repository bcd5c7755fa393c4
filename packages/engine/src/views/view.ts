import type { LocalKey } from '@holdfast/crm'
import { compileAfter, compileRowOrder, rowsWanted, type Query, type RowOrder } from '@holdfast/query'
import { firstRows } from '../execution/index.ts'
import type { RowText } from '../protocol.ts'
import { RowSet, type RecordVersion, type Replica } from '../replica/index.ts'
import { createMatching, type MatchingChange, type MatchingRows } from './matching.ts'
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
  /** Takes what a transaction did to the rows that match. */
  follow(change: MatchingChange): void
  /** Something that this row includes changed. */
  repack(row: number): void
  /** What changed since the last call; null when nothing did. */
  take(): ViewChange | null
  /** All rows in order, and their keys, as they were at the last {@link View.take}. */
  rows(): readonly RowText[]
  keys(): readonly LocalKey[]
  /** Rows shown with pending writes in them. */
  pending(): number
}

/** Told on which records (`type key`) a row shown depends, besides its own; an empty set when it is shown no more. */
export type NoteDependencies = (row: number, names: ReadonlySet<string>) => void

/** A view of rows that match its query's predicate, as it is now; whoever keeps `matching` true tells it what changed. */
export function createView(
  replica: Replica,
  query: Query,
  matching: MatchingRows = createMatching(replica, query),
  note: NoteDependencies | null = null,
): View {
  const table = replica.table(query.objectType)
  const packer = createRowPacker(replica, query)
  const notes = query.include.length === 0 ? null : note
  const { offset } = query
  const end = rowsWanted(query) ?? Infinity
  const order = createOrder(replica, query)
  const eligible = createEligible(replica, query, matching)
  const window = createWindow(order.compare, rowsWanted(query), (count) =>
    firstRows(replica, { ...query, compare: order.compare }, eligible.rows, count),
  )

  // Texts of the rows shown; what is stale is packed again before it is shown, or it is shown no more.
  const texts = new Map<number, RowText>()
  const pendingRows = new Set<number>()
  const stale = new Set<number>()
  const showsAll = query.limit === null && offset === 0
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
    const visited = notes === null ? null : new Set([`${query.objectType} ${version.key}`])
    const { text, isPending } = packer.pack(version, visited)
    if (isPending) pendingRows.add(row)
    else pendingRows.delete(row)
    if (visited !== null) notes?.(row, visited)
    return text
  }

  function drop(hidden: readonly number[]): void {
    for (const row of hidden) {
      texts.delete(row)
      pendingRows.delete(row)
      notes?.(row, none)
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

  // Where all rows are shown, none can have entered or left but those that were told of: a first load does not cost more with every page.
  function takeMoved(next: readonly number[]): readonly RowText[] {
    if (texts.size === 0) return freshTexts(next)
    if (showsAll) {
      const isShown = (row: number): boolean => eligible.rows.has(row)
      drop([...stale].filter((row) => !isShown(row)))
      return freshTexts([...stale].filter(isShown))
    }
    const visible = new Set(next)
    drop(shown.filter((row) => !visible.has(row)))
    return freshTexts(next)
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
      return matching.rows.size
    },
    window: () => versionsOf(shownNow()),
    follow({ tested, left, entered }) {
      order.refresh()
      const entering = eligible.follow(tested, entered)
      window.replace(new Set(left), entering, eligible.rows.size)
      for (const row of tested) stale.add(row)
      mayHaveMoved = true
    },
    repack: (row) => void stale.add(row),
    take() {
      const next = mayHaveMoved ? shownNow() : shown
      mayHaveMoved = false
      if (isSameList(next, shown)) return takeInPlace()
      const rows = takeMoved(next)
      shown = next
      return {
        rows,
        // Not every first take is for somebody.
        get order() {
          return next.map((row) => table.keyAt(row))
        },
      }
    },
    rows: () => shown.map((row) => texts.get(row) ?? ''),
    keys: () => shown.map((row) => table.keyAt(row)),
    pending: () => pendingRows.size,
  }
}

const none: ReadonlySet<string> = new Set()

function isSameList(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((row, at) => row === b[at]))
}

/** The order of a query, compiled over columns. */
interface ColumnOrder {
  readonly compare: RowOrder
  /** Compiles anew when a column was exchanged for another; to be called after every transaction. */
  refresh(): void
}

function createOrder(replica: Replica, query: Query): ColumnOrder {
  const table = replica.table(query.objectType)
  let order = compile()
  let { generation } = table

  function compile(): RowOrder {
    table.promote([...query.orderBy.map(({ property }) => property), 'hs_object_id'])
    return compileRowOrder(replica.schema, query, table)
  }

  return {
    compare: (a, b) => order(a, b),
    refresh() {
      if (table.generation === generation) return
      order = compile()
      ;({ generation } = table)
    },
  }
}

/** The rows among which the window lies: all that match, or those of them that come after a cursor. */
interface Eligible {
  readonly rows: MatchingRows['rows']
  /** Answers those of the rows entered that are eligible. */
  follow(tested: ReadonlySet<number>, entered: readonly number[]): readonly number[]
}

function createEligible(replica: Replica, query: Query, { rows }: MatchingRows): Eligible {
  if (query.after === null) return { rows, follow: (_tested, entered) => entered }
  const table = replica.table(query.objectType)
  const isAfter = compileAfter(replica.schema, query)
  const behind = new RowSet()
  const addAll = (entered: Iterable<number>): number[] => {
    const added = [...entered].filter((row) => isAfter(table.record(row)))
    for (const row of added) behind.add(row)
    return added
  }
  addAll(rows.toArray())
  return {
    rows: behind,
    follow(tested, entered) {
      for (const row of tested) behind.delete(row)
      return addAll(entered)
    },
  }
}
