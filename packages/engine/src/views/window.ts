import type { RowOrder } from '@holdfast/query'

/** The first rows of a set that changes, in an order: as many as are wanted and some more, so that losing a few asks nobody. */
export interface Window {
  /** The rows held: the first of the set, in order. */
  readonly rows: readonly number[]
  /** Takes rows out and puts rows in; `size` is that of the whole set afterwards. A row that moved is both out and in. */
  replace(out: ReadonlySet<number>, entering: readonly number[], size: number): void
}

// Past the wanted rows as many again, or this many: so many may leave before the rest is looked through again.
const mostSpare = 50
// Beyond so many, one pass over the window is cheaper than a search for each.
const fewRows = 16

/** A window on the first `wanted` rows; null wants all. `first` finds the first rows of the set, at the start and when the window ran short. */
export function createWindow(order: RowOrder, wanted: number | null, first: (count: number) => number[]): Window {
  const capacity = wanted === null ? Infinity : wanted + Math.min(wanted, mostSpare)
  let rows = first(capacity)

  return {
    get rows() {
      return rows
    },
    replace(out, entering, size) {
      const kept = withoutRows(rows, out)
      const last = kept.at(-1)
      // While the window holds the whole set, there is room for whatever enters; else only for what sorts before its end.
      const isWhole = kept.length === size - entering.length
      const fitting = isWhole ? entering : entering.filter((row) => last !== undefined && order(row, last) < 0)
      rows = withRows(kept, fitting, order)
      if (rows.length > 2 * capacity) rows = rows.slice(0, capacity)
      if (rows.length < Math.min(wanted ?? size, size)) rows = first(capacity)
    },
  }
}

function withoutRows(rows: readonly number[], out: ReadonlySet<number>): readonly number[] {
  if (out.size === 0) return rows
  if (out.size > fewRows) return rows.filter((row) => !out.has(row))
  const kept = [...rows]
  for (const row of out) {
    const at = kept.indexOf(row)
    if (at !== -1) kept.splice(at, 1)
  }
  return kept
}

function withRows(kept: readonly number[], entering: readonly number[], order: RowOrder): number[] {
  if (entering.length > fewRows) return merged(kept, [...entering].sort(order), order)
  const rows = [...kept]
  for (const row of entering) rows.splice(placeOf(rows, row, order), 0, row)
  return rows
}

// The first place whose row does not come before.
function placeOf(rows: readonly number[], row: number, order: RowOrder): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (order(rows[middle] as number, row) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function merged(a: readonly number[], b: readonly number[], order: RowOrder): number[] {
  const last = a.at(-1)
  // Pages of a first load often come in the order of the query.
  if (last === undefined || (b.length > 0 && order(last, b[0] as number) < 0)) return [...a, ...b]
  const rows: number[] = []
  let next = 0
  for (const row of a) {
    while (next < b.length && order(b[next] as number, row) < 0) rows.push(b[next++] as number)
    rows.push(row)
  }
  while (next < b.length) rows.push(b[next++] as number)
  return rows
}
