import { expect, test } from 'vitest'
import { createLongAnswers } from './long-answers.ts'
import { mostCharacters } from './message-rows.ts'
import type { ViewStatus } from './protocol.ts'

const status: ViewStatus = { completeness: 'complete', asOf: 1, why: [], total: 1, pending: 0, source: 'cache' }
const rows = Array.from({ length: 10 }, (_, at) => String(at).repeat(mostCharacters / 3))

test('[CL15] an answer of any length is told in messages of which none is longer than it may be, each row once and in order', () => {
  const answers = createLongAnswers()
  const { more, rows: first } = answers.begin({ rows, status })
  const told = [first]
  for (let next = more; next !== null;) {
    const piece = answers.next(next)
    told.push(piece.rows)
    next = piece.more
  }
  expect(told.flat()).toEqual(rows)
  for (const piece of told) expect(piece.join('').length).toBeLessThanOrEqual(mostCharacters)
  expect(() => answers.next(more ?? '')).toThrow(expect.objectContaining({ code: 'engine/closed' }))
})

test('an answer that a message can carry leaves nothing to ask for', () => {
  expect(createLongAnswers().begin({ rows: ['a', 'b'], status })).toEqual({ rows: ['a', 'b'], status, more: null })
})

test('a row longer than a message may be is sent alone', () => {
  const long = 'x'.repeat(2 * mostCharacters)
  const answers = createLongAnswers()
  const { rows: first, more } = answers.begin({ rows: [long, 'a'], status })
  expect(first).toEqual([long])
  expect(answers.next(more ?? '')).toEqual({ rows: ['a'], more: null })
})

test('answers that pages gave up are not kept for ever', () => {
  const answers = createLongAnswers()
  const begun = Array.from({ length: 17 }, () => answers.begin({ rows, status }).more ?? '')
  expect(() => answers.next(begun[0] ?? '')).toThrow(expect.objectContaining({ code: 'engine/closed' }))
  for (const answer of begun.slice(1)) expect(answers.next(answer).rows.length).toBeGreaterThan(0)
})
