import type { Account } from '../account/index.ts'
import type { Pair } from './associate.ts'
import { archiveRecord, type WriteContext } from './writes.ts'

/** The leads among a pair that have a primary: ask before a change, for {@link archiveWithoutPrimary} after it. */
export function leadsWithPrimary(account: Account, { from, fromId, to, toId }: Pair): readonly number[] {
  const ids = [...(from.name === 'leads' ? [fromId] : []), ...(to.name === 'leads' ? [toId] : [])]
  return ids.filter((id) => leadHasPrimary(account, id))
}

/**
 * Archives those of `leads` that have no primary any more: removing the last one deletes the lead
 * (https://developers.hubspot.com/docs/api-reference/latest/crm/objects/leads/guide).
 */
export function archiveWithoutPrimary(account: Account, leads: readonly number[], context: WriteContext): void {
  const type = account.types.find('leads')
  for (const id of leads) {
    const state = type?.records.alive(id)
    if (type !== undefined && state !== undefined && !leadHasPrimary(account, id))
      archiveRecord(account, type, state, context)
  }
}

function leadHasPrimary({ associations, associationTypes }: Account, leadId: number): boolean {
  const targets = [...associationTypes.all()].filter(({ from, primary }) => from === 'leads' && primary === 'from')
  return targets.some((type) =>
    [...associations.partners('leads', leadId, type.to).values()].some((types) => types.includes(type)),
  )
}
