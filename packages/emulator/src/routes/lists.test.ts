import { describe, expect, test } from 'vitest'
import { arrangeLists, listOf, lists, made, manual, members, named } from '../listing.fixture.ts'

describe('a list', () => {
  test.each(['/crm/v3/lists/', '/crm/lists/2026-09'])('is made at %s and found by id and name', async (path) => {
    const { call } = arrangeLists()
    const created = await call('POST', path, manual)
    expect(created.status).toBe(200)
    const list = listOf(created)
    expect(list).toMatchObject({ ...manual, listVersion: 1, processingStatus: 'COMPLETE', size: 0 })
    expect((await call('GET', `${lists}/${list.listId}`)).body['list']).toEqual(list)
    expect((await call('GET', `${lists}/object-type-id/0-1/name/Trade%20fair`)).body['list']).toEqual(list)
    expect((await call('GET', `${lists}?listIds=${list.listId}&listIds=99`)).body['lists']).toEqual([list])
  })

  test('shows its filters when asked', async () => {
    const { call } = arrangeLists()
    const listId = await made(call, { ...manual, processingType: 'DYNAMIC', filterBranch: named('Ada') })
    expect(listOf(await call('GET', `${lists}/${listId}`))).not.toHaveProperty('filterBranch')
    expect(listOf(await call('GET', `${lists}/${listId}?includeFilters=true`))['filterBranch']).toEqual(named('Ada'))
  })

  test('is renamed', async () => {
    const { call } = arrangeLists()
    const listId = await made(call, manual)
    const renamed = await call('PUT', `${lists}/${listId}/update-list-name?listName=Fair`)
    expect(listOf(renamed, 'updatedList')).toMatchObject({ listId, name: 'Fair' })
  })

  test('deleted is gone until it is restored, for 90 days', async () => {
    const { emulator, call } = arrangeLists()
    const listId = await made(call, manual)
    expect((await call('DELETE', `${lists}/${listId}`)).status).toBe(204)
    expect((await call('GET', `${lists}/${listId}`)).status).toBe(404)
    expect((await call('PUT', `${lists}/${listId}/restore`)).status).toBe(204)
    expect((await call('GET', `${lists}/${listId}`)).status).toBe(200)
    await call('DELETE', `${lists}/${listId}`)
    emulator.clock.advance(91 * 86_400_000)
    expect((await call('PUT', `${lists}/${listId}/restore`)).status).toBe(404)
  })

  test.each([
    ['of a name that is taken', manual],
    ['without a name', { ...manual, name: ' ' }],
    ['of an unknown kind', { ...manual, name: 'x', processingType: 'MAGIC' }],
    ['that is dynamic and has no filters', { ...manual, name: 'x', processingType: 'DYNAMIC' }],
    ['that is manual and has filters', { ...manual, name: 'x', filterBranch: named('Ada') }],
  ])('%s is refused', async (_name, body) => {
    const { call } = arrangeLists()
    await made(call, manual)
    expect((await call('POST', lists, body)).status).toBe(400)
  })

  test('is in the audit with each change', async () => {
    const { emulator, call, ids } = arrangeLists()
    const listId = await made(call, manual)
    await call('PUT', `${lists}/${listId}/memberships/add`, [ids[0]])
    await call('DELETE', `${lists}/${listId}`)
    expect(
      emulator.audit().map(({ kind, id, listId: list, definition }) => [kind, id, list, definition?.change]),
    ).toEqual([
      ['define', listId, undefined, 'create'],
      ['join', ids[0], listId, undefined],
      ['define', listId, undefined, 'archive'],
    ])
  })
})

