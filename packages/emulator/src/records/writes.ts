import type { Account, ChangeContext, RecordState, TypeState, Values } from '../account/index.ts'
import { contactExists, invalid, invalidProperties, valueTaken, type PropertyProblem } from '../api-error.ts'
import { toIso } from '../clock.ts'
import { compute } from './computed.ts'
import type { JsonObject } from '../input.ts'
import { missingByCondition, missingOnCreate } from './missing-properties.ts'
import { checkWrite } from './write-rules.ts'

/** A write together with where it came from. */
export interface WriteContext extends ChangeContext {
  /** Does the version enforce required properties? */
  readonly enforcesRequired: boolean
  readonly objectWriteTraceId?: string | undefined
  /** How much longer than the usual lag this write takes to reach search. */
  readonly lagMs?: number
}

/** When a write reaches search and association filters: null, for what was arranged from inside, is at once. */
export function indexedAt({ origin, settled, lagMs = 0 }: ChangeContext & { readonly lagMs?: number }): number | null {
  return settled === true ? null : origin.at + lagMs
}

/**
 * Checks a create without doing it, so that a batch can refuse as a whole; the answer creates the record.
 * Throws `ApiError` 400 for invalid properties, 409 for a contact's taken email, 400 for another taken unique value.
 */
export function prepareCreate(
  account: Account,
  type: TypeState,
  properties: JsonObject,
  context: WriteContext,
): () => RecordState {
  const { values, sent, problems } = checkWrite(account, type, initialValues(account, type, properties), properties)
  const missing = context.settled
    ? []
    : [
        ...missingOnCreate(account, type, { values, properties }, context.enforcesRequired),
        ...missingByCondition(account, type, { values, properties }, context.enforcesRequired),
      ]
  const all = withMissing(problems, missing)
  if (all.length > 0) throw invalidProperties(all, account.portalId)
  refuseTaken(account, type, values, undefined)

  return () => {
    refuseTaken(account, type, values, undefined)
    const { at } = context.origin
    const id = account.nextId(type)
    setValue(type, values, 'hs_object_id', String(id))
    setValue(type, values, type.createdProperty, toIso(at))
    const state = storeState(account, type, values, {
      id,
      at,
      createdAt: at,
      archivedAt: null,
      previous: null,
      context,
    })
    tell(account, type, 'create', null, state, context, sent)
    return state
  }
}

/** Checks an update of `before` without doing it; the answer applies it to the record's state by then. */
export function prepareUpdate(
  account: Account,
  type: TypeState,
  before: RecordState,
  properties: JsonObject,
  context: WriteContext,
): () => RecordState {
  refuseInvalid(before)

  function refuseInvalid(state: RecordState): ReturnType<typeof checkWrite> {
    const checked = checkWrite(account, type, state.values, properties)
    const written = { values: checked.values, properties }
    const missing = context.settled ? [] : missingByCondition(account, type, written, context.enforcesRequired)
    const problems = withMissing(checked.problems, missing)
    if (problems.length > 0) throw invalidProperties(problems, account.portalId)
    refusePublished(account, type, state.values, checked.values)
    refuseTaken(account, type, checked.values, state)
    return checked
  }

  return () => {
    // A batch may hold the same record twice: the later input starts from what the earlier one left.
    const current = type.records.get(before.id) ?? before
    const { values, sent } = refuseInvalid(current)
    const state = storeState(account, type, values, { ...current, at: context.origin.at, previous: current, context })
    tell(account, type, 'update', current, state, context, sent)
    return state
  }
}

/** Archives a living record; its associations stay, unseen, until it is restored. */
export function archiveRecord(account: Account, type: TypeState, state: RecordState, context: WriteContext): void {
  const { at } = context.origin
  const archived = { ...state, archivedAt: at, previous: state, source: context.source }
  type.records.put(archived)
  type.index.note(indexedAt(context), archived)
  tell(account, type, 'archive', state, archived, context)
}

/** Brings an archived record back, with its id, create date and associations. */
export function restoreRecord(account: Account, type: TypeState, state: RecordState, context: WriteContext): void {
  const restored = storeState(account, type, state.values.slice(), {
    ...state,
    at: account.switches().restoreBumpsModified ? context.origin.at : state.updatedAt,
    archivedAt: null,
    previous: state,
    context,
  })
  tell(account, type, 'restore', state, restored, context)
}

