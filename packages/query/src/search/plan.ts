import { HoldfastError, type Schema } from '@holdfast/crm'
import { everyRecord, type Predicate, type Query } from '../ast.ts'
import { placeOfCursor } from '../cursor.ts'
import { canonicalOrder } from '../identity.ts'
import { clausesOfRegion, everywhere, normalFormOf, type Clause, type Region } from '../normal-form/index.ts'
import { fromPlace } from '../place.ts'
import { propertiesIn } from '../properties-in.ts'
import { idProperty, propertyOf } from '../property-of.ts'
import { defaultSwitches, type Switches } from '../switches.ts'
import { searchLimits } from './limits.ts'
import type { SearchBody, SearchFilterGroup, SearchSort } from './request.ts'
import { conjunctsOf, partResidual } from './residual.ts'
import { subqueriesIn, type Subquery } from './subqueries.ts'
import { lengthOf, packClauses, type Packed } from './split.ts'

/** Searches that together find every record of a query, and what the device has to do about what they find. Plain data. */
export interface SearchPlan {
  readonly query: Query
  /** The filter groups of each search; a search of none finds every record, a plan of no search none. */
  readonly searches: readonly (readonly SearchFilterGroup[])[]
  /** The order to search in: the first key of the query's, or the id. Without a limit the id, which paging goes on by beyond 10,000 rows. */
  readonly sort: SearchSort
  /** The properties to answer, among them those that the device decides by. */
  readonly properties: readonly string[]
  /** Properties asked for that one request has no room for: to be read by id afterwards. */
  readonly rest: readonly string[]
  /** What found records still have to satisfy; null when the searches say it all. */
  readonly residual: Predicate | null
  /** Why there is a residual: the parts of the query that search cannot say. */
  readonly unsaid: readonly string[]
  /** What is asked of associated records, to be answered before: then it is a question of ids. */
  readonly subqueries: readonly PlannedSubquery[]
}

/** A subquery and the plan that finds the records that satisfy it. */
export interface PlannedSubquery {
  readonly predicate: Subquery
  readonly plan: SearchPlan
}

/** What a plan needs besides the query. */
export interface PlanOptions {
  /** The properties to answer. */
  readonly properties: readonly string[]
  readonly switches?: Switches
  /** At most so many searches, by default 50; a query that takes more is refused. */
  readonly maxSearches?: number
}

const always: Predicate = { kind: 'and', of: [] }

const defaultSearches = 50
/** Alternatives on the way to the searches. */
const maxClauses = 1_000

/**
 * The plan that finds exactly the records of `query`, each search within {@link searchLimits} on every page; includes are not part of it.
 *
 * Alternatives are spread over searches, long lists cut into several, and what search cannot say (labels, missing associations, the texts of
 * activities, more than six conditions at once) is left to a residual: then the searches find more, never less.
 *
 * Throws `HoldfastError` `query/not-searchable` when it takes too many searches (`searches`) or the search text and the properties to decide by leave no room for
 * filters (`body`), and `query/invalid` when it names what the schema does not hold.
 */
export function planSearch(schema: Schema, query: Query, options: PlanOptions): SearchPlan {
  const { objectType, where, after } = query
  const switches = options.switches ?? defaultSwitches
  const sort = sortOf(schema, query)
  const { body, rest } = emptyBody(query, sort, neededProperties(query), options.properties)
  const subqueries = subqueriesIn(where).map((predicate) => ({
    predicate,
    plan: planSubquery(schema, predicate, options),
  }))
  const plan = { query, sort, properties: body.properties, rest, subqueries }
  // What the cursor leaves out need not be found; what it leaves in is looked at again, as its first key's equals are among it.
  const beyond = after === null ? null : fromPlace(query, placeOfCursor(query, after), { schema, switches })
  if (where === null && beyond === null) return { ...plan, searches: [[]], residual: null, unsaid: [] }
  const { searchable, residual, unsaid } = partResidual(schema, objectType, where ?? always, switches)
  const wanted: Predicate = beyond === null ? searchable : { kind: 'and', of: [beyond, searchable] }
  const { searches, isExact } = searchesFor(wanted, { schema, query, body, switches, options })
  return {
    ...plan,
    searches,
    residual: isExact ? residual : where,
    unsaid: isExact || where === null ? unsaid : [...unsaid, 'where'],
  }
}

/** What the searches of a plan are made in view of. */
interface Planning {
  readonly schema: Schema
  readonly query: Query
  readonly switches: Switches
  /** A body with everything but filters. */
  readonly body: SearchBody
  readonly options: PlanOptions
}

function searchesFor(searchable: Predicate, planning: Planning): Packed {
  const { query, options } = planning
  const maxSearches = options.maxSearches ?? defaultSearches
  const whole = wholeForm(searchable, planning)
  const packed = whole === null ? null : pack(whole, planning)
  if (packed !== null && packed.searches.length <= maxSearches) return packed
  const part = pack(partOfForm(searchable, planning), planning)
  if (part.searches.length > maxSearches) throw tooMuch(query.objectType, 'searches', maxSearches, part.searches.length)
  return part
}

function planSubquery(schema: Schema, { objectType, where }: Subquery, options: PlanOptions): SearchPlan {
  return planSearch(schema, { ...everyRecord(objectType), where }, { ...options, properties: [] })
}

