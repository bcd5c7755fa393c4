import type { LocalKey } from '@holdfast/crm'
import { isOpen, referencesOf, type Intent } from './intent.ts'

/** The stable key of the record that an id means. */
export type KeyOf = (objectType: string, id: string) => LocalKey

/**
 * Intents that may be sent now: the outbox is a graph, not a line.
 *
 * An intent waits for earlier ones of the same record, and for the creation of every record it names. A parked update holds back only later
 * writes of the same properties, so one bad value delays nothing else.
 */
export function readyIntents(intents: readonly Intent[], keyOf: KeyOf): Intent[] {
  const ready: Intent[] = []
  const earlier: Intent[] = []
  for (const intent of intents) {
    if (!isOpen(intent)) continue
    if (intent.state !== 'parked' && !earlier.some((before) => holdsBack(before, intent, keyOf))) ready.push(intent)
    earlier.push(intent)
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

function holdsBack(before: Intent, after: Intent, keyOf: KeyOf): boolean {
  if (before.draft.kind === 'create' && namedRecords(after, keyOf).includes(recordOf(before, keyOf))) return true
  if (recordOf(before, keyOf) !== recordOf(after, keyOf)) return false
  if (before.state !== 'parked') return true
  if (before.draft.kind !== 'update' || after.draft.kind !== 'update')
    return before.draft.kind === 'archive' || after.draft.kind === 'archive'
  const held = before.draft.properties
  return Object.keys(after.draft.properties).some((name) => Object.hasOwn(held, name))
}

function recordOf({ draft }: Intent, keyOf: KeyOf): string {
  return `${draft.objectType} ${keyOf(draft.objectType, draft.id)}`
}

function namedRecords(intent: Intent, keyOf: KeyOf): string[] {
  return [
    recordOf(intent, keyOf),
    ...referencesOf(intent.draft).map(({ objectType, id }) => `${objectType} ${keyOf(objectType, id)}`),
  ]
}