describe('a search for lists', () => {
  test('finds by name, kind and id, in pages', async () => {
    const { call } = arrangeLists()
    const first = await made(call, manual)
    const second = await made(call, { ...manual, name: 'Fairness', processingType: 'SNAPSHOT' })
    await made(call, { ...manual, name: 'Newsletter' })
    const found = async (body: object): Promise<unknown> => {
      const { body: answer } = await call('POST', `${lists}/search`, body)
      const listed = answer['lists'] as readonly { listId: string }[]
      return [answer['total'], answer['hasMore'], listed.map(({ listId }) => listId)]
    }
    expect(await found({ query: 'fair' })).toEqual([2, false, [first, second]])
    expect(await found({ query: 'fair', count: 1 })).toEqual([2, true, [first]])
    expect(await found({ query: 'fair', count: 1, offset: 1 })).toEqual([2, false, [second]])
    expect(await found({ processingTypes: ['SNAPSHOT'] })).toEqual([1, false, [second]])
    expect(await found({ listIds: [first] })).toEqual([1, false, [first]])
  })

  test('pages to the first 10,000 only', async () => {
    const { call } = arrangeLists()
    expect((await call('POST', `${lists}/search`, { offset: 9_990, count: 20 })).status).toBe(400)
  })
})

describe('members of a list', () => {
  test('are added, removed and told apart from missing records', async () => {
    const { call, ids } = arrangeLists()
    const listId = await made(call, manual)
    const path = `${lists}/${listId}/memberships`
    const added = await call('PUT', `${path}/add`, [ids[0], ids[1], '7'])
    expect(added.body).toEqual({ recordsIdsAdded: [ids[0], ids[1]], recordIdsRemoved: [], recordIdsMissing: ['7'] })
    const moved = await call('PUT', `${path}/add-and-remove`, { recordIdsToAdd: [ids[2]], recordIdsToRemove: [ids[0]] })
    expect(moved.body).toEqual({ recordsIdsAdded: [ids[2]], recordIdsRemoved: [ids[0]], recordIdsMissing: [] })
    expect((await call('PUT', `${path}/remove`, [ids[1]])).body['recordIdsRemoved']).toEqual([ids[1]])
    expect(await members(call, listId)).toEqual([ids[2]])
    expect((await call('DELETE', path)).status).toBe(204)
    expect(await members(call, listId)).toEqual([])
  })

  test('come from another list', async () => {
    const { call, ids } = arrangeLists()
    const source = await made(call, { ...manual, processingType: 'DYNAMIC', filterBranch: named('Ada') })
    const listId = await made(call, { ...manual, name: 'Copy' })
    expect((await call('PUT', `${lists}/${listId}/memberships/add-from/${source}`)).status).toBe(204)
    expect(await members(call, listId)).toEqual([ids[0]])
  })

  test('are paged by id, forwards and backwards', async () => {
    const { call, ids } = arrangeLists()
    const listId = await made(call, manual)
    const path = `${lists}/${listId}/memberships`
    await call('PUT', `${path}/add`, [ids[2], ids[0], ids[1]])
    const first = await call('GET', `${path}?limit=2`)
    expect(first.body.results.map((each) => each['recordId'])).toEqual([ids[0], ids[1]])
    expect(first.body['paging']).toEqual({ next: { after: ids[2] } })
    const last = await call('GET', `${path}?limit=2&after=${ids[2]}`)
    expect(last.body).toMatchObject({ total: 3, results: [{ recordId: ids[2] }], paging: { prev: { before: ids[2] } } })
    const back = await call('GET', `${path}?limit=2&before=${ids[2]}`)
    expect(back.body.results).toEqual(first.body.results)
  })

  test('are paged as they joined', async () => {
    const { emulator, call, ids } = arrangeLists()
    const listId = await made(call, manual)
    for (const id of ids.toReversed()) {
      await call('PUT', `${lists}/${listId}/memberships/add`, [id])
      emulator.clock.advance(1_000)
    }
    const first = await call('GET', `${lists}/${listId}/memberships/join-order?limit=2`)
    expect(first.body.results).toEqual([
      { recordId: ids[2], membershipTimestamp: '2026-11-24T08:00:00Z' },
      { recordId: ids[1], membershipTimestamp: '2026-11-24T08:00:01Z' },
    ])
    const { after } = (first.body['paging'] as { next: { after: string } }).next
    expect(await members(call, listId, `/join-order?after=${after}`)).toEqual([ids[0]])
  })

  test('are unseen while they are archived', async () => {
    const { emulator, call, ids } = arrangeLists()
    const listId = await made(call, manual)
    await call('PUT', `${lists}/${listId}/memberships/add`, ids)
    emulator.account.archive('contacts', ids[0] ?? '')
    expect(await members(call, listId)).toEqual(ids.slice(1))
    emulator.account.restore('contacts', ids[0] ?? '')
    expect(await members(call, listId)).toEqual(ids)
  })

  test('merged are one member', async () => {
    const { call, ids } = arrangeLists()
    const listId = await made(call, manual)
    await call('PUT', `${lists}/${listId}/memberships/add`, ids.slice(0, 1))
    const [primaryObjectId, objectIdToMerge] = [ids[1], ids[0]]
    const merged = await call('POST', '/crm/v3/objects/contacts/merge', { primaryObjectId, objectIdToMerge })
    expect(await members(call, listId)).toEqual([merged.body.id])
  })

  test('are told record by record', async () => {
    const { call, ids } = arrangeLists()
    const listId = await made(call, manual)
    await call('PUT', `${lists}/${listId}/memberships/add`, [ids[0]])
    const { body } = await call('GET', `${lists}/records/0-1/${ids[0]}/memberships`)
    const at = '2026-11-24T08:00:00Z'
    expect(body.results).toEqual([{ listId, listVersion: 1, firstAddedTimestamp: at, lastAddedTimestamp: at }])
  })

  test.each(['x', '-1', '1-'])('have no page %j', async (token) => {
    const { call } = arrangeLists()
    const listId = await made(call, manual)
    expect((await call('GET', `${lists}/${listId}/memberships?after=${token}`)).status).toBe(400)
  })
})

