import { HoldfastError, type Schema } from '@holdfast/crm'
import { checkRunnable, rootOf, type Predicate, type Query, type Runnable } from '@holdfast/query'

/**
 * A query that arrived as one the engine answers rightly.
 *
 * Throws `HoldfastError` `query/invalid` for what is no query of the schema, and `query/unsupported` for what could be called complete without being so.
 */
export function acceptQuery(schema: Schema, message: unknown): Runnable {
  const query = checkRunnable(schema, message)
  const { objectType, include } = rootOf(query)
  if (include.some(({ query: included }) => asksUnread(included))) throw unsupported(objectType, 'hasAssociated')
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

// What decides about an included record is read with it, its partners are not.
function asksUnread({ where, include }: Query): boolean {
  return (where !== null && asksPartners(where)) || include.some(({ query }) => asksUnread(query))
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
