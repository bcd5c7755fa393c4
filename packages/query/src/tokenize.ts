/**
 * The words of a text as search sees them: maximal runs of letters and digits of any script in its lower-cased form; everything else separates.
 *
 * Linear in the length of the text. HubSpot's tokenizer is not documented; this is what is observed: punctuation is dropped, case is
 * ignored, `acme` finds "Acme Corp" and not "acmecorp"
 * (https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm, "CONTAINS_TOKEN").
 */
export function tokenize(text: string): readonly string[] {
  const lower = text.toLowerCase()
  const tokens: string[] = []
  someWord(lower, 0, lower.length, (start, end) => {
    tokens.push(lower.slice(start, end))
    return false
  })
  return tokens
}

/** One word of a `containsToken` operand, split at its wildcards: `ac*e` is `['ac', 'e']`, a plain word a list of one. */
export type TokenPattern = readonly string[]

/** The words of a `containsToken` operand; `*` belongs to a word and stands for any characters of it. Empty when there is none. */
export function parseTokenPatterns(operand: string): readonly TokenPattern[] {
  return (operand.toLowerCase().match(wordsWithWildcards) ?? []).map((word) => word.split('*'))
}

/**
 * Is every pattern matched by some word of the text between those places, which is in lower case? Makes no word of it: rows by the hundred thousand are
 * asked this.
 */
export function matchesWords(patterns: readonly TokenPattern[], lowerText: string, from: number, to: number): boolean {
  return patterns.every((pattern) =>
    someWord(lowerText, from, to, (start, end) => matchesWord(pattern, lowerText, start, end)),
  )
}

/** Is every pattern matched by some token? */
export function matchesTokens(patterns: readonly TokenPattern[], tokens: readonly string[]): boolean {
  return patterns.every((pattern) => tokens.some((token) => matchesWord(pattern, token, 0, token.length)))
}

const wordsWithWildcards = /[\p{L}\p{N}*]+/gu

const wordCharacter = /[\p{L}\p{N}]/u
const asciiWords = Uint8Array.from({ length: 128 }, (_, code) => Number(wordCharacter.test(String.fromCharCode(code))))
const [firstSurrogate, lastSurrogate] = [0xd800, 0xdfff]

// The first word of which that holds ends the search.
function someWord(text: string, from: number, to: number, holds: (start: number, end: number) => boolean): boolean {
  let start = -1
  for (let at = from; at < to; at++) {
    let code = text.charCodeAt(at)
    // Half of a character alone is no letter.
    if (code >= firstSurrogate && code <= lastSurrogate) code = text.codePointAt(at) ?? code
    const isWord = code < 128 ? asciiWords[code] === 1 : wordCharacter.test(String.fromCodePoint(code))
    if (isWord && start === -1) start = at
    if (!isWord && start !== -1) {
      if (holds(start, at)) return true
      start = -1
    }
    if (code > 0xffff) at++
  }
  return start !== -1 && holds(start, to)
}

// Pieces between wildcards are taken at their first place from the left: no earlier choice can spoil a later one, so nothing is retried.
function matchesWord(pattern: TokenPattern, text: string, start: number, end: number): boolean {
  const first = pattern[0] ?? ''
  if (!text.startsWith(first, start)) return false
  if (pattern.length === 1) return end - start === first.length
  const last = pattern.at(-1) ?? ''
  const lastAt = end - last.length
  let at = start + first.length
  if (at > lastAt || !text.startsWith(last, lastAt)) return false
  for (let piece = 1; piece < pattern.length - 1; piece++) {
    const between = pattern[piece] ?? ''
    const found = text.indexOf(between, at)
    if (found === -1 || found + between.length > lastAt) return false
    at = found + between.length
  }
  return true
}
