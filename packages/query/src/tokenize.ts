/**
 * The words of a text as search sees them: maximal runs of letters and digits of any script in its lower-cased form; everything else separates.
 *
 * Linear in the length of the text. HubSpot's tokenizer is not documented; this is what is observed: punctuation is dropped, case is
 * ignored, `acme` finds "Acme Corp" and not "acmecorp"
 * (https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm, "CONTAINS_TOKEN").
 */
export function tokenize(text: string): readonly string[] {
  return text.toLowerCase().match(words) ?? []
}

/** One word of a `containsToken` operand, split at its wildcards: `ac*e` is `['ac', 'e']`, a plain word a list of one. */
export type TokenPattern = readonly string[]

/** The words of a `containsToken` operand; `*` belongs to a word and stands for any characters of it. Empty when there is none. */
export function parseTokenPatterns(operand: string): readonly TokenPattern[] {
  return (operand.toLowerCase().match(wordsWithWildcards) ?? []).map((word) => word.split('*'))
}

/** Is every pattern matched by some token? */
export function matchesTokens(patterns: readonly TokenPattern[], tokens: readonly string[]): boolean {
  return patterns.every((pattern) => tokens.some((token) => matchesToken(pattern, token)))
}

const words = /[\p{L}\p{N}]+/gu
const wordsWithWildcards = /[\p{L}\p{N}*]+/gu

// Pieces between wildcards are taken at their first place from the left: no earlier choice can spoil a later one, so nothing is retried.
function matchesToken(pattern: TokenPattern, token: string): boolean {
  const first = pattern[0] ?? ''
  if (pattern.length === 1) return token === first
  const last = pattern.at(-1) ?? ''
  if (token.length < first.length + last.length || !token.startsWith(first) || !token.endsWith(last)) return false
  let at = first.length
  const end = token.length - last.length
  for (let piece = 1; piece < pattern.length - 1; piece++) {
    const text = pattern[piece] ?? ''
    const found = token.indexOf(text, at)
    if (found === -1 || found + text.length > end) return false
    at = found + text.length
  }
  return true
}
