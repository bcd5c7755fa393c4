import { describeObjectType, type Schema } from '@holdfast/crm'
import { rowsWanted, type Include, type Predicate, type Query } from './ast.ts'
import { placeOfCursor } from './cursor.ts'
import { canonicalOrder, predicateKey } from './identity.ts'
import {
  areCovered,
  clausesOfRegion,
  doOverlap,
  intersectRegions,
  mergeRegions,
  normalFormOf,
  regionOfSubject,
  subtractRegions,
  type NormalFormOptions,
  type Region,
} from './normal-form/index.ts'
import { beforePlace, beyondPlace, fromPlace, type Place } from './place.ts'
import { idProperty } from './property-of.ts'
import { propertiesIn } from './properties-in.ts'
import { remembered } from './remembered.ts'
import { defaultSwitches, type Switches } from './switches.ts'

/** Where an ordered reading ended: its last record's id, and the wire values of the properties it was ordered by. */
export interface WindowEnd {
  readonly id: string
  readonly values: Readonly<Record<string, string | null>>
}

/**
 * How much of a query's records is known: all of them, or the first `rows` in its order, of which `end` is the last. Records that sort like
 * `end` count among the first only as far as the id puts them there; whoever cannot know that (HubSpot does not say how it orders equals) states fewer rows.
 */
export type KnownWindow =
  | { readonly kind: 'all' }
  | { readonly kind: 'first'; readonly rows: number; readonly end: WindowEnd | null }

/** A statement of what is known: the records of a query, whole or as a window, with these properties and includes. */
export interface Coverage {
  /** Which records, in which order, after which place, with which includes. Its `offset`, `limit` and `select` are not looked at: what was read is said beside it. */
  readonly query: Query
  readonly window: KnownWindow
  /** The properties known of each record; null for all of the schema. */
  readonly properties: readonly string[] | null
}

/** Something that has to be asked for. */
export interface Missing {
  /** The records to ask for; of a query with a limit, in its order and not more than lead to its last row. */
  readonly query: Query
  /** The properties to ask for; null for all of the schema. */
  readonly properties: readonly string[] | null
}

/** What containment stands on besides the two sides. */
export interface ContainmentOptions {
  readonly schema: Schema
  readonly switches?: Switches
}

/**
 * What is known of a window that was read: a reading that came to its end, or gave fewer rows than it was asked for, has shown every record.
 */
export function windowRead(rows: number, asked: number | null, end: WindowEnd | null): KnownWindow {
  return asked === null || rows < asked ? { kind: 'all' } : { kind: 'first', rows, end }
}

/**
 * Is all that `asked` wants among what is known? Never true when it is not; when the algebra cannot tell, false.
 *
 * Several statements count together. Of a window, what sorts strictly before its end counts like a complete reading of that range.
 */
export function covers(known: readonly Coverage[], asked: Query, options: ContainmentOptions): boolean {
  const question = questionOf(known, asked, options)
  if (question.isAnswered) return true
  if (question.wanted === null) return false
  const complete = question.parts.filter(({ lacks }) => lacks.length === 0).flatMap(({ regions }) => regions)
  return areCovered(question.wanted, complete)
}

/**
 * What is to be asked for so that `query` is known: records that no statement covers, and properties that those covering a part do not have.
 * Empty when nothing is.
 */
