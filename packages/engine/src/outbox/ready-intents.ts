import type { Identities } from '../replica/index.ts'
import { holdsBack, namedRecords, recordOf, subjectsOf, type KeyOf } from './graph.ts'
import { placeOf, putInOrder, takeOut } from './in-order.ts'
import { isOpen, type Intent } from './intent.ts'

/**
 * Intents that may be sent now: the outbox is a graph, not a line. Kept by change, at the cost of what a change lets go or holds back, however many wait.
 *
 * An intent waits for earlier ones of the same record or the same link, and for the creation of every record it names. A parked one holds back
 * only what would undo its meaning (later writes of the same properties, of the same link), so one bad value delays nothing else.
 */
export interface ReadyIntents {
  add(intent: Intent): void
  remove(intent: Intent): void
  /** In order of making. */
  all(): readonly Intent[]
}

/** None. */
export function createReadyIntents(identities: Pick<Identities, 'keyOf' | 'idsOf' | 'aliases'>): ReadyIntents {
  const keyOf: KeyOf = (objectType, id) => identities.keyOf(objectType, id)
  const open = new Set<Intent>()
  const bySubject = new Map<string, Intent[]>()
  const creations = new Map<string, Set<Intent>>()
  const naming = new Map<string, Set<Intent>>()
  const ready: Intent[] = []
  const isReady = new Set<Intent>()
  // Something about them is another than when they were judged.
  const unjudged = new Set<Intent>()
  let aliasesSeen = 0

  function enter(intent: Intent): void {
    unjudged.add(intent)
    for (const subject of subjectsOf(intent, keyOf)) {
      const those = bySubject.get(subject) ?? []
      bySubject.set(subject, those)
      putInOrder(those, intent)
      doubtAfter(those, intent.seq)
    }
    for (const record of namedRecords(intent, keyOf)) addTo(naming, record, intent)
    if (intent.draft.kind !== 'create') return
    addTo(creations, recordOf(intent, keyOf), intent)
    doubtNaming(intent)
  }

  function leave(intent: Intent): void {
    for (const subject of subjectsOf(intent, keyOf)) {
      const those = bySubject.get(subject) ?? []
      takeOut(those, intent)
      doubtAfter(those, intent.seq)
      if (those.length === 0) bySubject.delete(subject)
    }
    for (const record of namedRecords(intent, keyOf)) deleteFrom(naming, record, intent)
    if (intent.draft.kind === 'create') {
      deleteFrom(creations, recordOf(intent, keyOf), intent)
      doubtNaming(intent)
    }
    unjudged.delete(intent)
    if (isReady.delete(intent)) takeOut(ready, intent)
  }

  // What comes behind one that is not parked waits for that one in any case.
  function doubtAfter(those: readonly Intent[], seq: number): void {
    for (let at = placeOf(those, seq + 1); at < those.length; at++) {
      const intent = those[at] as Intent
      unjudged.add(intent)
      if (intent.state !== 'parked') return
    }
  }

  function doubtNaming(creation: Intent): void {
    for (const intent of naming.get(recordOf(creation, keyOf)) ?? []) if (intent !== creation) unjudged.add(intent)
  }

  function isHeld(intent: Intent): boolean {
    if (intent.state === 'parked') return true
    for (const record of namedRecords(intent, keyOf))
      for (const creation of creations.get(record) ?? []) if (creation.seq < intent.seq) return true
    return subjectsOf(intent, keyOf).some((subject) => {
      for (const before of bySubject.get(subject) ?? []) {
        if (before.seq >= intent.seq) return false
        if (holdsBack(before, intent, keyOf)) return true
      }
      return false
    })
  }

  // An id that turns out to be another record's moves what stands under its key; that is rare, and all is looked at anew.
  function followAliases(): void {
    const aliases = identities.aliases()
    const isMoved = aliases.slice(aliasesSeen).some(({ objectType, id }) => {
      const key = keyOf(objectType, id)
      return identities.idsOf(objectType, key).some((each) => each !== key && naming.has(`${objectType} ${each}`))
    })
    aliasesSeen = aliases.length
    if (!isMoved) return
    for (const map of [bySubject, creations, naming]) map.clear()
    for (const intent of open) enter(intent)
  }

  function judge(intent: Intent): void {
    const held = isHeld(intent)
    if (held === !isReady.has(intent)) return
    if (held) {
      isReady.delete(intent)
      takeOut(ready, intent)
    } else {
      isReady.add(intent)
      putInOrder(ready, intent)
    }
  }

  return {
    add(intent) {
      followAliases()
      if (!isOpen(intent)) return
      open.add(intent)
      enter(intent)
    },
    remove(intent) {
      followAliases()
      if (open.delete(intent)) leave(intent)
    },
    all() {
      followAliases()
      unjudged.forEach(judge)
      unjudged.clear()
      return ready
    },
  }
}

function addTo(map: Map<string, Set<Intent>>, name: string, intent: Intent): void {
  map.set(name, (map.get(name) ?? new Set<Intent>()).add(intent))
}

function deleteFrom(map: Map<string, Set<Intent>>, name: string, intent: Intent): void {
  const those = map.get(name)
  those?.delete(intent)
  if (those?.size === 0) map.delete(name)
}
