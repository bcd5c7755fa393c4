import type { LocalKey } from '@holdfast/crm'
import { isOpen, referencesOf, type Intent } from './intent.ts'

/** The stable key of the record that an id means. */
export type KeyOf = (objectType: string, id: string) => LocalKey

/**
 * Intents that may be sent now: the outbox is a graph, not a line.
 *
 * An intent waits for earlier ones of the same record or the same link, and for the creation of every record it names. A parked one holds back
 * only what would undo its meaning (later writes of the same properties, of the same link), so one bad value delays nothing else.
 */
export function readyIntents(intents: readonly Intent[], keyOf: KeyOf): Intent[] {
  const ready: Intent[] = []
  const creating = new Set<string>()
  // Earlier open intents by the record or link they are about: ten thousand intents must not be compared in pairs.
  const earlier = new Map<string, Intent[]>()
  for (const intent of intents) {
    if (!isOpen(intent)) continue
    const subjects = subjectsOf(intent, keyOf)
    const isHeld =
      intent.state === 'parked' ||
      namedRecords(intent, keyOf).some((record) => creating.has(record)) ||
      subjects.some((subject) => earlier.get(subject)?.some((before) => holdsBack(before, intent, keyOf)) === true)
    if (!isHeld) ready.push(intent)
    if (intent.draft.kind === 'create') creating.add(recordOf(intent, keyOf))
    for (const subject of subjects) {
      const those = earlier.get(subject)
      if (those === undefined) earlier.set(subject, [intent])
      else those.push(intent)
    }
  }
  return ready
}

/** Intents that can never be sent because what they name will not be created: `of` was discarded. */
export function dependentsOf(of: Intent, intents: readonly Intent[], keyOf: KeyOf): Intent[] {
  if (of.draft.kind !== 'create') return []
  const created = recordOf(of, keyOf)
  return intents.filter(
    (intent) => intent.seq > of.seq && isOpen(intent) && namedRecords(intent, keyOf).includes(created),
  )
}

// Both are about the same record or the same link.
function holdsBack(before: Intent, after: Intent, keyOf: KeyOf): boolean {
  if (before.state !== 'parked') return true
  if (before.draft.kind === 'archive' || after.draft.kind === 'archive') return true
  if (before.draft.kind === 'update' && after.draft.kind === 'update') {
    const held = before.draft.properties
    return Object.keys(after.draft.properties).some((name) => Object.hasOwn(held, name))
  }
  const link = linkOf(before, keyOf)
  return link !== null && link === linkOf(after, keyOf)
}

function subjectsOf(intent: Intent, keyOf: KeyOf): string[] {
  const link = linkOf(intent, keyOf)
  return link === null ? [recordOf(intent, keyOf)] : [recordOf(intent, keyOf), link]
}

function recordOf({ draft }: Intent, keyOf: KeyOf): string {
  return `${draft.objectType} ${keyOf(draft.objectType, draft.id)}`
}

// The same link from either of its ends.
function linkOf(intent: Intent, keyOf: KeyOf): string | null {
  const { draft } = intent
  if (draft.kind !== 'associate' && draft.kind !== 'disassociate') return null
  const other = `${draft.to.objectType} ${keyOf(draft.to.objectType, draft.to.id)}`
  return [recordOf(intent, keyOf), other].toSorted().join(' - ')
}

function namedRecords(intent: Intent, keyOf: KeyOf): string[] {
  return [
    recordOf(intent, keyOf),
    ...referencesOf(intent.draft).map(({ objectType, id }) => `${objectType} ${keyOf(objectType, id)}`),
  ]
}
