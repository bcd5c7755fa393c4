import type { Account, TypeState, RecordState } from '../account/index.ts'
import {
  answerRecord,
  type RecordAnswer,
  prepareInline,
  idIfAny,
  typeIn,
  uniqueSlot,
  archiveRecord,
  prepareCreate,
  prepareUpdate,
  refuseUnassociated,
} from '../records/index.ts'
import { invalid } from '../api-error.ts'
import { batchAnswer, objectsNotFound } from './batch-answer.ts'
import { asObject, asOptionalText, asText, asTexts, field, queryFlag, type JsonObject } from '../input.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import { pathsOf } from '../versions.ts'
import { inputsOf, writeEach } from './write-each.ts'

/** Batches of up to 100 records (https://developers.hubspot.com/docs/guides/crm/using-object-apis). */
export function batchRoutes(account: Account): readonly Route[] {
  const path = (operation: string): readonly string[] => pathsOf('objects', `/:type/batch/${operation}`)
  return [
    { method: 'POST', paths: path('read'), lane: 'batch-read', handle: (call) => read(account, call) },
    { method: 'POST', paths: path('create'), lane: 'batch-write', handle: (call) => create(account, call) },
    { method: 'POST', paths: path('update'), lane: 'batch-write', handle: (call) => update(account, call) },
    { method: 'POST', paths: path('upsert'), lane: 'batch-write', handle: (call) => upsert(account, call) },
    { method: 'POST', paths: path('archive'), lane: 'batch-write', handle: (call) => archive(account, call) },
  ]
}

function read(account: Account, call: Call): Answer {
  const type = typeIn(account, call.param('type'))
  const body = bodyObject(call)
  const archived = queryFlag(call.query, 'archived')
  const idProperty = idPropertyOf(body)
  const history = asTexts(field(body, 'propertiesWithHistory'), 'propertiesWithHistory')
  const inputs = inputsOf(body)
  if (history !== undefined && history.length > 0 && inputs.length > 50)
    throw invalid('At most 50 records can be read with property history.')
  const shape = {
    properties: asTexts(field(body, 'properties'), 'properties'),
    history: history?.length === 0 ? undefined : history,
  }
  const results: RecordAnswer[] = []
  const missing: string[] = []
  for (const text of new Set(inputs.map((input) => asText(field(input, 'id'), 'id')))) {
    const id = idIfAny(type, text, idProperty)
    const wanted = id === undefined || account.switches().batchReadMerged === 'missing' ? id : type.records.survivor(id)
    const state = wanted === undefined ? undefined : type.records.get(wanted)
    if (state === undefined || !isAskedFor(account, state, archived)) missing.push(text)
    else results.push(answerRecord(account, type, state, shape))
  }
  return batchAnswer(account, call, 200, results, missing.length === 0 ? [] : [objectsNotFound(type, missing)])
}

function isAskedFor(account: Account, { archivedAt }: RecordState, archived: boolean): boolean {
  const isArchived = archivedAt !== null
  return isArchived === archived || (isArchived && account.switches().batchReadArchived === 'found')
}

function create(account: Account, call: Call): Answer {
  const type = typeIn(account, call.param('type'), 'create')
  return writeEach(account, call, { type, status: 201 }, (input, objectWriteTraceId) => {
    const context = { ...call.write, objectWriteTraceId }
    const properties = propertiesOf(input)
    const associateNew = prepareInline(account, type, field(input, 'associations'))
    refuseUnassociated(type, field(input, 'associations'))
    const apply = prepareCreate(account, type, properties, context)
    return () => {
      const state = apply()
      associateNew(state.id, context)
      return answerWrite(account, type, state, properties)
    }
  })
}

function update(account: Account, call: Call): Answer {
  const type = typeIn(account, call.param('type'), 'update')
  return writeEach(account, call, { type, status: 200 }, (input, objectWriteTraceId) => {
    const id = idIfAny(type, asText(field(input, 'id'), 'id'), idPropertyOf(input))
    const merged = id !== undefined && type.records.survivor(id) !== id
    const { batchUpdateMerged } = account.switches()
    if (merged && batchUpdateMerged === 'drop') return 'dropped'
    const target = merged && batchUpdateMerged === 'redirect' ? type.records.survivor(id) : id
    const before = target === undefined ? undefined : type.records.alive(target)
    if (before === undefined) return 'missing'
    const properties = propertiesOf(input)
    const apply = prepareUpdate(account, type, before, properties, { ...call.write, objectWriteTraceId })
    return () => answerWrite(account, type, apply(), properties)
  })
}

// Whether an input creates or updates is decided when it is applied: an earlier one of the same batch may have created its record.
function upsert(account: Account, call: Call): Answer {
  const type = typeIn(account, call.param('type'), 'create')
  const byEmail = inputsOf(bodyObject(call)).some((input) => field(input, 'idProperty') === 'email')
  return writeEach(account, call, { type, status: 200, wholeOnly: byEmail }, (input, objectWriteTraceId) => {
    const idProperty = asText(field(input, 'idProperty'), 'idProperty')
    if (idProperty === 'hs_object_id') throw invalid('An upsert needs a unique property other than the record id.')
    const slot = uniqueSlot(type, idProperty)
    const value = asText(field(input, 'id'), 'id')
    const given = propertiesOf(input)
    const context = { ...call.write, objectWriteTraceId }

    function prepare(): { readonly isNew: boolean; readonly apply: () => RecordState } {
      const id = type.records.holder(slot, value)
      const before = id === undefined ? undefined : type.records.alive(id)
      if (before !== undefined) return { isNew: false, apply: prepareUpdate(account, type, before, given, context) }
      return { isNew: true, apply: prepareCreate(account, type, { ...given, [idProperty]: value }, context) }
    }

    prepare()
    return () => {
      const { isNew, apply } = prepare()
      const answer = answerWrite(account, type, apply(), { ...given, [idProperty]: value })
      // The one answer whose description knows no null.
      return { ...answer, properties: withoutUnset(answer.properties), new: isNew }
    }
  })
}

function archive(account: Account, call: Call): Answer {
  const type = typeIn(account, call.param('type'), 'archive')
  const ids = inputsOf(bodyObject(call)).map((input) => asText(field(input, 'id'), 'id'))
  for (const text of ids) {
    const id = idIfAny(type, text, null)
    const state = id === undefined ? undefined : type.records.alive(id)
    if (state !== undefined) archiveRecord(account, type, state, call.write)
  }
  return { status: 204 }
}

function answerWrite(account: Account, type: TypeState, state: RecordState, properties: JsonObject): RecordAnswer {
  return answerRecord(account, type, state, { properties: [...Object.keys(properties), ...type.defaultProperties] })
}

function propertiesOf(input: JsonObject): JsonObject {
  return asObject(field(input, 'properties'), 'properties')
}

function idPropertyOf(input: JsonObject): string | null {
  return asOptionalText(field(input, 'idProperty'), 'idProperty') ?? null
}

function withoutUnset(properties: RecordAnswer['properties']): RecordAnswer['properties'] {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null))
}
