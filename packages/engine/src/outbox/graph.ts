import type { LocalKey } from '@holdfast/crm'
import { isOpen, referencesOf, type Intent } from './intent.ts'

/** The stable key of the record that an id means. */
export type KeyOf = (objectType: string, id: string) => LocalKey

/** Intents that can never be sent because what they name will not be created: `of` was discarded. */
export function dependentsOf(of: Intent, intents: readonly Intent[], keyOf: KeyOf): Intent[] {
  if (of.draft.kind !== 'create') return []
  const created = recordOf(of, keyOf)
  return intents.filter(
    (intent) => intent.seq > of.seq && isOpen(intent) && namedRecords(intent, keyOf).includes(created),
  )
}

/** Must `before` be over before `after` is sent? Both are about the same record or the same link. */
export function holdsBack(before: Intent, after: Intent, keyOf: KeyOf): boolean {
  if (before.state !== 'parked') return true
  if (before.draft.kind === 'archive' || after.draft.kind === 'archive') return true
  if (before.draft.kind === 'update' && after.draft.kind === 'update') {
    const held = before.draft.properties
    return Object.keys(after.draft.properties).some((name) => Object.hasOwn(held, name))
  }
  const link = linkOf(before, keyOf)
  return link !== null && link === linkOf(after, keyOf)
}

/** The record, and the link, that an intent is about: what is about one of them is sent one after the other. */
export function subjectsOf(intent: Intent, keyOf: KeyOf): string[] {
  const link = linkOf(intent, keyOf)
  return link === null ? [recordOf(intent, keyOf)] : [recordOf(intent, keyOf), link]
}

/** The record (`type key`) that an intent is about. */
export function recordOf({ draft }: Intent, keyOf: KeyOf): string {
  return `${draft.objectType} ${keyOf(draft.objectType, draft.id)}`
}

// The same link from either of its ends.
function linkOf(intent: Intent, keyOf: KeyOf): string | null {
  const { draft } = intent
  if (draft.kind !== 'associate' && draft.kind !== 'disassociate') return null
  const other = `${draft.to.objectType} ${keyOf(draft.to.objectType, draft.to.id)}`
  return [recordOf(intent, keyOf), other].toSorted().join(' - ')
}

/** The records (`type key`) that have to exist for an intent to be sent. */
export function namedRecords(intent: Intent, keyOf: KeyOf): string[] {
  return [
    recordOf(intent, keyOf),
    ...referencesOf(intent.draft).map(({ objectType, id }) => `${objectType} ${keyOf(objectType, id)}`),
  ]
}
