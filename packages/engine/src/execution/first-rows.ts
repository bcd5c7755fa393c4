import type { OrderKey, RowOrder } from '@holdfast/query'
import type { Replica, RowSet } from '../replica/index.ts'
import { topRows, type LeadingNumbers } from './top-rows.ts'

/** An order as an index may know it, and as rows are compared by it. */
export interface Ordering {
  readonly objectType: string
  readonly orderBy: readonly OrderKey[]
  readonly compare: RowOrder
}

/**
 * The first `count` rows of a set in an order, sorted: walked to in an index of the order's first property where there is one and the set is dense in it,
 * else found by looking at all of the set.
 */
export function firstRows(
  replica: Replica,
  { objectType, orderBy, compare }: Ordering,
  set: Pick<RowSet, 'has' | 'size' | 'toArray'>,
  count: number,
): number[] {
  const [key] = orderBy
  const column = key === undefined ? null : replica.table(objectType).column(key.property)
  if (key === undefined || column?.kind !== 'number') return topRows(set.toArray(), compare, count, null)
  const leading = { values: column.values, direction: key.direction }
  const index = count >= set.size ? null : replica.table(objectType).sortedIndex(key.property)
  const walked = index === null ? null : walk(index.rows, leading, set, count)
  return walked?.sort(compare).slice(0, count) ?? topRows(set.toArray(), compare, count, leading)
}

// Looking at all of a set goes straight through memory; walking an index jumps.
const worthwhileShare = 8

function walk(
  rows: Uint32Array,
  { values, direction }: LeadingNumbers,
  set: Pick<RowSet, 'has' | 'size'>,
  count: number,
): number[] | null {
  const found: number[] = []
  let last = Number.NaN
  const most = Math.min(rows.length, Math.floor(set.size / worthwhileShare))
  for (let step = 0; step < most; step++) {
    const row = rows[direction === 'asc' ? step : rows.length - 1 - step] as number
    const value = values[row] as number
    // Equals are told apart by the rest of the order, so all of them are needed.
    if (found.length >= count && value !== last) return found
    if (!set.has(row)) continue
    found.push(row)
    last = value
  }
  // Too far, or among the rows without a value, which the index does not hold.
  return null
}
