import type { LocalKey } from '@holdfast/crm'
import type { WriteState } from '../protocol.ts'
import type { Replica } from '../replica/index.ts'
import { writeState, type Intent } from './intent.ts'
import { overlayOf } from './overlay.ts'

/** An intent whose state changed, as applications see it. */
export interface StateChange {
  readonly key: string
  readonly state: WriteState
}

/** The journal's intents in memory; whatever changes here shows in the replica's overlay at once. */
export interface IntentList {
  /** In order of making. */
  all(): readonly Intent[]
  /** Counts what was put; for {@link IntentList.take}. */
  revision(): number
  /** Replaces everything by what was read from the journal, except what was put after `revision`: that is newer than the reading. */
  take(intents: readonly Intent[], revision: number): void
  /** Adds intents or replaces those of the same key. */
  put(intents: readonly Intent[]): void
  /** Forgets settled ones. */
  drop(keys: readonly string[]): void
  onChange(react: (changes: readonly StateChange[]) => void): () => void
}

/** An empty list over a replica. */
export function createIntentList(replica: Replica): IntentList {
  let intents: readonly Intent[] = []
  let revision = 0
  const putAt = new Map<string, number>()
  const listeners = new Set<(changes: readonly StateChange[]) => void>()
  const keyOf = (objectType: string, id: string): LocalKey => replica.identities.keyOf(objectType, id)

  function show(next: readonly Intent[]): void {
    const before = new Map(intents.map((intent) => [intent.key, intent]))
    intents = next.toSorted((a, b) => a.seq - b.seq)
    // An intent for an object type that this app's schema does not hold (any more) is kept and sent, but there is no table to show it in.
    replica.applyOverlay(
      overlayOf(
        intents.filter(({ draft }) => replica.has(draft.objectType)),
        keyOf,
      ),
    )
    const changed = intents.filter((intent) => !looksAlike(before.get(intent.key), intent))
    if (changed.length === 0) return
    for (const react of listeners) react(changed.map((intent) => ({ key: intent.key, state: writeState(intent) })))
  }

  return {
    all: () => intents,
    revision: () => revision,
    take(read, since) {
      const isNewer = ({ key }: Intent): boolean => (putAt.get(key) ?? 0) > since
      const newer = intents.filter(isNewer)
      for (const [key, at] of putAt) if (at <= since) putAt.delete(key)
      show([...read.filter((intent) => !isNewer(intent)), ...newer])
    },
    put(changed) {
      revision++
      for (const { key } of changed) putAt.set(key, revision)
      const keys = new Set(changed.map(({ key }) => key))
      show([...intents.filter(({ key }) => !keys.has(key)), ...changed])
    },
    drop(keys) {
      intents = intents.filter(({ key }) => !keys.includes(key))
    },
    onChange(react) {
      listeners.add(react)
      return () => listeners.delete(react)
    },
  }
}

// What people see of an intent: its state, and why it is parked.
function looksAlike(a: Intent | undefined, b: Intent): boolean {
  return a !== undefined && a.state === b.state && JSON.stringify(a.parking) === JSON.stringify(b.parking)
}
