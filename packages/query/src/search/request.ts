import { findObjectType, HoldfastError, isTemporaryId, wireToMoment, type Property, type Schema } from '@holdfast/crm'
import type { Query } from '../ast.ts'
import { isText } from '../compare.ts'
import { canonicalOrder } from '../identity.ts'
import { disjunctionOf, type Clause, type Literal } from '../normal-form/index.ts'
import { operatorFacts, type SearchOperator } from '../operators.ts'
import { idProperty, propertyOf } from '../property-of.ts'
import { defaultSwitches, type Switches } from '../switches.ts'
import { searchLimits } from './limits.ts'
import { isFilterable } from './unfilterable.ts'

/** One condition of a search request. */
export interface SearchFilter {
  readonly propertyName: string
  readonly operator: SearchOperator
  readonly value?: string
  /** The upper end of `BETWEEN`. */
  readonly highValue?: string
  /** The list of `IN` and `NOT_IN`. */
  readonly values?: readonly string[]
}

/** Filters of which all must match. */
export interface SearchFilterGroup {
  readonly filters: readonly SearchFilter[]
}

/** The order of a search. */
export interface SearchSort {
  readonly propertyName: string
  readonly direction: 'ASCENDING' | 'DESCENDING'
}

/** The body of a search request, as HubSpot takes it. */
export interface SearchBody {
  readonly query?: string
  /** One of them must match; none asks for every record. */
  readonly filterGroups: readonly SearchFilterGroup[]
  readonly sorts: readonly SearchSort[]
  readonly properties: readonly string[]
  readonly limit: number
  /** How many rows to skip, as text. */
  readonly after?: string
}

/** A search and the object type whose path it goes to. */
export interface SearchRequest {
  readonly objectType: string
  readonly body: SearchBody
}

/** What a search request needs besides the query. */
export interface SearchOptions {
  /** The properties to answer; which ones are stored is not the query's to know. */
  readonly properties: readonly string[]
  /** Rows of the page, at most and by default 200, and by default not more than the query's own limit. */
  readonly limit?: number
  /** The `paging.next.after` of the page before; by default the page begins where the query does. */
  readonly after?: string
  readonly switches?: Switches
}

/**
 * The search request that finds exactly the records of `query`, in its order; includes are not part of it.
 *
 * A body that fits fits on every page: room for `after` is reserved. Days and moments are sent in epoch milliseconds, `in` on text in lower
 * case, since HubSpot compares lists with its lower-cased index.
 *
 * Throws `HoldfastError` `query/not-searchable` when a part of the query has no counterpart in HubSpot's search (a label, a negated association,
 * a cursor, several sorts) or the request exceeds {@link searchLimits}, and `query/invalid` when it names what the schema does not hold.
 */
export function compileSearch(schema: Schema, query: Query, options: SearchOptions): SearchRequest {
  const { objectType } = query
  const after = options.after ?? (query.offset === 0 ? undefined : String(query.offset))
  const limit = options.limit ?? Math.min(query.limit ?? searchLimits.pageRows, searchLimits.pageRows)
  const text = query.search?.trim() ?? ''
  if (query.after !== null)
    throw notSearchable(objectType, 'after', 'A page of search begins at a number of rows, not at a place in an order.')
  const body: SearchBody = {
    ...(text === '' ? {} : { query: text }),
    filterGroups: compileGroups(schema, query, options.switches ?? defaultSwitches),
    sorts: compileSorts(schema, query),
    properties: [...new Set(options.properties)],
    limit,
    ...(after === undefined ? {} : { after }),
  }
  checkPage(objectType, limit, after)
  // The longest offset there is, so that paging never outgrows what the first page was allowed.
  const longest = JSON.stringify({ ...body, after: String(searchLimits.rows) }).length
  checkLimit(objectType, 'body', searchLimits.bodyCharacters, longest)
  return { objectType, body }
}

/** Distribution passes through more clauses than the five that may remain; this many are worth the try. */
const maxClauses = 1_000

function compileGroups(schema: Schema, query: Query, switches: Switches): readonly SearchFilterGroup[] {
  const { objectType, where } = query
  if (where === null) return []
  const clauses = disjunctionOf(where, switches, maxClauses)
  if (clauses === null) throw tooMuch(objectType, 'filterGroups', searchLimits.groups, maxClauses)
  if (clauses.some((clause) => clause.length === 0)) return []
  if (clauses.length === 0) return [nothing]
  const groups = clauses.map((clause) => compileClause(schema, objectType, clause))
  checkLimit(objectType, 'filterGroups', searchLimits.groups, groups.length)
  groups.forEach(({ filters }, at) =>
    checkLimit(objectType, `filterGroups[${at}].filters`, searchLimits.filtersPerGroup, filters.length),
  )
  const filters = groups.reduce((sum, group) => sum + group.filters.length, 0)
  checkLimit(objectType, 'filters', searchLimits.filters, filters)
  return groups
}