/** Moves a record's last-modified date, and nothing else. */
export function touchRecord(account: Account, type: TypeState, id: number, context: WriteContext): void {
  const state = type.records.alive(id)
  if (state === undefined) return
  storeState(account, type, state.values.slice(), { ...state, at: context.origin.at, previous: state, context })
}

function refusePublished(account: Account, type: TypeState, before: Values, after: Values): void {
  const { published } = type.row
  if (published === undefined || !account.switches().publishedLocked) return
  const slot = type.properties.find(published.property)?.slot ?? -1
  const isPublished = (values: Values): boolean => published.values.includes(values[slot] ?? '')
  if (isPublished(before) && isPublished(after))
    throw invalid(`Published ${type.name} cannot be changed: set "${published.property}" back first.`)
}

// A value that was refused is not missing besides.
function withMissing(
  problems: readonly PropertyProblem[],
  missing: readonly PropertyProblem[],
): readonly PropertyProblem[] {
  const refused = new Set(problems.map(({ name }) => name))
  const byName = new Map(missing.map((problem) => [problem.name, problem]))
  return [...problems, ...[...byName.values()].filter(({ name }) => !refused.has(name))]
}

function initialValues(account: Account, type: TypeState, properties: JsonObject): (string | undefined)[] {
  const values: (string | undefined)[] = []
  const first = account.pipelines.get(type.name)?.[0]
  if (type.pipeline === undefined || first === undefined) return values
  if (!Object.hasOwn(properties, type.pipeline.pipelineProperty))
    setValue(type, values, type.pipeline.pipelineProperty, first.id)
  return values
}

function refuseTaken(
  account: Account,
  type: TypeState,
  values: readonly (string | undefined)[],
  before: RecordState | undefined,
): void {
  for (const { slot, definition } of type.properties.all()) {
    const value = values[slot]
    if (!definition.hasUniqueValue || value === undefined || value === before?.values[slot]) continue
    const holder = holderOf(type, definition.name, slot, value)
    if (holder === undefined || holder === before?.id) continue
    const isPrimary = type.records.holder(slot, value) === holder
    if (before === undefined && definition.name === 'email' && isPrimary) throw contactExists(String(holder))
    throw valueTaken({
      portalId: account.portalId,
      objectType: type.singular.toUpperCase(),
      property: definition.name,
      value,
      id: String(before?.id ?? account.nextId(type)),
      existingId: String(holder),
    })
  }
}

/** The living record that a unique value belongs to; contacts are found by their additional addresses too. */
export function holderOf(type: TypeState, name: string, slot: number, value: string): number | undefined {
  const holder = type.records.holder(slot, value)
  if (holder !== undefined || name !== 'email') return holder
  return type.records.holder(type.properties.find('hs_additional_emails')?.slot ?? -1, value)
}

/** What a new state of a record has besides its values. */
export interface NewState {
  readonly id: number
  readonly at: number
  readonly createdAt: number
  readonly archivedAt: number | null
  readonly previous: RecordState | null
  readonly context: WriteContext
}

/** Makes and keeps a new state of a record, with its computed values and dates. */
export function storeState(
  account: Account,
  type: TypeState,
  values: (string | undefined)[],
  made: NewState,
): RecordState {
  const { id, at, createdAt, archivedAt, previous, context } = made
  compute(account, type, values)
  setValue(type, values, type.modifiedProperty, toIso(at))
  setValue(type, values, 'hs_lastmodifieddate', toIso(at))
  const state: RecordState = { id, createdAt, updatedAt: at, archivedAt, values, source: context.source, previous }
  type.records.put(state)
  type.index.note(indexedAt(context), state)
  return state
}

/** Sets a value by name, if the type has that property. */
export function setValue(type: TypeState, values: (string | undefined)[], name: string, value: string): void {
  const slot = type.properties.find(name)?.slot
  if (slot !== undefined) values[slot] = value
}

function tell(
  account: Account,
  type: TypeState,
  kind: 'create' | 'update' | 'archive' | 'restore',
  before: RecordState | null,
  after: RecordState,
  context: WriteContext,
  properties?: Readonly<Record<string, string | null>>,
): void {
  const { objectWriteTraceId } = context
  const sent = properties === undefined ? {} : { properties }
  account.changes.add(context, {
    kind,
    objectType: type.name,
    id: String(after.id),
    before,
    after,
    objectWriteTraceId,
    ...sent,
  })
}
