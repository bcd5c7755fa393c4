/** Operators that compare a property with one value. Names are HubSpot's in camel case. */
export type ComparisonOperator = 'eq' | 'neq' | 'lt' | 'lte' | 'gt' | 'gte' | 'containsToken' | 'notContainsToken'

/** Operators that compare a property with a list of values. */
export type ListOperator = 'in' | 'notIn'

/** Operators that ask only whether a property has a value. */
export type PresenceOperator = 'has' | 'notHas'

/** A value that a query leaves open: it stands where an operand would and is bound before the query runs. */
export interface Parameter {
  readonly parameter: string
}

/**
 * What a query asks of one record: plain data, so it crosses threads, is stored in the ledger and compares by value.
 * Values are wire strings as `crm`'s codecs make them: a `date` is `YYYY-MM-DD`, a `datetime` ISO 8601 in UTC.
 *
 * `Open` is {@link Parameter} while values may be left open. Who reads predicates writes `Predicate` and meets none: nothing unbound can be run.
 */
export type Predicate<Open extends Parameter = never> =
  | {
      readonly kind: 'compare'
      readonly property: string
      readonly operator: ComparisonOperator
      readonly value: string | Open
    }
  | { readonly kind: 'between'; readonly property: string; readonly from: string | Open; readonly to: string | Open }
  | {
      readonly kind: 'list'
      readonly property: string
      readonly operator: ListOperator
      readonly values: readonly string[] | Open
    }
  | { readonly kind: 'presence'; readonly property: string; readonly operator: PresenceOperator }
  | {
      readonly kind: 'associated'
      readonly objectType: string
      readonly id: string | Open
      readonly label: string | null
    }
  | {
      readonly kind: 'hasAssociated'
      readonly objectType: string
      /** What one of the associated records has to satisfy; null takes any of them. */
      readonly where: Predicate<Open> | null
      readonly label: string | null
    }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Predicate<Open>[] }
  | { readonly kind: 'not'; readonly of: Predicate<Open> }

/** A predicate about who a record is associated with. */
export type AssociationPredicate = Extract<Predicate, { readonly kind: 'associated' | 'hasAssociated' }>

/** Is this predicate about associations? */
export function isAssociationPredicate(predicate: Predicate): predicate is AssociationPredicate {
  return predicate.kind === 'associated' || predicate.kind === 'hasAssociated'
}

/** The predicates about associations within a predicate; what partners are asked in their turn is theirs. */
export function associationsIn(predicate: Predicate | null): readonly AssociationPredicate[] {
  switch (predicate?.kind) {
    case 'and':
    case 'or':
      return predicate.of.flatMap(associationsIn)
    case 'not':
      return associationsIn(predicate.of)
    case 'associated':
    case 'hasAssociated':
      return [predicate]
    case 'compare':
    case 'between':
    case 'list':
    case 'presence':
    case undefined:
      return []
  }
}

/** One key of an order. The id, ascending, always decides last. */
export interface OrderKey {
  readonly property: string
  readonly direction: 'asc' | 'desc'
}

/** A place in an order, between a record and the next: what the keys of the order read there, and its id. Taken from a record by {@link cursorOf}. */
export interface Cursor {
  readonly id: string
  /** Wire values in the order of the query's `orderBy`, null where unset. */
  readonly values: readonly (string | null)[]
}

/** Which records a query wants, in which order, with which properties. `include`d queries are nested ones of this shape. */
export interface Query<Open extends Parameter = never> {
  readonly objectType: string
  /** Null asks for every record of the type. */
  readonly where: Predicate<Open> | null
  /** HubSpot's `query` text; null when absent. */
  readonly search: string | null
  /** Names of the properties to show, in alphabetical order; null for all of the schema. */
  readonly select: readonly string[] | null
  readonly orderBy: readonly OrderKey[]
  /** Only what sorts after this place; null begins with the first. */
  readonly after: Cursor | null
  /** So many rows are passed over, of what comes after the cursor. */
  readonly offset: number
  /** At most so many rows; null for all. */
  readonly limit: number | null
  /** In the order of their object types' names. */
  readonly include: readonly Include<Open>[]
}

/** Associated records shown with each row. */
export interface Include<Open extends Parameter = never> {
  /** The object type included; also the name under which the row holds them. */
  readonly objectType: string
  /** Only associations with this label; null takes all. */
  readonly label: string | null
  /** One record or null instead of a list. */
  readonly first: boolean
  readonly query: Query<Open>
}

/** What an aggregate computes of the records of a group. */
export type AggregateFunction = 'count' | 'sum' | 'avg' | 'min' | 'max'

/** One figure of an aggregate. */
export interface Measure {
  /** The name under which the row holds it; rows have them in the order of their names. */
  readonly name: string
  readonly compute: AggregateFunction
  /** Of which property; null only for `count`, which then counts records instead of values. */
  readonly property: string | null
}

/** Figures about the rows of a query, one row for each group. Which records those are is the inner query's to say, and only its. */
export interface AggregateQuery<Open extends Parameter = never> {
  /** Its window counts: figures about the first ten are figures about ten. Its `select` and `include` say nothing here. */
  readonly of: Query<Open>
  /** Records that agree in these properties are a group; none makes one group of all. */
  readonly groupBy: readonly string[]
  readonly measures: readonly Measure[]
}

/** What can be run: a query for records, or for figures about them. */
export type Runnable<Open extends Parameter = never> = Query<Open> | AggregateQuery<Open>

/** Is this a query for figures? */
export function isAggregate<Open extends Parameter>(query: Runnable<Open>): query is AggregateQuery<Open> {
  return 'measures' in query
}

/** Every record of an object type, with all properties of the schema: what queries are made from. */
export function everyRecord(objectType: string): Query {
  return {
    objectType,
    where: null,
    search: null,
    select: null,
    orderBy: [],
    after: null,
    offset: 0,
    limit: null,
    include: [],
  }
}

/** Does a query ask for only some of the records that match, by their order? */
export function isWindow({ after, offset, limit }: Pick<Query, 'after' | 'offset' | 'limit'>): boolean {
  return after !== null || offset > 0 || limit !== null
}

/** The first so many rows among which a query's window lies, its cursor aside; null when that is all of them. */
export function rowsWanted({ offset, limit }: Pick<Query, 'offset' | 'limit'>): number | null {
  return limit === null ? null : offset + limit
}
