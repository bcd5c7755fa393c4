import { compileAfter, compileRowOrder, type Query, type RowOrder } from '@holdfast/query'
import { compileRows, selectRows } from '../execution/index.ts'
import { RowSet, type Replica } from '../replica/index.ts'

/** Which rows of a table match a query: one bit a row, however many match. */
export interface Matching {
  /** How many match, the cursor aside. */
  readonly count: number
  /** Those of them that come after the cursor; all, when the query has none. */
  readonly inWindow: Pick<RowSet, 'has' | 'size' | 'toArray'>
  readonly order: RowOrder
  /** Tests rows again that may have changed. Answers those of them that are now in the window's set. */
  retest(rows: ReadonlySet<number>): readonly number[]
}

/** The rows that match now. */
export function createMatching(replica: Replica, query: Query): Matching {
  const { schema } = replica
  const table = replica.table(query.objectType)
  const isAfter = query.after === null ? null : compileAfter(schema, query)
  let compiled = compile()

  function compile() {
    table.promote([...query.orderBy.map(({ property }) => property), 'hs_object_id'])
    const test = compileRows(replica, query)
    return { test, order: compileRowOrder(schema, query, table), generation: table.generation }
  }

  const { rows: first } = selectRows(replica, query, compiled.test)
  const matching = setOf(first)
  const inWindow = isAfter === null ? matching : setOf(first.filter((row) => isAfter(table.record(row))))

  return {
    get count() {
      return matching.size
    },
    inWindow,
    order: (a, b) => compiled.order(a, b),
    retest(rows) {
      if (table.generation !== compiled.generation) compiled = compile()
      const left = Uint32Array.from(rows).filter((row) => table.shown.has(row))
      const now = left.subarray(0, compiled.test.sift(left, left.length))
      for (const row of rows) {
        matching.delete(row)
        inWindow.delete(row)
      }
      const entering: number[] = []
      for (const row of now) {
        matching.add(row)
        if (isAfter !== null && !isAfter(table.record(row))) continue
        inWindow.add(row)
        entering.push(row)
      }
      return entering
    },
  }
}

function setOf(rows: Uint32Array): RowSet {
  const set = new RowSet()
  for (const row of rows) set.add(row)
  return set
}
