import type { ChangeSource, RecordState } from './record-table.ts'

/** A record with its history as plain data. */
export interface SavedRecord {
  readonly id: number
  readonly createdAt: number
  /** Newest first. */
  readonly states: readonly SavedState[]
}

/** One state: the newest with all its values, an older one with those that the next newer state changed. */
export interface SavedState {
  readonly at: number
  readonly archivedAt: number | null
  readonly source: ChangeSource
  readonly values?: readonly (string | null)[]
  readonly changes?: readonly (readonly [slot: number, value: string | null])[]
}

/** The record as plain data. States of one history share most of their values, so only the newest is written out. */
export function savedRecord(newest: RecordState): SavedRecord {
  const states: SavedState[] = []
  let newer: RecordState | null = null
  for (let state: RecordState | null = newest; state !== null; state = state.previous) {
    const values = newer === null ? { values: filled(state.values) } : { changes: changesTo(state, newer) }
    states.push({ at: state.updatedAt, archivedAt: state.archivedAt, source: state.source, ...values })
    newer = state
  }
  return { id: newest.id, createdAt: newest.createdAt, states }
}

/** The record's newest state, its history behind it. */
export function loadedRecord({ id, createdAt, states }: SavedRecord): RecordState {
  let values: readonly (string | undefined)[] = []
  const known = states.map((saved) => {
    values = saved.values?.map((text) => text ?? undefined) ?? changed(values, saved.changes ?? [])
    return { saved, values }
  })
  let state: RecordState | null = null
  for (const { saved, values: own } of known.reverse()) {
    const { at: updatedAt, archivedAt, source } = saved
    state = { id, createdAt, updatedAt, archivedAt, values: own, source, previous: state }
  }
  if (state === null) throw new TypeError('A saved record has no states.')
  return state
}

function filled(values: RecordState['values']): readonly (string | null)[] {
  return Array.from(values, (value) => value ?? null)
}

function changesTo(state: RecordState, newer: RecordState): readonly (readonly [number, string | null])[] {
  const slots = Array.from({ length: Math.max(state.values.length, newer.values.length) }, (_, slot) => slot)
  return slots
    .filter((slot) => state.values[slot] !== newer.values[slot])
    .map((slot) => [slot, state.values[slot] ?? null] as const)
}

function changed(
  values: readonly (string | undefined)[],
  changes: readonly (readonly [slot: number, value: string | null])[],
): readonly (string | undefined)[] {
  const next = values.slice()
  for (const [slot, value] of changes) next[slot] = value ?? undefined
  return next
}
