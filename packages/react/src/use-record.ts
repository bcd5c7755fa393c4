import type { RecordResult, RecordResults } from '@holdfast/client'
import { useStore } from './use-store.ts'

/** Where single records are watched: a collection such as `crm.deals`. */
export interface RecordSource<Id, Row> {
  record(id: Id): RecordResults<Row>
}

/**
 * One record with all its properties, now and after every change: `useRecord(crm.deals, dealId)`. Its `row` is null when there is none of that id,
 * and, while `partial`, when none is known yet. A temporary id goes on showing the record after HubSpot has given it a real one.
 *
 * Throws the `HoldfastError` that ends the stream to the nearest error boundary.
 */
export function useRecord<Id, Row>(collection: RecordSource<Id, Row>, id: NoInfer<Id>): RecordResult<Row> {
  const results = collection.record(id)
  return useStore<RecordResult<Row>>(results.key, () => [results, results.latest ?? loading])
}

const loading: RecordResult<never> = Object.freeze({
  completeness: 'partial',
  why: Object.freeze(['loading'] as const),
  asOf: null,
  row: null,
  total: null,
  pending: 0,
  source: 'cache',
})
