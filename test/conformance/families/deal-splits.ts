import { expect } from 'vitest'
import { rowsOf, type Rows } from '../rows.ts'
import type { World } from '../world.ts'

async function arrange({
  client,
  emulator,
}: World): Promise<{ readonly deal: string; readonly ownerIds: readonly number[] }> {
  const { results } = await client.crm.owners.ownersApi.getPage()
  const deal = emulator.account.create('deals', { dealname: 'Two sellers', dealstage: 'contractsent', amount: '1000' })
  return { deal, ownerIds: results.slice(0, 2).map(({ id }) => Number(id)) }
}

/** How a deal's amount is shared among owners. */
export const dealSplits: Rows = rowsOf('crm.objects.dealSplits.batchApi', {
  upsert: async (world) => {
    const { deal, ownerIds } = await arrange(world)
    const splits = ownerIds.map((ownerId) => ({ ownerId, percentage: 0.5 }))
    const { results } = await world.client.crm.objects.dealSplits.batchApi.upsert({
      inputs: [{ id: Number(deal), splits }],
    })
    expect(results.map(({ id, splits: made }) => [id, made.length])).toEqual([[deal, 2]])
  },
  read: async (world) => {
    const { deal, ownerIds } = await arrange(world)
    const { batchApi } = world.client.crm.objects.dealSplits
    const splits = ownerIds.map((ownerId) => ({ ownerId, percentage: 0.5 }))
    await batchApi.upsert({ inputs: [{ id: Number(deal), splits }] })
    const { results } = await batchApi.read({ inputs: [{ id: deal }] })
    expect(results[0]?.splits.map(({ properties }) => Number(properties['hs_deal_split_percentage']))).toEqual([
      0.5, 0.5,
    ])
  },
})