function sortOf(schema: Schema, { objectType, orderBy, limit }: Query): SearchSort {
  const keys = canonicalOrder(orderBy)
  keys.forEach(({ property }, at) => propertyOf(schema, objectType, property, `orderBy[${at}]`))
  const [first] = limit === null ? [] : keys
  if (first === undefined) return { propertyName: idProperty, direction: 'ASCENDING' }
  return { propertyName: first.property, direction: first.direction === 'asc' ? 'ASCENDING' : 'DESCENDING' }
}

/** What the device reads of each record to decide and to order. */
function neededProperties({ where, orderBy }: Query): readonly string[] {
  const names = [...orderBy.map(({ property }) => property), ...propertiesIn(where)]
  return [...new Set(names)].filter((name) => name !== idProperty)
}

/** Characters that a body must have left for filters. */
const roomForFilters = 800

function emptyBody(
  query: Query,
  sort: SearchSort,
  needed: readonly string[],
  properties: readonly string[],
): { readonly body: SearchBody; readonly rest: readonly string[] } {
  const text = query.search?.trim() ?? ''
  const bodyWith = (names: readonly string[]): SearchBody => ({
    ...(text === '' ? {} : { query: text }),
    filterGroups: [],
    sorts: [sort],
    properties: names,
    limit: searchLimits.pageRows,
    after: String(searchLimits.rows),
  })
  const most = searchLimits.bodyCharacters - roomForFilters
  const whole = bodyWith([...new Set([...needed, ...properties])])
  if (lengthOf(whole) <= most) return { body: whole, rest: [] }
  const least = bodyWith(needed)
  if (lengthOf(least) > most) throw tooMuch(query.objectType, 'body', most, lengthOf(least))
  return { body: least, rest: properties.filter((name) => !needed.includes(name)) }
}

/** The regions to search for; `isWhole` when they say all of what is searchable. */
interface Searched {
  readonly regions: readonly Region[]
  readonly isWhole: boolean
}

function wholeForm(searchable: Predicate, { schema, query, switches }: Planning): Searched | null {
  const form = normalFormOf(searchable, { schema, objectType: query.objectType, switches })
  return form.kind === 'regions' ? { regions: form.regions, isWhole: true } : null
}

/** What is sifted on the device anyway is worth a handful of searches, not fifty. */
const fewRegions = 25

// Of a normal form too large to make or to search for, the conjuncts that give few regions are searched for.
function partOfForm(searchable: Predicate, { schema, query, switches }: Planning): Searched {
  const options = { schema, objectType: query.objectType, switches, maxRegions: fewRegions }
  let regions: readonly Region[] = [everywhere]
  const kept: Predicate[] = []
  const conjuncts = conjunctsOf(searchable)
  for (const conjunct of conjuncts) {
    const form = normalFormOf({ kind: 'and', of: [...kept, conjunct] }, options)
    if (form.kind === 'too-large') continue
    kept.push(conjunct)
    regions = form.regions
  }
  const narrowed = regions.map((region) => withFewAlternatives(region, switches))
  const isWhole = kept.length === conjuncts.length && narrowed.every((region, at) => region === regions[at])
  return { regions: narrowed, isWhole }
}

/** Clauses that several axes of a region may multiply to. */
const fewAlternatives = 8

// Each axis that allows unset beside values doubles the clauses. One that alone takes many is no such product: it is left to be counted.
function withFewAlternatives(region: Region, switches: Switches): Region {
  const options = { switches, maxValues: Infinity, maxClauses }
  const count = (axes: Region): number => clausesOfRegion(axes, options)?.length ?? maxClauses
  if (count(region) <= fewAlternatives) return region
  let kept: Region = new Map()
  for (const [key, axis] of region) {
    const more = new Map([...kept, [key, axis]])
    if (kept.size === 0 || count(more) <= fewAlternatives) kept = more
  }
  return kept.size === region.size ? region : kept
}

function pack({ regions, isWhole }: Searched, { schema, query, body, switches }: Planning): Packed {
  const clauses = clausesOf(regions, query.where ?? always, body, switches)
  if (clauses === null) return { searches: [[]], isExact: false }
  const { searches, isExact } = packClauses(schema, query.objectType, clauses, body)
  return { searches, isExact: isExact && isWhole }
}

function clausesOf(
  regions: readonly Region[],
  where: Predicate,
  body: SearchBody,
  switches: Switches,
): readonly Clause[] | null {
  // Room for the list itself, for a neighbour of usual size, and for the longest value in JSON.
  const room = (searchLimits.bodyCharacters - lengthOf(body)) / 2
  const maxValues = Math.max(1, Math.floor(room / longestValue(where)))
  const clauses: Clause[] = []
  for (const region of regions) {
    const of = clausesOfRegion(region, { switches, maxValues, maxClauses })
    if (of === null || clauses.length + of.length > maxClauses) return null
    clauses.push(...of)
  }
  return clauses
}

function longestValue(predicate: Predicate): number {
  if (predicate.kind === 'and' || predicate.kind === 'or') return Math.max(16, ...predicate.of.map(longestValue))
  if (predicate.kind === 'not') return longestValue(predicate.of)
  if (predicate.kind !== 'list') return 16
  return predicate.values.reduce((most, value) => Math.max(most, JSON.stringify(value).length + 1), 16)
}

function tooMuch(objectType: string, part: string, limit: number, actual: number): HoldfastError {
  return new HoldfastError(
    'query/not-searchable',
    `This query of ${objectType} needs ${actual} for "${part}", and ${limit} is the limit.`,
    'Ask for less at once, or load the object type and query it on the device.',
    { objectType, part, limit, actual },
  )
}
