import type { DealRow } from './crm.ts'
import type { Stage } from './definitions.ts'

const deals = '/crm/crm/objects/2026-09/deals'
const dayMs = 86_400_000

// Somebody else's program: it speaks to HubSpot and knows nothing of the store on this device.

/** Raises the first listed deal and puts its close date past its neighbours', so that its row moves. */
export async function moveDeal(rows: readonly DealRow[]): Promise<string> {
  const [first, ...others] = known(rows)
  if (first === undefined) return nothingToChange
  const neighbour = others[Math.min(2, others.length - 1)] ?? first
  const closedate = new Date((neighbour.closedate ?? Date.now()) + dayMs).toISOString()
  await patch(first.id, { amount: String((first.amount ?? 0) + 1_000), closedate })
  return `Another client raised “${first.dealname}” by 1,000 and moved its close date.`
}

/** Wins the first listed deal, so that its row leaves the list of open ones. */
export async function winDeal(rows: readonly DealRow[], stages: readonly Stage[]): Promise<string> {
  const [first] = known(rows)
  const won = stages.find((stage) => stage.won && stage.pipeline === first?.pipeline)
  if (first === undefined || won === undefined) return nothingToChange
  await patch(first.id, { dealstage: won.id })
  return `Another client won “${first.dealname}”.`
}

/** Gives a colleague's open deal to `owner`, due tomorrow, so that a row enters near the top. */
export async function handOverDeal(owner: string): Promise<string> {
  const filters = [
    { propertyName: 'hubspot_owner_id', operator: 'NEQ', value: owner },
    { propertyName: 'hs_is_closed', operator: 'EQ', value: 'false' },
  ]
  const found = await send('POST', `${deals}/search`, {
    filterGroups: [{ filters }],
    properties: ['dealname'],
    limit: 1,
  })
  const [deal] = (found as { readonly results: readonly { id: string; properties: { dealname: string } }[] }).results
  if (deal === undefined) return nothingToChange
  const closedate = new Date(Date.now() + dayMs).toISOString()
  await patch(deal.id, { hubspot_owner_id: owner, closedate })
  return `Another client handed over “${deal.properties.dealname}”.`
}

const nothingToChange = 'There is no deal that another client could change.'

/** Only records HubSpot knows: a temporary id means nothing to anybody else. */
function known(rows: readonly DealRow[]): DealRow[] {
  return rows.filter((row) => /^\d+$/.test(row.id))
}

async function patch(id: string, properties: Readonly<Record<string, string>>): Promise<void> {
  await send('PATCH', `${deals}/${id}`, { properties })
}

async function send(method: string, path: string, body: object): Promise<unknown> {
  const response = await fetch(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`HubSpot answered the other client with ${response.status}.`)
  return response.json()
}
