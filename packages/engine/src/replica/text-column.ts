import type { JoinedText, TextColumn } from '@holdfast/query'
import type { ColumnPack } from './pack.ts'
import { fitted, grown } from './row-set.ts'

/**
 * A column of texts that seldom repeat, lower-cased: one text for all rows, which costs no object a row and is looked through at the speed of `indexOf`.
 * What changed since it was joined stands beside it.
 */
export class StoredTexts implements TextColumn {
  readonly kind = 'text'
  #text = ''
  /** Where each row starts, and where the last one ends. */
  #starts: Uint32Array<ArrayBuffer> = new Uint32Array(1)
  #rows = 0
  #changed = new Map<number, string>()

  get bytes(): number {
    return this.#text.length + this.#starts.byteLength + this.#changed.size * 80
  }

  read(row: number): string {
    const changed = this.#changed.get(row)
    if (changed !== undefined) return changed
    return row < this.#rows ? this.#text.slice(this.#starts[row], this.#starts[row + 1]) : ''
  }

  set(row: number, wire: string | null): void {
    const text = (wire ?? '').toLowerCase()
    if (text !== this.read(row)) this.#changed.set(row, text)
    // A first load would otherwise keep a text a row until somebody searches.
    if (this.#changed.size > joinAfter && this.#changed.size * 4 > this.#rows) this.joined()
  }

  /** Its first `rows` values, to be restored from. */
  pack(rows: number): ColumnPack {
    const { text } = this.joined()
    return { kind: 'text', text, starts: fitted(this.#starts.subarray(0, this.#rows + 1), rows + 1, text.length) }
  }

  /** Takes a pack for its own. */
  restore({ text, starts }: Extract<ColumnPack, { kind: 'text' }>): void {
    this.#text = text
    this.#starts = starts
    this.#rows = starts.length - 1
    this.#changed = new Map()
  }

  joined(): JoinedText {
    if (this.#changed.size > 0) this.#join()
    return { text: this.#text, starts: this.#starts.subarray(0, this.#rows + 1) }
  }

  // Pieces of the old text stay whole between the rows that changed, so this costs copying, not reading row by row.
  #join(): void {
    const rows = [...this.#changed.keys()].sort((a, b) => a - b)
    const count = Math.max(this.#rows, (rows.at(-1) ?? -1) + 1)
    const starts = count < this.#starts.length ? new Uint32Array(this.#starts.length) : grown(this.#starts, count + 1)
    const pieces: string[] = []
    let length = 0
    let next = 0
    const keepUpTo = (row: number): void => {
      const known = Math.min(row, this.#rows)
      if (next < known) {
        const from = this.#starts[next] ?? 0
        const moved = length - from
        for (let at = next; at < known; at++) starts[at] = (this.#starts[at] ?? 0) + moved
        pieces.push(this.#text.slice(from, this.#starts[known]))
        length += (this.#starts[known] ?? 0) - from
      }
      starts.fill(length, Math.max(next, known), row)
      next = row
    }
    for (const row of rows) {
      keepUpTo(row)
      const text = this.#changed.get(row) ?? ''
      starts[row] = length
      pieces.push(text)
      length += text.length
      next = row + 1
    }
    keepUpTo(count)
    starts[count] = length
    this.#text = pieces.join('')
    this.#starts = starts
    this.#rows = count
    this.#changed = new Map()
  }
}

const joinAfter = 4_096
