import type { Schema } from '@holdfast/crm'
import type { Cursor, Query } from './ast.ts'
import { compileOrder, wireReader, type Matches, type RecordReader } from './compare.ts'
import type { Place } from './place.ts'
import type { Switches } from './switches.ts'

/** The place right behind a record in the order of a query. */
export function cursorOf({ orderBy }: Pick<Query, 'orderBy'>, record: RecordReader): Cursor {
  return { id: record.id, values: orderBy.map(({ property }) => wireReader(property)(record)) }
}

/** Does a record sort after the query's cursor? Without a cursor every record does. */
export function compileAfter(
  schema: Schema,
  query: Pick<Query, 'objectType' | 'orderBy' | 'after'>,
  switches?: Switches,
): Matches {
  const { after } = query
  if (after === null) return () => true
  const order = compileOrder(schema, query, switches)
  const { id, valueOf } = placeOfCursor(query, after)
  const place = { id, read: valueOf }
  return (record) => order(record, place) > 0
}

/** What the order reads at the place of a cursor. Of properties named twice in an order the first decides, so reading the first is enough. */
export function placeOfCursor({ orderBy }: Pick<Query, 'orderBy'>, { id, values }: Cursor): Place {
  return { id, valueOf: (name) => values[orderBy.findIndex(({ property }) => property === name)] ?? null }
}
