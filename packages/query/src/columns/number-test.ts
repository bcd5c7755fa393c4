import { amongTest, type Asks, type End } from '../condition.ts'
import type { NumberColumn } from './column.ts'
import { rowByRow, rowCost, type RowTest } from './row-test.ts'

/** A question to a column of numbers. NaN, the unset value, is neither less, equal nor greater, so it needs no test of its own. */
export function numberTest(question: Asks<'presence' | 'range' | 'among'>, column: NumberColumn): RowTest {
  switch (question.kind) {
    case 'presence':
      return rowByRow(rowCost.array, (row) => Number.isNaN(column.values[row]) !== question.wanted)
    case 'range': {
      const { from, to } = question
      return closedRange(from === null ? -Infinity : leastOf(from), to === null ? Infinity : greatestOf(to), column)
    }
    case 'among': {
      const [only] = question.values
      if (question.wanted && question.values.size === 1) return closedRange(Number(only), Number(only), column)
      const test = amongTest(question)
      return rowByRow(rowCost.array, (row) => {
        const value = column.values[row] as number
        return !Number.isNaN(value) && test(value)
      })
    }
  }
}

function closedRange(from: number, to: number, column: NumberColumn): RowTest {
  return {
    cost: rowCost.array,
    matches(row) {
      const value = column.values[row] as number
      return value >= from && value <= to
    },
    sift(rows, count) {
      const { values } = column
      let kept = 0
      for (let at = 0; at < count; at++) {
        const row = rows[at] as number
        const value = values[row] as number
        if (value >= from && value <= to) rows[kept++] = row
      }
      return kept
    },
  }
}

// Ids beyond what a double holds exactly are in no column, and rounding keeps them greater than all that are.
function leastOf({ value, isIncluded }: End): number {
  return isIncluded ? Number(value) : nextDouble(Number(value), 1)
}

function greatestOf({ value, isIncluded }: End): number {
  return isIncluded ? Number(value) : nextDouble(Number(value), -1)
}

// The bits of a double, read as a whole number, count its neighbours: up from zero for positive ones, and down for negative ones.
function nextDouble(value: number, direction: 1 | -1): number {
  if (value === 0) return direction * Number.MIN_VALUE
  const bits = new BigInt64Array(1)
  const doubles = new Float64Array(bits.buffer)
  doubles[0] = value
  bits[0] = (bits[0] ?? 0n) + (value > 0 === direction > 0 ? 1n : -1n)
  return doubles[0]
}
