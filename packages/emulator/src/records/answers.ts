import type { Account, TypeState, RecordState } from '../account/index.ts'
import { livingPartners } from './associate.ts'
import { toIso } from '../clock.ts'

/** A record as the API answers it. */
export interface RecordAnswer {
  readonly id: string
  readonly properties: Readonly<Record<string, string | null>>
  readonly createdAt: string
  readonly updatedAt: string
  readonly archived: boolean
  readonly archivedAt?: string
  readonly propertiesWithHistory?: Readonly<Record<string, readonly HistoryEntry[]>>
  readonly associations?: Readonly<Record<string, InlineAssociations>>
  readonly objectWriteTraceId?: string
  readonly new?: boolean
}

/** One former or present value of a property. */
export interface HistoryEntry {
  readonly value: string
  readonly timestamp: string
  readonly sourceType: string
  readonly sourceId: string
}

/** Associations to one type inside a record's answer: those that fit on a page, and where the next begins. */
export interface InlineAssociations {
  readonly results: readonly { readonly id: string; readonly type: string }[]
  readonly paging?: { readonly next: { readonly after: string; readonly link: string } }
}

/** What to tell of a record. */
export interface AnswerShape {
  /** Property names asked for; undefined answers the type's defaults. Unknown names are left out. */
  readonly properties?: readonly string[] | undefined
  readonly history?: readonly string[] | undefined
  readonly associations?: readonly TypeState[] | undefined
}

/** The record in the shape asked for. The id and both dates come with every answer. */
export function answerRecord(
  account: Account,
  type: TypeState,
  state: RecordState,
  shape: AnswerShape = {},
): RecordAnswer {
  const { history, associations } = shape
  return {
    id: String(state.id),
    properties: propertiesOf(account, type, state, shape.properties),
    ...(history === undefined ? {} : { propertiesWithHistory: historyOf(type, state, history) }),
    createdAt: toIso(state.createdAt),
    updatedAt: toIso(state.updatedAt),
    archived: state.archivedAt !== null,
    ...(state.archivedAt === null ? {} : { archivedAt: toIso(state.archivedAt) }),
    ...(associations === undefined ? {} : inlineAssociations(account, type, state, associations)),
  }
}

/** Everything the record has a value for. */
export function allProperties(type: TypeState, state: RecordState): Readonly<Record<string, string>> {
  const set: [string, string][] = []
  for (const { slot, definition } of type.properties.all()) {
    const value = state.values[slot]
    if (value !== undefined && !definition.archived) set.push([definition.name, value])
  }
  return Object.fromEntries(set)
}

function propertiesOf(
  account: Account,
  type: TypeState,
  state: RecordState,
  asked: readonly string[] | undefined,
): Readonly<Record<string, string | null>> {
  const none = asked === undefined || asked.length === 0
  const isAll = !none && account.switches().askedProperties === 'only'
  const always = isAll ? [] : [type.createdProperty, type.modifiedProperty, 'hs_object_id']
  const names = new Set([...(none ? type.defaultProperties : asked), ...always])
  const absent = account.switches().unsetAs === 'absent'
  const told: [string, string | null][] = []
  for (const name of names) {
    const slot = type.properties.find(name)?.slot
    if (slot === undefined) continue
    const value = state.values[slot]
    if (value !== undefined) told.push([name, value])
    else if (!absent) told.push([name, null])
  }
  return Object.fromEntries(told)
}

function historyOf(
  type: TypeState,
  state: RecordState,
  asked: readonly string[],
): Readonly<Record<string, readonly HistoryEntry[]>> {
  const known = asked.flatMap((name) => {
    const slot = type.properties.find(name)?.slot
    return slot === undefined ? [] : [[name, valuesOverTime(state, slot)] as const]
  })
  return Object.fromEntries(known.filter(([, entries]) => entries.length > 0))
}

// Newest first; an entry stands for the state in which the value became what it was.
function valuesOverTime(newest: RecordState, slot: number): readonly HistoryEntry[] {
  const entries: HistoryEntry[] = []
  for (let state: RecordState | null = newest; state !== null; state = state.previous) {
    const value: string | undefined = state.values[slot]
    if (value === state.previous?.values[slot]) continue
    entries.push({ value: value ?? '', timestamp: toIso(state.updatedAt), ...state.source })
  }
  return entries
}

// One entry for each label, so ids repeat; a type without associations has no key.
function inlineAssociations(
  account: Account,
  type: TypeState,
  state: RecordState,
  targets: readonly TypeState[],
): Pick<RecordAnswer, 'associations'> {
  const most = account.switches().inlineAssociationsPage
  const found = targets.flatMap((target) => {
    const all = livingPartners(account, type, state.id, target).flatMap(([id, types]) =>
      types.map((each) => ({ id: String(id), type: each.name })),
    )
    const after = all[most]?.id
    const link = `https://api.hubapi.com/crm/v3/objects/${type.name}/${state.id}/associations/${target.name}?after=${after}`
    const paging = after === undefined ? {} : { paging: { next: { after, link } } }
    return all.length === 0 ? [] : [[target.name, { results: all.slice(0, most), ...paging }] as const]
  })
  return found.length === 0 ? {} : { associations: Object.fromEntries(found) }
}
