import { HoldfastError, type Schema } from '@holdfast/crm'
import { checkRunnable, isAggregate, type Predicate, type Query } from '@holdfast/query'

/**
 * A query that arrived as one the engine answers rightly.
 *
 * Throws `HoldfastError` `query/invalid` for what is no query of the schema, and `query/unsupported` for what views cannot keep true yet.
 */
export function acceptQuery(schema: Schema, message: unknown): Query {
  const query = checkRunnable(schema, message)
  if (isAggregate(query)) throw unsupported(query.of.objectType, 'aggregate')
  const part = unsupportedPart(query)
  if (part !== null) throw unsupported(query.objectType, part)
  return query
}

function unsupported(objectType: string, part: string): HoldfastError<'query/unsupported'> {
  return new HoldfastError(
    'query/unsupported',
    `Queries with "${part}" are not answered on the device yet.`,
    'Leave that part out and take it from the rows.',
    { objectType, part },
  )
}

// Views follow neither the records behind an association nor a window that begins elsewhere than at the first row.
function unsupportedPart({ where, after, offset, include }: Query): string | null {
  if (after !== null) return 'after'
  if (offset > 0) return 'offset'
  if (where !== null && asksPartners(where)) return 'hasAssociated'
  return include.map(({ query }) => unsupportedPart(query)).find((part) => part !== null) ?? null
}

function asksPartners(predicate: Predicate): boolean {
  switch (predicate.kind) {
    case 'hasAssociated':
      return true
    case 'and':
    case 'or':
      return predicate.of.some(asksPartners)
    case 'not':
      return asksPartners(predicate.of)
    case 'associated':
    case 'compare':
    case 'between':
    case 'list':
    case 'presence':
      return false
  }
}
