import type { Labels } from './adjacency.ts'
import type { SayingsPack } from './pack.ts'
import { grown } from './row-set.ts'

/**
 * What the records of one object type say of their links to those of another, by row numbers, in arrays: half a million links would be a hundred
 * megabytes of objects. A saying is a number; 0 is none. Each stands in two chains: what its record says, and what is said about the other one.
 */
export interface Sayings {
  /** When the whole list of a record was read, epoch ms; null: never. */
  readAt(from: number): number | null
  setReadAt(from: number, at: number | null): void
  firstOf(from: number): number
  nextOf(saying: number): number
  firstAbout(to: number): number
  nextAbout(saying: number): number
  from(saying: number): number
  to(saying: number): number
  at(saying: number): number
  /** Null: surely not there. */
  labels(saying: number): Labels | null
  /** The saying of one record about another, 0 when there is none. */
  find(from: number, to: number): number
  add(from: number, to: number, labels: Labels | null, at: number): void
  change(saying: number, labels: Labels | null, at: number): void
  delete(saying: number): void
  /** One more than the highest record that says something. */
  readonly fromCount: number
  pack(): SayingsPack
  /** Takes a pack for its own; when nothing was said yet. */
  restore(pack: SayingsPack): void
  bytes(): number
}

/** Nothing said yet. */
export function createSayings(): Sayings {
  const labelSets = createLabelSets()
  // By record; times are kept plus one, so that 0 is never.
  let readAt = new Float64Array(0)
  let firstOf = new Int32Array(0)
  let firstAbout = new Int32Array(0)
  // By saying; the first place is nobody's.
  let count = 1
  let free = 0
  let from = new Int32Array(16)
  let to = new Int32Array(16)
  let at = new Float64Array(16)
  let labels = new Uint16Array(16)
  let nextOf = new Int32Array(16)
  let previousOf = new Int32Array(16)
  let nextAbout = new Int32Array(16)
  let previousAbout = new Int32Array(16)

  function place(): number {
    if (free !== 0) {
      const reused = free
      free = nextOf[reused] ?? 0
      return reused
    }
    if (count === from.length) {
      from = grown(from, count + 1)
      to = grown(to, count + 1)
      at = grown(at, count + 1)
      labels = grown(labels, count + 1)
      nextOf = grown(nextOf, count + 1)
      previousOf = grown(previousOf, count + 1)
      nextAbout = grown(nextAbout, count + 1)
      previousAbout = grown(previousAbout, count + 1)
    }
    return count++
  }

  function reserveFrom(row: number): void {
    if (row >= firstOf.length) firstOf = grown(firstOf, row + 1)
    if (row >= readAt.length) readAt = grown(readAt, row + 1)
  }

  return {
    readAt(row) {
      const stored = readAt[row] ?? 0
      return stored === 0 ? null : stored - 1
    },
    setReadAt(row, moment) {
      reserveFrom(row)
      readAt[row] = moment === null ? 0 : moment + 1
    },
    firstOf: (row) => firstOf[row] ?? 0,
    nextOf: (saying) => nextOf[saying] ?? 0,
    firstAbout: (row) => firstAbout[row] ?? 0,
    nextAbout: (saying) => nextAbout[saying] ?? 0,
    from: (saying) => from[saying] ?? 0,
    to: (saying) => to[saying] ?? 0,
    at: (saying) => at[saying] ?? 0,
    labels: (saying) => labelSets.labels(labels[saying] ?? 0),
    find(fromRow, toRow) {
      let saying = firstOf[fromRow] ?? 0
      while (saying !== 0 && to[saying] !== toRow) saying = nextOf[saying] ?? 0
      return saying
    },
    add(fromRow, toRow, said, moment) {
      reserveFrom(fromRow)
      if (toRow >= firstAbout.length) firstAbout = grown(firstAbout, toRow + 1)
      const saying = place()
      from[saying] = fromRow
      to[saying] = toRow
      at[saying] = moment
      labels[saying] = labelSets.code(said)
      const [of, about] = [firstOf[fromRow] ?? 0, firstAbout[toRow] ?? 0]
      nextOf[saying] = of
      previousOf[saying] = 0
      nextAbout[saying] = about
      previousAbout[saying] = 0
      previousOf[of] = saying
      previousAbout[about] = saying
      firstOf[fromRow] = saying
      firstAbout[toRow] = saying
    },
    change(saying, said, moment) {
      labels[saying] = labelSets.code(said)
      at[saying] = moment
    },
    delete(saying) {
      const [before, after] = [previousOf[saying] ?? 0, nextOf[saying] ?? 0]
      if (before === 0) firstOf[from[saying] ?? 0] = after
      else nextOf[before] = after
      previousOf[after] = before
      const [beforeAbout, afterAbout] = [previousAbout[saying] ?? 0, nextAbout[saying] ?? 0]
      if (beforeAbout === 0) firstAbout[to[saying] ?? 0] = afterAbout
      else nextAbout[beforeAbout] = afterAbout
      previousAbout[afterAbout] = beforeAbout
      nextOf[saying] = free
      free = saying
    },
    get fromCount() {
      return Math.max(firstOf.length, readAt.length)
    },
    pack: () => ({
      readAt: trimmed(readAt),
      firstOf: trimmed(firstOf),
      firstAbout: trimmed(firstAbout),
      free,
      labelSets: labelSets.all(),
      from: from.slice(0, count),
      to: to.slice(0, count),
      at: at.slice(0, count),
      labels: labels.slice(0, count),
      nextOf: nextOf.slice(0, count),
      previousOf: previousOf.slice(0, count),
      nextAbout: nextAbout.slice(0, count),
      previousAbout: previousAbout.slice(0, count),
    }),
    restore(pack) {
      ;({ readAt, firstOf, firstAbout, free, from, to, at, labels, nextOf, previousOf, nextAbout, previousAbout } =
        pack)
      count = from.length
      for (const set of pack.labelSets) labelSets.code(set)
    },
    bytes: () => readAt.length * 8 + (firstOf.length + firstAbout.length) * 4 + from.length * 34,
  }
}

// Rows grow by half of what they are, and few records of an object type may say anything.
function trimmed<A extends Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(numbers: A): A {
  return numbers.slice(0, numbers.findLastIndex((number) => number !== 0) + 1) as A
}

interface LabelSets {
  code(labels: Labels | null): number
  labels(code: number): Labels | null
  all(): readonly (Labels | null)[]
}

// There are a few combinations of labels and many links.
function createLabelSets(): LabelSets {
  const sets: (Labels | null)[] = [null]
  const codes = new Map<string, number>()
  return {
    code(labels) {
      if (labels === null) return 0
      const text = JSON.stringify(labels)
      const known = codes.get(text)
      if (known !== undefined) return known
      const code = sets.push(labels) - 1
      codes.set(text, code)
      return code
    },
    labels: (code) => sets[code] ?? null,
    all: () => [...sets],
  }
}
