import { wireToMoment, type WireRecord } from '@holdfast/crm'
import type { Layout } from './layout.ts'
import { packValues, type StoredRecord } from '../store/index.ts'

/**
 * A record as the cache keeps it. `readAt`: when the read began (epoch ms, HubSpot's clock); for a search that is as long before as its
 * index may lag.
 */
export function storedRecord(layout: Layout, record: WireRecord, readAt: number): StoredRecord {
  const values = layout.names.map((name) => {
    const value = record.properties[name]
    return value === undefined || value === '' ? null : value
  })
  return [record.id, wireToMoment(record.updatedAt) ?? 0, readAt, packValues(values)]
}
