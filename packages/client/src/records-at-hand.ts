import type { IntentDraft } from '@holdfast/engine/protocol'
import { isAggregate, type Runnable } from '@holdfast/query'
import { wireValuesOf, type WireValues } from './record-rows.ts'
import type { RowList } from './rows.ts'

/** Records that live lists show with all their properties: who edits one need not ask the worker what is in it. */
export interface RecordsAtHand {
  /** A list shows what the worker says; until what is returned is called. */
  show(query: Runnable, list: RowList<unknown>): () => void
  /** This page writes: rows of the record count again when they hold it. */
  wrote(draft: IntentDraft): void
  /** What this page wrote to the record was refused, or may have been: no row counts before the next write. */
  lost(id: string): void
  /** The record as a list shows it, with all that this page wrote; undefined when none does. */
  wireValues(objectType: string, id: string): WireValues | undefined
}

// A list is behind by a message or two: what was written so many records ago is in all of them.
const mostRemembered = 1_000

/** No lists yet. */
export function createRecordsAtHand(): RecordsAtHand {
  const objectTypeByList = new Map<RowList<unknown>, string>()
  // By the record's id; null while no row of it counts.
  const writtenById = new Map<string, WireValues | null>()

  function remember(id: string, written: WireValues | null): void {
    writtenById.delete(id)
    writtenById.set(id, written)
    for (const oldest of writtenById.keys()) {
      if (writtenById.size <= mostRemembered) return
      writtenById.delete(oldest)
    }
  }

  return {
    show(query, list) {
      if (!isAggregate(query) && query.select === null) objectTypeByList.set(list, query.objectType)
      return () => objectTypeByList.delete(list)
    },
    wrote(draft) {
      if (draft.kind === 'archive') remember(draft.id, null)
      else if ('properties' in draft) remember(draft.id, { ...writtenById.get(draft.id), ...draft.properties })
    },
    lost: (id) => remember(id, null),
    wireValues(objectType, id) {
      const written = writtenById.get(id)
      if (written === null) return undefined
      for (const [list, type] of objectTypeByList) {
        const row = type === objectType ? list.row(id) : undefined
        const values = row && wireValuesOf(row)
        if (values !== undefined && holds(values, written)) return values
      }
      return undefined
    },
  }
}

// Cleared is `""` when it is written and null when it is read.
function holds(values: WireValues, written: WireValues = {}): boolean {
  return Object.entries(written).every(([name, wire]) => (values[name] ?? '') === wire)
}
