import type { Schema } from '@holdfast/crm'
import type { Clause } from '../normal-form/index.ts'
import { idProperty } from '../property-of.ts'
import { searchLimits } from './limits.ts'
import { compileClause, type SearchBody, type SearchFilter, type SearchFilterGroup } from './request.ts'

/** Filter groups, those of one search each, and whether all of them still say what their clauses said. */
export interface Packed {
  readonly searches: readonly (readonly SearchFilterGroup[])[]
  readonly isExact: boolean
}

/**
 * The groups of a clause each, as few searches as they fill one after the other. Together they match whatever a clause matches.
 *
 * A clause of more filters than a group holds, or too long for a body of its own, loses some, those first that say least; it then matches more.
 */
export function packClauses(schema: Schema, objectType: string, clauses: readonly Clause[], empty: SearchBody): Packed {
  const compiled = clauses.map((clause) => compileClause(schema, objectType, clause))
  return packGroups(compiled, empty)
}

/** The same groups over again, each asking only for ids beyond that one: how reading goes on where paging ends. */
export function packGroupsBeyond(groups: readonly SearchFilterGroup[], lastId: string, empty: SearchBody): Packed {
  const beyond: SearchFilter = { propertyName: idProperty, operator: 'GT', value: lastId }
  return packGroups(
    (groups.length === 0 ? [{ filters: [] }] : groups).map(({ filters }) => ({ filters: [beyond, ...filters] })),
    empty,
  )
}

function packGroups(groups: readonly SearchFilterGroup[], empty: SearchBody): Packed {
  const fitting = groups.map((group) => fitted(group, empty))
  if (fitting.some(({ filters }) => filters.length === 0)) return { searches: [[]], isExact: isSame(groups, fitting) }
  const searches: SearchFilterGroup[][] = []
  for (const group of fitting) {
    const last = searches.at(-1)
    if (last !== undefined && isWithinLimits([...last, group], empty)) last.push(group)
    else searches.push([group])
  }
  return { searches, isExact: isSame(groups, fitting) }
}

function isSame(groups: readonly SearchFilterGroup[], fitting: readonly SearchFilterGroup[]): boolean {
  return groups.every(({ filters }, at) => filters.length === fitting[at]?.filters.length)
}

function fitted({ filters }: SearchFilterGroup, empty: SearchBody): SearchFilterGroup {
  // The sort is stable: where two say alike, the later one goes.
  const kept = [...filters].sort((a, b) => worth(b) - worth(a)).slice(0, searchLimits.filtersPerGroup)
  while (kept.length > 0 && !isWithinLimits([{ filters: kept }], empty)) {
    const longest = kept.reduce((most, filter) => (lengthOf(filter) > lengthOf(most) ? filter : most))
    kept.splice(kept.indexOf(longest), 1)
  }
  return { filters: filters.filter((filter) => kept.includes(filter)) }
}

/** How much a filter tells about a record, roughly: what keeps few records is kept longest. The id holds a reading's place. */
function worth({ propertyName, operator }: SearchFilter): number {
  if (propertyName === idProperty) return 5
  switch (operator) {
    case 'EQ':
    case 'IN':
      return 4
    case 'CONTAINS_TOKEN':
    case 'BETWEEN':
      return 3
    case 'LT':
    case 'LTE':
    case 'GT':
    case 'GTE':
    case 'NOT_HAS_PROPERTY':
      return 2
    case 'NEQ':
    case 'NOT_IN':
    case 'NOT_CONTAINS_TOKEN':
    case 'HAS_PROPERTY':
      return 1
  }
}

function isWithinLimits(groups: readonly SearchFilterGroup[], empty: SearchBody): boolean {
  const filters = groups.reduce((sum, group) => sum + group.filters.length, 0)
  return (
    groups.length <= searchLimits.groups &&
    filters <= searchLimits.filters &&
    groups.every((group) => group.filters.length <= searchLimits.filtersPerGroup) &&
    lengthOf({ ...empty, filterGroups: groups }) <= searchLimits.bodyCharacters
  )
}

/** The length that counts: that of the JSON sent. */
export function lengthOf(part: SearchBody | SearchFilter): number {
  return JSON.stringify(part).length
}
