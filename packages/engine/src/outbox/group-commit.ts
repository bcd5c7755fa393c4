import type { IntentDraft } from '../protocol.ts'

/** What a group commit stands on. */
export interface GroupCommitOptions {
  /** Throws when a unit cannot be; `earlier` are drafts of the same group that will be recorded before it. */
  readonly check: (unit: readonly IntentDraft[], earlier: readonly IntentDraft[]) => void
  /** Makes drafts durable, all or none. */
  readonly record: (drafts: readonly IntentDraft[]) => Promise<void>
  /** Something was recorded. */
  readonly recorded: () => void
  /** Nothing is on its way any more. */
  readonly rested: () => void
}

/**
 * Units on their way into the journal. A transaction costs the disk the same for one unit as for a hundred, so what comes while one is written makes the next
 * group, in order. Each unit is refused by itself, and recorded whole.
 */
export interface GroupCommit {
  /** Rejects with what `check` throws of this unit, or with what kept its group from being recorded. */
  commit(unit: readonly IntentDraft[]): Promise<void>
  /** Is nothing on its way? */
  isIdle(): boolean
}

interface Waiting {
  readonly unit: readonly IntentDraft[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Nothing on its way. */
export function createGroupCommit({ check, record, recorded, rested }: GroupCommitOptions): GroupCommit {
  let waiting: Waiting[] = []
  let isRecording = false

  async function recordAll(): Promise<void> {
    isRecording = true
    // Units that come in one message begin together.
    await Promise.resolve()
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      await recordGroup(group)
    }
    isRecording = false
    rested()
  }

  async function recordGroup(group: readonly Waiting[]): Promise<void> {
    const drafts: IntentDraft[] = []
    const accepted: Waiting[] = []
    for (const each of group) {
      try {
        check(each.unit, drafts)
        drafts.push(...each.unit)
        accepted.push(each)
      } catch (error) {
        each.reject(error)
      }
    }
    if (accepted.length === 0) return
    try {
      await record(drafts)
    } catch (error) {
      for (const { reject } of accepted) reject(error)
      return
    }
    for (const { resolve } of accepted) resolve()
    recorded()
  }

  return {
    async commit(unit) {
      const done = new Promise<void>((resolve, reject) => waiting.push({ unit, resolve, reject }))
      // Who asks now whether something is on its way must be told so, hence no pause before this.
      if (!isRecording) void recordAll()
      return done
    },
    isIdle: () => !isRecording,
  }
}
