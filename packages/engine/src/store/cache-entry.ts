import type { PackedValues } from './packed-values.ts'

/**
 * What the cache keeps: facts read from HubSpot, in the order in which they were learned. An entry is one put, so a page of records, the
 * coverage it proves and the cursor it moves become durable together or not at all.
 */
export interface CacheEntry {
  /** Ids that turned out to be one record; taken before the records, so that none is ever seen twice. */
  readonly aliases: readonly StoredAlias[]
  readonly records: readonly RecordPage[]
  readonly associations: readonly AssociationList[]
  /** Single links that our own writes made or removed. */
  readonly links: readonly StoredLink[]
  /** Records that left, and how. */
  readonly departures: readonly Departure[]
  readonly coverage: readonly StoredCoverage[]
  readonly cursors: readonly StoredCursor[]
}

/** A temporary or merged id, and the id that HubSpot knows the record by. */
export interface StoredAlias {
  readonly objectType: string
  readonly alias: string
  readonly id: string
}

/** Records of one object type; their values follow the order of its layout. */
export interface RecordPage {
  readonly objectType: string
  readonly records: readonly StoredRecord[]
}

/** One record as last read. */
export type StoredRecord = readonly [
  id: string,
  /** HubSpot's `updatedAt`, epoch ms. */
  updatedAt: number,
  /** Epoch ms (HubSpot's clock) at which the read that brought it began. */
  readAt: number,
  values: PackedValues,
]

/** All associations of one record towards one object type. */
export interface AssociationList {
  readonly fromType: string
  readonly fromId: string
  readonly toType: string
  readonly readAt: number
  /** Other record and the labels of the link; null stands for the unlabelled type. */
  readonly links: readonly (readonly [toId: string, labels: readonly (string | null)[]])[]
}

/** One link after a write of ours. */
export interface StoredLink {
  readonly fromType: string
  readonly fromId: string
  readonly toType: string
  readonly toId: string
  /** Null: the link is gone. */
  readonly labels: readonly (string | null)[] | null
  readonly readAt: number
}

/** The four ways a record leaves. */
export interface Departure {
  readonly objectType: string
  readonly id: string
  readonly outcome: 'archived' | 'merged' | 'gone' | 'forbidden'
  /** The survivor of a merge. */
  readonly into: string | null
  readonly readAt: number
}

/** A statement of the coverage ledger; `claim` belongs to the planner and is null when revoked. */
export interface StoredCoverage {
  readonly shape: string
  readonly objectType: string
  readonly claim: unknown
}

/** How far an object type has been followed. */
export interface StoredCursor {
  readonly objectType: string
  /** Every change that HubSpot indexed before this moment (epoch ms, its clock) has been read. */
  readonly watermark: number
  /** When the newest completed reading of changes began. */
  readonly asOf: number
}

/** HubSpot's clock as we guess it and HubSpot's own differ by up to this, and modification times are compared with moments of reading. */
export const clockSkewMs = 5_000

/** An entry that says nothing yet. */
export const emptyEntry: CacheEntry = {
  aliases: [],
  records: [],
  associations: [],
  links: [],
  departures: [],
  coverage: [],
  cursors: [],
}
