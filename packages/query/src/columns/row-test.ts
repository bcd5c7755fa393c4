/** A question to the rows of a table. */
export interface RowTest {
  /** Does this row match? */
  readonly matches: (row: number) => boolean
  /**
   * Keeps those of the first `count` rows of the array that match, in their order and from its start; answers how many. Says the same as `matches`, some
   * ten times faster for many rows.
   */
  readonly sift: (rows: Uint32Array, count: number) => number
  /** What a row costs, roughly: what is cheap is asked first. */
  readonly cost: number
}

/** What a row costs by where its value is: in an array, in a text, in its record. */
export const rowCost = { array: 1, text: 8, record: 40 } as const

/** A test that has no faster way than row by row. */
export function rowByRow(cost: number, matches: (row: number) => boolean): RowTest {
  return {
    matches,
    cost,
    sift(rows, count) {
      let kept = 0
      for (let at = 0; at < count; at++) {
        const row = rows[at] as number
        if (matches(row)) rows[kept++] = row
      }
      return kept
    },
  }
}

/** Rows that match every test: the cheap ones sift first, and the others see what is left. */
export function everyTest(tests: readonly RowTest[]): RowTest {
  const [only, ...others] = tests
  if (only !== undefined && others.length === 0) return only
  const byCost = tests.toSorted((a, b) => a.cost - b.cost)
  return {
    cost: costOf(tests),
    matches(row) {
      for (const test of byCost) if (!test.matches(row)) return false
      return true
    },
    sift: (rows, count) => byCost.reduce((left, test) => (left === 0 ? 0 : test.sift(rows, left)), count),
  }
}

/** Rows that match some test. */
export function someTest(tests: readonly RowTest[]): RowTest {
  const [only, ...others] = tests
  if (only !== undefined && others.length === 0) return only
  const byCost = tests.toSorted((a, b) => a.cost - b.cost)
  const cost = costOf(tests)
  const matches = (row: number): boolean => {
    for (const test of byCost) if (test.matches(row)) return true
    return false
  }
  // Looking into arrays costs less than keeping account of rows.
  if (cost < rowCost.text) return rowByRow(cost, matches)
  return {
    cost,
    matches,
    sift(rows, count) {
      const marks = marksFor(rows, count)
      const open = rows.slice(0, count)
      let left = count
      for (const test of byCost) {
        const found = open.slice(0, left)
        mark(marks, found, test.sift(found, left))
        left = keep(open, left, marks, 0)
      }
      return keep(rows, count, marks, 1)
    },
  }
}

/** Rows that do not match. */
export function notTest(test: RowTest): RowTest {
  const matches = (row: number): boolean => !test.matches(row)
  if (test.cost < rowCost.text) return rowByRow(test.cost, matches)
  return {
    cost: test.cost,
    matches,
    sift(rows, count) {
      const marks = marksFor(rows, count)
      const found = rows.slice(0, count)
      mark(marks, found, test.sift(found, count))
      return keep(rows, count, marks, 0)
    },
  }
}

function costOf(tests: readonly RowTest[]): number {
  return tests.reduce((sum, { cost }) => sum + cost, 0)
}

function marksFor(rows: Uint32Array, count: number): Uint8Array {
  let most = 0
  for (let at = 0; at < count; at++) most = Math.max(most, rows[at] as number)
  return new Uint8Array(most + 1)
}

function mark(marks: Uint8Array, rows: Uint32Array, count: number): void {
  for (let at = 0; at < count; at++) marks[rows[at] as number] = 1
}

function keep(rows: Uint32Array, count: number, marks: Uint8Array, marked: 0 | 1): number {
  let kept = 0
  for (let at = 0; at < count; at++) {
    const row = rows[at] as number
    if (marks[row] === marked) rows[kept++] = row
  }
  return kept
}
