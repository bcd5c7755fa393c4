/** Operators that compare a property with one value. Names are HubSpot's in camel case. */
export type ComparisonOperator = 'eq' | 'neq' | 'lt' | 'lte' | 'gt' | 'gte' | 'containsToken' | 'notContainsToken'

/** Operators that compare a property with a list of values. */
export type ListOperator = 'in' | 'notIn'

/** Operators that ask only whether a property has a value. */
export type PresenceOperator = 'has' | 'notHas'

/**
 * What a query asks of one record: plain data, so it crosses threads, is stored in the ledger and compares by value.
 * Values are wire strings as `crm`'s codecs make them: a `date` is `YYYY-MM-DD`, a `datetime` ISO 8601 in UTC.
 */
export type Predicate =
  | {
      readonly kind: 'compare'
      readonly property: string
      readonly operator: ComparisonOperator
      readonly value: string
    }
  | { readonly kind: 'between'; readonly property: string; readonly from: string; readonly to: string }
  | {
      readonly kind: 'list'
      readonly property: string
      readonly operator: ListOperator
      readonly values: readonly string[]
    }
  | { readonly kind: 'presence'; readonly property: string; readonly operator: PresenceOperator }
  | { readonly kind: 'associated'; readonly objectType: string; readonly id: string; readonly label: string | null }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Predicate[] }
  | { readonly kind: 'not'; readonly of: Predicate }

/** One key of an order. The id, ascending, always decides last. */
export interface OrderKey {
  readonly property: string
  readonly direction: 'asc' | 'desc'
}

/** Which records a query wants, in which order, with which properties. `include`d queries are nested ones of this shape. */
export interface Query {
  readonly objectType: string
  /** Null asks for every record of the type. */
  readonly where: Predicate | null
  /** HubSpot's `query` text; null when absent. */
  readonly search: string | null
  /** Names of the properties to show, null for all of the schema. */
  readonly select: readonly string[] | null
  readonly orderBy: readonly OrderKey[]
  /** At most so many rows; null for all. */
  readonly limit: number | null
  readonly include: readonly Include[]
}

/** Associated records shown with each row. */
export interface Include {
  /** The object type included; also the name under which the row holds them. */
  readonly objectType: string
  /** Only associations with this label; null takes all. */
  readonly label: string | null
  /** One record or null instead of a list. */
  readonly first: boolean
  readonly query: Query
}
