import { HoldfastError } from '@holdfast/crm'

/** The error for a query that the schema or the language of queries refuses; `part` is a path into it such as `where.of[1].value`. */
export function invalidQuery(
  objectType: string,
  part: string,
  what: string,
  remedy: string,
): HoldfastError<'query/invalid'> {
  return new HoldfastError('query/invalid', what, remedy, { objectType, part })
}

/** The error for a search text where HubSpot names no property that it would look into. */
export function noSearchedProperties(objectType: string): HoldfastError<'query/invalid'> {
  return invalidQuery(
    objectType,
    'search',
    `No property of ${objectType} is known to be searched by text.`,
    'Use `containsToken` on the property that holds it.',
  )
}
