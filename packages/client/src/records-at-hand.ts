import { isAggregate, type Runnable } from '@holdfast/query'
import { wireValuesOf, type WireValues } from './record-rows.ts'
import type { RowList } from './rows.ts'

/** Records that live lists show with all their properties: who edits one need not ask the worker what is in it. */
export interface RecordsAtHand {
  /** A list shows what the worker says; until what is returned is called. */
  show(query: Runnable, list: RowList<unknown>): () => void
  /**
   * This page writes to a record: rows of it count again when they hold that. Null when it is not known what rows hold afterwards, because a write was refused, or
   * the record is to go: then none counts before the next write.
   */
  wrote(id: string, properties: WireValues | null): void
  /** The record as a list shows it, with all that this page wrote; undefined when none does. */
  wireValues(objectType: string, id: string): WireValues | undefined
}

// A list is behind by a message or two: what was written so many records ago is in all of them.
const mostRemembered = 1_000

/** No lists yet. */
export function createRecordsAtHand(): RecordsAtHand {
  const objectTypeByList = new Map<RowList<unknown>, string>()
  // By id alone: where records of two object types share one, the worker is asked once too often.
  const writtenById = new Map<string, WireValues | null>()

  return {
    show(query, list) {
      if (!isAggregate(query) && query.select === null) objectTypeByList.set(list, query.objectType)
      return () => objectTypeByList.delete(list)
    },
    wrote(id, properties) {
      const written = properties && { ...writtenById.get(id), ...properties }
      writtenById.delete(id)
      writtenById.set(id, written)
      const [oldest = id] = writtenById.keys()
      if (writtenById.size > mostRemembered) writtenById.delete(oldest)
    },
    wireValues(objectType, id) {
      const written = writtenById.get(id)
      if (written === null) return undefined
      for (const [list, type] of objectTypeByList) {
        // A record's key is one of its ids; by another one it is asked for.
        const row = type === objectType && list.row(id)
        const values = row && wireValuesOf(row)
        if (values && holds(values, written)) return values
      }
      return undefined
    },
  }
}

// Cleared is `""` when it is written and null when it is read.
function holds(values: WireValues, written: WireValues = {}): boolean {
  return Object.entries(written).every(([name, wire]) => (values[name] ?? '') === wire)
}
