import { wireToMoment, type WireRecord } from '@holdfast/crm'
import { storedRecord, type Layout } from '../replica/index.ts'
import {
  emptyEntry,
  packValues,
  unpackValues,
  type CacheEntry,
  type StoredLink,
  type StoredRecord,
} from '../store/index.ts'

type Facts = Pick<CacheEntry, 'records'>

/**
 * What HubSpot's answer to a write proves. It holds changed and default properties only, so the rest is taken from what was sent and known; calculated
 * ones may be stale, and therefore the fact counts as read at the beginning of time: any later reading of the same state replaces it.
 */
export function writtenFacts(
  layout: Layout,
  answer: WireRecord,
  known: StoredRecord | null,
  sent: Readonly<Record<string, string>>,
): Facts {
  const knownValues = known === null ? [] : unpackValues(known[3])
  const values = layout.names.map((name, at) => {
    const value = Object.hasOwn(answer.properties, name)
      ? answer.properties[name]
      : Object.hasOwn(sent, name)
        ? sent[name]
        : knownValues[at]
    return value === undefined || value === '' ? null : value
  })
  return {
    records: [
      {
        objectType: layout.objectType,
        records: [[answer.id, Math.max(wireToMoment(answer.updatedAt) ?? 0, known?.[1] ?? 0), 0, packValues(values)]],
      },
    ],
  }
}

/** What a direct reading of a whole record proves. */
export function readFacts(layout: Layout, record: WireRecord, readAt: number): Facts {
  return { records: [{ objectType: layout.objectType, records: [storedRecord(layout, record, readAt)] }] }
}

/** Links that a write made or removed. */
export function linkFacts(links: readonly Omit<StoredLink, 'readAt'>[], readAt: number): Pick<CacheEntry, 'links'> {
  return { links: links.map((link) => ({ ...link, readAt })) }
}

/** A record that a write archived. */
export function archivedFacts(objectType: string, id: string, readAt: number): CacheEntry {
  return { ...emptyEntry, departures: [{ objectType, id, outcome: 'archived', into: null, readAt }] }
}
