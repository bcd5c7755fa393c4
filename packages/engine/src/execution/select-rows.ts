import { describeObjectType } from '@holdfast/crm'
import { compileColumns, propertiesIn, remembered, type Predicate, type Query, type RowTest } from '@holdfast/query'
import { RowSet, type RecordTable, type Replica } from '../replica/index.ts'
import { replicaAssociations } from './associations.ts'
import { rowSource, type RowSource, type SelectMatches } from './row-source.ts'

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
  const { source, isExact } = sourceFor(replica, asked, test)
  const rows = source === null ? table.shown.toArray() : shownOf(table, source)
  return { rows: isExact ? rows : rows.subarray(0, test.sift(rows, rows.length)), inspected: rows.length }
}

// Null where looking at all rows is cheaper.
function sourceFor(
  replica: Replica,
  { objectType, where, search }: Asked,
  test: RowTest,
): { readonly source: RowSource | null; readonly isExact: boolean } {
  const source = where === null ? null : rowSource(replica, objectType, where, matchesOf(replica))
  const share = test.cost > dearCost ? 1 : worthwhileShare
  if (source === null || source.size * share > replica.table(objectType).shown.size)
    return { source: null, isExact: false }
  return { source, isExact: source.isExact && search === null }
}

/**
 * The rows of an object type that match a predicate, selected once for as long as nothing changes: a query finds its records by their partners, and what it rests
 * on is told by the same partners. Nobody may change them.
 */
export function selectMatches(replica: Replica, objectType: string, where: Predicate | null): Uint32Array {
  return where === null
    ? selectRows(replica, { objectType, where, search: null }).rows
    : matchesNow(where, { replica, objectType, seq: replica.seq })
}

// Copied, since rows that were sifted lie in an array as long as all that were looked at.
const matchesNow = remembered(
  (
    where: Predicate,
    { replica, objectType }: { readonly replica: Replica; readonly objectType: string; readonly seq: number },
  ) => selectRows(replica, { objectType, where, search: null }).rows.slice(),
)

function matchesOf(replica: Replica): SelectMatches {
  return (objectType, where) => selectMatches(replica, objectType, where)
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
function shownOf({ shown, rowCount }: Pick<RecordTable, 'shown' | 'rowCount'>, source: RowSource): Uint32Array {
  const rows = source.isDistinct ? source.rows() : RowSet.from(source.rows()).toArray()
  return shown.size === rowCount ? rows : shown.keep(rows)
}
