import type { CodeColumn } from './column.ts'
import { rowCost, type RowTest } from './row-test.ts'

/** A question to a column of codes: each value of the dictionary is asked once, each row looks up the answer. */
export function codeTest(test: (wire: string) => boolean, column: CodeColumn): RowTest {
  let answers = new Uint8Array(0)
  let known = 0

  // Dictionaries grow; what was answered stays.
  function answersNow(): Uint8Array {
    const { dictionary } = column
    if (known === dictionary.length) return answers
    if (dictionary.length > answers.length) {
      const longer = new Uint8Array(Math.max(16, 2 * dictionary.length))
      longer.set(answers)
      answers = longer
    }
    for (; known < dictionary.length; known++) answers[known] = test(dictionary[known] as string) ? 1 : 0
    return answers
  }

  return {
    cost: rowCost.array,
    matches: (row) => answersNow()[column.codes[row] as number] === 1,
    sift(rows, count) {
      const { codes } = column
      const wanted = answersNow()
      let kept = 0
      for (let at = 0; at < count; at++) {
        const row = rows[at] as number
        if (wanted[codes[row] as number] === 1) rows[kept++] = row
      }
      return kept
    },
  }
}
