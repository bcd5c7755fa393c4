import type { WriteState } from '../protocol.ts'
import type { Replica } from '../replica/index.ts'
import { putInOrder, takeOut } from './in-order.ts'
import { isOpen, writeState, type Intent } from './intent.ts'
import { createPendingWrites } from './pending-writes.ts'
import { createReadyIntents } from './ready-intents.ts'

/** An intent whose state changed, as applications see it. */
export interface StateChange {
  readonly key: string
  readonly state: WriteState
}

/** The journal's intents in memory; whatever changes here shows in the replica's overlay at once. A change costs what changes, however many there are. */
export interface IntentList {
  /** In order of making. */
  all(): readonly Intent[]
  get(key: string): Intent | undefined
  /** Those that may be sent now, in order of making. */
  ready(): readonly Intent[]
  /** How many are settled. */
  settledCount(): number
  /** How many still want something, those on their way into the journal included. */
  openCount(): number
  /** Those that wait for a person, in order of making; the same array until one of them changes. */
  parked(): readonly Intent[]
  /** Was a record of that temporary id made here, and not given up? */
  isCreated(objectType: string, id: string): boolean
  /** Counts what was put; for {@link IntentList.take}. */
  revision(): number
  /** Replaces everything by what was read from the journal, except what was put after `revision`: that is newer than the reading. */
  take(intents: readonly Intent[], revision: number): void
  /** Adds intents or replaces those of the same key. */
  put(intents: readonly Intent[]): void
  /** Shows intents that are on their way into the journal, until they are put or withdrawn. Nobody sends them. */
  show(intents: readonly Intent[]): void
  withdraw(keys: readonly string[]): void
  /** Forgets settled ones. */
  drop(keys: readonly string[]): void
  onChange(react: (changes: readonly StateChange[]) => void): () => void
}

/** An empty list over a replica. */
export function createIntentList(replica: Replica): IntentList {
  const pending = createPendingWrites(replica.identities)
  const ready = createReadyIntents(replica.identities)
  const ordered: Intent[] = []
  const byKey = new Map<string, Intent>()
  const onTheirWay = new Map<string, Intent>()
  const created = new Set<string>()
  const parkedByKey = new Map<string, Intent>()
  let parked: readonly Intent[] | null = null
  let openCount = 0
  let revision = 0
  const putAt = new Map<string, number>()
  const listeners = new Set<(changes: readonly StateChange[]) => void>()

  function enter(intent: Intent): void {
    byKey.set(intent.key, intent)
    putInOrder(ordered, intent)
    ready.add(intent)
    if (isOpen(intent)) {
      openCount++
      pending.add(intent)
    }
    if (isCreation(intent)) created.add(nameOf(intent))
    if (intent.state !== 'parked') return
    parkedByKey.set(intent.key, intent)
    parked = null
  }

  function leave(intent: Intent): void {
    byKey.delete(intent.key)
    takeOut(ordered, intent)
    ready.remove(intent)
    if (isOpen(intent)) {
      openCount--
      pending.remove(intent)
    }
    if (isCreation(intent)) created.delete(nameOf(intent))
    if (parkedByKey.delete(intent.key)) parked = null
  }

  function withdraw(key: string): void {
    const intent = onTheirWay.get(key)
    if (intent === undefined) return
    onTheirWay.delete(key)
    pending.remove(intent)
    if (isCreation(intent)) created.delete(nameOf(intent))
  }

  // All in one transaction of the replica; whoever listens hears of what looks different.
  function exchange(gone: readonly Intent[], come: readonly Intent[]): void {
    for (const intent of gone) leave(intent)
    const changed: Intent[] = []
    for (const intent of come) {
      const before = byKey.get(intent.key)
      if (before !== undefined) leave(before)
      withdraw(intent.key)
      enter(intent)
      if (!looksAlike(before, intent)) changed.push(intent)
    }
    replica.applyOverlay(pending.take())
    if (changed.length === 0) return
    const changes = changed.map((intent) => ({ key: intent.key, state: writeState(intent) }))
    for (const react of listeners) react(changes)
  }

  return {
    all: () => ordered,
    get: (key) => byKey.get(key),
    ready: () => ready.all(),
    settledCount: () => ordered.length - openCount,
    openCount: () => openCount + onTheirWay.size,
    parked: () => (parked ??= [...parkedByKey.values()].toSorted((a, b) => a.seq - b.seq)),
    isCreated: (objectType, id) => created.has(`${objectType} ${id}`),
    revision: () => revision,
    take(read, since) {
      const isNewer = (key: string): boolean => (putAt.get(key) ?? 0) > since
      const readKeys = new Set(read.map(({ key }) => key))
      const gone = ordered.filter(({ key }) => !readKeys.has(key) && !isNewer(key))
      const come = read.filter((intent) => !isNewer(intent.key) && !isSame(byKey.get(intent.key), intent))
      for (const [key, at] of putAt) if (at <= since) putAt.delete(key)
      exchange(gone, come)
    },
    put(changed) {
      revision++
      for (const { key } of changed) putAt.set(key, revision)
      exchange([], changed)
    },
    show(intents) {
      for (const intent of intents) {
        // A command that comes a second time.
        if (byKey.has(intent.key) || onTheirWay.has(intent.key)) continue
        onTheirWay.set(intent.key, intent)
        pending.add(intent)
        if (isCreation(intent)) created.add(nameOf(intent))
      }
      replica.applyOverlay(pending.take())
    },
    withdraw(keys) {
      for (const key of keys) withdraw(key)
      replica.applyOverlay(pending.take())
    },
    drop(keys) {
      for (const key of keys) {
        const intent = byKey.get(key)
        if (intent !== undefined) leave(intent)
      }
    },
    onChange(react) {
      listeners.add(react)
      return () => listeners.delete(react)
    },
  }
}

function isCreation({ draft, state }: Intent): boolean {
  return draft.kind === 'create' && state !== 'discarded'
}

function nameOf({ draft: { objectType, id } }: Intent): string {
  return `${objectType} ${id}`
}

// What people see of an intent: its state, and why it is parked.
function looksAlike(a: Intent | undefined, b: Intent): boolean {
  return a !== undefined && a.state === b.state && JSON.stringify(a.parking) === JSON.stringify(b.parking)
}

function isSame(a: Intent | undefined, b: Intent): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b)
}
