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
  /** Replaces everything. */
  take(intents: readonly Intent[]): void
  /** Adds intents or replaces those of the same key. */
  put(intents: readonly Intent[]): void
  /** Forgets settled ones. */
  drop(keys: readonly string[]): void
  onChange(react: (changes: readonly StateChange[]) => void): () => void
}

/** An empty list over a replica. */
export function createIntentList(replica: Replica): IntentList {
  let intents: readonly Intent[] = []
  const listeners = new Set<(changes: readonly StateChange[]) => void>()
  const keyOf = (objectType: string, id: string): LocalKey => replica.identities.keyOf(objectType, id)

  function take(next: readonly Intent[]): void {
    const before = new Map(intents.map(({ key, state }) => [key, state]))
    intents = next.toSorted((a, b) => a.seq - b.seq)
    // An intent for an object type that this app's schema does not hold (any more) is kept and sent, but there is no table to show it in.
    replica.applyOverlay(
      overlayOf(
        intents.filter(({ draft }) => replica.has(draft.objectType)),
        keyOf,
      ),
    )
    const changed = intents.filter(({ key, state }) => before.get(key) !== state)
    if (changed.length === 0) return
    for (const react of listeners) react(changed.map((intent) => ({ key: intent.key, state: writeState(intent) })))
  }

  return {
    all: () => intents,
    take,
    put(changed) {
      const keys = new Set(changed.map(({ key }) => key))
      take([...intents.filter(({ key }) => !keys.has(key)), ...changed])
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
