import { HoldfastError } from '@holdfast/crm'
import type { Conflict, IntentDraft, Repair } from '../protocol.ts'
import { advance, type Intent } from './intent.ts'

/**
 * A parked intent after a person's decision; `link` is carried out by the caller, who knows the aliases.
 *
 * Throws `TypeError` for a repair that the intent's parking does not offer: that is a caller's bug.
 */
export function repairIntent(intent: Intent, repair: Repair): Intent {
  const offered = intent.parking?.repairs.some(
    (offer) =>
      offer.kind === repair.kind &&
      (!('property' in offer) || !('property' in repair) || offer.property === repair.property),
  )
  if (offered !== true) throw new TypeError(`This intent does not offer the repair "${repair.kind}".`)
  switch (repair.kind) {
    case 'retry':
      return advance(intent, 'repaired', { mustCheck: true })
    case 'edit':
      return advance(intent, 'repaired', {
        draft: withProperties(intent.draft, (properties) => ({ ...properties, ...repair.properties })),
      })
    case 'drop-property':
      return withoutProperty(intent, repair.property)
    case 'keep-mine':
      return decided(intent, repair.property, { keepMine: [...intent.keepMine, repair.property] })
    case 'take-theirs':
      return decided(withTheirs(intent, repair.property), repair.property, {})
    case 'discard':
      return advance(intent, 'discarded')
    case 'link':
      throw new HoldfastError('engine/invariant', 'A link repair reached the wrong place.', 'Please report this.', {
        room: 'outbox',
        rule: 'link is carried out with its alias',
      })
  }
}

function withProperties(
  draft: IntentDraft,
  change: (properties: Readonly<Record<string, string>>) => Record<string, string>,
): IntentDraft {
  return draft.kind === 'create' || draft.kind === 'update' ? { ...draft, properties: change(draft.properties) } : draft
}

// An update that has nothing left to say is given up; the rest of it goes on.
function withoutProperty(intent: Intent, property: string): Intent {
  const draft = withProperties(intent.draft, ({ [property]: _dropped, ...rest }) => rest)
  const isEmpty = draft.kind === 'update' && Object.keys(draft.properties).length === 0
  return isEmpty ? advance(intent, 'discarded') : advance(intent, 'repaired', { draft })
}

function withTheirs(intent: Intent, property: string): Intent {
  return { ...intent, draft: withProperties(intent.draft, ({ [property]: _mine, ...rest }) => rest) }
}

// It stays parked until every conflict is decided.
function decided(intent: Intent, property: string, change: { readonly keepMine?: readonly string[] }): Intent {
  const { parking, draft } = intent
  const conflicts: readonly Conflict[] = (parking?.conflicts ?? []).filter((conflict) => conflict.property !== property)
  if (draft.kind === 'update' && Object.keys(draft.properties).length === 0) return advance(intent, 'discarded')
  if (parking === null || conflicts.length === 0)
    return advance(intent, 'repaired', { draft, mustCheck: true, ...change })
  const repairs = parking.repairs.filter((offer) => !('property' in offer) || offer.property !== property)
  const properties = conflicts.map((conflict) => conflict.property)
  return advance(intent, 'parked', { draft, ...change, parking: { ...parking, conflicts, repairs, properties } })
}
