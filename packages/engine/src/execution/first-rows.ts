import type { OrderKey, RowOrder } from '@holdfast/query'
import type { Replica, RowSet } from '../replica/index.ts'
import { topRows } from './top-rows.ts'

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
  const walked = key === undefined || count >= set.size ? null : walk(replica, objectType, key, set, count)
  return walked?.sort(compare).slice(0, count) ?? topRows(set.toArray(), compare, count)
}

// Looking at all of a set goes straight through memory; walking an index jumps.
const worthwhileShare = 8

function walk(
  replica: Replica,
  objectType: string,
  { property, direction }: OrderKey,
  set: Pick<RowSet, 'has' | 'size'>,
  count: number,
): number[] | null {
  const table = replica.table(objectType)
  const column = table.column(property)
  const index = column?.kind === 'number' ? table.sortedIndex(property) : null
  if (index === null || column?.kind !== 'number') return null
  const { rows } = index
  const found: number[] = []
  let last = Number.NaN
  const most = Math.min(rows.length, Math.floor(set.size / worthwhileShare))
  for (let step = 0; step < most; step++) {
    const row = rows[direction === 'asc' ? step : rows.length - 1 - step] as number
    const value = column.values[row] as number
    // Equals are told apart by the rest of the order, so all of them are needed.
    if (found.length >= count && value !== last) return found
    if (!set.has(row)) continue
    found.push(row)
    last = value
  }
  // Too far, or among the rows without a value, which the index does not hold.
  return null
}
