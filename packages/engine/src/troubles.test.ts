import type { ErrorData } from '@holdfast/crm'
import { expect, test } from 'vitest'
import { createTroubles } from './troubles.ts'

test('whoever watches first hears of what went wrong before, and nobody twice', () => {
  const troubles = createTroubles()
  troubles.tell(trouble(1))
  troubles.tell(trouble(2))
  const [first, second] = [listen(), listen()]
  const stop = troubles.listen(first.react)
  troubles.listen(second.react)
  troubles.tell(trouble(3))
  stop()
  troubles.tell(trouble(4))
  expect([first.heard, second.heard]).toEqual([[1, 2, 3].map(trouble), [3, 4].map(trouble)])
})

test('of what nobody hears the latest is kept', () => {
  const troubles = createTroubles()
  for (let nth = 1; nth <= 100; nth++) troubles.tell(trouble(nth))
  const late = listen()
  troubles.listen(late.react)
  expect([late.heard.length, late.heard.at(-1)]).toEqual([20, trouble(100)])
})

function trouble(nth: number): ErrorData {
  return {
    code: 'store/corrupt',
    message: 'Part of it cannot be read.',
    remedy: 'It is read again.',
    details: { database: 'cache', piece: `${nth} entries` },
  } as ErrorData
}

function listen() {
  const heard: ErrorData[] = []
  return { heard, react: (error: ErrorData) => void heard.push(error) }
}
