import type {
  ListFilterUpdateRequest,
  PublicListConversionResponse,
  PublicListConversionTime,
} from '@hubspot/api-client/lib/codegen/crm/lists/index.js'
import { expect } from 'vitest'
import { rowsOf, type Rows } from '../rows.ts'
import type { World } from '../world.ts'

interface Arranged {
  readonly listId: string
  readonly ids: readonly string[]
}

/** A manual list of contacts, and three contacts that are not yet in it. */
async function arrange({ client, emulator }: World, name = 'Trade fair'): Promise<Arranged> {
  const ids = ['Ada', 'Grace', 'Edith'].map((firstname) => emulator.account.create('contacts', { firstname }))
  const { list } = await client.crm.lists.listsApi.create({ name, objectTypeId: '0-1', processingType: 'MANUAL' })
  return { listId: list.listId, ids }
}

async function membersOf({ client }: World, listId: string): Promise<readonly string[]> {
  const { results } = await client.crm.lists.membershipsApi.getPage(listId)
  return results.map(({ recordId }) => recordId).toSorted()
}

// As JSON has it: the client's types want its own enums.
function named(value: string): ListFilterUpdateRequest['filterBranch'] {
  const operation = { operationType: 'STRING', operator: 'IS_EQUAL_TO', value, includeObjectsWithNoValueSet: false }
  const branch = {
    filterBranchType: 'AND',
    filterBranchOperator: 'AND',
    filterBranches: [],
    filters: [{ filterType: 'PROPERTY', property: 'firstname', operation }],
  }
  return branch as unknown as ListFilterUpdateRequest['filterBranch']
}

async function scheduled({ client }: World): Promise<PublicListConversionResponse> {
  const request = { name: 'By name', objectTypeId: '0-1', processingType: 'DYNAMIC', filterBranch: named('Ada') }
  const { list } = await client.crm.lists.listsApi.create(request)
  const time = { conversionType: 'CONVERSION_DATE', year: 2030, month: 1, day: 2 }
  return client.crm.lists.listsApi.scheduleOrUpdateConversion(list.listId, time as unknown as PublicListConversionTime)
}

