import type { Account, Import, ImportError } from '../account/index.ts'
import { invalid, unknownDefinition } from '../api-error.ts'
import { toIso } from '../clock.ts'
import { cancelImport, parseImport, startImport } from '../imports/index.ts'
import { queryWhole } from '../input.ts'
import type { Answer, Call, Route } from '../route.ts'
import { routeMaker } from './route-maker.ts'
import type { Schedule } from '../schedule.ts'

/** Imports of files (https://developers.hubspot.com/docs/api-reference/latest/crm/imports/guide). */
export function importRoutes(account: Account, schedule: Schedule): readonly Route[] {
  const route = routeMaker(account, { family: 'imports', reads: 'definition', writes: 'batch-write' })
  return [
    { ...route('POST', '', (_account, call) => create(account, schedule, call)), takes: 'multipart' },
    route('GET', '', list),
    route('GET', '/:import', (_account, call) => ({
      status: 200,
      body: answerImport(account, importIn(account, call)),
    })),
    route('POST', '/:import/cancel', (_account, call) => cancel(account, schedule, call)),
    route('GET', '/:import/errors', listErrors),
  ]
}

function create(account: Account, schedule: Schedule, call: Call): Answer {
  const request = call.parts.find(({ name }) => name === 'importRequest')
  if (request === undefined) throw invalid('The form needs a field importRequest.')
  const files = call.parts.flatMap(({ fileName, text }) => (fileName === null ? [] : [{ fileName, text }]))
  const begun = startImport(account, schedule, parseImport(account, request.text, files), call.write)
  return { status: 200, body: answerImport(account, begun) }
}

// The newest first.
function list(account: Account, call: Call): Answer {
  const all = [...account.imports.byId.values()].reverse()
  return { status: 200, body: page(call, all, (each) => answerImport(account, each)) }
}

function cancel(account: Account, schedule: Schedule, call: Call): Answer {
  cancelImport(account, schedule, importIn(account, call), call.write)
  const at = toIso(call.write.origin.at)
  return { status: 200, body: { status: 'CANCELED', startedAt: at, completedAt: at } }
}

function listErrors(account: Account, call: Call): Answer {
  return { status: 200, body: page(call, importIn(account, call).errors, (error) => answerError(account, error)) }
}

// `after` is the id of the item the next page begins with.
function page<Item extends { readonly id: string }>(
  call: Call,
  items: readonly Item[],
  answer: (item: Item) => unknown,
): object {
  const limit = queryWhole(call.query, 'limit', { from: 1, to: 100, otherwise: 10 })
  const after = call.query.get('after') ?? ''
  const start = after === '' ? 0 : items.findIndex(({ id }) => id === after)
  if (start === -1) throw invalid('after is no token of a page.')
  const next = items[start + limit]
  const paging = next === undefined ? {} : { paging: { next: { after: next.id } } }
  return { results: items.slice(start, start + limit).map(answer), ...paging }
}

function answerImport({ types }: Account, each: Import): object {
  const mapped = new Set(each.files.flatMap(({ columns }) => columns.map(({ objectType }) => objectType)))
  return {
    id: each.id,
    state: each.state,
    importName: each.name,
    importSource: 'API',
    importRequestJson: each.request,
    createdAt: toIso(each.createdAt),
    updatedAt: toIso(each.updatedAt),
    metadata: { counters: each.counters, fileIds: each.files.map(({ fileId }) => String(fileId)), objectLists: [] },
    mappedObjectTypeIds: [...mapped].map((name) => types.find(name)?.id ?? name),
    optOutImport: false,
  }
}

function answerError({ types }: Account, error: ImportError): object {
  const type = error.objectType === null ? undefined : types.find(error.objectType)
  const { id, errorType, message, at, fileId, lineNumber, rowData } = error
  return {
    id,
    createdAt: at,
    errorType,
    errorMessage: message,
    ...(type === undefined ? {} : { objectTypeId: type.id }),
    sourceData: { fileId, lineNumber, rowData, containsEncryptedProperties: false },
  }
}

function importIn({ imports }: Account, call: Call): Import {
  const found = imports.byId.get(call.param('import'))
  if (found === undefined) throw unknownDefinition(`There is no import ${call.param('import')}.`)
  return found
}
