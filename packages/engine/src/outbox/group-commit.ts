import type { IntentDraft } from '../protocol.ts'

/** What a group commit stands on. */
export interface GroupCommitOptions {
  /** Throws when a unit cannot be; `earlier` are drafts that came in the same go before it and are not shown yet. */
  readonly check: (unit: readonly IntentDraft[], earlier: readonly IntentDraft[]) => void
  /** Shows drafts that will be recorded. */
  readonly show: (drafts: readonly IntentDraft[]) => void
  /** Takes back what was shown. */
  readonly withdraw: (drafts: readonly IntentDraft[]) => void
  /** Makes drafts durable, all or none. */
  readonly record: (drafts: readonly IntentDraft[]) => Promise<void>
  /** Something was recorded. */
  readonly recorded: () => void
  /** Nothing is on its way any more. */
  readonly rested: () => void
}

/**
 * Units on their way into the journal. What comes in one go is checked and shown in one. A transaction costs the disk the same for one unit as for a
 * hundred, so what comes while one is written makes the next group, in order. Each unit is refused by itself, and recorded whole.
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
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { check, show, withdraw, record, recorded, rested } = options
  let arrived: Waiting[] = []
  let admitted: Waiting[] = []
  let isAdmitting = false
  let isRecording = false

  function admitSoon(): void {
    if (isAdmitting) return
    isAdmitting = true
    void Promise.resolve().then(() => {
      isAdmitting = false
      admit()
      if (isRecording) return
      if (admitted.length > 0) void recordAll()
      else rested()
    })
  }

  function admit(): void {
    const group: Waiting[] = []
    const drafts: IntentDraft[] = []
    for (const each of arrived) {
      try {
        check(each.unit, drafts)
        drafts.push(...each.unit)
        group.push(each)
      } catch (error) {
        each.reject(error)
      }
    }
    arrived = []
    try {
      show(drafts)
      admitted.push(...group)
    } catch (error) {
      // A bug; whoever writes must hear of it.
      for (const { reject } of group) reject(error)
    }
  }

  async function recordAll(): Promise<void> {
    isRecording = true
    while (admitted.length > 0) {
      const group = admitted
      admitted = []
      await recordGroup(group)
    }
    isRecording = false
    rested()
  }

  async function recordGroup(group: readonly Waiting[]): Promise<void> {
    try {
      await record(draftsOf(group))
    } catch (error) {
      withdraw(draftsOf([...group, ...admitted]))
      for (const { reject } of group) reject(error)
      // What was admitted since may rest on what is no more.
      arrived = [...admitted, ...arrived]
      admitted = []
      return admit()
    }
    for (const { resolve } of group) resolve()
    recorded()
  }

  return {
    async commit(unit) {
      const done = new Promise<void>((resolve, reject) => arrived.push({ unit, resolve, reject }))
      admitSoon()
      return done
    },
    isIdle: () => !isRecording && !isAdmitting,
  }
}

function draftsOf(group: readonly Waiting[]): readonly IntentDraft[] {
  return group.flatMap(({ unit }) => unit)
}
