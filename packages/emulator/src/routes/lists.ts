import type { Account, ObjectList } from '../account/index.ts'
import { invalid, notFound, unknownDefinition } from '../api-error.ts'
import { toIso } from '../clock.ts'
import { asOptionalText, asText, asTexts, asWhole, field, queryFlag, queryList } from '../input.ts'
import {
  convertDueLists,
  createList,
  deleteList,
  membersById,
  parseConversion,
  renameList,
  restoreList,
  setConversion,
  setFilters,
} from '../lists/index.ts'
import { archivedKeptMs, typeIn } from '../records/index.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import { routeMaker } from './route-maker.ts'

const rootFolder = '0'
const processingTypes = ['MANUAL', 'DYNAMIC', 'SNAPSHOT'] as const
const mostFound = 10_000

/** Lists themselves (https://developers.hubspot.com/docs/api-reference/legacy/crm/lists/guide). */
export function listRoutes(account: Account): readonly Route[] {
  const route = routeMaker(account, { family: 'lists', reads: 'definition', writes: 'definition' })
  const conversion = '/:list/schedule-conversion'
  return [
    route('POST', '', create),
    route('GET', '', getMany),
    route('POST', '/search', search),
    route('GET', '/idmapping', mapOne),
    route('POST', '/idmapping', mapMany),
    route('GET', '/object-type-id/:type/name/:name', getByName),
    route('GET', '/:list', getOne),
    route('DELETE', '/:list', remove),
    route('PUT', '/:list/restore', restore),
    route('PUT', '/:list/update-list-name', rename),
    route('PUT', '/:list/update-list-filters', changeFilters),
    route('GET', conversion, getConversion),
    route('PUT', conversion, scheduleConversion),
    route('DELETE', conversion, cancelConversion),
  ]
}

/** The list a path names; 404 when there is none, or it was deleted. */
export function listIn(account: Account, id: string): ObjectList {
  convertDueLists(account, account.clock.now())
  const list = account.lists.byId.get(id)
  if (list === undefined || list.deletedAt !== null) throw unknownDefinition(`There is no list ${id}.`)
  return list
}

function create(account: Account, call: Call): Answer {
  const body = bodyObject(call)
  const given = asText(field(body, 'processingType'), 'processingType')
  const processingType = processingTypes.find((each) => each === given)
  if (processingType === undefined) throw invalid(`processingType must be one of ${processingTypes.join(', ')}.`)
  const folderId = asOptionalText(field(body, 'listFolderId'), 'listFolderId') ?? rootFolder
  if (folderId !== rootFolder && !account.lists.folders.has(folderId)) throw invalid(`There is no folder ${folderId}.`)
  const made = {
    type: typeIn(account, asText(field(body, 'objectTypeId'), 'objectTypeId')),
    name: asText(field(body, 'name'), 'name'),
    processingType,
    filterBranch: field(body, 'filterBranch'),
    folderId,
  }
  return { status: 200, body: { list: answerList(account, createList(account, made, call.write), true) } }
}

function getMany(account: Account, call: Call): Answer {
  const ids = new Set(queryList(call.query, 'listIds'))
  const lists = living(account)
    .filter(({ listId }) => ids.has(listId))
    .map((list) => answerList(account, list, withFilters(call)))
  return { status: 200, body: { lists } }
}

function getOne(account: Account, call: Call): Answer {
  return { status: 200, body: { list: answerList(account, listIn(account, call.param('list')), withFilters(call)) } }
}

function getByName(account: Account, call: Call): Answer {
  const type = typeIn(account, call.param('type'))
  const list = living(account).find(({ name, objectType }) => name === call.param('name') && objectType === type.name)
  if (list === undefined) throw unknownDefinition(`There is no list of that name for ${type.id}.`)
  return { status: 200, body: { list: answerList(account, list, withFilters(call)) } }
}

