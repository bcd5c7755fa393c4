import { everyRecord } from '@holdfast/query'
import type { RowText } from '../protocol.ts'
import type { Replica } from '../replica/index.ts'
import { createRowPacker } from './pack-row.ts'

/** One record with every property of the schema, as the row of a query for all of them; null when it is not (or no longer) there. */
export function packRecord(replica: Replica, objectType: string, id: string): RowText | null {
  const version = replica.table(objectType).get(replica.identities.keyOf(objectType, id))
  return version === null ? null : createRowPacker(replica, everyRecord(objectType)).pack(version, null).text
}
