import { wireToMoment, type WireRecord } from '@holdfast/crm'
import type { Layout } from './layout.ts'
import { packValues, type StoredRecord } from '../store/index.ts'

/**
 * A record as the cache keeps it. `readAt`: when the read began (epoch ms, HubSpot's clock); for a search that is as long before as its
 * index may lag.
 */
export function storedRecord(layout: Layout, record: WireRecord, readAt: number): StoredRecord {
  const { id, properties, updatedAt } = record
  const values = layout.names.map((name) => properties[name] || null)
  return [id, wireToMoment(updatedAt) ?? 0, readAt, packValues(values)]
}