// The search for nothing: a list of choices that is empty today is no reason to fail.
const nothing: SearchFilterGroup = {
  filters: [
    { propertyName: idProperty, operator: 'HAS_PROPERTY' },
    { propertyName: idProperty, operator: 'NOT_HAS_PROPERTY' },
  ],
}

/** The filter group of a clause. Throws `HoldfastError` `query/not-searchable` for what search cannot say. */
export function compileClause(schema: Schema, objectType: string, clause: Clause): SearchFilterGroup {
  return { filters: clause.map((literal) => compileLiteral(schema, objectType, literal)) }
}

function compileLiteral(schema: Schema, objectType: string, literal: Literal): SearchFilter {
  switch (literal.kind) {
    case 'associated':
      return compileAssociated(objectType, literal)
    case 'hasAssociated':
      throw notSearchable(
        objectType,
        `hasAssociated ${literal.objectType}`,
        'HubSpot does not search by what associated records hold.',
      )
    case 'not':
      throw notSearchable(objectType, 'not associated', 'HubSpot cannot search for records that are not associated.')
    case 'compare':
    case 'between':
    case 'list':
    case 'presence':
      if (!isFilterable(objectType, literal.property))
        throw notSearchable(objectType, literal.property, `HubSpot does not filter ${objectType} by that text.`)
      return compileProperty(propertyOf(schema, objectType, literal.property, 'where'), literal)
  }
}

function compileProperty(property: Property, literal: Extract<Literal, { readonly property: string }>): SearchFilter {
  const propertyName = literal.property
  switch (literal.kind) {
    case 'presence':
      return { propertyName, operator: operatorFacts(literal.operator).search }
    case 'compare':
      return {
        propertyName,
        operator: operatorFacts(literal.operator).search,
        value: searchValue(property, literal.value),
      }
    case 'between':
      return {
        propertyName,
        operator: 'BETWEEN',
        value: searchValue(property, literal.from),
        highValue: searchValue(property, literal.to),
      }
    case 'list': {
      const values = literal.values.map((value) =>
        searchValue(property, isText(property) ? value.toLowerCase() : value),
      )
      return { propertyName, operator: operatorFacts(literal.operator).search, values: [...new Set(values)] }
    }
  }
}

function searchValue(property: Property, wire: string): string {
  if (property.type !== 'date' && property.type !== 'datetime') return wire
  const moment = wireToMoment(wire)
  return moment === null ? wire : String(moment)
}

// `associations.{singular}` with EQ is all there is, and only between HubSpot's own object types.
function compileAssociated(objectType: string, literal: Extract<Literal, { kind: 'associated' }>): SearchFilter {
  const target = findObjectType(literal.objectType)
  const part = `associated ${literal.objectType}`
  if (target === undefined || findObjectType(objectType) === undefined)
    throw notSearchable(objectType, part, 'HubSpot does not search associations of custom object types.')
  if (literal.label !== null)
    throw notSearchable(objectType, `${part} label`, 'HubSpot does not search associations by label.')
  if (isTemporaryId(literal.id)) throw notSearchable(objectType, `${part} id`, 'HubSpot does not know that record yet.')
  return { propertyName: `associations.${target.singular}`, operator: 'EQ', value: literal.id }
}

function compileSorts(schema: Schema, query: Query): readonly SearchSort[] {
  const keys = canonicalOrder(query.orderBy)
  keys.forEach(({ property }, at) => propertyOf(schema, query.objectType, property, `orderBy[${at}]`))
  // Nothing is decided after the id: every record in HubSpot has its own.
  const byId = keys.findIndex(({ property }) => property === idProperty)
  const deciding = byId === -1 ? keys : keys.slice(0, byId + 1)
  checkLimit(query.objectType, 'orderBy', searchLimits.sorts, deciding.length)
  return deciding.map(({ property, direction }) => ({
    propertyName: property,
    direction: direction === 'asc' ? 'ASCENDING' : 'DESCENDING',
  }))
}

function checkPage(objectType: string, limit: number, after: string | undefined): void {
  if (!Number.isInteger(limit) || limit < 1) throw new TypeError('A page has a whole number of rows, at least one.')
  checkLimit(objectType, 'limit', searchLimits.pageRows, limit)
  if (after === undefined) return
  if (!/^\d{1,9}$/.test(after)) throw new TypeError('`after` is the number of rows to skip, as text.')
  checkLimit(objectType, 'after', searchLimits.rows, Number(after) + limit)
}

function checkLimit(objectType: string, part: string, limit: number, actual: number): void {
  if (actual > limit) throw tooMuch(objectType, part, limit, actual)
}

function tooMuch(objectType: string, part: string, limit: number, actual: number): HoldfastError {
  return new HoldfastError(
    'query/not-searchable',
    `One search of ${objectType} holds at most ${limit} for "${part}", this query needs ${actual}.`,
    'Ask for less at once, or load the object type and query it on the device.',
    { objectType, part, limit, actual },
  )
}

function notSearchable(objectType: string, part: string, what: string): HoldfastError {
  return new HoldfastError('query/not-searchable', what, 'Load the object type and query it on the device.', {
    objectType,
    part,
  })
}
