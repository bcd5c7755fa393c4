import type { RowText } from './protocol.ts'

/**
 * A page makes rows of so much text in 1-3 ms (Chromium, 500 rows of 27 values): a few times slower it is still no frame late, and messages of this size
 * cost no more than one for all.
 */
export const mostCharacters = 250_000

/** Rows in pieces that messages may carry; one piece at least, and no row in two. */
export function inMessages(rows: readonly RowText[]): readonly (readonly RowText[])[] {
  const pieces: (readonly RowText[])[] = []
  let begin = 0
  let characters = 0
  rows.forEach(({ length }, at) => {
    characters += length
    if (characters <= mostCharacters || at === begin) return
    pieces.push(rows.slice(begin, at))
    begin = at
    characters = length
  })
  pieces.push(begin === 0 ? rows : rows.slice(begin))
  return pieces
}
