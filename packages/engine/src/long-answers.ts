import { HoldfastError } from '@holdfast/crm'
import { inMessages } from './message-rows.ts'
import type { Answer, MoreRows, RowText, ViewSnapshot } from './protocol.ts'

/** Answers that one message cannot carry, until their pages have taken all of them. */
export interface LongAnswers {
  /** The answer, or its beginning. */
  begin(snapshot: ViewSnapshot): Answer
  /** What comes next in an answer. Throws `engine/closed` for one that is not waited for any more. */
  next(answer: string): MoreRows
}

// A page takes one answer after the other; what it has not taken when so many others have begun, it gave up.
const mostWaiting = 16

/** None yet. */
export function createLongAnswers(): LongAnswers {
  const piecesByAnswer = new Map<string, (readonly RowText[])[]>()
  let count = 0

  function keep(pieces: (readonly RowText[])[]): string {
    const answer = String(++count)
    piecesByAnswer.set(answer, pieces)
    const [oldest] = piecesByAnswer.keys()
    if (piecesByAnswer.size > mostWaiting && oldest !== undefined) piecesByAnswer.delete(oldest)
    return answer
  }

  return {
    begin({ rows, status }) {
      const [first = [], ...others] = inMessages(rows)
      return { rows: first, status, more: others.length === 0 ? null : keep(others) }
    },
    next(answer) {
      const pieces = piecesByAnswer.get(answer)
      const rows = pieces?.shift()
      if (pieces === undefined || rows === undefined)
        throw new HoldfastError('engine/closed', 'The rest of this answer is not kept any more.', 'Ask again.', {
          what: 'answer',
        })
      if (pieces.length > 0) return { rows, more: answer }
      piecesByAnswer.delete(answer)
      return { rows, more: null }
    },
  }
}
