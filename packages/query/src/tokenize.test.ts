import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchesTokens, parseTokenPatterns, tokenize } from './tokenize.ts'

const seed = Number(process.env['SEED'] ?? 20_261_123)

test.each([
  ['words', 'Acme Corp', ['acme', 'corp']],
  ['an address', 'Jane.Doe+news@acme.co.uk', ['jane', 'doe', 'news', 'acme', 'co', 'uk']],
  ['digits', 'Lift 3000-B', ['lift', '3000', 'b']],
  ['letters of other scripts', 'Müller & Söhne, Владивосток 東京', ['müller', 'söhne', 'владивосток', '東京']],
  ['an underscore separates', 'snake_case', ['snake', 'case']],
  ['letters outside the basic plane', '𝔘nicode', ['𝔘nicode']],
  ['nothing but punctuation', '-- / --', []],
  ['nothing', '', []],
])('the tokens of a text: %s', (_name, text, tokens) => {
  expect(tokenize(text)).toEqual(tokens)
})

test.each([
  ['a whole word, whatever its case', 'ACME', 'Acme Corp', true],
  ['words in any order', 'corp acme', 'Acme Corp', true],
  ['one word missing', 'acme inc', 'Acme Corp', false],
  ['the beginning of a word', 'acm', 'Acme Corp', false],
  ['the beginning of a word, with a wildcard', 'acm*', 'Acme Corp', true],
  ['the end of a word, with a wildcard', '*rp', 'Acme Corp', true],
  ['both ends', '*cm*', 'Acme Corp', true],
  ['a wildcard within', 'a*e', 'Acme Corp', true],
  ['ends that would have to overlap', 'ab*ba', 'aba', false],
  ['a wildcard does not reach over words', 'acme*corp', 'Acme Corp', false],
  ['a word is no part of a longer one', 'acme', 'acmecorp', false],
  ['punctuation around a word', '(acme)', 'Acme', true],
  ['an address with a wildcard', '*@acme.com', 'jane@acme.com', true],
  ['only a wildcard', '*', 'x', true],
  ['only a wildcard, and no word to stand for', '*', '--', false],
])('a text contains %s', (_name, operand, text, expected) => {
  expect(matchesTokens(parseTokenPatterns(operand), tokenize(text))).toBe(expected)
})

test('a wildcard stands for any characters of a word, and for nothing else', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 8 })
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(pattern, word, (operand, token) => {
      const meant = new RegExp(`^${operand.replaceAll('*', '.*')}$`).test(token)
      expect(matchesTokens(parseTokenPatterns(operand), [token])).toBe(meant)
    }),
    { seed, numRuns: 2_000 },
  )
})

test('a text is tokenized, and a wildcard matched, in time linear in its length', () => {
  // What takes exponential or cubic time on this never ends; a bound on time itself would measure the machine.
  const long = 'ab '.repeat(200_000)
  expect(tokenize(long)).toHaveLength(200_000)
  const hostile = parseTokenPatterns(`${'*a'.repeat(1_000)}*b`)
  expect(matchesTokens(hostile, ['a'.repeat(100_000)])).toBe(false)
})
