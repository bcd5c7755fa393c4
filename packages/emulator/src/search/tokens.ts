/** The tokens of a text: runs of letters and digits, in lower case. Punctuation parts tokens and is gone. */
export function tokenize(text: string): readonly string[] {
  return (text.match(/[\p{L}\p{N}]+/gu) ?? []).map((token) => token.toLowerCase())
}

/** Does a token answer to what was asked for? */
export type TokenTest = (token: string) => boolean

/**
 * What CONTAINS_TOKEN asks for: a test for each token of the operand, all of which some token of a value must pass, in any order.
 * `*` in the operand stands for any characters within one token. Empty when the operand holds no token.
 * Without `middleWildcards` it does so at the ends of a token only, and one between finds nothing.
 */
export function tokenTests(operand: string, middleWildcards: boolean = true): readonly TokenTest[] {
  const wanted = operand.match(/[\p{L}\p{N}*]+/gu) ?? []
  return wanted.map((text) => {
    const part = text.toLowerCase()
    if (!part.includes('*')) return (token) => token === part
    if (!middleWildcards && part.slice(1, -1).includes('*')) return () => false
    const pieces = part.split('*')
    return (token) => fits(token, pieces)
  })
}

// Pieces in order, the first at the start and the last at the end; greedy from the left is enough for `*` alone, and never backtracks.
function fits(token: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? ''
  const last = pieces.at(-1) ?? ''
  if (token.length < first.length + last.length || !token.startsWith(first) || !token.endsWith(last)) return false
  let at = first.length
  const end = token.length - last.length
  for (const piece of pieces.slice(1, -1)) {
    const found = token.indexOf(piece, at)
    if (found < 0 || found + piece.length > end) return false
    at = found + piece.length
  }
  return true
}
