import { expect } from 'vitest'
import { rowsOf, type Rows } from '../rows.ts'

/** Owners: read only. */
export const owners: Rows = rowsOf('crm.owners.ownersApi', {
  getPage: async ({ client: { crm } }) => {
    const first = await crm.owners.ownersApi.getPage(undefined, undefined, 2)
    const rest = await crm.owners.ownersApi.getPage(undefined, first.paging?.next?.after)
    expect(first.results).toHaveLength(2)
    const all = [...first.results, ...rest.results]
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    const { results: gone } = await crm.owners.ownersApi.getPage(undefined, undefined, 100, true)
    expect(gone.map(({ archived }) => archived)).toContain(true)
    const [owner] = first.results
    expect((await crm.owners.ownersApi.getPage(owner?.email)).results.map(({ id }) => id)).toEqual([owner?.id])
  },
  getById: async ({ client: { crm } }) => {
    const { results } = await crm.owners.ownersApi.getPage()
    const [owner] = results
    const byId = await crm.owners.ownersApi.getById(Number(owner?.id))
    const byUser = await crm.owners.ownersApi.getById(owner?.userId ?? 0, 'userId')
    expect([byId.email, byUser.email]).toEqual([owner?.email, owner?.email])
  },
})
