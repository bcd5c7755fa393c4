import { describe, expect, test } from 'vitest'
import { arrangeLists, lists, made, manual } from '../listing.fixture.ts'
import type { Reply } from '../testing.ts'

describe('a folder of lists', () => {
  const folderOf = ({ body }: Reply): { readonly id: number } => body['folder'] as { id: number }

  test('is made, renamed, moved, filled and deleted once empty', async () => {
    const { call } = arrangeLists()
    const listId = await made(call, manual)
    const outer = folderOf(await call('POST', `${lists}/folders`, { name: 'Outer' }))
    const inner = folderOf(await call('POST', `${lists}/folders`, { name: 'Inner' }))
    const renamed = await call('PUT', `${lists}/folders/${inner.id}/rename?newFolderName=Innermost`)
    expect(folderOf(renamed)).toMatchObject({ name: 'Innermost' })
    expect((await call('PUT', `${lists}/folders/${inner.id}/move/${outer.id}`)).status).toBe(200)
    expect((await call('PUT', `${lists}/folders/${outer.id}/move/${inner.id}`)).status).toBe(400)
    expect((await call('PUT', `${lists}/folders/move-list`, { listId, newFolderId: String(inner.id) })).status).toBe(
      204,
    )
    const shown = folderOf(await call('GET', `${lists}/folders`))
    expect(shown).toMatchObject({
      id: 0,
      childLists: [],
      childNodes: [{ id: outer.id, childNodes: [{ id: inner.id, childLists: [Number(listId)] }] }],
    })
    expect((await call('DELETE', `${lists}/folders/${inner.id}`)).status).toBe(400)
    await call('PUT', `${lists}/folders/move-list`, { listId, newFolderId: '0' })
    expect((await call('DELETE', `${lists}/folders/${inner.id}`)).status).toBe(204)
    expect((await call('GET', `${lists}/folders?folderId=${inner.id}`)).status).toBe(404)
  })
})
