import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tokenize, tokenTests } from './tokens.ts'

test.each([
  ['Acme Corp', ['acme', 'corp']],
  ['acme-corp.example', ['acme', 'corp', 'example']],
  ['  ', []],
  ['Ärger & Söhne 24/7', ['ärger', 'söhne', '24', '7']],
  ['日本 株式', ['日本', '株式']],
])('cuts %j into %j', (text, tokens) => {
  expect(tokenize(text)).toEqual(tokens)
})

test.each([
  ['acme', 'Acme Corp', true],
  ['ACME', 'acme corp', true],
  ['acme', 'acmecorp', false],
  ['acm', 'Acme Corp', false],
  ['acm*', 'Acme Corp', true],
  ['*orp', 'Acme Corp', true],
  ['a*e', 'Acme Corp', true],
  ['a*x*e', 'Acme Corp', false],
  ['corp acme', 'Acme Corp', true],
  ['acme gmbh', 'Acme Corp', false],
  ['*@hubspot.com', 'somebody@hubspot.com', true],
  ['*@hubspot.com', 'somebody@hubspot.org', false],
  ['acme-corp', 'Acme Corp', true],
  ['*', 'anything', true],
  ['aa*aa', 'aaa', false],
  ['aa*aa', 'aaaa', true],
])('looks for %j in %j: %s', (operand, text, found) => {
  const tokens = tokenize(text)
  expect(tokenTests(operand).every((test) => tokens.some(test))).toBe(found)
})

test('an operand of nothing but punctuation asks for no token', () => {
  expect(tokenTests('--- !')).toEqual([])
})

test('a wildcard means what the same regular expression means', () => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 })
  fc.assert(
    fc.property(fc.array(piece, { minLength: 2, maxLength: 4 }), piece, piece, (pieces, start, end) => {
      const token = `${start}a${end}`
      const expected = new RegExp(`^${pieces.join('.*')}$`).test(token)
      expect(tokenTests(pieces.join('*'))[0]?.(token)).toBe(expected)
    }),
    { seed: 20261124, numRuns: 2_000 },
  )
})
