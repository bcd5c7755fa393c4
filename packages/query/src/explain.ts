import type { Schema } from '@holdfast/crm'
import { rowsWanted, type AggregateQuery, type OrderKey, type Predicate, type Query } from './ast.ts'
import { normalFormOf, clausesOfRegion, type Clause } from './normal-form/index.ts'
import { listedTypesIn, planSearch, searchLimits, type PlanOptions, type SearchPlan } from './search/index.ts'
import { defaultSwitches, type Switches } from './switches.ts'

/** How a query is understood and would be answered by HubSpot's search. Plain data. */
export interface QueryExplanation {
  /** Alternatives of which one must hold, after simplification; no alternative matches nothing, an empty one everything. Null when there are too many to make. */
  readonly normalForm: readonly Clause[] | null
  readonly plan: SearchPlan
  /** Does some search read every record of the object type? */
  readonly readsEverything: boolean
  /** What is asked of associated records, and how that is answered before. */
  readonly subqueries: readonly QueryExplanation[]
  /** The object types towards which the associations of every record found have to be read to decide about it. */
  readonly lists: readonly string[]
  /** What decides after the search's own sort, on the device. */
  readonly orderedBy: readonly OrderKey[]
  /**
   * Requests at least: one per search, as many pages as the limit needs (without a limit HubSpot's total decides), and the readings of associations. A subquery may
   * turn out to leave nothing to search for.
   */
  readonly requestsAtLeast: number
  /** The same for people. Operands are left out: they may be someone's name. */
  readonly text: string
}

/** As many alternatives as a reader may be shown. */
const maxClauses = 200

/**
 * Explains a query without asking anybody. Throws as {@link planSearch} does.
 *
 * `text` names properties and operators, never operands, so it can be logged; the data holds the query as it is.
 */
export function explainQuery(schema: Schema, query: Query, options: PlanOptions): QueryExplanation {
  return explainPlan(schema, planSearch(schema, query, options), options.switches ?? defaultSwitches)
}

/**
 * Explains figures: their records are found as any others, with the properties that are grouped by and computed with, and computing is the device's. Throws as
 * {@link explainQuery} does.
 */
export function explainAggregate(
  schema: Schema,
  { of, groupBy, measures }: AggregateQuery,
  options: Omit<PlanOptions, 'properties'> = {},
): QueryExplanation {
  const properties = [...new Set([...groupBy, ...measures.flatMap(({ property }) => property ?? [])])]
  const explanation = explainQuery(schema, of, { ...options, properties })
  const figures = measures.map(({ compute, property }) => (property === null ? compute : `${compute} of ${property}`))
  const grouped = groupBy.length === 0 ? '' : `, by ${groupBy.join(' and ')}`
  return { ...explanation, text: `${explanation.text}\nthen on the device: ${figures.join(', ')}${grouped}` }
}

function explainPlan(schema: Schema, plan: SearchPlan, switches: Switches): QueryExplanation {
  const { query } = plan
  const form = normalFormOf(query.where, { schema, objectType: query.objectType, switches })
  const clauses =
    form.kind === 'too-large'
      ? [null]
      : form.regions.map((region) => clausesOfRegion(region, { switches, maxValues: Infinity, maxClauses }))
  const normalForm = clauses.includes(null) ? null : clauses.flatMap((each) => each ?? [])
  const pages = Math.ceil((rowsWanted(query) ?? 1) / searchLimits.pageRows)
  const subqueries = plan.subqueries.map((subquery) => explainPlan(schema, subquery.plan, switches))
  const lists = listedTypesIn(plan.residual)
  // Partners are searched for, then their associations are read: from their end, and for a label from the other, too.
  const before = plan.subqueries.reduce(
    (sum, { predicate }, at) => sum + (subqueries[at]?.requestsAtLeast ?? 0) + (predicate.label === null ? 1 : 2),
    0,
  )
  const searches = plan.searches.length - 1 + pages
  const about = {
    normalForm,
    plan,
    subqueries,
    lists,
    readsEverything: plan.searches.some((groups) => groups.length === 0) && query.search === null,
    orderedBy: query.orderBy,
    requestsAtLeast: plan.searches.length === 0 ? 0 : before + searches + lists.length,
  }
  return { ...about, text: textOf(query, about) }
}

function textOf(query: Query, about: Omit<QueryExplanation, 'text'>): string {
  const { plan, normalForm } = about
  const lines = [
    `${query.objectType}: ${normalForm === null ? 'too many alternatives to list' : textOfClauses(normalForm)}`,
    ...(query.search === null ? [] : ['every word of a search text']),
    ...about.subqueries.map(({ text }) => `first, and then by their associations:\n${text.replaceAll(/^/gm, '  ')}`),
    textOfSearches(about),
    ...about.lists.map((objectType) => `with the associations of what is found with ${objectType}`),
    ...(plan.residual === null
      ? []
      : [`then on the device: ${textOfPredicate(plan.residual)} (search cannot say: ${plan.unsaid.join(', ')})`]),
    ...(plan.rest.length === 0 ? [] : [`then by id: ${plan.rest.length} properties that fit no request`]),
    textOfOrder(query),
  ]
  return lines.join('\n')
}

function textOfSearches({ plan, readsEverything, requestsAtLeast }: Omit<QueryExplanation, 'text'>): string {
  const { searches, sort } = plan
  if (searches.length === 0) return 'no search: nothing can match'
  const groups = searches.reduce((sum, each) => sum + each.length, 0)
  const what = readsEverything ? 'every record of the object type' : `${groups} filter groups`
  return `${searches.length} ${searches.length === 1 ? 'search' : 'searches'} for ${what}, by ${sort.propertyName} ${sort.direction.toLowerCase()}, ${requestsAtLeast} requests at least`
}

function textOfOrder({ orderBy, after, offset, limit }: Query): string {
  const keys = [...orderBy.map(({ property, direction }) => `${property} ${direction}`), 'id asc']
  const window = [
    ...(after === null ? [] : ['after a given place']),
    ...(offset === 0 ? [] : [`without the first ${offset}`]),
    ...(limit === null ? [] : [`the first ${limit}`]),
  ]
  return [`ordered by ${keys.join(', ')}`, ...window].join(', ')
}

function textOfClauses(clauses: readonly Clause[]): string {
  if (clauses.length === 0) return 'nothing'
  return clauses.map((clause) => textOfPredicate({ kind: 'and', of: clause })).join(' or ')
}

function textOfPredicate(predicate: Predicate): string {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      if (predicate.of.length === 0) return predicate.kind === 'and' ? 'everything' : 'nothing'
      return predicate.of.map((each) => textOfPart(each)).join(` ${predicate.kind} `)
    case 'not':
      return `not ${textOfPart(predicate.of)}`
    case 'associated':
      return `associated with one of ${predicate.objectType}${predicate.label === null ? '' : ` as ${predicate.label}`}`
    case 'hasAssociated': {
      const label = predicate.label === null ? '' : ` as ${predicate.label}`
      const which = predicate.where === null ? '' : ` that have: ${textOfPart(predicate.where)}`
      return `associated with any of ${predicate.objectType}${label}${which}`
    }
    case 'list':
      return `${predicate.property} ${predicate.operator} ${predicate.values.length} values`
    case 'between':
      return `${predicate.property} between two values`
    case 'presence':
    case 'compare':
      return `${predicate.property} ${predicate.operator}`
  }
}

function textOfPart(predicate: Predicate): string {
  const isCompound = (predicate.kind === 'and' || predicate.kind === 'or') && predicate.of.length > 1
  return isCompound ? `(${textOfPredicate(predicate)})` : textOfPredicate(predicate)
}
