import type { RecordState } from './record-table.ts'
import { loadedRecord, savedRecord, type SavedRecord } from './saved-record.ts'

/**
 * What search sees of one object type: record states as they were some time ago, by column.
 *
 * Search is eventually consistent (https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm): writes wait in `pending` until
 * the lag has passed, so until then an updated record is found, and shown, with its old values, and an archived one is still there.
 * Columns are made on first use and kept by change: a filter over 100,000 records reads one array.
 */
export interface SearchIndex {
  /** A write at `at` made `state` of the record; archived states leave the index. `at` null: long since, so the index knows already. */
  note(at: number | null, state: RecordState): void
  /** The index holding the writes up to `cutoff`. */
  view(cutoff: number): IndexView
  /** What it sees otherwise than the newest states tell, and what waits. */
  save(newest: ReadonlyMap<number, RecordState>): SavedIndex
  /** As it was saved, over the newest states. */
  load(newest: ReadonlyMap<number, RecordState>, saved: SavedIndex): void
}

/** An index as plain data. */
export interface SavedIndex {
  /** What it sees of records that changed since; null where it does not see the record. */
  readonly seen: readonly (readonly [id: number, state: SavedRecord | null])[]
  readonly pending: readonly { readonly at: number; readonly state: SavedRecord }[]
}

/** Rows in the order of ids; null where a record was archived. The columns have the same positions. */
export interface IndexView {
  readonly rows: readonly (RecordState | null)[]
  /** Numbers, or moments in milliseconds; NaN is unset. */
  numbers(slot: number): readonly number[]
  /** Lower-cased text; null is unset. */
  texts(slot: number): readonly (string | null)[]
  /** Text as stored; null is unset. */
  exact(slot: number): readonly (string | null)[]
  /** Tokens of the text, cut by `tokenize`; null is unset. */
  tokens(slot: number, tokenize: (text: string) => readonly string[]): readonly (readonly string[] | null)[]
}

interface Column {
  readonly data: unknown[]
  read(state: RecordState | null): unknown
}

/** An empty index; `toNumber` reads the number or moment in a slot's text. */
export function createSearchIndex(toNumber: (slot: number, text: string) => number): SearchIndex {
  const rows: (RecordState | null)[] = []
  const positionById = new Map<number, number>()
  const columns = new Map<string, Column>()
  let pending: { readonly at: number; readonly state: RecordState }[] = []
  let lastId = -1

  function view(cutoff: number): IndexView {
    let taken = 0
    while (taken < pending.length && (pending[taken] as { at: number }).at <= cutoff) {
      apply((pending[taken] as { state: RecordState }).state)
      taken++
    }
    if (taken > 0) pending = pending.slice(taken)
    return {
      rows,
      numbers: (slot) =>
        column(`number ${slot}`, (state) => {
          const text = state?.values[slot]
          return text === undefined ? NaN : toNumber(slot, text)
        }) as number[],
      texts: (slot) =>
        column(`text ${slot}`, (state) => state?.values[slot]?.toLowerCase() ?? null) as (string | null)[],
      exact: (slot) => column(`exact ${slot}`, (state) => state?.values[slot] ?? null) as (string | null)[],
      tokens: (slot, tokenize) =>
        column(`token ${slot}`, (state) => {
          const text = state?.values[slot]
          return text === undefined ? null : tokenize(text)
        }) as (readonly string[] | null)[],
    }
  }

  function note(at: number | null, state: RecordState): void {
    if (at !== null) return wait(at, state)
    if (pending.length > 0) pending = pending.filter((each) => each.state.id !== state.id)
    apply(state)
  }

  // A write whose way is longer waits behind later ones, and a later write of the same record overtakes it.
  function wait(at: number, state: RecordState): void {
    if ((pending.at(-1)?.at ?? at) <= at) return void pending.push({ at, state })
    pending = pending.filter((each) => each.at <= at || each.state.id !== state.id)
    const place = pending.findIndex((each) => each.at > at)
    pending.splice(place < 0 ? pending.length : place, 0, { at, state })
  }

  function apply(state: RecordState): void {
    const seen = state.archivedAt === null ? state : null
    const position = positionById.get(state.id)
    if (position !== undefined) set(position, seen)
    else if (seen !== null && state.id > lastId) {
      lastId = state.id
      positionById.set(state.id, rows.length)
      set(rows.length, seen)
    } else if (seen !== null) insert(seen)
  }

  function set(position: number, state: RecordState | null): void {
    rows[position] = state
    for (const each of columns.values()) each.data[position] = each.read(state)
  }

  // A record with an id below the last one (restored from a file) moves all positions after it: rare, so everything is made anew.
  function insert(state: RecordState): void {
    const sorted = [...rows.filter((row) => row !== null), state].sort((a, b) => a.id - b.id)
    rows.splice(0, rows.length, ...sorted)
    columns.clear()
    positionById.clear()
    for (const [position, row] of sorted.entries()) positionById.set(row.id, position)
  }

  function column(key: string, read: (state: RecordState | null) => unknown): unknown[] {
    let made = columns.get(key)
    if (made === undefined) columns.set(key, (made = { data: rows.map(read), read }))
    return made.data
  }

  function save(newest: ReadonlyMap<number, RecordState>): SavedIndex {
    const seen: [number, SavedRecord | null][] = []
    for (const id of new Set([...newest.keys(), ...positionById.keys()])) {
      const state = rows[positionById.get(id) ?? -1] ?? null
      if (state !== living(newest.get(id))) seen.push([id, state === null ? null : alone(state)])
    }
    return { seen, pending: pending.map(({ at, state }) => ({ at, state: alone(state) })) }
  }

  function load(newest: ReadonlyMap<number, RecordState>, saved: SavedIndex): void {
    rows.length = 0
    positionById.clear()
    columns.clear()
    lastId = -1
    const stateById = new Map<number, RecordState | null>(newest)
    for (const [id, state] of saved.seen) stateById.set(id, state === null ? null : loadedRecord(state))
    const seen = [...stateById.values()].filter((state) => state !== null).sort((a, b) => a.id - b.id)
    for (const state of seen) apply(state)
    pending = saved.pending.map(({ at, state }) => ({ at, state: loadedRecord(state) }))
  }

  return { note, view, save, load }
}

function living(state: RecordState | undefined): RecordState | null {
  return state?.archivedAt === null ? state : null
}

// Search shows one state, not how it came about.
function alone(state: RecordState): SavedRecord {
  return savedRecord({ ...state, previous: null })
}
