import { describeObjectType } from '@holdfast/crm'
import { compileColumns, propertiesIn, type Query, type RowTest } from '@holdfast/query'
import { RowSet, type Replica } from '../replica/index.ts'
import { replicaAssociations } from './associations.ts'
import { rowSource, type SelectMatches } from './row-source.ts'

/** The rows that a query's predicate and search text match. */
export interface Selection {
  /** In no particular order, each once. */
  readonly rows: Uint32Array
  /** How many rows were looked at one by one. */
  readonly inspected: number
}

/** What decides whether a record belongs to a query. */
export type Asked = Pick<Query, 'objectType' | 'where' | 'search'>

// Reading an index jumps through memory and a scan does not: it has to leave out three in four rows to pay. Where each row is dear to test, any is worth it.
const worthwhileShare = 4
const dearCost = 16

/** Selects from the cheapest source: an index or an association that holds few of the rows, else all of them. */
export function selectRows(replica: Replica, asked: Asked, test: RowTest = compileRows(replica, asked)): Selection {
  const table = replica.table(asked.objectType)
  const source = asked.where === null ? null : rowSource(replica, asked.objectType, asked.where, matchesOf(replica))
  const isWorthwhile = source !== null && source.size * (test.cost > dearCost ? 1 : worthwhileShare) <= table.shown.size
  const rows = isWorthwhile ? shownOnce(table.shown, source.rows()) : table.shown.toArray()
  if (isWorthwhile && source.isExact && asked.search === null) return { rows, inspected: rows.length }
  return { rows: rows.subarray(0, test.sift(rows, rows.length)), inspected: rows.length }
}

function matchesOf(replica: Replica): SelectMatches {
  return (objectType, where) => selectRows(replica, { objectType, where, search: null }).rows
}

/** Compiles what is asked over columns, which it makes where they are missing. */
export function compileRows(replica: Replica, asked: Asked): RowTest {
  const table = replica.table(asked.objectType)
  table.promote([...propertiesIn(asked.where), ...(asked.search === null ? [] : searchedProperties(asked.objectType))])
  return compileColumns(replica.schema, asked, table, { associations: replicaAssociations(replica) })
}

function searchedProperties(objectType: string): readonly string[] {
  return describeObjectType(objectType).searchedProperties
}

// What is reached by several ways counts once, and what is archived not at all.
function shownOnce(shown: Pick<RowSet, 'has'>, rows: Uint32Array): Uint32Array {
  const once = new RowSet()
  for (const row of rows) if (shown.has(row)) once.add(row)
  return once.toArray()
}
