import type { IntentDraft } from '@holdfast/engine/protocol'

let made = 0

type Create = Extract<IntentDraft, { kind: 'create' }>

/** A new record with a temporary id. */
export function create(
  objectType: string,
  properties: Record<string, string>,
  associations: Create['associations'] = [],
): Create {
  const key = `create-${++made}`
  return { kind: 'create', key, objectType, id: `local:${key}`, properties, associations }
}

/** A change of some properties; `base` is what the user saw. */
export function update(
  objectType: string,
  id: string,
  properties: Record<string, string>,
  base: Record<string, string | null>,
): Extract<IntentDraft, { kind: 'update' }> {
  return { kind: 'update', key: `update-${++made}`, objectType, id, properties, base }
}

/** An unlabelled association. */
export function associate(
  objectType: string,
  id: string,
  toType: string,
  toId: string,
): Extract<IntentDraft, { kind: 'associate' | 'disassociate' }> {
  return {
    kind: 'associate',
    key: `associate-${++made}`,
    objectType,
    id,
    to: { objectType: toType, id: toId, label: null },
  }
}
