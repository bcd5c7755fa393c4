import type { Account, RecordState, TypeState } from '../account/index.ts'
import { invalid } from '../api-error.ts'
import { associate, livingPartners } from './associate.ts'
import { archiveRecord, prepareCreate, prepareUpdate, type WriteContext } from './writes.ts'

/** What one owner gets of a deal: 1 is all of it. */
export interface Split {
  readonly ownerId: string
  readonly percentage: number
}

/**
 * Shares a deal among owners: who has a split already keeps it with the new percentage, who is not named loses it.
 *
 * Throws `ApiError` 400 unless the percentages make 1 with at most 8 decimals, and every owner exists and is named once.
 */
export function splitDeal(
  account: Account,
  deal: RecordState,
  splits: readonly Split[],
  context: WriteContext,
): readonly RecordState[] {
  refuseInvalid(account, splits)
  const { deals, dealSplits } = splitTypes(account)
  const slot = dealSplits.properties.find('hubspot_owner_id')?.slot ?? -1
  const before = new Map(splitsOf(account, deal.id).map((state) => [state.values[slot], state]))
  const states = splits.map(({ ownerId, percentage }) => {
    const properties = { hubspot_owner_id: ownerId, hs_deal_split_percentage: String(percentage) }
    const known = before.get(ownerId)
    before.delete(ownerId)
    if (known !== undefined) return prepareUpdate(account, dealSplits, known, properties, context)()
    const state = prepareCreate(account, dealSplits, properties, context)()
    const type = account.associationTypes.unlabelled(deals.name, dealSplits.name)
    const pair = { from: deals, fromId: deal.id, to: dealSplits, toId: state.id }
    if (type !== undefined) associate(account, pair, [type], 'add', context)
    return state
  })
  for (const state of before.values()) archiveRecord(account, dealSplits, state, context)
  return states
}

/** The splits of a deal, the oldest first. */
export function splitsOf(account: Account, dealId: number): readonly RecordState[] {
  const { deals, dealSplits } = splitTypes(account)
  return livingPartners(account, deals, dealId, dealSplits).flatMap(([id]) => dealSplits.records.alive(id) ?? [])
}

/** Both object types that splits are about. */
export function splitTypes({ types }: Account): { readonly deals: TypeState; readonly dealSplits: TypeState } {
  const [deals, dealSplits] = [types.find('deals'), types.find('deal_splits')]
  if (deals === undefined || dealSplits === undefined) throw new TypeError('Every account has deals and their splits.')
  return { deals, dealSplits }
}

function refuseInvalid({ owners }: Account, splits: readonly Split[]): void {
  const units = splits.map(({ percentage }) => percentage * 1e8)
  const whole = units.every((unit) => unit > 0 && Math.abs(unit - Math.round(unit)) < 1e-6)
  const sum = units.reduce((total, unit) => total + Math.round(unit), 0)
  if (!whole || sum !== 1e8) throw invalid('The percentages of a deal must make 1, with at most 8 decimals each.')
  if (new Set(splits.map(({ ownerId }) => ownerId)).size < splits.length)
    throw invalid('An owner has at most one split of a deal.')
  const unknown = splits.find(({ ownerId }) => !owners.some(({ id }) => id === ownerId))
  if (unknown !== undefined) throw invalid(`There is no owner ${unknown.ownerId}.`)
}