export function gap(known: readonly Coverage[], query: Query, options: ContainmentOptions): readonly Missing[] {
  const { asked, isAnswered, wanted, parts } = questionOf(known, query, options)
  if (isAnswered) return []
  const everything: Missing = {
    query: asked,
    properties: asked.select === null ? null : neededProperties(asked, options.schema),
  }
  // What nothing is known of is asked for as it was said.
  if (wanted === null || (wanted.length > 0 && parts.length === 0)) return [everything]
  const complete = parts.filter(({ lacks }) => lacks.length === 0).flatMap(({ regions }) => regions)
  const uncovered = subtractRegions(wanted, complete)
  if (uncovered === null) return [everything]
  let left: readonly Region[] = uncovered
  const missing: Missing[] = []
  for (const { regions, lacks } of parts.filter((part) => part.lacks.length > 0)) {
    const shared: readonly Region[] = left.flatMap((region) =>
      regions.flatMap((other) => intersectRegions(region, other) ?? []),
    )
    const query: Query | null = shared.length === 0 ? null : queryOf(shared, asked, options)
    const rest: readonly Region[] | null = query === null ? null : subtractRegions(left, regions)
    if (query === null || rest === null) continue
    missing.push({ query, properties: lacks })
    left = rest
  }
  if (left.length === 0) return missing
  // What cannot be said as a query is asked for as a whole, and then nothing else needs to be.
  const rest = queryOf(left, asked, options)
  return rest === null ? [everything] : [...missing, { ...everything, query: rest }]
}

/** What is asked, and the statements that have to do with it. */
interface Question {
  /** Which rows are passed over has to be known, too. */
  readonly asked: Query
  /** Does one statement say it all, whatever its records are? */
  readonly isAnswered: boolean
  /** Null when that would take too many. */
  readonly wanted: readonly Region[] | null
  /** Of each statement what is among the wanted, and the properties it lacks. */
  readonly parts: readonly { readonly regions: readonly Region[]; readonly lacks: readonly string[] }[]
}

function questionOf(known: readonly Coverage[], query: Query, options: ContainmentOptions): Question {
  const asked: Query = query.offset === 0 ? query : { ...query, offset: 0, limit: rowsWanted(query) }
  const rivals = known.filter(
    (coverage) => coverage.query.objectType === asked.objectType && hasIncludes(coverage.query, asked, options),
  )
  const lacks = (coverage: Coverage): readonly string[] => lacking(coverage, asked, options.schema)
  const isAnswered = rivals.some(
    (coverage) =>
      whereKey(coverage.query) === whereKey(asked) && isPrefix(coverage, asked) && lacks(coverage).length === 0,
  )
  const wanted = isAnswered ? null : regionsWanted(asked, options)
  const parts = rivals.flatMap((coverage) => {
    const regions = wanted === null ? null : regionsKnown(coverage, options)
    const concerned = regions?.filter((region) => wanted?.some((other) => doOverlap(region, other)))
    return concerned === undefined || concerned.length === 0 ? [] : [{ regions: concerned, lacks: lacks(coverage) }]
  })
  return { asked, isAnswered, wanted, parts }
}

/** The properties that showing, ordering and deciding about `asked` reads. */
function neededProperties({ objectType, select, orderBy, where, search }: Query, schema: Schema): readonly string[] {
  return [
    ...new Set([
      ...(select ?? Object.keys(schema[objectType]?.properties ?? {})),
      ...orderBy.map(({ property }) => property),
      ...propertiesIn(where),
      ...(search === null ? [] : describeObjectType(objectType).searchedProperties),
    ]),
  ]
}

function lacking({ properties }: Coverage, asked: Query, schema: Schema): readonly string[] {
  if (properties === null) return []
  return neededProperties(asked, schema).filter((name) => name !== idProperty && !properties.includes(name))
}

function hasIncludes(known: Query, asked: Query, options: ContainmentOptions): boolean {
  return asked.include.every((include) => known.include.some((other) => coversInclude(other, include, options)))
}

// Of each row, an include is a query of its own, answered as far as its limit.
function coversInclude(known: Include, asked: Include, options: ContainmentOptions): boolean {
  const rows = known.first ? 1 : known.query.limit
  if (known.objectType !== asked.objectType) return false
  // Those with a label are among all, but not the first of them.
  if (known.label !== asked.label && (known.label !== null || rows !== null)) return false
  const { query } = known
  const coverage: Coverage = {
    query,
    window: rows === null ? { kind: 'all' } : { kind: 'first', rows, end: null },
    properties: query.select === null ? null : neededProperties(query, options.schema),
  }
  return covers([coverage], asked.first ? { ...asked.query, limit: 1 } : asked.query, options)
}

