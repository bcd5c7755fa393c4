import type { WireRecord } from '@holdfast/crm'
import type { Layout } from '../replica/index.ts'
import { emptyEntry, type CacheEntry, type StoredLink, type StoredRecord } from '../store/index.ts'

/** Facts that HubSpot's answer to a write of ours proves. `readAt`: when the write was sent, epoch ms, HubSpot's clock. */
export interface WriteFacts {
  /** The answered record over what was known: an answer to a write holds changed and default properties only. */
  record(
    layout: Layout,
    answer: WireRecord,
    known: StoredRecord | null,
    sent: Readonly<Record<string, string>>,
  ): CacheEntry
  links(links: readonly Omit<StoredLink, 'readAt'>[]): CacheEntry
  archived(objectType: string, id: string): CacheEntry
}

/** Facts of a write at one moment. */
export function writeFacts(readAt: number, toMoment: (wire: string) => number): WriteFacts {
  return {
    record(layout, answer, known, sent) {
      const values = layout.names.map((name, at) => {
        const value = Object.hasOwn(answer.properties, name)
          ? answer.properties[name]
          : Object.hasOwn(sent, name)
            ? sent[name]
            : known?.[3][at]
        return value === undefined || value === '' ? null : value
      })
      const record: StoredRecord = [answer.id, Math.max(toMoment(answer.updatedAt), known?.[1] ?? 0), readAt, values]
      return { ...emptyEntry, records: [{ objectType: layout.objectType, records: [record] }] }
    },
    links: (links) => ({ ...emptyEntry, links: links.map((link) => ({ ...link, readAt })) }),
    archived: (objectType, id) => ({
      ...emptyEntry,
      departures: [{ objectType, id, outcome: 'archived', into: null, readAt }],
    }),
  }
}
