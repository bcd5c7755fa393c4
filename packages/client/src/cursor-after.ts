import { cursorOf, type Cursor, type Query } from '@holdfast/query'
import { wireValuesOf } from './record-rows.ts'

/**
 * The place right behind a row in the order of its query, to go on there: `query.after(cursorAfter(query, rows.at(-1)))`. Without a row it is null, so that
 * the first page is asked for in the same words.
 *
 * Throws `TypeError` unless the row shows every property that its query is ordered by: what is not selected is not here.
 */
export function cursorAfter(query: { readonly ast: Query }, row: { readonly id: string } | undefined): Cursor | null {
  if (row === undefined) return null
  const values = wireValuesOf(row)
  return cursorOf(query.ast, {
    id: row.id,
    read(property) {
      const wire = values?.[property]
      if (wire !== undefined) return wire
      throw new TypeError(`The rows of this query do not show "${property}", which they are ordered by: select it.`)
    },
  })
}