// Also of what a search finds only the first 10,000 can be paged to.
function search(account: Account, call: Call): Answer {
  const body = bodyObject(call)
  const offset = asWhole(field(body, 'offset') ?? 0, 'offset', 0, mostFound)
  const count = asWhole(field(body, 'count') ?? 20, 'count', 1, 500)
  if (offset + count > mostFound) throw invalid(`Only the first ${mostFound} lists can be paged to.`)
  const query = asOptionalText(field(body, 'query'), 'query')?.toLowerCase() ?? ''
  const ids = asTexts(field(body, 'listIds'), 'listIds') ?? []
  const types = asTexts(field(body, 'processingTypes'), 'processingTypes') ?? []
  const found = living(account).filter(
    ({ listId, name, processingType }) =>
      name.toLowerCase().includes(query) &&
      (ids.length === 0 || ids.includes(listId)) &&
      (types.length === 0 || types.includes(processingType)),
  )
  const page = found.slice(offset, offset + count)
  const lists = page.map((list) => {
    const { size, ...answer } = answerList(account, list, false)
    return { ...answer, additionalProperties: { hs_list_size: String(size) } }
  })
  const end = offset + page.length
  return { status: 200, body: { total: found.length, offset: end, hasMore: end < found.length, lists } }
}

function rename(account: Account, call: Call): Answer {
  const list = listIn(account, call.param('list'))
  const name = call.query.get('listName') ?? ''
  const updatedList = answerList(account, renameList(account, list, name, call.write), withFilters(call))
  return { status: 200, body: { updatedList } }
}

function changeFilters(account: Account, call: Call): Answer {
  const list = listIn(account, call.param('list'))
  const changed = setFilters(account, list, field(bodyObject(call), 'filterBranch'), call.write)
  return { status: 200, body: { updatedList: answerList(account, changed, true) } }
}

function getConversion(account: Account, call: Call): Answer {
  const list = listIn(account, call.param('list'))
  if (list.conversion === null) throw unknownDefinition(`No conversion of list ${list.listId} is scheduled.`)
  return conversionAnswer(list)
}

function scheduleConversion(account: Account, call: Call): Answer {
  const list = listIn(account, call.param('list'))
  return conversionAnswer(setConversion(account, list, parseConversion(call.body), call.write))
}

function cancelConversion(account: Account, call: Call): Answer {
  setConversion(account, listIn(account, call.param('list')), null, call.write)
  return { status: 204 }
}

function conversionAnswer({ listId, conversion, convertedAt }: ObjectList): Answer {
  const converted = convertedAt === null ? {} : { convertedAt: toIso(convertedAt) }
  return { status: 200, body: { listId, requestedConversionTime: conversion, ...converted } }
}

function remove(account: Account, call: Call): Answer {
  deleteList(account, listIn(account, call.param('list')), call.write)
  return { status: 204 }
}

function restore(account: Account, call: Call): Answer {
  const list = account.lists.byId.get(call.param('list'))
  const since = account.clock.now() - archivedKeptMs
  if (list === undefined || (list.deletedAt !== null && list.deletedAt < since))
    throw unknownDefinition(`There is no list ${call.param('list')}.`)
  if (list.deletedAt !== null) restoreList(account, list, call.write)
  return { status: 204 }
}

// Lists of the former version 1 had other ids; an account of today has none of them.
function mapOne(): Answer {
  throw notFound()
}

function mapMany(_account: Account, call: Call): Answer {
  const missingLegacyListIds = asTexts(call.body, 'the body') ?? []
  return { status: 200, body: { legacyListIdsToIdsMapping: [], missingLegacyListIds } }
}

function answerList(account: Account, list: ObjectList, filters: boolean): { readonly size: number } {
  const type = typeIn(account, list.objectType)
  const { listId, listVersion, name, processingType, filterBranch, filtersUpdatedAt } = list
  const answer = {
    listId,
    listVersion,
    name,
    objectTypeId: type.id,
    processingType,
    processingStatus: 'COMPLETE',
    createdAt: toIso(list.createdAt),
    updatedAt: toIso(list.updatedAt),
    size: membersById(type, list).length,
  }
  return {
    ...answer,
    ...(filtersUpdatedAt === null ? {} : { filtersUpdatedAt: toIso(filtersUpdatedAt) }),
    ...(filters && filterBranch !== null ? { filterBranch } : {}),
  }
}

function living(account: Account): readonly ObjectList[] {
  convertDueLists(account, account.clock.now())
  return [...account.lists.byId.values()].filter(({ deletedAt }) => deletedAt === null)
}

function withFilters(call: Call): boolean {
  return queryFlag(call.query, 'includeFilters')
}