describe('a dynamic list', () => {
  const dynamic = { ...manual, processingType: 'DYNAMIC', filterBranch: named('Ada') }

  test('follows its records, and knows since when', async () => {
    const { emulator, call, ids } = arrangeLists()
    const listId = await made(call, dynamic)
    expect(await members(call, listId)).toEqual([ids[0]])
    emulator.clock.advance(1_000)
    await call('PATCH', `/crm/v3/objects/contacts/${ids[1]}`, { properties: { firstname: 'Ada' } })
    await call('PATCH', `/crm/v3/objects/contacts/${ids[0]}`, { properties: { firstname: 'Eve' } })
    const { body } = await call('GET', `${lists}/${listId}/memberships`)
    expect(body.results).toEqual([{ recordId: ids[1], membershipTimestamp: '2026-11-24T08:00:01Z' }])
    await call('DELETE', `/crm/v3/objects/contacts/${ids[1]}`)
    expect(await members(call, listId)).toEqual([])
  })

  test('takes no members by hand', async () => {
    const { call, ids } = arrangeLists()
    const listId = await made(call, dynamic)
    expect((await call('PUT', `${lists}/${listId}/memberships/add`, [ids[1]])).status).toBe(400)
  })

  test('changes with its filters', async () => {
    const { call, ids } = arrangeLists()
    const listId = await made(call, dynamic)
    const changed = await call('PUT', `${lists}/${listId}/update-list-filters`, { filterBranch: named('Grace') })
    expect(listOf(changed, 'updatedList')).toMatchObject({ listVersion: 2, filterBranch: named('Grace') })
    expect(await members(call, listId)).toEqual([ids[1]])
  })

  test('restored has who matches by then', async () => {
    const { call, ids } = arrangeLists()
    const listId = await made(call, dynamic)
    await call('DELETE', `${lists}/${listId}`)
    await call('PATCH', `/crm/v3/objects/contacts/${ids[1]}`, { properties: { firstname: 'Ada' } })
    await call('PUT', `${lists}/${listId}/restore`)
    expect(await members(call, listId)).toEqual(ids.slice(0, 2))
  })

  test('made as a snapshot stays as it was', async () => {
    const { call, ids } = arrangeLists()
    const listId = await made(call, { ...dynamic, processingType: 'SNAPSHOT' })
    await call('PATCH', `/crm/v3/objects/contacts/${ids[0]}`, { properties: { firstname: 'Eve' } })
    expect(await members(call, listId)).toEqual([ids[0]])
  })
})

test('an id of a list of version 1 is nobody any more', async () => {
  const { call } = arrangeLists()
  expect((await call('GET', `${lists}/idmapping?legacyListId=1`)).status).toBe(404)
  const { body } = await call('POST', `${lists}/idmapping`, ['1', '2'])
  expect(body).toEqual({ legacyListIdsToIdsMapping: [], missingLegacyListIds: ['1', '2'] })
})
