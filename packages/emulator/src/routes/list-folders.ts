import type { Account, ListFolder } from '../account/index.ts'
import { invalid, unknownDefinition } from '../api-error.ts'
import { toIso } from '../clock.ts'
import { asOptionalText, asText, field } from '../input.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import { routeMaker } from './route-maker.ts'
import { listIn } from './lists.ts'

const root: ListFolder = { id: '0', name: '', parentId: '0', createdAt: 0, updatedAt: 0 }

/** Folders of lists; every list without another is in the root folder `0`. */
export function listFolderRoutes(account: Account): readonly Route[] {
  const route = routeMaker(account, { family: 'lists', prefix: '/folders', reads: 'definition', writes: 'definition' })
  return [
    route('POST', '', create),
    route('GET', '', get),
    route('PUT', '/move-list', moveList),
    route('PUT', '/:folder/move/:parent', move),
    route('PUT', '/:folder/rename', rename),
    route('DELETE', '/:folder', remove),
  ]
}

function create(account: Account, call: Call): Answer {
  const body = bodyObject(call)
  const name = nameOf(asText(field(body, 'name'), 'name'))
  const parent = folderIn(account, asOptionalText(field(body, 'parentFolderId'), 'parentFolderId') ?? root.id)
  const { at } = call.write.origin
  const folder = { id: account.lists.nextId(), name, parentId: parent.id, createdAt: at, updatedAt: at }
  return store(account, call, folder, 'create')
}

function get(account: Account, call: Call): Answer {
  return answer(account, folderIn(account, call.query.get('folderId') ?? root.id))
}

function move(account: Account, call: Call): Answer {
  const folder = ownFolder(account, call)
  const parent = folderIn(account, call.param('parent'))
  for (let each = parent; each.id !== root.id; each = folderIn(account, each.parentId))
    if (each.id === folder.id) throw invalid('A folder cannot be moved into itself.')
  return store(account, call, { ...folder, parentId: parent.id, updatedAt: call.write.origin.at }, 'update')
}

function rename(account: Account, call: Call): Answer {
  const name = nameOf(call.query.get('newFolderName') ?? '')
  return store(account, call, { ...ownFolder(account, call), name, updatedAt: call.write.origin.at }, 'update')
}

function remove(account: Account, call: Call): Answer {
  const folder = ownFolder(account, call)
  if (childLists(account, folder.id).length + childFolders(account, folder.id).length > 0)
    throw invalid('Only an empty folder can be deleted.')
  account.lists.folders.delete(folder.id)
  note(account, call, folder.id, 'archive')
  return { status: 204 }
}

function moveList(account: Account, call: Call): Answer {
  const body = bodyObject(call)
  const list = listIn(account, asText(field(body, 'listId'), 'listId'))
  const folder = folderIn(account, asText(field(body, 'newFolderId'), 'newFolderId'))
  account.lists.byId.set(list.listId, { ...list, folderId: folder.id, updatedAt: call.write.origin.at })
  account.changes.add(call.write, {
    kind: 'define',
    objectType: list.objectType,
    id: list.listId,
    definition: { of: 'list', change: 'update' },
  })
  return { status: 204 }
}

function store(account: Account, call: Call, folder: ListFolder, change: 'create' | 'update'): Answer {
  account.lists.folders.set(folder.id, folder)
  note(account, call, folder.id, change)
  return answer(account, folder)
}

function answer(account: Account, folder: ListFolder): Answer {
  return { status: 200, body: { folder: answerFolder(account, folder) } }
}

function answerFolder(account: Account, { id, name, parentId, createdAt, updatedAt }: ListFolder): object {
  return {
    id: Number(id),
    name,
    parentFolderId: Number(parentId),
    createdAt: toIso(createdAt),
    updatedAt: toIso(updatedAt),
    childLists: childLists(account, id).map(Number),
    childNodes: childFolders(account, id).map((each) => answerFolder(account, each)),
  }
}

function childLists({ lists }: Account, id: string): readonly string[] {
  return [...lists.byId.values()]
    .filter(({ folderId, deletedAt }) => folderId === id && deletedAt === null)
    .map(({ listId }) => listId)
}

function childFolders({ lists }: Account, id: string): readonly ListFolder[] {
  return [...lists.folders.values()].filter(({ parentId }) => parentId === id)
}

function ownFolder(account: Account, call: Call): ListFolder {
  const folder = folderIn(account, call.param('folder'))
  if (folder.id === root.id) throw invalid('The root folder stays as it is.')
  return folder
}

function folderIn({ lists }: Account, id: string): ListFolder {
  const folder = id === root.id ? root : lists.folders.get(id)
  if (folder === undefined) throw unknownDefinition(`There is no folder ${id}.`)
  return folder
}

function nameOf(name: string): string {
  if (name.trim() === '') throw invalid('The name of a folder must not be empty.')
  return name
}

// Folders hold lists of every object type, so they belong to none.
function note(account: Account, call: Call, id: string, change: 'create' | 'update' | 'archive'): void {
  account.changes.add(call.write, { kind: 'define', objectType: '', id, definition: { of: 'list folder', change } })
}