const lists: Rows = rowsOf('crm.lists.listsApi', {
  create: async ({ client: { crm } }) => {
    const request = { name: 'Trade fair', objectTypeId: '0-1', processingType: 'MANUAL' }
    const { list } = await crm.lists.listsApi.create(request)
    expect(list).toMatchObject(request)
    await expect(crm.lists.listsApi.create(request)).rejects.toMatchObject({ code: 400 })
  },
  getById: async (world) => {
    const { listId } = await arrange(world)
    const { list } = await world.client.crm.lists.listsApi.getById(listId)
    expect(list).toMatchObject({ listId, name: 'Trade fair' })
  },
  getByName: async (world) => {
    const { listId } = await arrange(world)
    const { list } = await world.client.crm.lists.listsApi.getByName('Trade fair', '0-1')
    expect(list.listId).toBe(listId)
  },
  getAll: async (world) => {
    const { listId } = await arrange(world)
    const { listId: other } = await arrange(world, 'Newsletter')
    await arrange(world, 'Not asked for')
    const found = await world.client.crm.lists.listsApi.getAll([listId, other])
    expect(found.lists.map((list) => list.listId).toSorted()).toEqual([listId, other].toSorted())
  },
  doSearch: async (world) => {
    const { listId } = await arrange(world)
    await arrange(world, 'Newsletter')
    const {
      total,
      lists: found,
      hasMore,
    } = await world.client.crm.lists.listsApi.doSearch({ query: 'fair', count: 10 })
    expect([total, hasMore, found.map((list) => list.listId)]).toEqual([1, false, [listId]])
  },
  updateListFilters: async (world) => {
    const { client, emulator } = world
    const [ada, grace] = ['Ada', 'Grace'].map((firstname) => emulator.account.create('contacts', { firstname }))
    const request = { name: 'By name', objectTypeId: '0-1', processingType: 'DYNAMIC', filterBranch: named('Ada') }
    const { list } = await client.crm.lists.listsApi.create(request)
    expect(await membersOf(world, list.listId)).toEqual([ada])
    const filters = { filterBranch: named('Grace') }
    const { updatedList } = await client.crm.lists.listsApi.updateListFilters(list.listId, filters)
    expect(updatedList?.listVersion).toBe(2)
    expect(await membersOf(world, list.listId)).toEqual([grace])
  },
  scheduleOrUpdateConversion: async (world) => {
    const conversion = await scheduled(world)
    expect(conversion.requestedConversionTime).toMatchObject({ year: 2030, month: 1, day: 2 })
  },
  getConversionDetails: async (world) => {
    const { listId } = await scheduled(world)
    const details = await world.client.crm.lists.listsApi.getConversionDetails(listId)
    expect(details.requestedConversionTime).toMatchObject({ year: 2030, month: 1, day: 2 })
  },
  cancelConversion: async (world) => {
    const { listId } = await scheduled(world)
    await world.client.crm.lists.listsApi.cancelConversion(listId)
    await expect(world.client.crm.lists.listsApi.getConversionDetails(listId)).rejects.toMatchObject({ code: 404 })
  },
  updateName: async (world) => {
    const { listId } = await arrange(world)
    const { updatedList } = await world.client.crm.lists.listsApi.updateName(listId, 'Trade fair 2026')
    expect(updatedList?.name).toBe('Trade fair 2026')
  },
  remove: async (world) => {
    const { listId } = await arrange(world)
    await world.client.crm.lists.listsApi.remove(listId)
    await expect(world.client.crm.lists.listsApi.getById(listId)).rejects.toMatchObject({ code: 404 })
  },
  restore: async (world) => {
    const { listId } = await arrange(world)
    await world.client.crm.lists.listsApi.remove(listId)
    await world.client.crm.lists.listsApi.restore(listId)
    const { list } = await world.client.crm.lists.listsApi.getById(listId)
    expect(list.listId).toBe(listId)
  },
})

const memberships: Rows = rowsOf('crm.lists.membershipsApi', {
  add: async (world) => {
    const { listId, ids } = await arrange(world)
    const answer = await world.client.crm.lists.membershipsApi.add(listId, [...ids.slice(0, 2), '1'])
    expect(answer.recordsIdsAdded.toSorted()).toEqual(ids.slice(0, 2))
    expect(answer.recordIdsMissing).toEqual(['1'])
    expect(await membersOf(world, listId)).toEqual(ids.slice(0, 2))
  },
  remove: async (world) => {
    const { listId, ids } = await arrange(world)
    await world.client.crm.lists.membershipsApi.add(listId, [...ids])
    const answer = await world.client.crm.lists.membershipsApi.remove(listId, ids.slice(0, 1))
    expect(answer.recordIdsRemoved).toEqual(ids.slice(0, 1))
    expect(await membersOf(world, listId)).toEqual(ids.slice(1))
  },
  addAndRemove: async (world) => {
    const { listId, ids } = await arrange(world)
    await world.client.crm.lists.membershipsApi.add(listId, ids.slice(0, 1))
    const request = { recordIdsToAdd: ids.slice(1), recordIdsToRemove: ids.slice(0, 1) }
    await world.client.crm.lists.membershipsApi.addAndRemove(listId, request)
    expect(await membersOf(world, listId)).toEqual(ids.slice(1))
  },
  removeAll: async (world) => {
    const { listId, ids } = await arrange(world)
    await world.client.crm.lists.membershipsApi.add(listId, [...ids])
    await world.client.crm.lists.membershipsApi.removeAll(listId)
    expect(await membersOf(world, listId)).toEqual([])
  },
  addAllFromList: async (world) => {
    const { listId: source, ids } = await arrange(world)
    const { listId } = await arrange(world, 'Newsletter')
    await world.client.crm.lists.membershipsApi.add(source, [...ids])
    await world.client.crm.lists.membershipsApi.addAllFromList(listId, source)
    expect(await membersOf(world, listId)).toEqual(ids)
  },
  getPage: async (world) => {
    const { listId, ids } = await arrange(world)
    const { membershipsApi } = world.client.crm.lists
    await membershipsApi.add(listId, [...ids])
    const first = await membershipsApi.getPage(listId, undefined, undefined, 2)
    const last = await membershipsApi.getPage(listId, first.paging?.next?.after, undefined, 2)
    expect([...first.results, ...last.results].map(({ recordId }) => recordId)).toEqual(ids)
  },
  getPageOrderedByAddedToListDate: async (world) => {
    const { listId, ids } = await arrange(world)
    const { membershipsApi } = world.client.crm.lists
    for (const id of ids.toReversed()) {
      await membershipsApi.add(listId, [id])
      world.emulator.clock.advance(1_000)
    }
    const { results } = await membershipsApi.getPageOrderedByAddedToListDate(listId)
    expect(results.map(({ recordId }) => recordId)).toEqual(ids.toReversed())
  },
  getLists: async (world) => {
    const { listId, ids } = await arrange(world)
    const [id = ''] = ids
    await world.client.crm.lists.membershipsApi.add(listId, [id])
    const { results } = await world.client.crm.lists.membershipsApi.getLists('0-1', id)
    expect(results.map((each) => each.listId)).toEqual([listId])
  },
})

