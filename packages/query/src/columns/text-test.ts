import { amongTest, rangeTest, type Asks, type Question } from '../condition.ts'
import { matchesWords } from '../tokenize.ts'
import type { JoinedText, TextColumn } from './column.ts'
import { rowByRow, rowCost, type RowTest } from './row-test.ts'

/** A question to a column of texts. */
export function textTest(question: Exclude<Question, Asks<'option'>>, column: TextColumn): RowTest {
  switch (question.kind) {
    case 'presence':
      return rowByRow(rowCost.text, (row) => (column.read(row) !== '') === question.wanted)
    case 'range': {
      const test = rangeTest(question)
      return rowByRow(rowCost.text, (row) => {
        const text = column.read(row)
        return text !== '' && test(text)
      })
    }
    case 'among': {
      const { wanted, values } = question
      const isOne = amongTest({ ...question, wanted: true })
      const [only] = values
      const needle = values.size === 1 ? String(only) : ''
      return needleTest(
        needle,
        { test: (text, start, end) => isOne(text.slice(start, end)), wanted, unset: false },
        column,
      )
    }
    case 'words': {
      const { patterns, wanted, unset } = question
      const needle = patterns.flat().reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '')
      const contains: TextPart = (text, start, end) => matchesWords(patterns, text, start, end)
      return needleTest(needle, { test: contains, wanted, unset }, column)
    }
  }
}

/** Texts that hold another anywhere. */
export function holdsTest(needle: string, column: TextColumn): RowTest {
  const holds: TextPart = (text, start, end) => text.slice(start, end).includes(needle)
  return needleTest(needle, { test: holds, wanted: true, unset: false }, column)
}

/** Asks a part of a text. */
type TextPart = (text: string, start: number, end: number) => boolean

interface Wanted {
  /** Asked of texts that hold the needle; it fails for all others. */
  readonly test: TextPart
  /** Rows that pass the test, or set ones that fail it. */
  readonly wanted: boolean
  /** The answer for rows without a value. */
  readonly unset: boolean
}

/** For fewer rows the texts are not joined: that may have to be done anew after every change. */
const leastRows = 32
/** And one in so many rows has to be asked for looking through all texts at once to pay. */
const worthwhileShare = 8

// What any text that passes must hold is looked for in all texts joined, which is many times faster than text by text.
function needleTest(needle: string, { test, wanted, unset }: Wanted, column: TextColumn): RowTest {
  const slow = rowByRow(rowCost.text, (row) => {
    const text = column.read(row)
    return text === '' ? unset : test(text, 0, text.length) === wanted
  })
  return {
    ...slow,
    sift(rows, count) {
      if (needle === '' || count < leastRows) return slow.sift(rows, count)
      const joined = column.joined()
      const { text, starts } = joined
      if (count * worthwhileShare < starts.length) return slow.sift(rows, count)
      const holders = rowsHolding(needle, joined)
      let kept = 0
      for (let at = 0; at < count; at++) {
        const row = rows[at] as number
        const [start, end] = [starts[row] as number, starts[row + 1] as number]
        const passes = holders[row] === 1 && test(text, start, end)
        if (start === end ? unset : passes === wanted) rows[kept++] = row
      }
      return kept
    },
  }
}

function rowsHolding(needle: string, { text, starts }: JoinedText): Uint8Array {
  const holders = new Uint8Array(starts.length)
  let row = 0
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, starts[row + 1])) {
    while ((starts[row + 1] as number) <= at) row++
    // A find that reaches over the end of its row is none, and neither is any later one in that row.
    if (at + needle.length <= (starts[row + 1] as number)) holders[row] = 1
  }
  return holders
}
