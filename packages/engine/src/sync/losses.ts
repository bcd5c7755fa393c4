/**
 * What went from the disk while it stays in memory, or never got there. A claim rests on everything that was stored for it, so one that is under way when
 * something is lost may stand on the disk only if that concerned none of its records.
 */
export interface Losses {
  readonly count: number
  /** Something was lost; of queries of these shapes, nothing. */
  note(kept: ReadonlySet<string>): void
  /** Memory holds what the disk does and no more: what was under way rests on nothing that is certain. */
  begin(): void
  /** The disk holds all that memory does again. */
  settle(): void
  /** Is anything in memory that is not on the disk? */
  readonly areOpen: boolean
  /** Was nothing lost of a query of that shape since there were `begun` losses? */
  stands(shape: string, begun: number): boolean
  /** Is what was stored since then at least in memory? */
  isInMemory(begun: number): boolean
}

/** Nothing was lost yet. */
export function createLosses(): Losses {
  const keptByLoss: ReadonlySet<string>[] = []
  let begunAgain = 0
  let settled = 0
  return {
    get count() {
      return keptByLoss.length
    },
    note: (kept) => void keptByLoss.push(kept),
    begin() {
      keptByLoss.push(new Set())
      begunAgain = keptByLoss.length
      settled = begunAgain
    },
    settle: () => void (settled = keptByLoss.length),
    get areOpen() {
      return keptByLoss.length > settled
    },
    stands: (shape, begun) => keptByLoss.slice(begun).every((kept) => kept.has(shape)),
    isInMemory: (begun) => begun >= begunAgain,
  }
}
