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

/** Rows of a table that match a predicate. */
export interface MatchingRows {
  readonly rows: Pick<RowSet, 'has' | 'size' | 'toArray'>
}

/** The same, kept: one bit a row, however many match and however many views show some of them. */
export interface Matching extends MatchingRows {
  readonly asked: Asked
  /** Tests rows again that may have changed. */
  retest(rows: ReadonlySet<number>): Pick<MatchingChange, 'left' | 'entered'>
}

/** The rows that match now, and are kept. */
export function createMatching(replica: Replica, asked: Asked): Matching {
  const table = replica.table(asked.objectType)
  let test = compileRows(replica, asked)
  let { generation } = table
  const matching = RowSet.from(selectRows(replica, asked, test).rows)

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

/** The rows that match now, for who looks once: a list, which is made bits only when somebody asks for one of them. */
export function matchingNow(replica: Replica, asked: Asked): MatchingRows {
  const { rows } = selectRows(replica, asked)
  let bits: RowSet | null = null
  return {
    rows: {
      size: rows.length,
      toArray: () => rows.slice(),
      has: (row) => (bits ??= RowSet.from(rows)).has(row),
    },
  }
}
