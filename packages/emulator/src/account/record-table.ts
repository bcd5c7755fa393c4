import { loadedRecord, savedRecord, type SavedRecord } from './saved-record.ts'

/** Property values by slot; undefined is unset, the empty string never occurs. */
export type Values = readonly (string | undefined)[]

/** Who made a change, as property histories tell it. */
export interface ChangeSource {
  readonly sourceType: string
  readonly sourceId: string
}

/** One state of a record. A change makes a new state, so whoever holds an old one (the search index, a history) keeps it. */
export interface RecordState {
  readonly id: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly archivedAt: number | null
  readonly values: Values
  readonly source: ChangeSource
  readonly previous: RecordState | null
}

/** The records of one object type: the newest state of each, in the order of their ids. */
export interface RecordTable {
  /** The newest state, archived or not. */
  get(id: number): RecordState | undefined
  /** The newest state, unless archived. */
  alive(id: number): RecordState | undefined
  put(state: RecordState): void
  /** Takes a record out for good. */
  remove(id: number): void
  /** Takes out for good what was archived before that moment. */
  purge(before: number): void
  /** From now on the id `from`, which is no record any more, stands for `to`. */
  redirect(from: number, to: number): void
  /** The record an id stands for: itself, or what it was merged into. */
  survivor(id: number): number
  /** The first `count` records with an id of `from` or more that are archived or not. */
  page(from: number, count: number, archived: boolean): readonly RecordState[]
  /** Every newest state, in the order of ids. */
  all(): Iterable<RecordState>
  size(): number
  /** The living record holding `value` of a unique property, upper and lower case alike. */
  holder(slot: number, value: string): number | undefined
  save(): SavedRecords
  load(saved: SavedRecords): void
}

/** A table as plain data. */
export interface SavedRecords {
  readonly records: readonly SavedRecord[]
  readonly redirects: readonly (readonly [from: number, to: number])[]
  /** Unique values whose holder is not the first record that has them; null when they have none. */
  readonly holders: readonly (readonly [slot: number, value: string, holder: number | null])[]
}

/** An empty table; `uniqueSlots` answers which properties keep their values unique. */
export function createRecordTable(uniqueSlots: () => readonly number[]): RecordTable {
  const stateById = new Map<number, RecordState>()
  const holderByValue = new Map<number, Map<string, number>>()
  const ids: number[] = []
  const survivorById = new Map<number, number>()
  let archived: { readonly id: number; readonly at: number }[] = []

  function put(state: RecordState): void {
    const before = stateById.get(state.id)
    if (before === undefined) insertId(state.id)
    stateById.set(state.id, state)
    for (const slot of uniqueSlots()) moveUnique(slot, before, state)
    if (state.archivedAt !== null && state.archivedAt !== before?.archivedAt)
      archived.push({ id: state.id, at: state.archivedAt })
  }

  function remove(id: number): void {
    const state = stateById.get(id)
    if (state === undefined) return
    for (const slot of uniqueSlots()) moveUnique(slot, state, { ...state, archivedAt: 0 })
    stateById.delete(id)
    ids.splice(firstAtLeast(ids, id), 1)
  }

  function purge(before: number): void {
    let due = 0
    while ((archived[due]?.at ?? Infinity) < before) due++
    if (due === 0) return
    // Restored meanwhile, or archived anew: then a later entry of the list decides.
    for (const { id, at } of archived.slice(0, due)) if (stateById.get(id)?.archivedAt === at) remove(id)
    archived = archived.slice(due)
  }

  function survivor(id: number): number {
    const next = survivorById.get(id)
    return next === undefined ? id : survivor(next)
  }

  function insertId(id: number): void {
    const last = ids.at(-1)
    if (last === undefined || id > last) ids.push(id)
    else ids.splice(firstAtLeast(ids, id), 0, id)
  }

  function moveUnique(slot: number, before: RecordState | undefined, after: RecordState): void {
    const was = before === undefined || before.archivedAt !== null ? undefined : before.values[slot]
    const is = after.archivedAt === null ? after.values[slot] : undefined
    if (was === is) return
    let holders = holderByValue.get(slot)
    if (holders === undefined) holderByValue.set(slot, (holders = new Map()))
    // A restored record may find its value taken meanwhile: the present holder keeps it.
    for (const value of parts(was)) if (holders.get(value) === after.id) holders.delete(value)
    for (const value of parts(is)) if (!holders.has(value)) holders.set(value, after.id)
  }

  function page(from: number, count: number, wantsArchived: boolean): readonly RecordState[] {
    const found: RecordState[] = []
    for (let at = firstAtLeast(ids, from); at < ids.length && found.length < count; at++) {
      const state = stateById.get(ids[at] as number)
      if (state !== undefined && (state.archivedAt !== null) === wantsArchived) found.push(state)
    }
    return found
  }

  function* all(): Iterable<RecordState> {
    for (const id of ids) yield stateById.get(id) as RecordState
  }

  function alive(id: number): RecordState | undefined {
    const state = stateById.get(id)
    return state?.archivedAt === null ? state : undefined
  }

  function save(): SavedRecords {
    const records = Array.from(ids, (id) => savedRecord(stateById.get(id) as RecordState))
    const holders = uniqueSlots().flatMap((slot) =>
      Array.from(firstHolders(slot), ([value, first]) => ({
        value,
        first,
        holder: holderByValue.get(slot)?.get(value) ?? null,
      }))
        .filter(({ first, holder }) => first !== holder)
        .map(({ value, holder }) => [slot, value, holder] as const),
    )
    return { records, redirects: [...survivorById], holders }
  }

  // Who would hold each value if the records had been made as they are now, one after the other.
  function firstHolders(slot: number): ReadonlyMap<string, number> {
    const first = new Map<string, number>()
    for (const id of ids)
      for (const value of parts(alive(id)?.values[slot])) if (!first.has(value)) first.set(value, id)
    return first
  }

  function load(saved: SavedRecords): void {
    stateById.clear()
    holderByValue.clear()
    survivorById.clear()
    archived = []
    ids.length = 0
    for (const record of saved.records) put(loadedRecord(record))
    archived.sort((a, b) => a.at - b.at)
    for (const [from, to] of saved.redirects) survivorById.set(from, to)
    for (const [slot, value, holder] of saved.holders)
      if (holder === null) holderByValue.get(slot)?.delete(value)
      else holderByValue.get(slot)?.set(value, holder)
  }

  return {
    get: (id) => stateById.get(id),
    alive,
    put,
    remove,
    purge,
    redirect: (from, to) => void survivorById.set(from, to),
    survivor,
    page,
    all,
    size: () => ids.length,
    holder: (slot, value) => holderByValue.get(slot)?.get(value.toLowerCase()),
    save,
    load,
  }
}

// Additional email addresses are several in one value, each of them unique.
function parts(value: string | undefined): readonly string[] {
  return value === undefined ? [] : value.toLowerCase().split(';')
}

function firstAtLeast(ids: readonly number[], id: number): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ids[middle] as number) < id) low = middle + 1
    else high = middle
  }
  return low
}
