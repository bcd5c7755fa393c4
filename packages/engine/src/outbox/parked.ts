import { isHoldfastError, type HoldfastError } from '@holdfast/crm'
import type { Conflict, ParkedIntent, Repair } from '../protocol.ts'
import type { Identities } from '../replica/index.ts'
import type { IntentList } from './intent-list.ts'
import type { Intent, Parking } from './intent.ts'

/** The parking of an intent that HubSpot refused; null when the error is no refusal. */
export function parkingFor(intent: Intent, error: HoldfastError, now: number): Parking | null {
  if (isHoldfastError(error, 'api/refused')) {
    const blamed = error.details.properties.map(({ property }) => property)
    const drops: Repair[] = blamed.map((property) => ({ kind: 'drop-property', property }))
    return park('refused', refusedCause(intent, blamed), now, [...editable(intent), ...drops, retry, discard], blamed)
  }
  if (isHoldfastError(error, 'api/conflict')) return parkingForDuplicate(intent, error.details.existingId, now)
  if (isHoldfastError(error, 'api/forbidden')) {
    return park('forbidden', 'The account does not allow this app to write that.', now, [retry, discard])
  }
  if (isHoldfastError(error, 'api/gone')) {
    return park('gone', 'The record is not in HubSpot any more.', now, [retry, discard])
  }
  return null
}

/** The parking of a write whose unique value another record has. */
export function parkingForDuplicate(intent: Intent, existingId: string | null, now: number): Parking {
  const links: Repair[] =
    existingId === null || intent.draft.kind !== 'create' ? [] : [{ kind: 'link', id: existingId }]
  return park('duplicate', 'HubSpot has another record with the same unique value.', now, [
    ...links,
    ...editable(intent),
    discard,
  ])
}

/** The parking of an update whose properties were changed on both sides. */
export function parkingForConflicts(conflicts: readonly Conflict[], now: number): Parking {
  const repairs: Repair[] = conflicts.flatMap(({ property }) => [
    { kind: 'keep-mine', property },
    { kind: 'take-theirs', property },
  ])
  return {
    ...park(
      'conflict',
      'Somebody changed the same properties in HubSpot meanwhile.',
      now,
      [...repairs, discard],
      conflicts.map(({ property }) => property),
    ),
    conflicts,
  }
}

/** The parking of a create of which nobody can say whether HubSpot made it. */
export function parkingForUnknownOutcome(now: number): Parking {
  return park(
    'outcome-unknown',
    'The connection broke while this record was being created, and it cannot be found in HubSpot.',
    now,
    [retry, discard],
  )
}

/** The parking of an intent whose record will never be created. */
export function parkingForLostDependency(now: number): Parking {
  return park('depends-on-parked', 'The record this refers to was given up before it was created.', now, [discard])
}

/** What waits for a person, as the page sees it; the same array until something about it changes, an id that HubSpot gave included. */
export function createParkedInbox(
  list: Pick<IntentList, 'parked'>,
  identities: Identities,
): () => readonly ParkedIntent[] {
  let madeOf: readonly Intent[] = []
  let aliasesKnown = 0
  let inbox: readonly ParkedIntent[] = []

  return () => {
    const parked = list.parked()
    const aliases = identities.aliases().length
    if (parked.length === 0) return nothing
    if (parked === madeOf && aliases === aliasesKnown) return inbox
    madeOf = parked
    aliasesKnown = aliases
    inbox = parked.flatMap((intent) => parkedIntent(intent, identities) ?? [])
    return inbox
  }
}

const nothing: readonly ParkedIntent[] = []

function parkedIntent({ key, draft, parking }: Intent, identities: Identities): ParkedIntent | null {
  const { objectType, kind } = draft
  const id = identities.idOf(objectType, identities.keyOf(objectType, draft.id))
  return parking === null ? null : { key, objectType, id, kind, ...parking }
}

const retry: Repair = { kind: 'retry' }
const discard: Repair = { kind: 'discard' }

function park(
  reason: Parking['reason'],
  cause: string,
  since: number,
  repairs: readonly Repair[],
  properties: readonly string[] = [],
): Parking {
  return { reason, cause, properties, conflicts: [], repairs, since }
}

function editable({ draft }: Intent): Repair[] {
  return draft.kind === 'create' || draft.kind === 'update' ? [{ kind: 'edit', properties: {} }] : []
}

function refusedCause({ draft }: Intent, blamed: readonly string[]): string {
  const what = {
    create: 'the new record',
    update: 'the change',
    archive: 'the deletion',
    associate: 'the association',
    disassociate: 'the removal of the association',
  }[draft.kind]
  return blamed.length === 0 ? `HubSpot refused ${what}.` : `HubSpot refused ${what} because of ${blamed.join(', ')}.`
}
