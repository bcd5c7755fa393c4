import type { AssociationDraft, IntentDraft } from '../protocol.ts'

/*
 * What the journal holds was written by this program, or an earlier or later version of it, on a disk that may be damaged since. What is not what it should be
 * is left alone: it is never sent, never shown and never deleted.
 */

type Fields = Readonly<Record<string, unknown>>

/** Is a stored value a draft, with everything that its kind has? */
export function isDraft(value: unknown): value is IntentDraft {
  if (!isFields(value) || !hasTexts(value, ['key', 'objectType', 'id'])) return false
  switch (value['kind']) {
    case 'create':
      return isWires(value['properties'], false) && isListOf(value['associations'], isAssociation)
    case 'update':
      return isWires(value['properties'], false) && isWires(value['base'], true)
    case 'archive':
      return true
    case 'associate':
    case 'disassociate':
      return isAssociation(value['to'])
    default:
      return false
  }
}

/** Is a stored value why an intent is parked? */
export function isParking(value: unknown): boolean {
  return (
    isFields(value) &&
    hasTexts(value, ['reason', 'cause']) &&
    isListOf(value['properties'], (name) => typeof name === 'string') &&
    isListOf(value['conflicts'], (conflict) => isFields(conflict) && hasTexts(conflict, ['property', 'mine'])) &&
    isListOf(value['repairs'], (repair) => isFields(repair) && hasTexts(repair, ['kind'])) &&
    typeof value['since'] === 'number'
  )
}

/** Is a stored value an object? */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Are all of these fields texts? */
export function hasTexts(value: Fields, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string')
}

/** Is a stored value a list of such? */
export function isListOf(value: unknown, isOne: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne)
}

function isAssociation(value: unknown): value is AssociationDraft {
  return (
    isFields(value) && hasTexts(value, ['objectType', 'id']) && (value['label'] === null || hasTexts(value, ['label']))
  )
}

function isWires(value: unknown, orNull: boolean): boolean {
  return isFields(value) && Object.values(value).every((wire) => typeof wire === 'string' || (orNull && wire === null))
}
