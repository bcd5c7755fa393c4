import type { World } from './world.ts'

/** What one test does with the client: the method it is named after is called, and its answer checked. */
export type Row = (world: World) => Promise<void>

/** Tests by the method they drive, as the client spells it: `crm.owners.ownersApi.getPage`. */
export type Rows = Readonly<Record<string, Row>>

/** The rows of one family under its full name. */
export function rowsOf(family: string, rows: Rows): Rows {
  return Object.fromEntries(Object.entries(rows).map(([method, row]) => [`${family}.${method}`, row]))
}
