import { openCrm, type ParkedIntent, type ResultOf } from '@holdfast/client'
import { schema } from './crm.schema.ts'

/** The account on this device; importing this module opens it. */
export const crm = await openCrm({
  schema,
  account: '147892301',
  worker: () => new Worker(new URL('./crm.worker.ts', import.meta.url), { type: 'module' }),
})

const openOf = (owner: string) => crm.deals.where('hubspot_owner_id', 'eq', owner).where('hs_is_closed', 'eq', false)

/** The open deals of one owner, next to close first. */
export function openDealsOf(owner: string) {
  return openOf(owner)
    .select('dealname', 'amount', 'closedate', 'pipeline', 'dealstage')
    .include({
      companies: (companies) => companies.label('primary').select('name').first(),
      contacts: (contacts) => contacts.select('firstname', 'lastname', 'email').limit(3),
    })
    .orderBy('closedate', 'asc')
    .limit(50)
}

/** How many open deals one owner has, and what they amount to: all of them, of which the list shows the first. */
export function figuresOf(owner: string) {
  return openOf(owner).aggregate(({ count, sum }) => ({ deals: count(), amount: sum('amount') }))
}

/** Everybody who takes part in a deal. */
export function contactsOf(deal: DealRow['id']) {
  return crm.contacts.associatedTo('deals', deal).select('firstname', 'lastname', 'email').limit(20)
}

export type DealRow = ResultOf<ReturnType<typeof openDealsOf>>[number]
export type ContactRow = DealRow['contacts'][number]
export type Parked = ParkedIntent
