import { compileRows, selectRows, type Asked } from '../execution/index.ts'
import { RowSet, type RecordVersion, type Replica } from '../replica/index.ts'

/** What a transaction did to the rows that match. A row that matched and still does has left and entered: it may sort elsewhere now. */
export interface MatchingChange {
  /** Rows that were tested again. */
  readonly tested: ReadonlySet<number>
  /** Those of them that matched before. */
  readonly left: readonly number[]
  /** Those of them that match now. */
  readonly entered: readonly number[]
  /** How a tested row was shown before. */
  before(row: number): RecordVersion | null
}

/** Which rows of a table match a predicate: one bit a row, however many match and however many views show some of them, once somebody follows them. */
export interface Matching {
  readonly asked: Asked
  readonly rows: Pick<RowSet, 'has' | 'size' | 'toArray'>
  /** Tests rows again that may have changed. */
  retest(rows: ReadonlySet<number>): Pick<MatchingChange, 'left' | 'entered'>
}

/** The rows that match now. */
export function createMatching(replica: Replica, asked: Asked): Matching {
  const table = replica.table(asked.objectType)
  let test = compileRows(replica, asked)
  let { generation } = table
  const matching = rowsAsSet(selectRows(replica, asked, test).rows)

  return {
    asked,
    rows: matching,
    retest(rows) {
      if (table.generation !== generation) {
        test = compileRows(replica, asked)
        ;({ generation } = table)
      }
      const left: number[] = []
      const shown = new Uint32Array(rows.size)
      let count = 0
      for (const row of rows) {
        if (matching.delete(row)) left.push(row)
        if (table.shown.has(row)) shown[count++] = row
      }
      const entered = [...shown.subarray(0, test.sift(shown, count))]
      for (const row of entered) matching.add(row)
      return { left, entered }
    },
  }
}

// A list is bits as soon as somebody asks for one of its rows or changes it: who asks once does neither.
function rowsAsSet(rows: Uint32Array): Pick<RowSet, 'has' | 'size' | 'toArray' | 'add' | 'delete'> {
  let known: Uint32Array | RowSet = rows
  const set = (): RowSet => (known instanceof RowSet ? known : (known = RowSet.from(known)))
  return {
    get size() {
      return known instanceof RowSet ? known.size : known.length
    },
    toArray: () => (known instanceof RowSet ? known.toArray() : known.slice()),
    has: (row) => set().has(row),
    add: (row) => set().add(row),
    delete: (row) => set().delete(row),
  }
}