// Of the same records, whichever they are: the first rows in the same order and after the same place.
function isPrefix({ query, window }: Coverage, asked: Query): boolean {
  if (window.kind === 'all' && query.after === null) return true
  const isSameOrder = JSON.stringify(canonicalOrder(query.orderBy)) === JSON.stringify(canonicalOrder(asked.orderBy))
  const isSamePlace = JSON.stringify(query.after) === JSON.stringify(asked.after)
  if (!isSameOrder || !isSamePlace) return false
  return window.kind === 'all' || (asked.limit !== null && asked.limit <= window.rows)
}

const whereKey = remembered(({ where, search }: Query) =>
  JSON.stringify([where === null ? null : predicateKey(where), wordsOf(search)]),
)

function wordsOf(search: string | null): readonly string[] {
  return [...new Set(search?.toLowerCase().match(/\S+/g))].sort()
}

const regionsOfQuery = remembered((query: Query, { schema, switches = defaultSwitches }: ContainmentOptions) => {
  const options: NormalFormOptions = { schema, objectType: query.objectType, switches }
  const form = normalFormOf(query.where, options)
  if (form.kind === 'too-large') return null
  return wordsOf(query.search).reduce<readonly Region[]>((regions, word) => {
    const searched = regionOfSubject({ kind: 'search', word }, true)
    return regions.flatMap((region) => intersectRegions(region, searched) ?? [])
  }, form.regions)
})

// Beyond a cursor only what may sort after it is asked for.
function regionsWanted(asked: Query, options: ContainmentOptions): readonly Region[] | null {
  const regions = regionsOfQuery(asked, options)
  const beyond = asked.after === null ? null : fromPlace(asked, placeOfCursor(asked, asked.after), options)
  return beyond === null ? regions : withinPredicate(regions, beyond, asked, options)
}

// From the place where a reading began to that where it ended, both by the first key: among its equals it may have begun or ended anywhere.
const regionsKnown = remembered(({ query, window }: Coverage, options: ContainmentOptions) => {
  const bounds: (Predicate | null)[] = []
  if (query.after !== null) bounds.push(beyondPlace(query, placeOfCursor(query, query.after), options))
  if (window.kind === 'first')
    bounds.push(window.end === null ? null : beforePlace(query, placeOfEnd(window.end), options))
  return bounds.reduce<readonly Region[] | null>(
    (regions, bound) => (bound === null ? null : withinPredicate(regions, bound, query, options)),
    regionsOfQuery(query, options),
  )
})

function placeOfEnd({ id, values }: WindowEnd): Place {
  return { id, valueOf: (property) => values[property] ?? null }
}

function withinPredicate(
  regions: readonly Region[] | null,
  where: Predicate,
  query: Query,
  options: ContainmentOptions,
): readonly Region[] | null {
  const range = regionsOfQuery({ ...query, where, search: null }, options)
  if (range === null || regions === null) return null
  return regions.flatMap((region) => range.flatMap((other) => intersectRegions(region, other) ?? []))
}

/** More alternatives than this are not worth asking for apart from the rest. */
const mostClauses = 50

function queryOf(
  regions: readonly Region[],
  asked: Query,
  { switches = defaultSwitches }: ContainmentOptions,
): Query | null {
  const clauses: (readonly Predicate[])[] = []
  for (const region of mergeRegions(regions)) {
    const of = clausesOfRegion(region, { switches, maxValues: 1_000, maxClauses: mostClauses })
    if (of === null || clauses.length + of.length > mostClauses) return null
    clauses.push(...of)
  }
  const where: Predicate = { kind: 'or', of: clauses.map((of) => ({ kind: 'and', of })) }
  return { ...asked, where }
}
