import { expect, test } from 'vitest'
import { parseHint } from './hint.ts'

test.each([
  [{ kind: 'cache' }, { kind: 'cache' }],
  [{ kind: 'journal', more: 'nonsense' }, { kind: 'journal' }],
  [{ kind: 'pins', pins: ['mine'] }, { kind: 'pins' }],
  [
    { kind: 'want-record', objectType: 'deals', id: '1', more: 1 },
    { kind: 'want-record', objectType: 'deals', id: '1' },
  ],
])('a hint is what it says, and no more: %j', (message, hint) => {
  expect(parseHint(message)).toEqual(hint)
})

test.each([
  null,
  undefined,
  7,
  'cache',
  [],
  {},
  { kind: 'nonsense' },
  { kind: 'want-record', objectType: 1, id: '1' },
  { kind: 'want-query' },
  { kind: 'want-query', query: null },
  { kind: ['cache'] },
])('anything else is none: %j', (message) => {
  expect(parseHint(message)).toBeNull()
})
