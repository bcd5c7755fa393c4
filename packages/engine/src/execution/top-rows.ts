import type { RowOrder } from '@holdfast/query'

/** A property by which an order begins, as numbers: most rows are told apart by it without comparing. */
export interface LeadingNumbers {
  readonly values: Float64Array
  readonly direction: 'asc' | 'desc'
}

/**
 * The first `count` rows in an order, sorted; may turn `rows` round. Costs one comparison for most rows: only what sorts before the last of those found so far moves anything.
 */
export function topRows(rows: Uint32Array, order: RowOrder, count: number, leading: LeadingNumbers | null): number[] {
  if (count === 0) return []
  if (count >= rows.length) return [...rows].sort(order)
  const isPlainlyLater = leading === null ? () => false : laterBy(leading)
  // Records that came later are often newer, larger, greater: beginning where the first rows are likely leaves little to replace.
  if (order(rows[rows.length - 1] as number, rows[0] as number) < 0) rows.reverse()
  // A heap whose root is the last of the rows found.
  const heap: number[] = []
  for (const row of rows) {
    if (heap.length < count) pushRow(heap, row, order)
    else if (!isPlainlyLater(row, heap[0] as number) && order(row, heap[0] as number) < 0) replaceRoot(heap, row, order)
  }
  return heap.sort(order)
}

// A row without a value is neither: NaN is not greater and not less.
function laterBy({ values, direction }: LeadingNumbers): (row: number, root: number) => boolean {
  return direction === 'asc'
    ? (row, root) => (values[row] as number) > (values[root] as number)
    : (row, root) => (values[row] as number) < (values[root] as number)
}

function pushRow(heap: number[], row: number, order: RowOrder): void {
  let at = heap.push(row) - 1
  while (at > 0) {
    const parent = (at - 1) >>> 1
    const above = heap[parent] as number
    if (order(above, row) >= 0) break
    heap[at] = above
    at = parent
  }
  heap[at] = row
}

function replaceRoot(heap: number[], row: number, order: RowOrder): void {
  let at = 0
  for (;;) {
    const left = 2 * at + 1
    if (left >= heap.length) break
    const right = left + 1
    const isRightLater = right < heap.length && order(heap[right] as number, heap[left] as number) > 0
    const child = isRightLater ? right : left
    const below = heap[child] as number
    if (order(row, below) >= 0) break
    heap[at] = below
    at = child
  }
  heap[at] = row
}
