import type { SearchBody } from './search.ts'

/** A page of a search for ids between two others, in the order of ids. */
export interface Range {
  readonly from: number
  readonly to: number
  /** Rows passed over. */
  readonly offset: number
  readonly limit: number
}

/** The range that a search asks for; null when it asks for something else. A first load asks for nothing but ranges. */
export function rangeOf({ filterGroups = [], sorts = [], limit = 10, after = '0' }: SearchBody): Range | null {
  const [group, other] = filterGroups
  const [sort] = sorts
  if (other !== undefined || sort?.propertyName !== 'hs_object_id' || sort.direction !== 'ASCENDING') return null
  let [from, to] = [-Infinity, Infinity]
  for (const { propertyName, operator, value, highValue } of group?.filters ?? []) {
    if (propertyName !== 'hs_object_id' || (operator !== 'BETWEEN' && operator !== 'GT')) return null
    from = Math.max(from, operator === 'GT' ? Number(value) + 1 : Number(value))
    if (operator === 'BETWEEN') to = Math.min(to, Number(highValue))
  }
  return { from, to, offset: Number(after), limit }
}