const folders: Rows = rowsOf('crm.lists.foldersApi', {
  create: async ({ client }) => {
    const { folder } = await client.crm.lists.foldersApi.create({ name: 'Fairs' })
    expect(folder).toMatchObject({ name: 'Fairs', parentFolderId: 0, childLists: [] })
  },
  getAll: async ({ client }) => {
    const { folder } = await client.crm.lists.foldersApi.create({ name: 'Fairs' })
    const root = await client.crm.lists.foldersApi.getAll()
    expect(root.folder.childNodes.map(({ id }) => id)).toEqual([folder.id])
  },
  rename: async ({ client }) => {
    const { folder } = await client.crm.lists.foldersApi.create({ name: 'Fairs' })
    const renamed = await client.crm.lists.foldersApi.rename(String(folder.id), 'Shows')
    expect(renamed.folder).toMatchObject({ id: folder.id, name: 'Shows' })
  },
  move: async ({ client }) => {
    const outer = await client.crm.lists.foldersApi.create({ name: 'Outer' })
    const inner = await client.crm.lists.foldersApi.create({ name: 'Inner' })
    const moved = await client.crm.lists.foldersApi.move(String(inner.folder.id), String(outer.folder.id))
    expect(moved.folder.parentFolderId).toBe(outer.folder.id)
  },
  moveList: async (world) => {
    const { foldersApi } = world.client.crm.lists
    const { listId } = await arrange(world)
    const { folder } = await foldersApi.create({ name: 'Fairs' })
    await foldersApi.moveList({ listId, newFolderId: String(folder.id) })
    expect((await foldersApi.getAll(String(folder.id))).folder.childLists).toEqual([Number(listId)])
  },
  remove: async ({ client }) => {
    const { folder } = await client.crm.lists.foldersApi.create({ name: 'Fairs' })
    await client.crm.lists.foldersApi.remove(String(folder.id))
    await expect(client.crm.lists.foldersApi.getAll(String(folder.id))).rejects.toMatchObject({ code: 404 })
  },
})

const mapping: Rows = rowsOf('crm.lists.mappingApi', {
  translateLegacyListIdToListId: async ({ client }) => {
    await expect(client.crm.lists.mappingApi.translateLegacyListIdToListId('1')).rejects.toMatchObject({ code: 404 })
  },
  translateLegacyListIdToListIdBatch: async ({ client }) => {
    const answer = await client.crm.lists.mappingApi.translateLegacyListIdToListIdBatch(['1', '2'])
    expect(answer.missingLegacyListIds).toEqual(['1', '2'])
  },
})

/** Lists, their folders, and who is in them. */
export const listRows: Rows = { ...lists, ...memberships, ...folders, ...mapping }
