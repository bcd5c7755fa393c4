import type { LocalKey } from '@holdfast/crm'
import type { AggregateQuery } from '@holdfast/query'
import type { PackedFigures } from '../protocol.ts'
import type { Replica } from '../replica/index.ts'
import type { Groups } from './groups.ts'
import type { MatchingRows } from './matching.ts'

/** Does the query only ask how many records there are? */
export function isTally({ groupBy, measures }: AggregateQuery): boolean {
  return groupBy.length === 0 && measures.every(({ compute, property }) => compute === 'count' && property === null)
}

/** The one group of a query that only asks how many: that is known without looking at the records. */
export function createTally(replica: Replica, { of, measures }: AggregateQuery, { rows }: MatchingRows): Groups {
  const table = replica.table(of.objectType)
  const key = JSON.stringify([]) as LocalKey
  return {
    add: () => undefined,
    remove: () => undefined,
    keys: () => [key],
    text() {
      const row: PackedFigures = [key, [], measures.map(() => rows.size)]
      return JSON.stringify(row)
    },
    pending() {
      for (const row of table.pendingRows()) if (rows.has(row) && table.record(row).pending.length > 0) return 1
      return 0
    },
    takeTouched: () => new Set([key]),
  }
}
